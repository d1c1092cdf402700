"""The calendar file: read back by other programs, nothing in the past, no number unless wanted."""

import datetime
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from keep_or_cancel.cli import main
from keep_or_cancel.facts import DAYS
from keep_or_cancel.papers.browser import call
from keep_or_cancel.papers.calendar import events

from tests.support.cases import facts_for
from tests.support.facts import DATA

TODAY, STAMP = "2026-11-30", "2026-11-30T08:00:00Z"
WAIT = {**facts_for("wait_contract"), "contract_end": "2027-06-30"}
SPARE = {**facts_for("keep_backup"), "start": TODAY}
ID = "3f1c2ab0-77de-4c1e"


def calendar(*subjects: dict[str, Any], lang: str = "zh", stamp: str = STAMP) -> bytes:
    given_ids = [{"id": f"{ID}-{n}", **one} for n, one in enumerate(subjects)]
    told = {"subjects": given_ids, "today": TODAY, "stamp": stamp, "lang": lang}
    made = call("calendar", json.dumps(told))
    assert isinstance(made, bytes), made
    return made


def own(content: bytes) -> list[Any]:
    """Return the events as icalendar reads them."""
    read_back: Any = Calendar.from_ical(content)
    return list(read_back.walk("VEVENT"))


def read(content: bytes) -> dict[str, list[dict[str, Any]]]:
    """Return the events as ical.js ("first") and node-ical ("second") read them."""
    done = subprocess.run(
        ["node", "tests/unit/ics.mjs"], input=content, capture_output=True, check=True
    )
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_programs_read_what_was_written(lang: str) -> None:
    plan = {"kind": "contract_end", "date": "2027-06-30"}
    made = calendar({"facts": WAIT, "timeline": plan}, {"facts": SPARE}, lang=lang)
    written = own(made)
    found = read(made)
    assert len(written) == len(found["first"]) == len(found["second"]) > 12
    for event, first, second in zip(written, found["first"], found["second"], strict=True):
        start = event.decoded("dtstart")
        assert isinstance(start, datetime.date)
        assert first["uid"] == second["uid"] == str(event["uid"])
        assert first["summary"] == second["summary"] == str(event["summary"])
        assert first["date"] == second["date"] == start.isoformat()
        assert first["end"] == (start + datetime.timedelta(1)).isoformat()
        assert first["whole"]
        assert second["whole"]
        assert first["floating"]
        assert first["alarms"] == ["PT9H"]
        assert bool(first["rule"]) == second["repeats"]
        assert not first["rule"] or "COUNT=" in first["rule"]
    days = {event["uid"].split(".")[0]: event.decoded("dtstart").isoformat() for event in written}
    assert (days["contract_end_30"], days["contract_end_7"]) == ("2027-05-31", "2027-06-23")
    assert days["plan_apply"] == "2027-07-01"


def test_lines_are_folded_between_characters() -> None:
    lines = calendar({"facts": WAIT}).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert all(line.decode() is not None for line in lines)


def test_the_same_is_written_twice_and_added_later_it_replaces() -> None:
    once, again = calendar({"facts": WAIT}), calendar({"facts": WAIT})
    assert once == again
    later = calendar({"facts": WAIT}, stamp="2026-11-30T08:05:00Z")
    first, then = (own(made) for made in (once, later))
    assert [event["uid"] for event in first] == [event["uid"] for event in then]
    assert all(b["sequence"] > a["sequence"] for a, b in zip(first, then, strict=True))


def test_a_name_stands_in_titles_only_where_it_is_given() -> None:
    assert "13800130001" not in calendar({"facts": WAIT}).decode()
    named = calendar({"facts": WAIT, "name": "138****0001,\r\n;电销"})
    event = own(named)[0]
    assert str(event["summary"]).endswith(" · 138****0001, ;电销")


@pytest.mark.parametrize("bad", ["13800130001", "x", "a b c d e f", ""])
def test_an_id_that_may_be_a_number_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="random"):
        calendar({"facts": WAIT, "id": bad})


def test_upkeep_comes_as_often_as_it_is_wanted() -> None:
    today = datetime.date.fromisoformat(TODAY)
    for every, first, times in (
        (30, "2026-12-30", 12),
        (60, "2027-01-29", 6),
        (90, "2027-02-28", 4),
    ):
        found = events({"facts": SPARE, "every": {"upkeep": every}}, today, "en")
        upkeep = next(event for event in found if event.id == "upkeep")
        assert (upkeep.date.isoformat(), upkeep.every, upkeep.times) == (first, every, times)
    # What nobody may choose is as it was.
    odd = events({"facts": SPARE, "every": {"upkeep": 1}}, today, "en")
    assert next(event for event in odd if event.id == "upkeep").every == 30


