"""Lists of numbers: what files and people do to them, and what must never come of it."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import keep_or_cancel
import openpyxl
import pytest
from keep_or_cancel import check, decide, explain
from keep_or_cancel.cli import main
from keep_or_cancel.facts import Facts
from keep_or_cancel.lists import Choices, ListError, read, sheets
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.headings import Finder
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.lists.table import facts_of
from keep_or_cancel.lists.text import decode
from keep_or_cancel.lists.words import bare, both, vocabulary
from keep_or_cancel.model import Model, current

from tests.support.facts import covering_answers
from tests.support.facts import facts_of as facts_of_answers

TODAY = datetime.date(2026, 11, 30)
SOURCES = Path(keep_or_cancel.__file__).parent / "lists"
CORPUS = Path(__file__).parent.parent / "corpus/lists"
HEADER = "号码,状态\n"


def numbers(text: str, **choices: Any) -> list[str | None]:
    return read(text.encode(), Choices(**choices)).numbers


def workbook(*rows: list[Any], merged: tuple[str, ...] = (), **others: list[list[Any]]) -> bytes:
    """Return an .xlsx with `rows` on its first sheet, and other sheets by name."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(row)
    for cells in merged:
        first.merge_cells(cells)
    for name, content in others.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("号码\n13800130001\n", "utf-8", "utf-8"),
        ("号码\n13800130001\n", "utf-8-sig", "utf-8-sig"),
        ("号码\n13800130001\n", "gb18030", "gb18030"),
        ("号码\n13800130001\n", "utf-16", "utf-16"),
        ("号码\n13800130001\n", "utf-16-le", "utf-16-le"),
        ("号码\n13800130001\n", "utf-16-be", "utf-16-be"),
        # Valid UTF-8 by chance: ½· and ¬.
        ("number,note\n13800130001,陆路\n", "gb18030", "gb18030"),
        ("number,note\n13800130001,卢\n", "gb18030", "gb18030"),
        # Chinese by chance.
        ("number,user\n13800130001,José Müller\n", "utf-8", "utf-8"),
        ("number,note\n13800130001,don’t keep\n", "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str, name: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.text.removeprefix("\ufeff"), decoded.encoding) == (text, name)


def test_a_file_put_together_of_two_encodings_is_read_line_by_line_and_says_so() -> None:
    content = "号码,备注\n13800130001,前台\n".encode() + "13800130002,号\n".encode("gb18030")
    reading = read(content + b"13800130003,\xff\xff\xff\n")
    assert reading.encoding == "mixed"
    assert reading.fields["note"][:2] == ["前台", "号"]
    assert reading.numbers == ["13800130001", "13800130002", "13800130003"]
    assert [problem.code for problem in reading.problems] == ["undecodable"]
    assert "encoding_guessed: mixed" in reading.notes


def test_an_encoding_may_be_chosen_and_must_fit() -> None:
    content = "号码,备注\n13800130001,卢\n".encode("gb18030")
    assert read(content, Choices(encoding="gb18030")).fields["note"] == ["卢"]
    with pytest.raises(ListError) as refused:
        read(content, Choices(encoding="utf-8"))
    assert refused.value.code == "encoding"
    with pytest.raises(ListError):
        read(content, Choices(encoding="no such"))


def test_a_quotation_mark_left_open_swallows_no_number() -> None:
    lines = ["号码,备注", '13800130001,"前台', "13800130002,", "13800130003,x", '13800130004,"a",']
    lines += ['13800130005,"b"', '13800130006,"x""y"', '13800130007,"又一个']
    reading = read("\n".join(lines).encode())
    assert reading.numbers == [f"1380013000{n}" for n in range(1, 8)]
    flagged = {one.row for one in reading.problems if one.code == "quote_not_closed"}
    assert 2 in flagged
    assert reading.fields["note"][5] == 'x"y'


def test_a_cell_of_several_lines_may_hold_a_number() -> None:
    reading = read('号码,备注\n13800130001,"找张三\n13900139000"\n13800130002,\n'.encode())
    assert reading.numbers == ["13800130001", "13800130002"]
    assert reading.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "13800130001,13800130002，13800130003",
        "13800130001、13800130002、13800130003",
        "13800130001 13800130002\n13800130003",
        "13800130001;13800130002;13800130003\n",
    ],
)
def test_numbers_pasted_in_one_line_are_one_each(text: str) -> None:
    assert numbers(text) == ["13800130001", "13800130002", "13800130003"]


