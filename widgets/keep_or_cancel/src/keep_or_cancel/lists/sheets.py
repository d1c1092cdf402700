"""Files of tables: from bytes to sheets of rows, with guards against what is no honest table."""

import datetime
import importlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

from keep_or_cancel.lists.cells import ERRORS, Broken, Cell, Row, is_blank, unguarded
from keep_or_cancel.lists.errors import LibraryMissingError, ListError

# More than any list of numbers has; beyond it a file is read in part, and says so.
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_MB = 60
# What a workbook may come to unpacked, and how much may come out of one byte once that is much.
MOST_UNPACKED = 400_000_000
MUCH = 8_000_000
MOST_RATIO = 300

ZIP, OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")
NO_TABLE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"{\\rtf", b"Rar!", b"7z\xbc")
GZIP = b"\x1f\x8b"
STRICT = b"purl.oclc.org/ooxml"
DOCTYPE = "<!DOCTYPE"
PROBE = 2048
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# A cell in a column after GR, the two hundredth, and whether it holds something.
FAR = re.compile(
    rb'<(?:\w+:)?c r="(?:G[S-Z]|[H-Z][A-Z]|[A-Z]{3})\d+"[^>]*>(<(?:\w+:)?(?:v>|is>|f\b))?'
)
MOST_MERGED = 50_000


class Merged(NamedTuple):
    """Cells of one column that are one: rows from `top` to `bottom`, counted from 0."""

    top: int
    bottom: int
    column: int


@dataclass
class Sheet:
    """One sheet: its rows from the first on, cut after the last that holds anything.

    `cut` counts the rows beyond MOST_ROWS, `wide` tells of columns beyond MOST_COLUMNS.
    """

    name: str | None
    rows: list[Row] = field(default_factory=list)
    hidden: bool = False
    cut: int = 0
    wide: bool = False


class Book(NamedTuple):
    """The sheets of a file, and the first day its day numbers count from."""

    sheets: list[Sheet]
    epoch: datetime.datetime


SINCE_1900 = datetime.datetime(1899, 12, 30)


def book(content: bytes) -> Book | None:
    """Return the sheets of a workbook or a web page, or None where `content` is plain text.

    raises ListError where it is neither, or nothing that should be opened.
    """
    if len(content) > MOST_MB * 1_000_000:
        raise ListError("too_large", MOST_MB)
    if content.startswith(ZIP):
        return _xlsx(content)
    if content.startswith((OLE, *BIFF)):
        return _xls(content)
    if content.startswith((*NO_TABLE, GZIP, b"PK")):
        raise ListError("not_a_workbook")
    return None


def rows_of(rows: Iterable[Iterable[Cell]], sheet: Sheet) -> None:
    """Fill `sheet` with `rows`, blanks at their ends cut off."""
    held = last = 0
    for number, cells in enumerate(rows):
        row = trimmed(cells)
        if row:
            last = number + 1
            held += 1
            if len(row) > MOST_COLUMNS:
                sheet.wide = True
                row = trimmed(row[:MOST_COLUMNS])
        if held <= MOST_ROWS:
            sheet.rows.append(row)
    sheet.cut = max(0, last - len(sheet.rows))
    del sheet.rows[last:]


def trimmed(cells: Iterable[Cell]) -> Row:
    """Return cells as a row, without the blank ones at its end."""
    row = cells if isinstance(cells, tuple) else tuple(cells)
    end = len(row)
    while end and row[end - 1] is None:  # most, where a workbook fills up its rows
        end -= 1
    while end and is_blank(row[end - 1]):
        end -= 1
    return row[:end] if end < len(row) else row