@given(
    st.sampled_from(list(DATA["outcomes"])).map(lambda outcome: facts_for(outcome["id"])),
    st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31)),
    st.integers(-900, 900),
)
@settings(max_examples=200, deadline=None)
def test_nothing_is_put_into_the_past(
    facts: dict[str, Any], today: datetime.date, behind: int
) -> None:
    day = (today + datetime.timedelta(behind)).isoformat()
    found = events({"facts": {**facts, **dict.fromkeys(DAYS, day)}}, today, "zh")
    assert all(event.date >= today for event in found)
    assert [event.date for event in found] == sorted(event.date for event in found)


def test_what_is_over_is_said_and_not_put_into_the_calendar() -> None:
    facts = {**WAIT, "contract_end": "2026-12-10"}
    told = json.loads(
        str(call("dates", json.dumps({"subject": {"facts": facts}, "today": TODAY, "lang": "en"})))
    )
    assert told["outcome"] == "wait_contract"
    assert {entry["id"]: entry["past"] for entry in told["entries"]} == {
        "contract_end_30": True,
        "contract_end_7": False,
    }
    assert told["count"] == 1
    assert told["remarks"] == []
    asked = {"subject": {"facts": {**facts, "start": "2026-12-11"}}, "today": TODAY, "lang": "en"}
    (remark,) = json.loads(str(call("dates", json.dumps(asked))))["remarks"]
    assert "2026-12-10, is past" in remark
    undated = {name: value for name, value in WAIT.items() if name != "contract_end"}
    asked = {"subject": {"facts": undated}, "today": TODAY, "lang": "en"}
    told = json.loads(str(call("dates", json.dumps(asked))))
    assert [entry["date"] for entry in told["entries"]] == [None, None]
    assert told["count"] == 0


def test_the_yearly_report_of_a_code_is_asked_for_by_the_end_of_march() -> None:
    facts = {**facts_for("ask_first"), "number_type": "n95_1010", "start": TODAY}
    facts |= {"need": "pause", "status": "normal", "holder": "company", "company_event": "none"}
    facts |= {"compliance": "ok", "used_by_other": "false"}
    found = {e.id: e for e in events({"facts": facts}, datetime.date(2026, 11, 30), "en")}
    report = found["code_report"]
    assert (report.date.isoformat(), report.yearly, report.times) == ("2027-03-01", True, 3)


def test_a_list_of_five_hundred_events_is_written_whole() -> None:
    """Speed is printed by the bench; here only that nothing is lost or shares an id."""
    made = calendar(*({"facts": WAIT} for _ in range(250)))
    found = read(made)
    assert len(found["first"]) == len(found["second"]) == 500
    assert len({event["uid"] for event in found["first"]}) == 500


# --- the command line ----------------------------------------------------------------------------


def test_the_command_writes_one_numbers_reminders_and_keeps_their_ids(tmp_path: Path) -> None:
    facts, out = tmp_path / "facts.json", tmp_path / "out.ics"
    facts.write_text(json.dumps(WAIT), encoding="utf-8")
    command = ["calendar", str(facts), "-o", str(out), "--today", TODAY]
    assert main(command) == 0
    first = own(out.read_bytes())
    assert [event.decoded("dtstart").isoformat() for event in first] == ["2027-05-31", "2027-06-23"]
    assert main(command) == 0
    assert [event["uid"] for event in own(out.read_bytes())] == [event["uid"] for event in first]


def listed() -> str:
    """Return a list of a number that is gone already."""
    status = next(question for question in DATA["questions"] if question["id"] == "status")
    gone = next(value["label"]["zh"] for value in status["values"] if value["id"] == "gone")
    return f"号码,状态\n13800130001,{gone}\n"


def test_the_command_writes_the_reminders_of_a_list(tmp_path: Path) -> None:
    table, out = tmp_path / "list.csv", tmp_path / "out.ics"
    table.write_text(listed(), encoding="utf-8")
    assert main(["calendar", str(table), "-o", str(out), "--today", TODAY]) == 0
    text = out.read_text(encoding="utf-8")
    assert "1380013" not in text
    assert "UID:" in text


def test_the_command_takes_a_list_on_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(listed().encode())))
    out = tmp_path / "out.ics"
    assert main(["calendar", "-", "-o", str(out), "--today", TODAY]) == 0
    count = len(own(out.read_bytes()))
    assert count > 0
    assert capsys.readouterr().out == f"{out}: {count} VEVENT\n"


def test_the_command_names_what_is_wrong_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts, out = tmp_path / "facts.json", tmp_path / "out.ics"
    facts.write_text('{"contract_end": "soon"}', encoding="utf-8")
    assert main(["calendar", str(facts), "-o", str(out), "--lang", "en"]) == 2
    assert "contract_end: “soon” is not allowed" in capsys.readouterr().err
    assert main(["calendar", str(tmp_path / "none.json"), "-o", str(out)]) == 2
    assert not out.exists()
