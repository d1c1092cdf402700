"""A list of numbers as it is understood: columns of values, what is wrong, what was left out."""

import datetime
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from keep_or_cancel.lists import numbers, sheets, text, values
from keep_or_cancel.lists.cells import Cell, Row, is_blank, text_of
from keep_or_cancel.lists.choices import MIXED, Choices
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.headings import Column, Finder, Layout, unused
from keep_or_cancel.lists.sheets import SINCE_1900, Sheet
from keep_or_cancel.lists.words import Vocabulary, vocabulary

# A row as the person counts it: from 1; with the name of its sheet where there are several.
type RowName = int | str

READ, ASK = "read", "ask"
ROW_ID = re.compile(r"[0-9a-f]{12}", re.ASCII)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
NOTHING = "\ufeff \t\r\n\f\x00\x1a\xa0\u3000"
UNREADABLE = "\ufffd"
# Rows that are shown as they stand.
HEAD = 60
# In place of what is personal.
HIDDEN = "****"
# Of a row that was left out: no more of what stands there.
SHOWN = 200


class Problem(NamedTuple):
    """What is wrong in one cell: its row (`at` counts data rows from 0), column, code, text.

    `likely` are the answers that an ambiguous word may mean.
    """

    at: int
    row: RowName
    column: str
    field: str | None
    code: str
    value: str
    likely: tuple[str, ...] = ()


class Skipped(NamedTuple):
    """A row, or a run of rows up to `to`, that holds no number; `content` is what it shows."""

    row: RowName
    to: RowName | None
    why: str
    content: str


class Unclear(NamedTuple):
    """What is wrong alike in several cells: asked once, answered for all (`Choices.values`)."""

    problem: Problem
    rows: tuple[int, ...]


class SheetSize(NamedTuple):
    """A sheet of a workbook: its name, whether it is hidden, and how many rows it has."""

    name: str | None
    hidden: bool
    rows: int


