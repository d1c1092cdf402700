"""A list worked on as the page does: read, corrected, judged, mended, asked about, written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from keep_or_cancel.lists.browser import call
from keep_or_cancel.lists.errors import LibraryMissingError
from keep_or_cancel.lists.session import Session

TODAY = "2026-11-30"
LIST = """号码,运营商,登记在谁名下,状态,需不需要,合约,月租,备注
13800130001,移动,公司,停机,不需要,无,19,前台
13800130002,移动,公司,,不需要,可提前解约,29,13900139000 转
138-0013-0003,联通,公司,正常,,,8,
1.38E+10,,公司,正常,需要,,8,
13800130001,电信,不清楚,正常,不需要,无,19,
合计,,,,,,94,
"""


sessions: list[Session] = []


@pytest.fixture(autouse=True)
def _new() -> None:
    sessions[:] = [Session()]


def ask(name: str, data: bytes | None = None, **args: Any) -> Any:
    reply = call(name, json.dumps({"lang": "zh", "today": TODAY, **args}), data, sessions[0])
    return json.loads(reply) if isinstance(reply, str) else reply


def opened(text: str = LIST, **args: Any) -> Any:
    understanding = ask("read", text.encode(), **args)
    assert "error" not in understanding
    return understanding


def test_what_was_understood_is_told() -> None:
    told = opened()
    assert (told["outcome"], told["kind"], told["encoding"]) == ("read", "text", "utf-8")
    assert told["separator"] == ","
    assert told["header_rows"] == [1]
    assert [row["role"] for row in told["preview"]] == ["header", *["data"] * 5, "skipped"]
    assert told["preview"][2]["cells"][-1] == "139****9000 转"
    assert told["counts"] == {
        "rows": 5,
        "skipped": 1,
        "blank": 0,
        "duplicates": 2,
        "problems": 2,
        "without_number": 1,
    }
    (unclear,) = told["unclear"]
    assert (unclear["field"], unclear["value"], unclear["rows"]) == ("status", "停机", [2])
    assert [one["value"] for one in unclear["values"] if one["likely"]] == [
        "arrears_stop",
        "risk_stop",
        "police_stop",
    ]
    assert told["skipped"]["rows"] == [
        {"row": 7, "to": None, "text": "合计", "content": "合计 | 94"}
    ]


def test_a_word_is_explained_once_and_edits_and_ids_stay() -> None:
    opened()
    ask("judge")
    before = ask("rows")["rows"]
    ask("mend", index=2, field="need", content="不需要")
    told = ask("read", choices={"values": {"status": {"停机": "arrears_stop"}}})
    assert told["unclear"] == []
    assert told["choices"] == {"values": {"status": {"停机": "arrears_stop"}}}
    rows = ask("rows")["rows"]
    assert [row["id"] for row in rows] == [row["id"] for row in before]
    assert rows[0]["cells"]["status"]["value"] == "arrears_stop"
    assert rows[2]["cells"]["need"] == {"value": "none", "shown": "不再需要"}


def test_what_is_shown_is_masked() -> None:
    told = opened()
    shown = json.dumps([told["preview"], told["columns"], told["notes"], told["skipped"]])
    rows = ask("rows")["rows"]
    shown += json.dumps([row["masked"] for row in rows])
    shown += json.dumps([[cell["shown"] for cell in row["cells"].values()] for row in rows])
    shown += json.dumps([ask("asks"), ask("memo"), ask("judge")])
    for whole in ("13800130001", "13900139000", "138-0013-0003", "13800130003"):
        assert whole not in shown
    whole_rows = ask("rows", whole=True)["rows"]
    assert whole_rows[0]["masked"] == whole_rows[0]["number"] == "13800130001"


def test_an_answer_goes_where_nothing_certain_stands() -> None:
    opened()
    summary = ask("judge")
    query = next(q for q in summary["queries"] if q["id"] == "mobile/status")
    assert query["count"] == 2
    answered = ask("answer", carrier="mobile", question="status", values={"status": "normal"})
    # The word "stopped" cannot mean that.
    assert (answered["count"], answered["left"]) == (1, 1)
    answered = ask("answer", carrier="mobile", question="status", values={"status": "risk_stop"})
    assert (answered["count"], answered["left"]) == (1, 0)
    rows = ask("rows")["rows"]
    assert [row["cells"]["status"]["value"] for row in rows[:2]] == ["risk_stop", "normal"]
    assert answered["summary"]["edited"] is True
    ask("undo")
    assert ask("undo") == summary


def test_amounts_of_an_answer_are_checked_with_words() -> None:
    opened()
    refused = ask(
        "answer",
        carrier="mobile",
        question="exit_cost",
        values={"penalty": "abc"},
    )
    assert refused["error"]["kind"] == "facts"
    assert refused["error"]["field"] == "penalty"
    answered = ask(
        "answer",
        carrier="mobile",
        question="exit_cost",
        values={"penalty": "100", "months_left": 2},
    )
    assert answered["count"] == 1
    row = ask("row", index=1)
    assert row["facts"]["penalty"] == "100"
    assert "exit_cost" not in [one["id"] for one in row["ask"]]


def test_a_mended_number_is_judged_and_found_to_be_a_repetition() -> None:
    opened()
    assert ask("rows")["rows"][3]["pile"] == "no_number"
    mended = ask("mend", index=3, field="number", content="138 0013 0003")
    assert mended["problem"] is None
    assert mended["row"]["number"] == "13800130003"
    assert mended["row"]["duplicate_of"] == {"index": 2, "row": 4}
    assert mended["row"]["cells"]["number_type"]["value"] == "mobile"
    wrong = ask("mend", index=3, field="number", content="12345")
    assert "位数不对" in wrong["problem"]
    assert wrong["row"]["pile"] == "no_number"


def test_rows_are_filtered_and_sorted() -> None:
    opened()
    assert ask("rows", filter={"duplicates": True})["count"] == 2
    assert ask("rows", filter={"carrier": ""})["count"] == 1
    assert ask("rows", filter={"carrier": "mobile", "problems": True})["count"] == 1
    assert ask("rows", filter={"find": "0013000"})["count"] == 4
    by_need = [row["index"] for row in ask("rows", sort={"by": "need"})["rows"]]
    assert by_need == [3, 0, 1, 4, 2]
    down = [row["index"] for row in ask("rows", sort={"by": "need", "down": True})["rows"]]
    assert down == [0, 1, 4, 3, 2]
    page: dict[str, Any] = {"from": 1, "size": 2}
    assert [row["row"] for row in ask("rows", **page)["rows"]] == [3, 4]


def test_what_is_missing_or_wrong_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("rows")["error"]["message"] == "还没有清单"
    assert ask("read", b"%PDF-1.7")["error"]["code"] == "not_a_workbook"
    opened()

    def missing(name: str) -> None:
        raise LibraryMissingError(name)

    monkeypatch.setattr("keep_or_cancel.lists.export.library", missing)
    assert ask("export", kind="xlsx") == {"missing": "xlsxwriter"}
    refused = ask("read", choices={"encoding": "utf-16-le"}, lang="en")
    assert refused["error"]["message"].startswith("the file cannot be read as utf-16-le")
    # Nothing has changed.
    assert ask("rows")["count"] == 5


def test_a_list_that_was_put_away_goes_on_as_it_was() -> None:
    opened("部门,姓名\n\n" + LIST)
    ask("mend", index=2, field="need", content="不需要")
    ask("mend", index=3, field="number", content="13800130009")
    summary, rows = ask("judge"), ask("rows", whole=True)
    text = ask("keep")
    ask("read", b"13900139000\n")
    told = ask("restore", text.encode())
    again, problems = ask("judge"), ask("problems")
    assert again == {**summary, "undo": False}
    assert ask("rows", whole=True) == rows
    assert told["counts"]["skipped"] == 2
    # A word that was not explained is explained now.
    assert problems["count"] == 1
    told = ask("read", choices={"values": {"status": {"停机": "arrears_stop"}}})
    assert (told["unclear"], told["encodings"]) == ([], [])
    assert ask("rows")["rows"][0]["cells"]["status"]["value"] == "arrears_stop"


def test_the_memo_counts_what_is_due_once() -> None:
    settled = {
        "holder": "company",
        "status": "normal",
        "need": "none",
        "use": "idle_3m",
        "used_by_other": "false",
        "compliance": "ok",
        "number_type": "mobile",
        "channel": "carrier",
        "bindings": "cleared",
        "customers_told": "done",
        "linked": "none",
        "records": "done_or_not_needed",
        "applicant": "ready",
        "company_event": "none",
    }
    head = ["number", "contract", "months_left", "monthly_fee", "penalty", "arrears"]
    rows = [
        ["13800130001", "in_exit_fee", "10", "100", "50.5", "none", ""],  # left early
        ["13800130002", "in_exit_fee", "1", "10", "900", "none", ""],  # waited for
        ["13800130003", "none", "", "10", "", "yes", "12"],
        ["13800130004", "none", "", "10", "", "yes", ""],
    ]
    lines = [",".join([*head, "arrears_amount", *settled])]
    lines += [",".join([*row, *settled.values()]) for row in rows]
    opened("\n".join(lines))
    due = {one["id"]: (one["count"], one["amount"], one["unknown"]) for one in ask("memo")["once"]}
    assert due == {"arrears_amount": (2, "12", 1), "penalty": (1, "50.50", 0)}
    opened()
    assert [one["id"] for one in ask("memo")["once"]] == []
