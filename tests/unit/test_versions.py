"""Rules that change: what is kept of a version, what differs, and replay of an old decision."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel import check, versions
from keep_or_cancel.cli import main
from keep_or_cancel.facts import FactsError
from keep_or_cancel.model import Model, current

from guide import compile_guide, load
from guide.compile import ARCHIVE, archive, decision_part

FACTS = {
    "holder": "company",
    "status": "normal",
    "need": "none",
    "company_event": "none",
    "number_type": "mobile",
    "channel": "carrier",
    "contract": "none",
    "arrears": "unknown",
    "bindings": "cleared",
    "customers_told": "done",
    "records": "done_or_not_needed",
    "applicant": "ready",
}


def test_the_rules_of_today_are_kept_under_their_version() -> None:
    """A changed rule needs a new version: `make` and this test say so."""
    kept = json.loads((ARCHIVE / f"{current().version}.json").read_text(encoding="utf-8"))
    assert kept == decision_part(compile_guide(load()))
    assert versions.available()[-1] == current().version


def test_changed_rules_may_not_be_kept_under_an_old_version(tmp_path: Path) -> None:
    guide = load()
    path = archive(guide, tmp_path)
    kept = json.loads(path.read_text(encoding="utf-8"))
    kept["rules"][0]["outcome"] = "keep_use"
    path.write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(ValueError, match="new rules_version"):
        archive(guide, tmp_path)


def old_rules() -> Model:
    """Return rules of an invented earlier version: debts not asked for, two rules changed round."""
    data: dict[str, Any] = copy.deepcopy(dict(current().data))
    data["meta"]["rules_version"] = "2025.9"
    arrears = next(b for b in data["blockers"] if b["id"] == "arrears")
    arrears["when"][0]["arrears"] = ["yes"]
    rules = data["rules"]
    rules[0], rules[1] = rules[1], rules[0]
    del rules[4]
    return Model(data)


def test_what_differs_between_versions_is_named() -> None:
    differing = versions.changes(old_rules(), current())
    assert {"kind": "rule", "id": "R01", "change": "moved"} in differing
    assert {"kind": "rule", "id": "R05", "change": "added"} in differing
    assert {"kind": "blocker", "id": "arrears", "change": "changed"} in differing
    assert len(differing) == 4
    assert versions.changes(current(), current()) == []


@pytest.fixture
def with_old_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    old, kept = old_rules(), versions.load
    monkeypatch.setattr(versions, "available", lambda: ["2025.9", current().version])
    monkeypatch.setattr(versions, "load", lambda v: old if v == "2025.9" else kept(v))


@pytest.mark.usefixtures("with_old_rules")
def test_an_old_decision_is_replayed_then_and_now() -> None:
    reply = versions.replay({"rules_version": "2025.9", "facts": FACTS}, "en")
    assert reply["then"]["outcome"] == "cancel_now"
    assert reply["now"]["outcome"] == "settle_then_cancel"
    assert reply["now"]["blockers"] == ["arrears"]
    assert not reply["same"]
    assert {"kind": "blocker", "id": "arrears", "change": "changed"} in reply["changes"]


@pytest.mark.usefixtures("with_old_rules")
def test_a_decision_that_was_open_is_the_same_only_if_as_much_was_open() -> None:
    open_facts = {name: FACTS[name] for name in FACTS if name not in ("arrears", "applicant")}
    reply = versions.replay({"rules_version": "2025.9", "facts": open_facts}, "en")
    assert reply["then"]["outcome"] is reply["now"]["outcome"] is None
    assert reply["then"]["possible"] == reply["now"]["possible"]
    assert reply["same"]
    fewer = {name: FACTS[name] for name in FACTS if name != "contract"}
    reply = versions.replay({"rules_version": "2025.9", "facts": fewer}, "en")
    assert reply["then"]["outcome"] is reply["now"]["outcome"] is None
    assert reply["then"]["possible"] != reply["now"]["possible"]
    assert not reply["same"]


def test_what_is_no_longer_asked_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data: dict[str, Any] = copy.deepcopy(dict(current().data))
    data["meta"]["rules_version"] = "2025.9"
    records = next(q for q in data["questions"] if q["id"] == "records")
    records["values"].append({"id": "burnt"})
    data["questions"].append({"id": "colour", "first_round": False, "values": [{"id": "red"}]})
    data["amounts"].append({"id": "tip", "unit": "cny", "minimum": 0})
    monkeypatch.setattr(versions, "available", lambda: ["2025.9", current().version])
    monkeypatch.setattr(versions, "load", lambda _: Model(data))
    facts = FACTS | {"colour": "red", "records": "burnt", "tip": 5, "penalty": 3, "months": 6}
    reply = versions.replay({"rules_version": "2025.9", "facts": facts | {"start": "2026-01-01"}})
    assert reply["left_out"] == ["records", "colour", "tip"]
    assert reply["now"]["possible"]
    with pytest.raises(FactsError, match="shape: no such field"):
        versions.replay({"rules_version": "2025.9", "facts": facts | {"shape": "round"}})


def test_an_answer_of_today_replays_to_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.dumps(check(FACTS, "en")).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(record)))
    assert main(["replay", "--lang", "en"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply["same"]
    assert reply["changes"] == []
    assert reply["then"]["rule"] == "R16"


def test_a_version_that_is_not_kept_is_named() -> None:
    with pytest.raises(FactsError, match=r"rules_version: “1999\.1” is not allowed"):
        versions.replay({"rules_version": "1999.1", "facts": FACTS})
    with pytest.raises(FactsError, match="facts"):
        versions.replay({"rules_version": current().version})