@dataclass
class Reading:
    """A list as understood; columns are lists of equal length, one entry a data row.

    - `outcome`: "read", or "ask" where a person must say more before anything is judged.
    - `encoding`, `separator`: of text files; `sheet`: a name, or several.
    - `header_rows`: from 1; `columns`: each header as shown, with its field or None.
    - `rows`: what the person calls each row; `ids`: random, the same in every export.
    - `fields`: for each field that occurs its values as `Facts` takes them (ids of answers, amounts
      as decimal strings, days as 2026-12-31, texts), None where nothing usable stands there.
    - `found`: by field and data row, what stands there in its stead.
    - `extras`: by header, the texts of the columns that are given back.
    - `problems` in the order of the rows; `skipped`; `duplicates`: pairs of data rows, from 0.
    - `notes`: said once of the file: a code, and after a colon what it is about.
    - `kind`: "text", "xlsx", "xls" or "html"; `sheets`: what the file holds; `head`: its first rows
      as they stand, of the sheet that is read first; `personal`: by header, the texts of the
      columns that are left out, and their `places` in that sheet.
    """

    outcome: str = READ
    kind: str = "text"
    encoding: str | None = None
    separator: str | None = None
    sheet: str | list[str] | None = None
    header_rows: list[int] = field(default_factory=list)
    columns: dict[str, str | None] = field(default_factory=dict)
    rows: list[RowName] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    fields: dict[str, list[str | None]] = field(default_factory=dict)
    found: dict[str, dict[int, str]] = field(default_factory=dict)
    extras: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    duplicates: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dialect: values.Dialect = field(default=values.Dialect(False, SINCE_1900))
    sheets: list[SheetSize] = field(default_factory=list)
    head: list[Row] = field(default_factory=list)
    personal: dict[str, list[str]] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)

    @property
    def numbers(self) -> list[str | None]:
        """The number of each data row, None where its digits cannot be known."""
        return self.column("number")

    def column(self, name: str) -> list[str | None]:
        """Return the values of a field, one a data row; of one that does not occur, Nones."""
        # Asked for row by row: nothing is made where there is a column.
        return self.fields[name] if name in self.fields else [None] * len(self.rows)

    def texts(self, name: str) -> list[str]:
        """Return the values of a field as they are read again, else what stands there, else ""."""
        texts = [value or "" for value in self.column(name)]
        for index, found in self.found.get(name, {}).items():
            texts[index] = texts[index] or found
        return texts

    def value(self, name: str, index: int) -> str | None:
        """Return the value of a field in a data row."""
        column = self.fields.get(name)
        return column[index] if column else None

    def unclear(self) -> list[Unclear]:
        """Return the problems, those alike as one: of a field, the same text, the same fault."""
        alike: dict[tuple[str | None, str, str, str], list[Problem]] = {}
        for one in self.problems:
            alike.setdefault((one.field, one.column, one.code, one.value), []).append(one)
        return [Unclear(same[0], tuple(one.at for one in same)) for same in alike.values()]

    def mend(
        self, index: int, name: str, content: str, choices: Choices | None = None
    ) -> Problem | None:
        """Read `content` into a field of a data row in place of what stands there.

        Return what is wrong with it, or None. Duplicates are looked for anew.
        """
        self.mend_all({(index, name): content}, choices)
        return next((p for p in self.problems if (p.at, p.field) == (index, name)), None)

    def mend_all(
        self, cells: Mapping[tuple[int, str], str], choices: Choices | None = None
    ) -> None:
        """Read contents into cells, by data row and field, as `mend` does for one."""
        chosen = (choices or Choices()).values
        titles: dict[str, str] = {}
        for header, one in self.columns.items():
            titles.setdefault(one or "", header)
        problems = [p for p in self.problems if (p.at, p.field) not in cells]
        # An answer for ten thousand rows is understood once.
        known: dict[tuple[str, str], values.Value] = {}
        for (index, name), content in cells.items():
            value = known.get((name, content))
            if value is None:
                read = _reader(name, self.dialect, chosen, content)
                value = known[name, content] = read(content)
            before = self._kind(index)
            self._put(index, name, value.value)
            self.found.get(name, {}).pop(index, None)
            # What nobody said, the digits tell.
            unsaid = self.value("number_type", index) in (None, before)
            if name == "number_type" and value == values.BLANK:
                self._put(index, name, before)
            elif name == "number" and unsaid and index not in self.found.get("number_type", {}):
                self._put(index, "number_type", self._kind(index))
            if value.more:
                beside = "number_found" if name == "number" else f"{name}_amount"
                if beside not in titles:
                    self._put(index, beside, content if name == "number" else value.more)
            if value.problem is None:
                continue
            if value.value is None:
                self.found.setdefault(name, {})[index] = content
            row, column = self.rows[index], titles.get(name, name)
            problems.append(Problem(index, row, column, name, value.problem, content, value.likely))
        self.problems = sorted(problems, key=lambda problem: problem.at)
        if any(name == "number" for _, name in cells):
            self.duplicates = repeated(self.numbers)

    def _put(self, index: int, name: str, value: str | None) -> None:
        if name not in self.fields:
            if value is None:
                return
            self.fields[name] = [None] * len(self.rows)
        self.fields[name][index] = value

    def _kind(self, index: int) -> str | None:
        number = self.numbers[index]
        return numbers.kind(number) if number else None

    def as_json(self) -> dict[str, Any]:
        """Return the reading under the keys of the corpus' `expected.json`."""
        return {
            "outcome": self.outcome,
            "encoding": self.encoding,
            "separator": self.separator,
            "sheet": self.sheet,
            "header_rows": self.header_rows,
            "data_rows": len(self.rows),
            "columns": self.columns,
            "numbers": self.numbers,
            "values": [
                {"row": row, "field": name, "value": column[index]}
                for index, row in enumerate(self.rows)
                for name, column in self.fields.items()
                if name not in ("number", "row_id") and column[index] is not None
            ],
            "skipped_rows": [
                {"row": s.row, **({} if s.to is None else {"to": s.to}), "why": s.why}
                for s in self.skipped
            ],
            "problems": [
                {"row": p.row, "column": p.column, "code": p.code, "value": p.value}
                | ({"candidates": list(p.likely)} if p.likely else {})
                for p in self.problems
            ],
            "duplicates": [[self.rows[one], self.rows[two]] for one, two in self.duplicates],
            "file_notes": self.notes,
        }


