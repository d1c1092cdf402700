"""The case collection: facts in, outcome out, in files a lawyer can read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel import check
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "cases"


class Case(BaseModel):
    """One case; an unknown keyword is an error."""

    model_config = ConfigDict(extra="forbid")
    name: str
    input: dict[str, Any]
    output: dict[str, Any]


class CaseFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    base: dict[str, Any]
    cases: list[Case]


def cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        file = CaseFile.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
        for case in file.cases:
            yield pytest.param({**file.base, **case.input}, case.output, id=case.name)


@pytest.mark.parametrize(("facts", "expected"), list(cases()))
def test_case(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    answer = check(facts, "en")
    advice = expected.pop("advice_has", [])
    assert {key: answer[key] for key in expected} == expected
    assert set(advice) <= set(answer["advice"])


@pytest.mark.parametrize(("facts", "expected"), list(cases()))
def test_both_languages_give_the_same_ids(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    zh, en = check(facts, "zh"), check(facts, "en")
    ids = ("outcome", "settled", "possible", "rule", "blockers", "advice", "next_questions")
    assert [zh[key] for key in ids] == [en[key] for key in ids]
    assert "outcome" in expected