def filled(rows: Iterable[Iterable[Cell]], merged: list[Merged]) -> Iterator[Row]:
    """Yield rows with what stands in cells merged downwards in each of their rows.

    Rows that hold nothing else stay blank.
    """
    merged = sorted(merged)
    running: dict[int, tuple[int, Cell]] = {}
    after = 0
    for number, cells in enumerate(rows):
        row = list(cells)
        running = {column: one for column, one in running.items() if one[0] >= number}
        if running and not all(map(is_blank, row)):
            for column, (_, value) in running.items():
                row += [None] * (column + 1 - len(row))
                if is_blank(row[column]):
                    row[column] = value
        while after < len(merged) and merged[after].top <= number:
            one = merged[after]
            after += 1
            if one.top == number and one.column < len(row):
                running[one.column] = (one.bottom, row[one.column])
        yield tuple(row)


def library(name: str) -> Any:
    """Return a library that is needed for some kinds of file only; raises LibraryMissingError."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise LibraryMissingError(name) from None


# --- .xlsx ---------------------------------------------------------------------------------------


@dataclass
class _Part:
    """What a sheet's XML says that the library does not.

    `far` tells of cells beyond MOST_COLUMNS, `wide` of some that hold something.
    """

    merged: list[Merged] = field(default_factory=list)
    formulas: bool = False
    far: bool = False
    wide: bool = False


def _xlsx(content: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive, len(content))
            _check_kind(archive)
            parts = _check_parts(archive)
    except ListError:
        raise
    except Exception:
        # zipfile raises a dozen kinds of errors over what is no good archive.
        raise ListError("damaged") from None
    return _with_openpyxl(content, parts)


def _check_sizes(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse what unpacks to far more than it is; zipfile stops at the sizes stated here."""
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise ListError("encrypted")
    whole = sum(info.file_size for info in infos)
    if whole > MOST_UNPACKED or (whole > MUCH and whole > packed * MOST_RATIO):
        raise ListError("too_large_unpacked")


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
        raise ListError("ods")
    if any(name.lower().endswith("xl/workbook.bin") for name in names):
        raise ListError("xlsb")
    if not any(name.lower().endswith("xl/workbook.xml") for name in names):
        raise ListError("not_a_workbook")


def _check_parts(archive: zipfile.ZipFile) -> dict[str, _Part]:
    """Refuse what no spreadsheet writes; return what each sheet's XML tells, by its file name."""
    parts: dict[str, _Part] = {}
    for info in archive.infolist():
        if not info.filename.lower().endswith((".xml", ".rels")):
            continue
        with archive.open(info) as file:
            head = file.read(PROBE)
            if any(
                DOCTYPE in head.decode(e, "ignore") for e in ("latin-1", "utf-16-le", "utf-16-be")
            ):
                raise ListError("doctype")
            if info.filename.lower().endswith("workbook.xml") and STRICT in head:
                raise ListError("strict_ooxml")
            if "/worksheets/" in info.filename.lower():
                parts[info.filename] = _part(head, file)
    return parts


def _part(head: bytes, file: Any) -> _Part:
    part = _Part()
    tail = b""
    block = head
    while block:
        window = tail + block
        part.formulas = part.formulas or FORMULA.search(window) is not None
        if not part.wide:
            for match in FAR.finditer(window):
                part.far = True
                part.wide = part.wide or match[1] is not None
        end = 0
        for match in RANGE.finditer(window):
            end = match.end()
            left, top, _, bottom = match.groups()
            if int(bottom) > int(top) and len(part.merged) < MOST_MERGED:
                part.merged.append(Merged(int(top) - 1, int(bottom) - 1, _column(left)))
        tail = window[max(end, len(window) - 200) :]
        block = file.read(1 << 18)
    return part


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _with_openpyxl(content: bytes, parts: dict[str, _Part]) -> Book:
    openpyxl = library("openpyxl")
    # It warns of dates it cannot show and of styles it lacks; both are said, or do not matter.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            shown = None
            if any(part.formulas for part in parts.values()):
                shown = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            sheets = [
                _worksheet(sheet, shown[sheet.title] if shown else None, parts)
                for sheet in values.worksheets
                if hasattr(sheet, "reset_dimensions")
            ]
            return Book(sheets, values.epoch)
        except ListError:
            raise
        except Exception:
            # Whatever a broken file makes the library raise, the person is told the same.
            raise ListError("damaged") from None


