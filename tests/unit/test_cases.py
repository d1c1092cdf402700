"""The case collection: facts in, outcome out, in files a lawyer can read."""

from collections.abc import Iterable
from typing import Any

import pytest
from keep_or_cancel import check

from guide.prose.pages import read
from tests.support.cases import Case, Example, every_example

EXAMPLES = list(every_example())


def named(examples: Iterable[Example]) -> list[Any]:
    """Return the examples as parameters of a test, each under its name."""
    return [pytest.param(*example, id=example.case.name) for example in examples]


def words(answer: dict[str, Any]) -> str:
    """Return all that an answer says of what to do: outcome, blockers, advice, steps."""
    texts = answer["texts"]
    parts = [
        *(texts["outcomes"][answer["outcome"]].values() if answer["outcome"] else ()),
        *(word for name in answer["blockers"] for word in texts["blockers"][name].values()),
        *(word for name in answer["advice"] for word in texts["advice"][name].values()),
        *(word for stage in answer["steps"].values() for step in stage for word in step.values()),
    ]
    return "\n".join(part for part in parts if isinstance(part, str))


@pytest.mark.parametrize(("facts", "case"), named(EXAMPLES))
def test_case(facts: dict[str, Any], case: Case) -> None:
    answer = check(facts, "en")
    expected = dict(case.output)
    advice = expected.pop("advice_has", [])
    assert {key: answer[key] for key in expected} == expected
    assert set(advice) <= set(answer["advice"])


@pytest.mark.parametrize(("facts", "case"), named(EXAMPLES))
def test_both_languages_give_the_same_ids(facts: dict[str, Any], case: Case) -> None:
    zh, en = check(facts, "zh"), check(facts, "en")
    ids = ("outcome", "settled", "possible", "rule", "blockers", "warnings", "advice")
    assert [zh[key] for key in ids] == [en[key] for key in ids]
    assert "outcome" in case.output


@pytest.mark.parametrize(("facts", "case"), named(e for e in EXAMPLES if e.case.says))
def test_what_must_be_said_is_said(facts: dict[str, Any], case: Case) -> None:
    said = words(check(facts, "zh"))
    assert [text for text in case.says if text not in said] == []


@pytest.mark.parametrize(("facts", "case"), named(e for e in EXAMPLES if e.case.silent))
def test_what_must_not_be_said_is_not(facts: dict[str, Any], case: Case) -> None:
    said = words(check(facts, "zh"))
    assert [text for text in case.silent if text in said] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("facts", "case"), named(e for e in EXAMPLES if e.case.answered_on))
def test_a_page_answers_the_person(lang: str, facts: object, case: Case) -> None:
    name, _, anchor = case.answered_on.partition("#")
    page = read(lang, name)
    assert not anchor or anchor in {section.id for section in page.sections}