def read(
    content: bytes,
    choices: Choices | None = None,
    random: Callable[[int], bytes] = os.urandom,
) -> Reading:
    """Return how a file or pasted text (as UTF-8) is understood, the person's choices before all.

    raises ListError where nothing can be read. `random` gives bytes for the ids of rows.
    """
    choices = choices or Choices()
    words = vocabulary()
    reading = Reading()
    if not content.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise ListError("empty")
    first, loose = 0, {}
    unreadable = False
    book = sheets.book(content)
    if book is not None:
        reading.kind = "xlsx" if content.startswith(sheets.ZIP) else "xls"
    else:
        decoded = text.decode(content, choices.encoding)
        _check_text(decoded.text)
        reading.encoding = decoded.encoding
        unreadable = UNREADABLE in decoded.text
        book = sheets.page(decoded.text)
        if book is not None:
            reading.kind = "html"
        else:
            split = text.split(decoded.text, words, choices.separator)
            reading.separator, first, loose = split.separator, split.first, split.loose
            sheet = Sheet(None)
            sheets.rows_of(split.rows, sheet)
            book = sheets.Book([sheet], SINCE_1900)
        if not decoded.certain:
            reading.notes.append(f"encoding_guessed: {decoded.encoding}")
    reading.dialect = values.Dialect(reading.separator == ";", book.epoch)
    return _understood(reading, book, _Quirks(first, loose, unreadable), choices, random)


def read_rows(
    rows: Sequence[Row],
    dialect: values.Dialect,
    choices: Choices,
    random: Callable[[int], bytes] = os.urandom,
) -> Reading:
    """Return how rows are understood that stood in a file of that dialect once."""
    book = sheets.Book([Sheet(None, list(rows))], dialect.epoch)
    return _understood(Reading(dialect=dialect), book, _Quirks(), choices, random)


class _Quirks(NamedTuple):
    """Of text files: rows that say what separates, lines with an open quotation mark by row.

    `unreadable`: some characters could not be read.
    """

    first: int = 0
    loose: Mapping[int, str] = MappingProxyType({})
    unreadable: bool = False


def _understood(
    reading: Reading,
    book: sheets.Book,
    quirks: _Quirks,
    choices: Choices,
    random: Callable[[int], bytes],
) -> Reading:
    """Fill a reading, of which the file is known, with what its sheets hold."""
    words = vocabulary()
    finder = Finder(words, choices)
    layouts = [
        (sheet, finder.layout(sheet.rows, quirks.first))
        for sheet in book.sheets
        if sheet.rows and sheet.name not in words.aids
    ]
    reading.sheets = [SheetSize(sheet.name, sheet.hidden, len(sheet.rows)) for sheet, _ in layouts]
    taken = _chosen(layouts, choices, words, reading)
    reading.head = taken[0][0].rows[:HEAD]
    several = len(taken) > 1
    parts = [
        _Part(words, choices, reading, sheet, layout, f"{sheet.name}!" if several else None)
        for sheet, layout in taken
    ]
    for part in parts:
        part.take(quirks)
    if reading.outcome == READ and not reading.rows:
        raise ListError("no_numbers")
    names = [sheet.name for sheet, _ in taken if sheet.name is not None]
    reading.sheet = names if several else names[0] if names else None
    _finish(reading, random)
    for name, answer in choices.answers.items():
        unclear = reading.found.get(name, {})
        reading.fields[name] = [
            answer if one is None and n not in unclear else one
            for n, one in enumerate(reading.column(name))
        ]
    return reading


def _check_text(decoded: str) -> None:
    """Refuse what is nothing, or no text."""
    if not decoded.strip(NOTHING):
        raise ListError("empty")
    odd = len(CONTROL.findall(decoded)) + decoded.count(UNREADABLE)
    if odd * 10 > len(decoded):
        raise ListError("not_a_workbook")