def _worksheet(sheet: Any, shown: Any, parts: dict[str, _Part]) -> Sheet:
    path = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    part = parts.get(path) or _Part(formulas=shown is not None, far=True)
    result = Sheet(sheet.title, hidden=sheet.sheet_state != "visible", wide=part.wide)
    # Sizes that files state are wrong in those of WPS and Tencent, and endless in others.
    sheet.reset_dimensions()
    # Told a width, the library fills every row up to it.
    width = MOST_COLUMNS if part.far else None
    rows = map(trimmed, sheet.iter_rows(values_only=True, max_col=width))
    if shown is not None and part.formulas:
        shown.reset_dimensions()
        formulas = shown.iter_rows(values_only=True, max_col=width)
        rows = map(_with_formulas, rows, formulas)
    else:
        rows = map(_cells, rows)
    rows_of(filled(rows, part.merged) if part.merged else rows, result)
    return result


def _cells(row: Row) -> Row:
    """Return a row with errors and escapes named as such, itself if there are none."""
    for cell in row:
        if isinstance(cell, str) and (cell in ERRORS or "_x" in cell):
            return tuple(map(_cell, row))
    return row


def _cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    if cell in ERRORS:
        return Broken(cell, "cell_error")
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)


def _with_formulas(row: Row, formulas: Row) -> Row:
    """Return a row in which cells say that their formula gave an error, or that it gave nothing."""
    row += (None,) * (len(formulas) - len(row))
    return tuple(map(_result, row, formulas))


def _result(cell: Cell, formula: Cell) -> Cell:
    if isinstance(formula, str) and formula.startswith("="):
        if cell is None:
            return Broken(formula, "formula_no_value")
        if isinstance(cell, str) and cell in ERRORS:
            return Broken(cell, "formula_error")
    return _cell(cell)


# --- .xls ----------------------------------------------------------------------------------------


def _xls(content: bytes) -> Book:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise ListError("encrypted")
    xlrd = library("xlrd")
    workbook = None
    for formatted in (True, False):  # merged cells are told with formats only
        try:
            workbook = xlrd.open_workbook(
                file_contents=content, formatting_info=formatted, logfile=io.StringIO()
            )
            break
        except Exception as error:
            problem = str(error).lower()
    if workbook is None:
        if "encrypted" in problem:
            raise ListError("encrypted")
        kind = "not_a_workbook" if "can't find workbook" in problem else "damaged"
        raise ListError(kind)
    epoch = datetime.datetime(1904, 1, 1) if workbook.datemode else SINCE_1900
    try:
        return Book([_xls_sheet(xlrd, workbook, sheet) for sheet in workbook.sheets()], epoch)
    except Exception:
        raise ListError("damaged") from None


def _xls_sheet(xlrd: Any, workbook: Any, sheet: Any) -> Sheet:
    result = Sheet(sheet.name, hidden=bool(sheet.visibility))
    rows = (
        [_xls_cell(xlrd, workbook, cell) for cell in sheet.row(number)]
        for number in range(sheet.nrows)
    )
    merged = [
        Merged(top, bottom - 1, left)
        for top, bottom, left, _ in sheet.merged_cells
        if bottom - top > 1
    ]
    rows_of(filled(rows, merged[:MOST_MERGED]) if merged else rows, result)
    return result


def _xls_cell(xlrd: Any, workbook: Any, cell: Any) -> Cell:
    kind, value = cell.ctype, cell.value
    if kind == xlrd.XL_CELL_ERROR:
        # The library gives errors as small numbers: #N/A would be an amount of 42.
        return Broken(xlrd.error_text_from_code.get(value, "#N/A"), "cell_error")
    if kind == xlrd.XL_CELL_DATE:
        try:
            moment: datetime.datetime = xlrd.xldate_as_datetime(value, workbook.datemode)
            return moment
        except (ValueError, OverflowError):
            return Broken("#VALUE!", "cell_error")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_NUMBER:
        return int(value) if float(value).is_integer() and abs(value) < 1e15 else float(value)
    if kind != xlrd.XL_CELL_TEXT:
        return None
    return Broken(value, "cell_error") if value in ERRORS else str(value)