def test_what_a_chat_says_beside_a_number_is_kept_as_its_note() -> None:
    reading = read("大家好\n13800130001，移动，正常\n13800130002、停了\n".encode())
    assert reading.separator == "mixed"
    assert reading.numbers == ["13800130001", "13800130002"]
    assert reading.fields["note"] == ["移动，正常", "停了"]
    assert [(entry.row, entry.why) for entry in reading.skipped] == [(1, "title")]


def test_a_header_in_words_unknown_to_us_is_a_header() -> None:
    reading = read("线路,分组\n13800130001,甲\n13800130002,乙\n".encode())
    assert reading.columns == {"线路": "number", "分组": None}
    assert reading.extras == {"分组": ["甲", "乙"]}


def test_other_peoples_numbers_are_never_taken_for_ours() -> None:
    log = read("对方号码,通话费\n13900139001,0.1\n13900139002,0.2\n".encode())
    assert (log.outcome, log.numbers, log.notes) == ("ask", [None, None], ["no_number_column"])
    # Nor where ours are broken and theirs are whole.
    text = "联系电话,号码\n13900139001,1.38E+10\n13900139002,13800130002\n"
    reading = read(text.encode())
    assert reading.numbers == [None, "13800130002"]
    assert reading.extras == {"联系电话": ["13900139001", "13900139002"]}
    assert reading.notes == ["column_twice: 联系电话"]
    assert numbers("号码,联系电话\n,13900139001\n") == ["13900139001"]


def test_cells_beyond_the_header_are_kept_and_named() -> None:
    reading = read(f"{HEADER}13800130001,正常,多,余\n".encode())
    assert [(one.code, one.value) for one in reading.problems] == [("row_too_long", "多 | 余")]
    assert reading.extras == {"3": ["多"], "4": ["余"]}


# --- workbooks -----------------------------------------------------------------------------------


def test_headers_of_two_rows_and_cells_merged_down() -> None:
    reading = read(
        workbook(
            ["号码台账"],
            ["号码", "运营商", "费用", None, "状态"],
            [None, None, "月租", "欠费金额", None],
            ["13800130001", "移动", 8, 0, "正常"],
            ["13800130002", None, 9, 1.5, "正常"],
            ["13800130003", "联通", 10, 0, "停机保号"],
            merged=("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "B4:B5"),
        )
    )
    assert reading.header_rows == [2, 3]
    assert reading.columns == {
        "号码": "number",
        "运营商": "carrier",
        "月租": "monthly_fee",
        "欠费金额": "arrears_amount",
        "状态": "status",
    }
    assert reading.fields["carrier"] == ["移动", "移动", "联通"]
    assert reading.fields["arrears_amount"] == ["0", "1.50", "0"]


def test_a_hidden_sheet_is_named_and_hidden_rows_are_read() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(
            workbook(["号码"], ["13800130001"], ["13800130002"], 旧=[["号码"], ["13800130009"]])
        )
    )
    book["旧"].sheet_state = "hidden"
    book.worksheets[0].row_dimensions[2].hidden = True
    file = io.BytesIO()
    book.save(file)
    reading = read(file.getvalue())
    assert reading.numbers == ["13800130001", "13800130002"]
    assert reading.notes == ["hidden_sheet: 旧"]
    assert read(file.getvalue(), Choices(sheet="旧")).numbers == ["13800130009"]


def test_which_of_several_sheets_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "months.xlsx"
    path.write_bytes(
        workbook(["说明"], 十月=[["号码"], ["13800130001"]], 十一月=[["号码"], ["13800130002"]])
    )
    assert main(["inventory", str(path), "-o", str(tmp_path / "out.csv")]) == 3
    assert "十月, 十一月" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()
    assert main(["read", str(path), "--sheet", "十一月"]) == 0
    assert json.loads(capsys.readouterr().out)["numbers"] == ["13800130002"]
    assert main(["read", str(path), "--sheet", "no"]) == 2