def _chosen(
    layouts: list[tuple[Sheet, Layout]], choices: Choices, words: Vocabulary, reading: Reading
) -> list[tuple[Sheet, Layout]]:
    """Return the sheets to be read, and note those that are not."""
    if choices.sheet is not None:
        named = [one for one in layouts if one[0].name == choices.sheet]
        if not named:
            raise ListError("no_sheet", choices.sheet)
        return named
    if not layouts:
        raise ListError("no_rows")
    shown = [one for one in layouts if not one[0].hidden]
    listed = [one for one in shown if one[1].number is not None]
    # A file that was written here holds the numbers once more on its other sheets.
    if ours := [one for one in listed if one[1].ours]:
        return ours[:1]
    taken = listed or shown[:1] or layouts[:1]
    if len(listed) > 1:
        if all(words.carrier(sheet.name) for sheet, _ in listed):
            if any("carrier" not in _fields(layout) for _, layout in listed):
                reading.notes.append("carrier_from_sheet_name")
        else:
            reading.outcome = ASK
            reading.notes.append(f"choose_sheet: {', '.join(str(s.name) for s, _ in listed)}")
            return listed[:1]
    for sheet, layout in layouts:
        if (sheet, layout) not in taken:
            code = "hidden_sheet" if sheet.hidden else "sheet_not_read"
            reading.notes.append(f"{code}: {sheet.name}")
    return taken


def _fields(layout: Layout) -> set[str | None]:
    return {column.field for column in layout.columns}


def _finish(reading: Reading, random: Callable[[int], bytes]) -> None:
    """Fill up columns, give every row its id, find duplicates, and put problems in order."""
    count = len(reading.rows)
    given = reading.fields.pop("row_id", None) or [None] * count
    fresh = random(6 * count).hex()
    used: set[str] = set()
    for n, written in enumerate(given):
        known = written is not None and ROW_ID.fullmatch(written) and written not in used
        reading.ids.append(written if known and written else fresh[12 * n : 12 * n + 12])
        used.add(reading.ids[-1])
    kinds = [numbers.kind(number) if number else None for number in reading.numbers]
    told = reading.fields.get("number_type")
    if told is None and any(kinds):
        reading.fields["number_type"] = kinds
    elif told is not None:
        unclear = reading.found.get("number_type", {})
        reading.fields["number_type"] = [
            one or (None if n in unclear else kinds[n]) for n, one in enumerate(told)
        ]
    reading.duplicates = repeated(reading.numbers)
    reading.problems.sort(key=lambda problem: problem.at)


def _reader(
    name: str, dialect: values.Dialect, chosen: Mapping[str, Mapping[str, str]], content: str
) -> values.Reader:
    """Return what reads a cell that was typed; the id of an answer is that answer in any case."""
    words = vocabulary()
    plain = content in words.model.values.get(name, ())
    return values.reader(words, name, dialect, {} if plain else chosen.get(name, {}))


def repeated(column: Sequence[str | None]) -> list[tuple[int, int]]:
    """Return pairs of places: where a number stands first, and where it stands again."""
    first: dict[str, int] = {}
    return [
        (place, n)
        for n, number in enumerate(column)
        if number is not None and (place := first.setdefault(number, n)) != n
    ]


