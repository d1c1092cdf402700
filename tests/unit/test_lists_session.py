"""A list worked on as the page does: read, corrected, judged, mended, asked about, written."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel.lists.browser import call
from keep_or_cancel.lists.errors import LibraryMissingError
from keep_or_cancel.lists.numbers import masked
from keep_or_cancel.lists.session import Session

from tests.unit.test_lists import workbook

TODAY = "2026-11-30"
CORPUS = Path(__file__).parent.parent / "corpus/lists"
LIST = """号码,运营商,登记在谁名下,状态,需不需要,合约,月租,备注
13800130001,移动,公司,停机,不需要,无,19,前台
13800130002,移动,公司,,不需要,可提前解约,29,13900139000 转
138-0013-0003,联通,公司,正常,,,8,
1.38E+10,,公司,正常,需要,,8,
13800130001,电信,不清楚,正常,不需要,无,19,
合计,,,,,,94,
"""


# Of a number that nobody needs, all that a list may leave out.
IDLE = {
    "need": "none",
    "holder": "company",
    "used_by_other": "false",
    "status": "normal",
    "use": "idle_3m",
    "must_receive": "no",
    "arrears": "none",
    "bindings": "cleared",
    "compliance": "ok",
    "customers_told": "not_needed",
    "records": "done_or_not_needed",
    "suspend_available": "no",
    "linked": "none",
    "channel": "carrier",
    "marked": "no",
    "company_event": "none",
    "applicant": "ready",
}
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
    assert ask("undo")["counts"]["duplicates"] == 4
    assert ask("undo")["counts"]["duplicates"] == 2


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


PERSONAL = """号码,姓名,身份证号,状态,备注
13800130001,张三,11010119900307123X,正常,
13800130002,李四,"110101199003071234,停,看
13800130003,王五,110101199003071235,正常,\ufffd
"""


def test_what_is_personal_is_named_and_shown_nowhere() -> None:
    told = opened(PERSONAL)
    personal = [one["header"] for one in told["columns"] if one["personal"]]
    assert personal == ["姓名", "身份证号"]
    assert told["preview"][1]["cells"][:4] == ["138****0001", "****", "****", "正常"]
    everything = json.dumps([told, ask("judge"), ask("rows"), ask("problems"), ask("row", index=1)])
    kept = ask("keep")
    files = [ask("export", kind=kind).decode() for kind in ("csv", "json", "problems")]
    for text in (everything, json.dumps(everything), kept, *files):
        for name in ("张三", "李四", "110101199003071"):
            assert name not in text
            assert json.dumps(name)[1:-1] not in text
    assert "张三" in ask("export", kind="csv", personal=True).decode()
    told = ask("read", choices={"personal": ["姓名"]})
    assert [one["header"] for one in told["columns"] if one["carried"]] == ["姓名"]
    assert "张三" in ask("export", kind="csv").decode()
    assert "11010119900307123" not in ask("export", kind="csv").decode()


def test_two_columns_of_one_name_stay_two() -> None:
    told = opened("号码,备注,备注,备注 (2),3,\n13800130001,a,b,c,d,e\n")
    assert [one["header"] for one in told["columns"]] == [
        *("号码", "备注", "备注 (2)", "备注 (2) (2)", "3", "6")
    ]
    assert ask("row", index=0)["extras"] == {
        "备注 (2)": "b",
        "备注 (2) (2)": "c",
        "3": "d",
        "6": "e",
    }
    told = ask("read", choices={"columns": {"备注": None, "备注 (2)": "note"}})
    assert ask("rows")["rows"][0]["cells"]["note"]["value"] == "b"


def test_a_column_that_was_not_meant_is_not_taken_up_after_an_export() -> None:
    chosen = {"columns": {"状态": None, "手机号": None}}
    opened("号码,状态,手机号\n1.38E+10,正常,13900139000\n", choices=chosen)
    told = ask("read", ask("export", kind="csv"))
    assert {one["header"]: one["field"] for one in told["columns"]}["手机号"] is None
    row = ask("rows")["rows"][0]
    assert (row["number"], row["cells"]["status"]["value"]) == (None, None)
    assert ask("row", index=0)["extras"] == {"状态": "正常", "手机号": "139****9000"}


def test_a_word_of_ours_in_a_list_of_ours_begins_no_second_header() -> None:
    opened("号码,备注,结论\n13800130002,手机号码,留\n13800130001,,\n")
    ask("mend", index=0, field="number", content="")
    told = ask("read", ask("export", kind="csv"))
    assert (told["header_rows"], told["counts"]["rows"]) == ([1], 2)
    assert ask("row", index=0)["extras"] == {"结论 (2)": "留"}


def test_many_words_and_many_names_make_no_endless_questions() -> None:
    lines = "".join(f"138{n:08d},坏{n},公司{n}\n" for n in range(300))
    told = opened(f"号码,状态,运营商\n{lines}")
    assert (len(told["unclear"]), told["unclear_total"]) == (50, 300)
    summary = ask("judge")
    assert len(summary["carriers"]) == 21
    assert summary["carriers"][-1] == {"id": "", "title": "运营商不明", "size": 280}
    assert ask("rows", filter={"carrier": ""})["count"] == 280


def test_an_answer_may_be_for_some_rows_only_and_may_be_that_nobody_knows() -> None:
    opened()
    answered = ask(
        "answer", carrier="mobile", question="status", values={"status": "normal"}, rows=[0]
    )
    # What was said of one row alone wins over a word that may mean several things.
    assert (answered["count"], answered["left"]) == (1, 0)
    assert ask("rows")["rows"][0]["cells"]["status"]["value"] == "normal"
    answered = ask("answer", carrier="mobile", question="status", values={"status": "unknown"})
    assert answered["count"] == 1
    assert ask("rows")["rows"][1]["cells"]["status"]["value"] == "unknown"
    refused = ask("answer", carrier="mobile", question="arrears", values={"arrears": "?"})
    assert refused["error"]["kind"] == "facts"
    refused = ask("answer", carrier="mobile", question="arrears", values={"penalty": "1"})
    assert refused["error"]["field"] == "penalty"
    refused = ask("answer", carrier="nobody", question="records", values={})
    assert refused["error"]["code"] == "no_query"


@pytest.mark.parametrize(
    ("file", "name"), [("23-dates.xlsx", "openpyxl"), ("41-carrier-export.xls", "xlrd")]
)
def test_a_library_that_is_not_there_is_named(
    file: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (CORPUS / file).read_bytes()
    monkeypatch.setitem(sys.modules, name, None)
    assert ask("read", content) == {"missing": name}
    monkeypatch.undo()
    assert "rows" in ask("read", content)["counts"]


def test_edits_of_rows_that_are_there_no_more_are_counted() -> None:
    sheets = workbook(["号码"], ["13800130001"], 二=[["号码"], ["13800130002"]])
    assert ask("read", sheets)["outcome"] == "ask"
    ask("read", choices={"sheet": "二"})
    ask("mend", index=0, field="status", content="normal")
    assert ask("read", choices={"sheet": "Sheet"})["dropped"] == 1
    assert ask("judge")["edited"] is False


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("138 0013 0001", "138****0001"),
        ("+86-138.0013.0001", "+86-138****0001"),
        ("13\u200b800130001", "138****0001"),
        ("(010)8888 8888", "(010****8888"),
        ("4001234567", "400****4567"),
        ("13800130001/13800130002", "138****0001/138****0002"),
        ("2026-12-31 10:00", "2026-12-31 10:00"),
        ("1,234,567.00", "1,234,567.00"),
        ("110101199003071234", "110****1234"),
    ],
)
def test_a_number_is_masked_however_it_is_written(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_step_is_taken_back_on_another_day_as_well() -> None:
    text = "号码,合约,违约金,月租,合约到期日\n13800130001,可提前解约,100,19,2027-01-31\n"
    opened(text, choices={"answers": IDLE})
    assert ask("judge")["total"]["after"] == "38"
    ask("mend", index=0, field="contract", content="none")
    ask("judge", today="2027-01-30")
    undone = ask("undo", today="2027-01-30")
    opened(text, choices={"answers": IDLE})
    assert undone == ask("judge", today="2027-01-30")
    assert undone["total"]["after"] == "0"


def test_a_row_in_which_another_number_stands_is_another_row() -> None:
    opened("13800130001 13800130002\n13800130003\n", choices={"separator": "mixed"})
    ask("mend", index=0, field="status", content="normal")
    ask("mend", index=1, field="status", content="normal")
    assert ask("read", choices={"separator": " "})["dropped"] == 1
    assert [row["cells"]["status"]["value"] for row in ask("rows")["rows"]] == ["normal", None]


def test_amounts_go_with_their_answer() -> None:
    opened("号码,合约\n13800130001,在约\n13800130002,\n")
    values = {"contract": "none", "penalty": 5}
    answered = ask("answer", carrier="", question="contract", values=values)
    assert (answered["count"], answered["left"]) == (1, 1)
    assert [ask("row", index=n)["facts"].get("penalty") for n in range(2)] == [None, "5"]


def test_of_several_sheets_the_first_is_shown_as_it_is() -> None:
    first = [
        ["合计"],
        ["号码", "状态"],
        ["13800130001", "正常"],
        ["合计", "1"],
        ["13800130002", ""],
    ]
    content = workbook(移动=first, 联通=[["号码"], *[[f"1380013001{n}"] for n in range(6)]])
    told = ask("read", content)
    assert told["outcome"] == "read"
    assert told["sheet"] == "移动、联通"
    roles = [row["role"] for row in told["preview"]]
    assert roles == ["skipped", "header", "data", "skipped", "data"]


def test_what_later_rules_do_not_know_is_asked_about() -> None:
    opened()
    kept = json.loads(ask("keep"))
    (status,) = (column for column in kept["columns"] if column[1] == "status")
    status[2][4] = "melted"
    told = ask("restore", json.dumps(kept).encode())
    assert [one["value"] for one in told["unclear"]] == ["停机", "melted"]
    assert ask("rows")["rows"][4]["cells"]["status"] == {"value": None, "shown": "melted"}