def test_errors_booleans_and_times_are_no_amounts() -> None:
    reading = read(
        workbook(
            ["号码", "月租"],
            ["13800130001", "#N/A"],
            ["13800130002", True],
            ["13800130003", datetime.datetime(2026, 1, 1)],
            ["13800130004", datetime.time(8, 0)],
            ["13800130005", datetime.timedelta(hours=30)],
            ["13800130006", 8.005],
            ["13800130007", 8.1 + 0.2],
        )
    )
    assert reading.fields["monthly_fee"] == [*[None] * 6, "8.30"]
    codes = ["cell_error", *["amount_not_a_number"] * 4, "amount_decimals"]
    assert [one.code for one in reading.problems] == codes


def zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


GOOD = members(workbook(["号码"], ["13800130001"]))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
        (zipped({"xl/workbook.bin": b""}), "xlsb"),
        (zipped({"a.txt": b"13800130001"}), "not_a_workbook"),
        (zipped(GOOD)[:-40], "damaged"),
        (zipped(GOOD | {SHEET: b"<worksheet"}), "damaged"),
        (zipped(GOOD | {SHEET: "<!DOCTYPE a>".encode("utf-16")}), "doctype"),
        (zipped(GOOD | {"xl/media/a.png": bytes(30_000_000)}), "too_large_unpacked"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "damaged"),
        (b"%PDF-1.7 13800130001", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "not_a_workbook"),
        (b"\x1f\x8b\x08" + bytes(40), "not_a_workbook"),
        (b"\x01\x02\x03\x04" * 50, "not_a_workbook"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "xml_2003",
        ),
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \r\n", "empty"),
        (workbook(), "no_rows"),
    ],
    # Not by what is in them: that bears the hour.
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_no_list_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(ListError) as refused:
        read(content)
    assert refused.value.code == code


def test_a_zip_that_lies_about_its_sizes_unpacks_no_further_than_it_says() -> None:
    content = bytearray(zipped(GOOD | {SHEET: bytes(30_000_000)}))
    size = (30_000_000).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(ListError) as refused:
        read(bytes(content))
    assert refused.value.code == "damaged"


def test_a_file_beyond_all_sizes_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_MB", 0)
    with pytest.raises(ListError) as refused:
        read(b"13800130001")
    assert refused.value.code == "too_large"


def test_a_list_beyond_the_limits_is_read_in_part_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    rows = [[f"1380013000{n}", *[""] * 260, "far"] for n in range(5)]
    text = "\n".join(["号码,状态,甲", *(",".join(row) for row in rows)])
    for content in (text.encode(), workbook(["号码", "状态", "甲"], *rows)):
        reading = read(content)
        assert reading.numbers == ["13800130000", "13800130001"]
        assert {"rows_cut: 3", "columns_cut: 200"} <= set(reading.notes)
        (cut,) = reading.skipped
        assert (cut.row, cut.to, cut.why) == (4, 6, "beyond_limit")


def test_a_workbook_that_unpacks_to_more_than_any_list_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 1000)
    with pytest.raises(ListError) as refused:
        read(zipped(GOOD))
    assert refused.value.code == "too_large_unpacked"


