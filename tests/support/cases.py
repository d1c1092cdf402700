"""The case collection as tests read it: each case's complete facts and what must come of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from guide.yaml_text import read

# Answers of a number that nobody needs and that nothing but its contract may keep from being
# cancelled.
CLEARED = {
    "holder": "company",
    "status": "normal",
    "need": "none",
    "used_by_other": "false",
    "compliance": "ok",
    "number_type": "mobile",
    "channel": "carrier",
    "arrears": "none",
    "bindings": "cleared",
    "customers_told": "not_needed",
    "records": "done_or_not_needed",
    "applicant": "ready",
}
FOLDER = Path(__file__).parent.parent / "unit/cases"


class Case(BaseModel):
    """One case; an unknown keyword is an error.

    `says` and `silent` are words the Chinese answer must and must not hold; `answered_on` is the
    page, with the id of a heading, that answers the person's own question.
    """

    model_config = ConfigDict(extra="forbid")
    name: str
    account: str = ""
    input: dict[str, Any]
    output: dict[str, Any]
    says: list[str] = []
    silent: list[str] = []
    answered_on: str = ""


class CaseFile(BaseModel):
    """A file of cases; the facts of each are `base` with its `input` put over it."""

    model_config = ConfigDict(extra="forbid")
    base: dict[str, Any]
    cases: list[Case]


class Example(NamedTuple):
    """A case with all its facts."""

    facts: dict[str, Any]
    case: Case


@cache
def case_file(name: str) -> CaseFile:
    """Return the file of cases of this name."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return CaseFile.model_validate(read(text))


def examples(name: str) -> list[Example]:
    """Return the cases of one file."""
    file = case_file(name)
    return [Example({**file.base, **case.input}, case) for case in file.cases]


def every_example() -> Iterator[Example]:
    """Yield the cases of all files."""
    for path in sorted(FOLDER.glob("*.yaml")):
        yield from examples(path.stem)


def facts_for(outcome: str, **wanted: Any) -> dict[str, Any]:
    """Return facts that lead to `outcome`: those of its first example in the decision model.

    `wanted` are what else its case must give, "blockers" for instance.
    """
    wanted["outcome"] = outcome
    for facts, case in examples("decision_model"):
        if wanted.items() <= case.output.items():
            return dict(facts)
    raise AssertionError(f"no case of the decision model gives {wanted}")
