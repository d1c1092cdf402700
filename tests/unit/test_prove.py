"""The proof: it holds for our rules, and each kind of defect is found and put into words."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel.cli import main
from keep_or_cancel.model import Model, current
from keep_or_cancel.prove import prove
from pydantic import BaseModel, ConfigDict

from guide.yaml_text import read

BAD = sorted((Path(__file__).parent / "bad_rules").glob("*.yaml"))


class Defect(BaseModel):
    """A small rule table with one defect, and the words the proof must find for it."""

    model_config = ConfigDict(extra="forbid")
    defect: str
    questions: dict[str, list[str]]
    outcomes: list[str]
    hit_policy: str = "first"
    rules: list[dict[str, Any]]
    says: list[str]


def small_model(defect: Defect) -> Model:
    """Return the model of a rule table that has nothing but questions, outcomes and rules."""
    text = {"zh": "字", "en": "word"}
    return Model(
        {
            "meta": {"rules_version": "0", "rules_date": "2026-01-01"},
            "questions": [
                {"id": name, "values": [{"id": v, "label": text} for v in values]}
                for name, values in defect.questions.items()
            ],
            "amounts": [],
            "outcomes": [{"id": name, "family": name} for name in defect.outcomes],
            "hit_policy": defect.hit_policy,
            "derived": [],
            "rules": defect.rules,
            "blockers": [],
            "advice": [],
            "laws": [],
        }
    )


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.stem)
def test_a_defect_is_found_and_nothing_else(case: Path) -> None:
    defect = Defect.model_validate(read(case.read_text(encoding="utf-8")))
    assert prove(small_model(defect)).defects == defect.says


def test_every_kind_of_defect_has_a_case() -> None:
    kinds = {"gap", "overlap", "masked", "unreachable_outcome", "unsafe_unknown"}
    assert kinds <= {path.stem for path in BAD}


def test_our_rules_hold_over_every_combination(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove"]) == 0
    said = capsys.readouterr().out
    count = len(current().rules)
    assert f"rules reached: {count} of {count}" in said
    assert "gaps: 0" in said
    assert "untrue texts: 0" in said
    size = 1
    for values in current().values.values():
        size *= len(values)
    assert f"combinations covered: {size:,}" in said


def without_otherwise(data: dict[str, Any]) -> None:
    data["rules"] = data["rules"][:-1]


def first_swallows_all(data: dict[str, Any]) -> None:
    data["rules"][0]["when"] = [{}]


def unknown_arrears_pass(data: dict[str, Any]) -> None:
    arrears = next(b for b in data["blockers"] if b["id"] == "arrears")
    arrears["when"][0]["arrears"] = ["yes"]


def advice_never_shown(data: dict[str, Any]) -> None:
    data["advice"][0]["when"] = [{"need": ["none"], "outcome": ["keep_use"]}]


def verdict_goes_too_far(data: dict[str, Any]) -> None:
    outcome = next(o for o in data["outcomes"] if o["id"] == "keep_use")
    outcome["asserts"]["verdict"] = [{"status": ["normal"]}]


def card_for_every_number(data: dict[str, Any]) -> None:
    advice = next(a for a in data["advice"] if a["id"] == "cheaper_plan")
    advice["says"]["en"] += " Look at the SIM."
    advice["when"] = [{"outcome": ["keep_use"]}]


def case_never_holds(data: dict[str, Any]) -> None:
    outcome = next(o for o in data["outcomes"] if o["id"] == "keep_use")
    outcome["cases"] = [{"when": [{"need": ["none"]}], "verdict": outcome["verdict"]}]


def one_language(data: dict[str, Any]) -> None:
    del data["outcomes"][0]["title"]["en"]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (without_otherwise, "gap: no rule decides"),
        (first_swallows_all, "masked: R18 never decides: wherever it holds, R01 decides first"),
        (unknown_arrears_pass, "unsafe unknown: arrears = unknown gives cancel_now"),
        (advice_never_shown, "unreachable: no answers give the advice"),
        (one_language, "language: outcomes[keep_use].title stands in one language only"),
        (
            verdict_goes_too_far,
            "untrue: outcome keep_use, verdict: what it asserts does not hold",
        ),
        (card_for_every_number, "untrue: advice cheaper_plan, says: “SIM” does not hold for"),
        (case_never_holds, "never shown: no answers show outcome keep_use (case 1), verdict"),
    ],
)
def test_spoiling_our_rules_is_noticed(spoil: Callable[[dict[str, Any]], None], says: str) -> None:
    data = copy.deepcopy(dict(current().data))
    spoil(data)
    proof = prove(Model(data))
    assert not proof.holds
    assert any(line.startswith(says) for line in proof.defects), proof.defects
    assert says in str(proof)