@pytest.mark.parametrize("module", ["openpyxl", "xlsxwriter", "xlrd"])
def test_without_its_library_a_file_says_what_to_install(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    name = "41-carrier-export.xls" if module == "xlrd" else "24-dates-1904.xlsx"
    content = (CORPUS / name).read_bytes()
    writer = Writer(judge(read(b"13800130001")), "en")
    with pytest.raises(ListError) as refused:
        writer.xlsx() if module == "xlsxwriter" else read(content)
    assert refused.value.code == "library"
    assert module in refused.value.message("zh")


def test_text_needs_no_library_at_all() -> None:
    code = """
import sys
from keep_or_cancel.lists import read
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
Writer(judge(read(b"13800130001")), "en").csv()
print([name for name in ("openpyxl", "xlrd", "xlsxwriter", "zoneinfo", "threading.local",
                         "tempfile", "socket") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"openpyxl", "xlrd", "xlsxwriter", "zoneinfo"} & set(
        json.loads(done.stdout.replace("'", '"'))
    )


# --- web pages -----------------------------------------------------------------------------------


def test_tables_of_a_web_page_with_spans_and_a_header_in_a_table_of_its_own() -> None:
    page = """<html><head><title>x</title><style>td{}</style></head><body>
    <!-- <tr><td>13800130099</td></tr> --><script>"<td>13800130098</td>"</script>
    <table><tr><td>业务号码</td><td>运营商<td>套餐费<tr></table>
    <table><tr><td>13800130001</td><td rowspan="2">移动</td><td>&#56;.00</td></tr>
    <tr><td>13800130002</td><td>9&nbsp;元</td></tr></table></body></html>"""
    reading = read(page.encode("gb18030"))
    assert reading.numbers == ["13800130001", "13800130002"]
    assert reading.fields["carrier"] == ["移动", "移动"]
    assert reading.fields["monthly_fee"] == ["8", "9"]


@pytest.mark.parametrize(
    "unit", ["<a ", "<!--", "</", "<![", "<td rowspan=9999 ", "&#1", "<table>"]
)
def test_a_page_of_tags_without_end_takes_no_minutes(unit: str) -> None:
    # The standard library's parser takes 400 s for the first of these.
    page = f"<table><tr><td>号码</td></tr><tr><td>13800130001</td></tr></table>{unit * 40_000}"
    assert "13800130001" in read(page.encode()).numbers


@pytest.mark.parametrize(
    "cell",
    [
        "(" * 300_000,
        "1 " * 300_000,
        "1" * 300_000,
        "=" * 300_000,
        '"' * 300_001,
        "," * 300_000,
        "9*" * 150_000,
    ],
    ids=lambda cell: cell[:2],
)
def test_a_cell_beyond_all_length_takes_no_minutes(cell: str) -> None:
    rows = f"{cell}\n号码,状态,月租,合约到期日,备注,{cell}\n" + f"13800130001,{cell}\n{cell}\n" * 2
    assert "13800130001" in read(rows.encode()).numbers
    sheet = workbook(["号码", "月租", "合约到期日", cell[:32_000]], *[[cell[:32_000]] * 3] * 2)
    assert read(sheet).numbers == [None, None]


# --- words ---------------------------------------------------------------------------------------


def test_every_label_of_every_answer_is_understood_in_both_languages() -> None:
    words, model = vocabulary(), current()
    for name, question in model.questions.items():
        for value in question["values"]:
            for text in (value["id"], *value["label"].values()):
                assert words.answers[name][bare(text)] == value["id"], (name, text)


def test_every_header_we_write_is_understood() -> None:
    words = vocabulary()
    finder = Finder(words, Choices())
    for name in words.fields:
        for lang in ("zh", "en"):
            assert finder._field(words.title(name, lang)) == name


def test_no_word_of_one_answer_is_a_word_of_another() -> None:
    words = vocabulary()
    for name in words.answers:
        assert not set(words.likely[name]) & set(words.answers[name]), name
    for entry in words.data["meanings"]:
        for word in both(entry["words"]):
            assert words.answers[entry["question"]][word] == entry["value"], word


def test_every_message_is_used_and_none_is_missing() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    data = vocabulary().data
    for kind in ("problems", "skipped", "file_notes", "refused", "piles", "words"):
        for name in data[kind]:
            assert re.search(rf"[\"'`]{name}[\"':`]", source) or name in current().questions, name
    raised = set(re.findall(r'ListError\(\s*"(\w+)"', source))
    assert raised <= set(data["refused"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8", "8"), ("￥29.90", "29.90"), ("1,200.00", "1200"), ("29,90", "29.90"), ("8元", "8"),
        ("19 元/月", "19"), ("RMB 19", "19"), ("１９", "19"), ("-", None), ("不清楚", None),
        ("1e3", "1000"), ("8.005", "!amount_decimals"), ("-3", "!amount_out_of_range"),
        ("1000000", "!amount_out_of_range"), ("NaN", "!amount_not_a_number"),
        ("八元", "!amount_not_a_number"), ("1.2.3", "!amount_not_a_number"),
        ("8%", "!amount_not_a_number"),
    ],
)  # fmt: skip
def test_amounts(text: str, value: str | None) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([["号码", "月租"], ["13800130001", text]])
    reading = read(file.getvalue().encode())
    told = reading.fields["monthly_fee"][0] or next((f"!{p.code}" for p in reading.problems), None)
    assert told == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-12-31", "2026-12-31"), ("2026年12月31日", "2026-12-31"),
        ("31.12.2026", "2026-12-31"),
        ("5/5/2026", "2026-05-05"), ("13/5/2026", "2026-05-13"), ("2026/12/31 08:00", "2026-12-31"),
        ("3/4/2026", "!date_ambiguous"), ("2026-02-29", "!date_impossible"),
        ("2026年3月", "!date_day_missing"), ("1999-12-31", "!date_out_of_range"),
        ("长期", "!date_none"), ("明年", "!date_unknown"), ("—", None),
    ],
)  # fmt: skip
def test_days(text: str, value: str | None) -> None:
    reading = read(f"号码,合约到期日\n13800130001,{text}\n".encode())
    told = reading.fields["contract_end"][0] or next((f"!{p.code}" for p in reading.problems), None)
    assert told == value


def test_an_amount_where_an_answer_was_asked_is_both() -> None:
    reading = read("号码,欠费\n13800130001,0\n13800130002,35.5\n13800130003,-2\n".encode())
    assert reading.fields["arrears"] == ["none", "yes", None]
    assert reading.fields["arrears_amount"] == ["0", "35.50", None]
    assert [one.code for one in reading.problems] == ["value_unknown"]


# --- choices -------------------------------------------------------------------------------------


def test_what_a_word_means_is_said_once_for_all_rows() -> None:
    text = f"{HEADER}13800130001,停机\n13800130002,停机\n13800130003,在用\n"
    reading = read(text.encode())
    (unclear,) = reading.unclear()
    assert (unclear.problem.value, unclear.rows) == ("停机", (0, 1))
    choices = Choices(values={"status": {"停机": "verify_stop"}})
    assert read(text.encode(), choices).fields["status"] == ["verify_stop", "verify_stop", "normal"]


def test_an_answer_for_all_fills_what_is_blank_and_nothing_else() -> None:
    text = f"{HEADER}13800130001,\n13800130002,停机\n13800130003,正常\n"
    reading = read(text.encode(), Choices(answers={"status": "gone", "compliance": "ok"}))
    assert reading.fields["status"] == ["gone", None, "normal"]
    assert reading.fields["compliance"] == ["ok", "ok", "ok"]


def test_columns_and_the_header_may_be_chosen() -> None:
    text = "甲,乙\n13900139001,13800130001\n"
    assert numbers(text) == ["13900139001"]
    assert numbers(text, columns={"乙": "number", "甲": None}) == ["13800130001"]
    assert numbers("13800130001,x\n", columns={"2": "note"}) == ["13800130001"]
    text = "号码,联系电话\n13900139001,13800130001\n"
    assert numbers(text) == ["13900139001"]
    assert numbers(text, columns={"联系电话": "number"}) == ["13800130001"]
    unread = read(f"{HEADER}13800130001,正常\n".encode(), Choices(header_row=0))
    assert (unread.numbers, unread.skipped[0].why) == (["13800130001"], "title")


def test_personal_columns_come_only_when_asked_for() -> None:
    text = "号码,证件号码,姓名\n13800130001,110101199001010011,张三\n".encode()
    reading = read(text)
    assert reading.extras == {}
    out = Writer(judge(reading, TODAY), "zh").csv().decode()
    assert "1101011990" not in out
    assert "张三" not in out
    assert read(text, Choices(personal=frozenset(["姓名"]))).extras == {"姓名": ["张三"]}


# --- decisions -----------------------------------------------------------------------------------


def test_the_end_of_a_contract_wins_over_a_count_of_months() -> None:
    text = "号码,剩余月数,合约到期日,月租,违约金,合约,今后需不需要\n"
    text += "13800130001,10,2026-12-05,30,100,可提前解约,不需要\n"
    facts = facts_of(read(text.encode()), 0, TODAY)
    assert Facts(current(), facts).as_json()["months_left"] == "1"
    answer = check(facts)
    days = {one["id"]: one["date"] for one in answer["reminders"]}
    # Reckoned from a month it would be two weeks after the end.
    assert days.get("contract_end_7", "2026-11-28") == "2026-11-28"
    # 100 to leave, 30 to stay: with ten months it would be the other way about.
    assert Facts(current(), facts).exit_cost == "dear"
    far = f"{HEADER.strip()},合约到期日\n13800130001,,2099-12-31\n"
    told = Facts(current(), facts_of(read(far.encode()), 0, TODAY))
    assert told.as_json()["months_left"] == "600"


def costs(row: str) -> tuple[Decimal | None, Decimal | None]:
    # For all else, what leads to cancelling.
    answers = {
        "suspend_available": "yes",
        "holder": "company",
        "status": "normal",
        "use": "idle_3m",
        "arrears": "none",
        "bindings": "cleared",
        "compliance": "ok",
        "customers_told": "done",
        "linked": "none",
        "records": "done_or_not_needed",
        "company_event": "none",
        "applicant": "ready",
        "channel": "carrier",
        "used_by_other": "false",
    }
    header = "号码,月租,停机保号月费,违约金,剩余月数,合约,今后需不需要,闲置时要接收"
    text = f"{header}\n13800130001,{row}\n"
    judgement = judge(read(text.encode(), Choices(answers=answers)), TODAY)
    return judgement.now[0], judgement.after[0]


def test_what_a_row_costs_a_year() -> None:
    assert costs("30,5,,,无,不需要,") == (Decimal(360), Decimal(0))
    assert costs("30,5,,,无,备用,") == (Decimal(360), Decimal(360))
    assert costs("30,5,,,无,暂时不用,否") == (Decimal(360), Decimal(60))
    assert costs("30,5,90,10,可提前解约,不需要,") == (Decimal(360), Decimal(90))
    assert costs("30,5,900,10,可提前解约,不需要,") == (Decimal(360), Decimal(300))
    # Of a longer contract, a year.
    assert costs("30,5,,30,不能提前解约,不需要,") == (Decimal(360), Decimal(360))
    assert costs(",5,,,无,备用,") == (None, None)


def test_a_sum_of_nothing_known_is_no_nought() -> None:
    writer = Writer(judge(read("号码,月租\n13800130001,\n13800130002,8\n".encode()), TODAY), "en")
    assert writer.piles()[-1] == ["Total", 2, 96, 1, 96, 1]
    writer = Writer(judge(read(b"13800130001"), TODAY), "en")
    assert writer.piles()[-1] == ["Total", 1, "–", 1, "–", 1]


def test_a_cell_that_is_mended_is_judged_anew() -> None:
    reading = read("号码,月租\n1.38E+10,x\n13800130002,8\n".encode())
    judgement = judge(reading, TODAY)
    assert judgement.pile(0) == "no_number"
    assert reading.mend(0, "number", "138 0013 0002") is None
    assert reading.mend(0, "monthly_fee", "9 元") is None
    judgement.judge_rows([0])
    assert reading.problems == []
    assert reading.duplicates == [(0, 1)]
    assert reading.fields["number_type"] == ["mobile", "mobile"]
    assert (judgement.pile(0), judgement.now[0]) == ("open", Decimal(108))
    wrong = reading.mend(0, "status", "停机")
    assert wrong is not None
    assert wrong.code == "value_ambiguous"
    assert reading.found["status"] == {0: "停机"}


def test_questions_are_put_per_carrier() -> None:
    text = "号码,运营商,登记在谁名下\n"
    text += "13800130001,移动,不清楚\n13800130002,中国移动,不清楚\n"
    text += "13800130003,联通,不清楚\n1.38E+10,联通,不清楚\n"
    judgement = judge(read(text.encode()), TODAY)
    holder = {
        query.carrier: query.rows for query in judgement.queries() if query.question == "holder"
    }
    assert holder == {"mobile": (0, 1), "unicom": (2,)}
    assert "need" not in {query.question for query in judgement.queries()}


def test_the_memo_of_decisions_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decide, "MOST_KEPT", 5)
    model = Model(current().data)
    for answers in covering_answers(8):
        decide.decide(model, Facts(model, facts_of_answers(answers)).domains)
        assert len(model.decisions) <= 5


def test_what_else_to_ask_is_the_same_whether_it_is_worked_out_or_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(explain, "MOST_KEPT", 40)
    model, fresh = Model(current().data), Model(current().data)
    for number, answers in enumerate(covering_answers()):
        some = dict([*answers.items()][number % len(answers) :])
        domains = Facts(model, facts_of_answers(some)).domains
        fresh.narrowing.clear()
        worked_out = explain.matters(fresh, domains)
        for _ in range(3):
            found = explain.matters(model, domains)
            assert found == worked_out
            found.clear()  # whoever asked may do with it as they like
        assert len(model.narrowing) <= 40
    assert max(map(len, model.narrowing.values())) > 3


# --- what comes out ------------------------------------------------------------------------------


def test_the_same_list_gives_the_same_bytes() -> None:
    reading = read((CORPUS / "01-utf8.csv").read_bytes(), random=bytes)
    first, second = (Writer(judge(reading, TODAY), "zh") for _ in range(2))
    assert first.csv() == second.csv()
    assert first.json() == second.json()
    assert first.xlsx() == second.xlsx()


def test_a_row_keeps_its_id_and_no_two_have_the_same() -> None:
    out = Writer(judge(read((CORPUS / "14-bare-list.txt").read_bytes()), TODAY), "en").csv()
    ids = read(out).ids
    assert len(set(ids)) == 11
    again = read(out.replace(ids[1].encode(), ids[0].encode())).ids
    assert again[0] == ids[0]
    assert len(set(again)) == 11


def test_numbers_and_money_in_a_workbook_are_of_their_kind() -> None:
    reading = read("号码,月租,备注\n13800130001,8.5,=1+1\n".encode())
    book = openpyxl.load_workbook(io.BytesIO(Writer(judge(reading, TODAY), "en").xlsx()))
    sheet = book.worksheets[0]
    row = dict(zip((c.value for c in sheet[1]), sheet[2], strict=True))
    assert (row["Number"].value, row["Number"].data_type) == ("13800130001", "s")
    assert row["Number"].number_format == "@"
    assert (row["Note"].value, row["Note"].data_type) == ("=1+1", "s")
    assert row["Yearly cost now"].value == 102
    assert f"{book.properties.created:%Y-%m-%d}" == current().date
    assert [one.title for one in book] == [
        "Numbers",
        "Summary",
        "Whom to ask what",
        "Rows left out",
    ]


def test_a_text_too_long_for_a_workbook_is_refused_not_cut() -> None:
    reading = read(f"号码,备注\n13800130001,{'长' * 33_000}\n".encode())
    writer = Writer(judge(reading, TODAY), "zh")
    with pytest.raises(ListError) as refused:
        writer.xlsx()
    assert refused.value.code == "cell_too_long"
    assert read(writer.csv()).fields["note"] == reading.fields["note"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_line_writes_files_and_masks_what_it_prints(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = CORPUS / "09-number-forms.csv"
    for kind in ("xlsx", "csv", "json"):
        out = tmp_path / f"out.{kind}"
        assert main(["inventory", str(path), "-o", str(out), "--lang", lang]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        assert str(out) in said.out
        # Neither a number nor what was typed in its place.
        assert not re.search(r"\d{8}", re.sub(re.escape(str(tmp_path)), "", said.out))
        if kind != "json":
            assert read(out.read_bytes()).numbers == read(path.read_bytes()).numbers
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def test_the_list_itself_is_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("号码\n13800130001\n", encoding="utf-8")
    for out in (path, tmp_path / "out.ods"):
        assert main(["inventory", str(path), "-o", str(out)]) == 2
        assert out.name in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "号码\n13800130001\n"
    assert main(["read", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_pasted_text_comes_over_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text, status in ((b"13800130001\n", 0), (b"", 2)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert main(["read", "-"]) == status
    assert json.loads(capsys.readouterr().out)["numbers"] == ["13800130001"]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ('{"columns": {"状态": "statuss"}}', "状态: statuss"),
        ('{"header_row": 1.5}', "header_row: 1.5"),
        ('{"header_row": true}', "header_row: true"),
        ('{"header_row": 1e999999999}', "header_row: 1E+999999999"),
        ('{"separator": "::"}', "separator: ::"),
        ('{"sheets": "a"}', "sheets: a"),
        ('{"values": {"state": {}}}', "state: values"),
        ('{"values": {"status": {"停": "x"}}}', "停: x"),
        ('{"answers": {"need": "x"}}', "need"),
        ('{"personal": "姓名"}', "personal: 姓名"),
        ("{", "JSON"),
    ],
)
def test_a_mapping_that_is_not_allowed_is_named(
    mapping: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.json"
    path.write_text(mapping, encoding="utf-8")
    status = main(["read", str(CORPUS / "01-utf8.csv"), "--map", str(path), "--lang", "en"])
    error = capsys.readouterr().err
    assert (status, error.count("\n")) == (2, 1)
    assert error.startswith(f"{path}: {said}")
    assert "allowed" in error
