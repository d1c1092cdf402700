"""Letters and dates for a list: which fit, for whom, as files that other programs read."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
import icalendar
import pytest
from keep_or_cancel.lists.browser import call
from keep_or_cancel.lists.session import Session

from tests.support.cases import CLEARED

TODAY = "2026-11-30"
STAMP = "2026-11-30T08:00:00Z"
HEAD = ("number", "carrier", "user", "plan", "contract_end", "row_id", *CLEARED)
HEADERS = {
    "number": "号码",
    "carrier": "运营商",
    "user": "使用人",
    "plan": "套餐",
    "contract_end": "合约到期日",
    "row_id": "消号指南行标识",
}
READY = {**CLEARED, "contract": "none", "linked": "none", "company_event": "none"}
LEAVING = {"holder": "staff_leaving_or_left", "need": "ongoing"}
COMPANY = "甲公司"


def listed(*rows: dict[str, str]) -> bytes:
    """Return rows of facts as a list, each a number that can be cancelled but for what is given."""
    columns = list(dict.fromkeys([*HEADERS, *READY, *(name for row in rows for name in row)]))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([HEADERS.get(name, name) for name in columns])
    writer.writerows([[{**READY, **row}.get(name, "") for name in columns] for row in rows])
    return text.getvalue().encode()


@pytest.fixture
def session() -> Session:
    return Session()


def ask(session: Session, name: str, data: bytes | None = None, **args: Any) -> Any:
    reply = call(name, json.dumps({"lang": "zh", "today": TODAY, **args}), data, session)
    return json.loads(reply) if isinstance(reply, str) else reply


def brought(session: Session, *rows: dict[str, str]) -> None:
    understanding = ask(session, "read", listed(*rows))
    assert understanding["outcome"] == "read", understanding
    ask(session, "judge")


def numbers(n: int, first: int = 0, carrier: str = "移动", **more: str) -> Iterator[dict[str, str]]:
    """Yield rows with numbers of their own."""
    for count in range(first, first + n):
        yield {"number": f"138{count:08d}", "carrier": carrier, **more}


def groups(told: Any, name: str) -> list[tuple[str, str, str, int]]:
    (letter,) = [one for one in told["letters"] if one["id"] == name]
    return [
        tuple(g[key] for key in ("carrier", "holder", "person", "count")) for g in letter["groups"]
    ]


def words_of(content: bytes) -> str:
    """Return all text of a .docx, its tables too."""
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_one_letter_for_each_carrier_and_holder(session: Session) -> None:
    brought(
        session,
        *numbers(5),
        *numbers(2, 5, carrier="联通"),
        *numbers(1, 7, user="小王", **LEAVING),
        *numbers(2, 8, user="小李", **LEAVING),
        *numbers(2, 10, **LEAVING),
    )
    told = ask(session, "papers")
    mobile, unicom = "中国移动", "中国联通"
    assert groups(told, "cancel_company") == [
        (mobile, "本公司名下", "", 5),
        (unicom, "本公司名下", "", 2),
    ]
    # Whose they are the list does not say: a person each, or one letter a number.
    persons = groups(told, "transfer_apply")
    assert sorted((person, count) for _, _, person, count in persons) == [
        *(("", 1), ("", 1), ("小李", 2), ("小王", 1)),
    ]
    # In the guide's order, and each with what fits it only.
    ids = [letter["id"] for letter in told["letters"]]
    assert "cancel_person" not in ids
    assert ids.index("cancel_company") < ids.index("transfer_apply")
    for letter in told["letters"]:
        assert letter["count"] == sum(group["count"] for group in letter["groups"]), letter["id"]


def test_numbers_that_stand_twice_or_are_not_known_are_in_no_letter(session: Session) -> None:
    rows = list(numbers(2))
    brought(session, *rows, rows[0], {"number": "1.38E+10", "carrier": "移动"})
    assert groups(ask(session, "papers"), "cancel_company") == [("中国移动", "本公司名下", "", 2)]


def test_numbers_whose_letters_differ_in_words_do_not_share_one(session: Session) -> None:
    brought(session, *numbers(2), *numbers(3, 2, status="risk_stop", arrears="yes"))
    told = ask(session, "papers")
    queries = [count for *_, count in groups(told, "query_carrier")]
    assert sorted(queries) == [2, 3]


def test_what_is_shown_is_masked_and_what_is_typed_is_asked_once(session: Session) -> None:
    brought(session, *numbers(7))
    values = {"company_name": COMPANY, "handler_name": "110105199003078515"}
    told = ask(session, "papers", values=values)
    assert "13800000001" not in json.dumps(told)
    assert told["letters"][0]["groups"][0]["numbers"][1] == "138****0001"
    assert "13800000001" in json.dumps(ask(session, "papers", whole=True))
    fields = {field["id"]: field for field in told["letters"][0]["fields"]}
    assert fields["company_name"]["value"] == COMPANY
    assert fields["company_name"]["problem"] is None
    # No field takes an ID number, and says so.
    assert "证件号码" in fields["handler_name"]["problem"]
    assert not {"carrier_name", "numbers", "count"} & fields.keys()


@pytest.mark.parametrize("how", [{}, {"gloss": True}, {"lang": "en"}])
def test_one_letter_is_a_docx_with_a_schedule_of_whole_numbers(
    session: Session, how: dict[str, Any]
) -> None:
    rows = list(numbers(5, plan="39 元套餐"))
    brought(session, *rows)
    content = ask(session, "paper", id="cancel_company", values={"company_name": COMPANY}, **how)
    text = words_of(content)
    assert [row["number"] for row in rows if row["number"] not in text] == []
    assert COMPANY in text
    assert "39 元套餐" in text
    assert "{{" not in text
    assert ("China Mobile" if how.get("lang") == "en" else "中国移动") in text


def test_several_letters_are_a_zip_without_numbers_in_its_names(session: Session) -> None:
    brought(session, *numbers(4), *numbers(4, 4, carrier="a/b 13900000000"))
    content = ask(session, "paper", id="cancel_company", values={})
    assert content == ask(session, "paper", id="cancel_company", values={})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        texts = [words_of(archive.read(name)) for name in names]
    assert names == [
        "1 销户申请书（单位） 中国移动.docx",
        "2 销户申请书（单位） a_b 139_0000.docx",
    ]
    assert "13800000003" in texts[0]
    assert "13800000003" not in texts[1]
    assert "13800000004" in texts[1]


def test_the_end_of_one_contract_is_not_said_of_all(session: Session) -> None:
    ends = ["2027-03-31", "2027-06-30", "2027-06-30", "2027-06-30"]
    rows = [
        {**row, "contract": "in_no_exit", "contract_end": end}
        for row, end in zip(numbers(4), ends, strict=True)
    ]
    brought(session, *rows)
    told = ask(session, "papers")
    (first, *_) = told["letters"]
    text = words_of(ask(session, "paper", id=first["id"], values={}))
    # In the schedule each has its own; in the sentences none stands for all.
    for end in ("2027 年 3 月 31 日", "2027 年 6 月 30 日"):
        day = datetime.datetime.strptime(end, "%Y 年 %m 月 %d 日").date()
        assert text.count(end) == ends.count(day.isoformat())


def test_a_letter_that_no_row_needs_is_refused(session: Session) -> None:
    brought(session, *numbers(1))
    assert ask(session, "paper", id="transfer_apply", values={})["error"]["kind"] == "list"


def test_all_dates_are_one_calendar_whose_ids_stay(session: Session) -> None:
    row = {"contract": "in_no_exit", "contract_end": "2027-03-31", "row_id": "012345678901"}
    brought(session, {**next(numbers(1)), **row}, *numbers(3, 1, need="standby"))
    calendars = [
        icalendar.Calendar.from_ical(ask(session, "calendar", stamp=stamp))
        for stamp in (STAMP, "2026-12-01T08:00:00Z")
    ]
    uids = [[str(event["uid"]) for event in made.events] for made in calendars]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == len(uids[0]) > 4
    text = ask(session, "calendar", stamp=STAMP).decode()
    assert "1380000" not in text
    assert "012345678901" in text
    whole = ask(session, "calendar", stamp=STAMP, numbers=True).decode()
    assert "13800000000" in whole
    ends = [event for event in calendars[0].events if "012345678901" in str(event["summary"])]
    assert {f"{event.start:%m-%d}" for event in ends} >= {"03-01", "03-24"}
    assert all(str(event.start) >= TODAY for made in calendars for event in made.events)


def test_a_list_is_worked_on_without_letters(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the archive of letters has not been loaded, a call says so, and nothing else does."""
    brought(session, *numbers(2))
    monkeypatch.setitem(sys.modules, "keep_or_cancel.papers.data", None)
    monkeypatch.setitem(sys.modules, "keep_or_cancel.papers.draft", None)
    assert ask(session, "papers") == {"missing": "papers"}
    assert ask(session, "rows")["count"] == 2
