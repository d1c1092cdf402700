"""Rules that change: what is kept of a version, what differs, and replay of an old decision."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel import check, versions
from keep_or_cancel.cli import main
from keep_or_cancel.facts import FactsError
from keep_or_cancel.model import Model, current

from guide import compile_guide, load
from guide.compile import ARCHIVE, archive, decision_part
from tests.support.facts import facts_of, plain_reading

FACTS = {
    "holder": "company",
    "status": "normal",
    "need": "none",
    "company_event": "none",
    "used_by_other": "false",
    "linked": "none",
    "compliance": "ok",
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
    data["rules"] = [rule for rule in rules if rule["id"] != "R05"]
    status = next(q for q in data["questions"] if q["id"] == "status")
    status["values"] = [value for value in status["values"] if value["id"] != "suspended"]
    data["questions"] = [q for q in data["questions"] if q["id"] != "marked"]
    data["advice"] = []
    return Model(data)


def test_what_differs_between_versions_is_named() -> None:
    differing = versions.changes(old_rules(), current())
    assert {"kind": "rule", "id": "R01", "change": "moved"} in differing
    assert {"kind": "rule", "id": "R05", "change": "added"} in differing
    assert {"kind": "question", "id": "marked", "change": "added"} in differing
    assert {"kind": "value", "id": "status.suspended", "change": "added"} in differing
    assert {"kind": "blocker", "id": "arrears", "change": "changed"} in differing
    assert len(differing) == 6
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


# --- rules 2026.1, as they are kept ---------------------------------------------------------------

OLD = "2026.1"
NEXT = versions.available()[versions.available().index(OLD) + 1]
# All that 2026.1 asked before it said "Cancel now".
UNDER_OLD = {name: value for name, value in FACTS.items() if name != "linked"} | {
    "use": "active",
    "arrears": "none",
}


def replayed(**answers: str) -> dict[str, Any]:
    """Replay a record of 2026.1; return the reply."""
    return versions.replay({"rules_version": OLD, "facts": UNDER_OLD | answers}, "en")


def test_a_record_of_2026_1_says_what_was_then_and_what_is_now() -> None:
    """Its rules put another need in place of the answer; today's read what was answered."""
    reply = replayed(holder="self", need="ongoing", company_event="winding_up")
    assert (reply["then"]["rules_version"], reply["now"]["rules_version"]) == (
        OLD,
        current().version,
    )
    assert (reply["then"]["outcome"], reply["then"]["rule"]) == ("cancel_now", "R17")
    assert (reply["now"]["outcome"], reply["now"]["rule"]) == ("keep_use", "R06")
    assert not reply["same"]
    assert reply["left_out"] == []
    told = replayed(need="ongoing", compliance="prohibited")
    assert (told["then"]["outcome"], told["now"]["outcome"]) == ("cancel_now", "ask_first")
    assert (told["now"]["rule"], told["now"]["blockers"]) == ("R21", ["inquiry"])
    lent = replayed(holder="self", need="ongoing", used_by_other="true")
    assert (lent["then"]["outcome"], lent["now"]["outcome"]) == ("keep_use", "fix_holder")


def test_what_2026_1_did_not_ask_is_open_now() -> None:
    reply = replayed()
    assert reply["then"]["outcome"] == "cancel_now"
    assert reply["now"]["outcome"] is None
    assert reply["now"]["possible"] == ["cancel_now", "settle_then_cancel"]


def test_what_is_new_since_2026_1_is_named_in_the_reply() -> None:
    old, since = versions.load(OLD), versions.load(NEXT)
    assert replayed()["changes"] == versions.changes(old, current())
    changes: dict[tuple[str, str], set[str]] = {}
    for entry in versions.changes(old, since):
        changes.setdefault((entry["kind"], entry["change"]), set()).add(entry["id"])
    assert changes["rule", "added"] == {f"R{number}" for number in range(18, 25)}
    assert changes["rule", "changed"] == {"R02", "R08", "R10", "R13", "R14", "R15"}
    assert changes["blocker", "added"] == {
        *("gone_check", "contest_registration", "no_applicant", "verify", "inquiry", "linked"),
        "balance_check",
    }
    assert changes["question", "added"] == {"linked"}
    assert changes["value", "added"] == {
        *("holder.not_mine", "holder.deceased"),
        *("status.verify_stop", "status.expired", "status.gone"),
        *("number_type.cloud", "number_type.iot"),
        *("company_event.changed", "company_event.gone"),
    }
    assert not {kind for kind, change in changes if change == "removed"}


def test_a_record_of_2026_2_keeps_its_months_and_today_the_day_wins() -> None:
    dear = {"contract": "in_exit_fee", "penalty": 100, "monthly_fee": 30, "months_left": 10}
    days = {"start": "2026-11-26", "contract_end": "2026-12-05"}
    facts = FACTS | {"arrears": "none"} | dear | days
    record = {"rules_version": "2026.2", "facts": facts}
    reply = versions.replay(record)
    assert reply["then"]["outcome"] == "settle_then_cancel"
    assert reply["now"]["outcome"] == "wait_contract"
    changed = {"kind": "amount", "id": "months_left", "change": "changed"}
    assert [one for one in reply["changes"] if one["kind"] == "amount"] == [changed]
    # Without a count of months they were unknown.
    del facts["months_left"]
    assert versions.replay(record)["then"]["outcome"] == "ask_first"


@given(st.fixed_dictionaries({n: st.sampled_from(v) for n, v in versions.load(OLD).values.items()}))
@settings(max_examples=200, deadline=None)
def test_2026_1_decides_as_its_own_table_reads(answers: dict[str, str]) -> None:
    old = versions.load(OLD)
    record = {"rules_version": OLD, "facts": facts_of(answers)}
    then = versions.replay(record)["then"]
    assert then["rule"] == plain_reading(answers, old.data)
    assert then["settled"]


def test_a_record_of_2026_1_replays_on_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = UNDER_OLD | {"need": "ongoing", "company_event": "winding_up"}
    record = json.dumps({"rules_version": OLD, "facts": facts}).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(record)))
    assert main(["replay", "--lang", "en"]) == 0
    reply = json.loads(capsys.readouterr().out)
    assert reply == versions.replay({"rules_version": OLD, "facts": facts}, "en")
    assert (reply["then"]["outcome"], reply["now"]["outcome"]) == ("cancel_now", "fix_holder")


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
