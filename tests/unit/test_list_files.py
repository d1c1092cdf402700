"""The blank list and the list to try: what may be chosen in them, and how they are read back."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections import Counter
from collections.abc import Mapping

import openpyxl
import pytest
from keep_or_cancel.lists import ListError, Reading, read
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.model import Model
from openpyxl.worksheet.worksheet import Worksheet

from guide import Guide, compile_guide, load
from guide.edition import LANGUAGES, Edition, Lang
from widgets.list_files import BLANK_CSV, BLANK_XLSX, ROWS, SAMPLE, list_files

GUIDE: Guide = load()
MODEL = Model(compile_guide(GUIDE))
FILES: Mapping[Lang, Mapping[str, bytes]] = {
    lang: list_files(MODEL, Edition(GUIDE, lang)) for lang in LANGUAGES
}
TODAY = datetime.date(2026, 11, 30)
# Asked of a whole list, or said by another column.
NOT_ASKED = {"months_left", "count"}


def headers(sheet: Worksheet) -> dict[str, int]:
    """Return the columns of a sheet by their headers, from 1."""
    return {str(cell.value): n for n, cell in enumerate(sheet[1], 1)}


def label(question: str, value: str, lang: Lang) -> str:
    values = MODEL.questions[question]["values"]
    return str(next(one["label"][lang] for one in values if one["id"] == value))


def title(question: str, lang: Lang) -> str:
    return str(MODEL.questions[question]["short"][lang])


def filled(lang: Lang) -> tuple[bytes, list[dict[str, str]]]:
    """Return the blank list filled in so that each answer occurs, and the answers of each row."""
    book = openpyxl.load_workbook(io.BytesIO(FILES[lang][BLANK_XLSX]))
    sheet = book.worksheets[0]
    at = headers(sheet)
    rows = []
    for n in range(max(len(values) for values in MODEL.values.values())):
        asked = {name: MODEL.values[name] for name in MODEL.questions}
        answers = {name: values[n % len(values)] for name, values in asked.items()}
        cells = {title(name, lang): label(name, value, lang) for name, value in answers.items()}
        for header, cell in cells.items():
            sheet.cell(n + 2, at[header]).value = cell
        sheet.cell(n + 2, 1).value = f"13800001{n:03}"
        end = next(
            column for header, column in at.items() if header in ("合约到期日", "End of contract")
        )
        sheet.cell(n + 2, end).value = datetime.date(2027, 3, n + 1)
        for amount in GUIDE.questions.amounts:
            if amount.id not in NOT_ASKED:
                sheet.cell(n + 2, at[getattr(amount.title, lang)]).value = n + 0.5
        rows.append(answers)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue(), rows


def check_filled(reading: Reading, rows: list[dict[str, str]]) -> None:
    """Assert that a filled list is read back whole, and nothing is said of its other sheets."""
    assert reading.numbers == [f"13800001{n:03}" for n in range(len(rows))]
    assert (reading.notes, reading.problems, reading.skipped) == ([], [], [])
    for name in MODEL.questions:
        assert reading.fields[name] == [answers[name] for answers in rows], name
    ends = [datetime.date(2027, 3, n + 1).isoformat() for n in range(len(rows))]
    assert reading.fields["contract_end"] == ends
    for amount in MODEL.amounts.keys() - NOT_ASKED:
        assert reading.fields[amount] == [f"{n}.50" for n in range(len(rows))]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [BLANK_XLSX, BLANK_CSV])
def test_a_blank_list_says_that_it_holds_no_numbers_yet(lang: Lang, name: str) -> None:
    with pytest.raises(ListError) as refused:
        read(FILES[lang][name])
    assert refused.value.code == "no_numbers"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_filled_list_is_read_back_with_every_answer(lang: Lang) -> None:
    content, rows = filled(lang)
    check_filled(read(content), rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_question_offers_exactly_its_answers_by_range(lang: Lang) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FILES[lang][BLANK_XLSX]))
    sheet, _, answers = book.worksheets
    assert answers.sheet_state == "hidden"
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            # A list written out would be parted at the commas of its labels.
            named, _, cells = rule.formula1.rpartition("!")
            assert named.strip("'") == answers.title
            (place,) = rule.sqref.ranges
            assert (place.min_row, place.max_row) == (2, ROWS + 1)
            header = str(sheet.cell(1, place.min_col).value)
            offered[header] = [cell.value for (cell,) in answers[cells]]
    expected = {
        title(name, lang): [label(name, value, lang) for value in MODEL.values[name]]
        for name in MODEL.questions
    }
    carriers = [getattr(carrier.title, lang) for carrier in GUIDE.lists.carriers]
    assert offered == {**expected, list(headers(sheet))[1]: carriers}
    assert any("," in text or "，" in text for texts in offered.values() for text in texts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_are_text_wherever_they_are_typed(lang: Lang) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(FILES[lang][BLANK_XLSX])).worksheets[0]
    assert sheet.column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_data_give_the_same_bytes(lang: Lang) -> None:
    assert list_files(MODEL, Edition(GUIDE, lang)) == FILES[lang]
    with zipfile.ZipFile(io.BytesIO(FILES[lang][BLANK_XLSX])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert f"{GUIDE.meta.rules_date.isoformat()}T00:00:00Z" in core


def test_the_list_to_try_shows_all_that_can_come_out_and_all_that_can_be_wrong() -> None:
    readings = {lang: read(files[SAMPLE]) for lang, files in FILES.items()}
    zh, en = readings.values()
    assert zh.fields.keys() == en.fields.keys()
    for name in zh.fields.keys() - {"user", "plan", "note", "carrier"}:
        assert zh.fields[name] == en.fields[name], name
    for reading in (zh, en):
        assert (reading.outcome, reading.notes, reading.skipped) == ("read", [], [])
        codes = Counter(problem.code for problem in reading.problems)
        assert codes == {"value_ambiguous": 2, "number_digits_lost": 1}
        assert len({problem.value for problem in reading.problems}) == 2
        assert len(reading.duplicates) == 1
        assert len({*reading.fields["carrier"]}) == 2
        judgement = judge(reading, TODAY)
        assert {pile.name for pile in judgement.piles()} == {*MODEL.outcomes, "open", "no_number"}
        known = [number for number in reading.numbers if number]
        assert all(number[3:8] == "00000" for number in known)