class _Part:
    """Takes one sheet into a reading."""

    def __init__(
        self,
        words: Vocabulary,
        choices: Choices,
        reading: Reading,
        sheet: Sheet,
        layout: Layout,
        prefix: str | None,
    ) -> None:
        self.words, self.choices, self.reading = words, choices, reading
        self.sheet, self.layout, self.prefix = sheet, layout, prefix
        self.before = len(reading.rows)
        self.data: list[int] = []

    def take(self, quirks: _Quirks) -> None:
        """Sort the rows, then read each column."""
        reading, layout = self.reading, self.layout
        self._sort_rows(quirks.first)
        reading.rows += map(self._name, self.data)
        if not reading.header_rows:
            reading.header_rows = [n + 1 for n in layout.header]
        for note in layout.notes:
            if note not in reading.notes:
                reading.notes.append(note)
        if layout.number is None:
            reading.outcome = ASK
        if self.sheet.wide:
            reading.notes.append(f"columns_cut: {sheets.MOST_COLUMNS}")
        if self.sheet.cut:
            reading.notes.append(f"rows_cut: {len(self.sheet.rows)}")
        for column in (*layout.columns, *self._beside()):
            self._take_column(column)
        self._fill_up()
        self._flag(quirks.loose, quirks.unreadable)

    def _name(self, n: int) -> RowName:
        return n + 1 if self.prefix is None else f"{self.prefix}{n + 1}"

    # --- rows ------------------------------------------------------------------------------------

    def _sort_rows(self, first: int) -> None:
        """Tell data rows from the others; every row up to the last is one or the other."""
        rows, header, start = self.sheet.rows, self.layout.header, self.layout.start
        number = self.layout.number
        blank: int | None = None
        for n, row in enumerate(rows):
            if not row:
                blank = n if blank is None else blank
                continue
            if blank is not None:
                self._skip(blank, "blank", n - 1)
                blank = None
            if n in header:
                continue
            why = None
            if n < start:
                why = "separator_line" if n < first else "title"
            elif number is None or not _is_plain(row, number.place):
                why = self._no_data(n, row, number)
            if why is None:
                self.data.append(n)
            else:
                self._skip(n, why)
        if self.sheet.cut:
            self._skip(len(rows), "beyond_limit", len(rows) + self.sheet.cut - 1)

    def _skip(self, n: int, why: str, to: int | None = None) -> None:
        row = self.sheet.rows[n] if n < len(self.sheet.rows) else ()
        content = " | ".join(shown for cell in row if (shown := text_of(cell).strip()))
        last = None if to is None or to == n else self._name(to)
        self.reading.skipped.append(Skipped(self._name(n), last, why, content[:SHOWN]))

    def _no_data(self, n: int, row: Row, number: Column | None) -> str | None:
        """Return why a row without a plain number is none of the list, or None if it is one."""
        if self.layout.ours:
            return None
        shown = [text_of(cell) for cell in row]
        place = number.place if number else None
        own = shown[place] if place is not None and place < len(shown) else ""
        if self.layout.header:
            top = self.sheet.rows[self.layout.header[-1]]
            same = [
                a.strip() == text_of(b).strip()
                for a, b in zip(shown, top, strict=False)
                if a.strip()
            ]
            if same and all(same):
                return "header_again"
        elif place is not None and not any(numbers.ANY_DIGIT.search(one) for one in shown):
            return "note" if self.data else "title"
        if place is None or numbers.of_text(own).digits is None:
            if any(self.words.is_total(one) for one in shown if one.strip()):
                return "total"
            start = next((one for one in shown if one.strip()), "")
            if not own.strip() or start is own:
                return "note" if self.words.is_note(start) else None
        return None

    # --- columns ---------------------------------------------------------------------------------

    def _beside(self) -> list[Column]:
        """Return columns that no header names and that hold something."""
        named = {column.place for column in self.layout.columns}
        used = {column.name for column in self.layout.columns}
        width = max((len(self.sheet.rows[n]) for n in self.data), default=0)
        return [
            Column(place, unused(str(place + 1), used), None, "extra")
            for place in range(width)
            if place not in named and any(not is_blank(cell) for cell in self._cells(place))
        ]

    def _cells(self, place: int) -> Iterable[Cell]:
        rows = self.sheet.rows
        return (rows[n][place] if place < len(rows[n]) else None for n in self.data)

    def _take_column(self, column: Column) -> None:
        reading = self.reading
        if column.kind != "result":
            reading.columns.setdefault(column.name, column.field)
        if column.kind == "personal":
            kept = reading.personal.setdefault(column.name, [""] * self.before)
            kept += map(text_of, self._cells(column.place))
            if not self.before:
                reading.places.add(column.place)
            note = f"personal_column: {column.name}"
            if note not in reading.notes and self.layout.number is not None:
                reading.notes.append(note)
        elif column.field is not None:
            self._read_field(column, column.field)
        elif column.kind == "extra":
            name = column.name
            extra = reading.extras.setdefault(name, [""] * self.before)
            extra += map(text_of, self._cells(column.place))

    def _read_field(self, column: Column, name: str) -> None:
        reading = self.reading
        chosen = self.choices.values.get(name, {})
        read = values.reader(self.words, name, reading.dialect, chosen)
        entries = reading.fields.setdefault(name, [None] * self.before)
        known: dict[object, values.Value] = {}
        mixed = name == "number" and reading.separator == MIXED
        for index, cell in enumerate(self._cells(column.place), self.before):
            # Equal numbers of different kinds are not the same: 1, 1.0, True.
            key = cell if type(cell) is str else (type(cell), cell)
            value = known.get(key)
            if value is None:
                value = known[key] = read(cell)
            entries.append(value.value)
            if value.problem or value.more:
                self._remark(index, column, name, cell, value, mixed)

    def _remark(
        self, index: int, column: Column, name: str, cell: Cell, value: values.Value, mixed: bool
    ) -> None:
        """Keep what a cell says besides its value, and what is wrong with it."""
        reading = self.reading
        shown = text_of(cell)
        if value.more and name != "number":
            self._put(f"{name}_amount", index, value.more)
        if mixed and value.value is not None:
            self._put("note", index, numbers.beside(shown))
            if value.problem == "number_extra_text":
                return
        elif value.more and name == "number":
            self._put("number_found", index, shown)
        if value.problem is None:
            return
        if value.value is None:
            reading.found.setdefault(name, {})[index] = shown
        row = self._name(self.data[index - self.before])
        problem = Problem(index, row, column.name, name, value.problem, shown, value.likely)
        reading.problems.append(problem)

    def _put(self, name: str, index: int, value: str) -> None:
        """Put a value into a column of its own, unless the list has that column itself."""
        if name in _fields(self.layout) or not value:
            return
        entries = self.reading.fields.setdefault(name, [])
        entries += [None] * (index + 1 - len(entries))
        entries[index] = value

    def _fill_up(self) -> None:
        """Bring all columns to the length of the rows; a sheet's name may be its carrier."""
        reading, count = self.reading, len(self.reading.rows)
        if (
            self.prefix
            and "carrier" not in _fields(self.layout)
            and self.words.carrier(self.sheet.name)
        ):
            carriers = reading.fields.setdefault("carrier", [None] * self.before)
            carriers += [self.sheet.name] * len(self.data)
        for entries in reading.fields.values():
            entries += [None] * (count - len(entries))
        for texts in (*reading.extras.values(), *reading.personal.values()):
            texts += [""] * (count - len(texts))

    def _flag(self, loose: Mapping[int, str], unreadable: bool) -> None:
        """Name rows longer than the header, quotation marks left open, characters unread."""
        reading = self.reading
        width = len(self.sheet.rows[self.layout.header[-1]]) if self.layout.header else None
        if width is None and not loose and not unreadable:
            return
        private = {c.place for c in self.layout.columns if c.kind == "personal"}
        for index, n in enumerate(self.data, self.before):
            row = self.sheet.rows[n]
            if width is not None and len(row) > width:
                shown = " | ".join(map(text_of, row[width:]))
                self._problem(index, n, str(width + 1), "row_too_long", shown)
            if n in loose:
                place, shown = _odd(loose[n], str(reading.separator))
                shown = HIDDEN if place in private else shown
                self._problem(index, n, self._header_of(place), "quote_not_closed", shown)
            if unreadable:
                for place, cell in enumerate(row):
                    if isinstance(cell, str) and UNREADABLE in cell:
                        shown = HIDDEN if place in private else cell
                        self._problem(index, n, self._header_of(place), "undecodable", shown)

    def _header_of(self, place: int) -> str:
        named = (column.name for column in self.layout.columns if column.place == place)
        return next(named, str(place + 1))

    def _problem(self, index: int, n: int, column: str, code: str, shown: str) -> None:
        self.reading.problems.append(Problem(index, self._name(n), column, None, code, shown))


def _odd(line: str, separator: str) -> tuple[int, str]:
    """Return the place and the text of the cell of a line in which a quotation mark is open."""
    cells = line.split(separator)
    return next(((n, cell) for n, cell in enumerate(cells) if cell.count('"') % 2), (0, cells[0]))


def _is_plain(row: Row, place: int) -> bool:
    """Return whether the number's cell holds a plain mobile number, as most do."""
    cell = row[place] if place < len(row) else None
    return isinstance(cell, str) and numbers.PLAIN.fullmatch(cell) is not None


def facts_of(reading: Reading, index: int, today: datetime.date) -> dict[str, str]:
    """Return the facts of one data row, as `check` takes them: for the row that is opened.

    The months of a contract whose end stands there are counted from `today`.
    """
    model = vocabulary().model
    facts = {
        name: value
        for name, column in reading.fields.items()
        if (value := column[index]) is not None
        and (name in model.questions or name in model.amounts or name == "contract_end")
    }
    if "contract_end" in facts:
        facts["start"] = today.isoformat()
    return facts