# --- web pages called .xls -----------------------------------------------------------------------

PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|table|meta|style|div)\b",
    re.IGNORECASE,
)
XML_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
TAG = re.compile(r"<(/?)(table|tr|td|th|br|p|div)\b([^<>]*)>", re.IGNORECASE)
SPAN = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE)
# What is not shown, and what ends it.
OPENED = re.compile(r"<(!--|!\[|script\b|style\b|title\b)", re.IGNORECASE)
CLOSED = {
    "!--": re.compile("-->"),
    "![": re.compile(r"\]>"),
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "title")},
}
BLANKS = re.compile(r"[ \t\r\n\f]+")


def page(text: str) -> Book | None:
    """Return all tables of a web page as one sheet, or None where `text` is no page."""
    start = text[:PROBE].lower()
    if XML_2003 in start and "<html" not in start:
        raise ListError("xml_2003")
    if not PAGE.match(text):
        return None
    tables = _Tables()
    tables.feed(_skeleton(text))
    tables.close()
    sheet = Sheet(None)
    rows_of(tables.rows, sheet)
    return Book([sheet], SINCE_1900)


def _skeleton(text: str) -> str:
    """Return a page with nothing but the tags that make its tables, and the text between.

    The parser of Python 3.13.0 takes minutes over tags and comments that do not end.
    """
    shown: list[str] = []
    at = 0
    while opened := OPENED.search(text, at):
        shown.append(text[at : opened.start()])
        closed = CLOSED[opened[1].lower()].search(text, opened.end())
        at = closed.end() if closed else len(text)
    shown.append(text[at:])
    parts = re.split(r"(<[^<>]*>)", "".join(shown))
    return "".join(
        _tag(part) if number % 2 else _between(part) for number, part in enumerate(parts)
    )


def _tag(part: str) -> str:
    tag = TAG.fullmatch(part)
    if tag is None:
        return ""
    spans = "".join(f" {name}={value}" for name, value in SPAN.findall(tag[3]))
    return f"<{tag[1]}{tag[2]}{spans}>"


def _between(part: str) -> str:
    return part.replace("<", "&lt;")


class _Tables(HTMLParser):
    """Collects the rows of all tables, what stands in merged cells in each of them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Cell]] = []
        self._row: list[Cell] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        # By column: in how many rows more a cell stands, and what is in it.
        self._down: dict[int, tuple[int, str]] = {}
        self._outer: list[tuple[list[Cell] | None, dict[int, tuple[int, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        if tag == "table":
            self._end_cell()
            self._outer.append((self._row, self._down))
            self._row, self._down = None, {}
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._row = [] if self._row is None else self._row
            spans = {name: int(value or 1) for name, value in attrs}
            self._span = (max(1, spans.get("colspan", 1)), max(1, spans.get("rowspan", 1)))
            self._cell = []
        elif self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a row or a table."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table" and self._outer:
                self._row, self._down = self._outer.pop()

    def handle_data(self, data: str) -> None:
        """Take text into the cell it stands in."""
        if self._cell is not None:
            self._cell.append(BLANKS.sub(" ", data))

    def close(self) -> None:
        """End what the page left open."""
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = unguarded("".join(self._cell).strip(" \n"))
        self._pass_merged()
        across, down = self._span
        if down > 1 and len(self._row) <= MOST_COLUMNS:
            self._down[len(self._row)] = (down, text)
        self._row.append(text)
        self._row += [None] * min(across - 1, MOST_COLUMNS)
        self._cell = None

    def _pass_merged(self) -> None:
        """Put into the row what reaches down into it, up to the next column that is free."""
        row = self._row
        while row is not None and (above := self._down.get(len(row))):
            row.append(above[1])

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is None:
            return
        self._pass_merged()
        self.rows.append(self._row)
        self._down = {c: (left - 1, text) for c, (left, text) in self._down.items() if left > 1}
        self._row = None
