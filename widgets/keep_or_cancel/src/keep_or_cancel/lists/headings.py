"""Where a table's header stands, and what each of its columns is."""

import itertools
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from keep_or_cancel.lists import numbers
from keep_or_cancel.lists.cells import Cell, Row, is_blank, text_of
from keep_or_cancel.lists.choices import Choices
from keep_or_cancel.lists.words import Vocabulary, bare

# How many rows are looked at for a header, and for what a column without one holds.
HEAD = 60
PROBE = 200


class Column(NamedTuple):
    """One column: its place from 0, its header as shown, and its field.

    `kind` is "field", "extra" (given back), "personal" (left out), "result" (an answer of ours,
    worked out anew) or "number" (the number, where no header names it).
    """

    place: int
    name: str
    field: str | None
    kind: str


@dataclass
class Layout:
    """How a sheet is laid out; `header` are the rows of its header, from 0."""

    header: list[int]
    start: int
    columns: list[Column]
    notes: list[str] = field(default_factory=list)

    @property
    def number(self) -> Column | None:
        """The column of the numbers, if there is one."""
        return next((column for column in self.columns if column.field == "number"), None)

    @property
    def ours(self) -> bool:
        """Whether this is a list that was written here."""
        return any(column.field == "row_id" for column in self.columns)


class Finder:
    """Finds the layout of sheets, the person's choices before all else."""

    def __init__(self, vocabulary: Vocabulary, choices: Choices) -> None:
        self.vocabulary, self.choices = vocabulary, choices

    def layout(self, rows: Sequence[Row], first: int = 0) -> Layout:
        """Return the layout of `rows`, of which the first `first` say what separates cells."""
        header = self._header(rows, first)
        if header is None:
            return self._without_header(rows, first)
        names = self._names(rows, header)
        columns = self._columns(names)
        layout = Layout(header, header[-1] + 1, columns)
        if layout.number is None:
            self._by_content(rows, layout)
        self._drop_twice(rows, layout)
        if layout.number is None:
            layout.notes.append("no_number_column")
        return layout

    def _field(self, cell: Cell) -> str | None:
        """Return the field that a header cell names, or None."""
        if not isinstance(cell, str) or not cell:
            return None
        chosen = self.choices.columns
        return chosen[cell.strip()] if cell.strip() in chosen else self.vocabulary.header(cell)

    # --- the header ------------------------------------------------------------------------------

    def _header(self, rows: Sequence[Row], first: int) -> list[int] | None:
        if (told := self.choices.header_row) is not None:
            return None if told == 0 or told > len(rows) else self._both(rows, told - 1)
        head = range(first, min(len(rows), first + HEAD))
        fields = {n: [self._field(cell) for cell in rows[n]] for n in head}
        fields = {n: f for n, f in fields.items() if any(f) and not any(map(_is_number, rows[n]))}
        for n in head:
            if "number" in fields.get(n, ()):
                return self._both(rows, n)
        for n in head:
            if len(set(fields.get(n, ())) - {None}) > 1:
                return self._both(rows, n)
        last = None
        for n in range(first, min(len(rows), first + PROBE)):
            if any(map(_is_number, rows[n])):
                return [last] if last is not None and _is_heading(rows[last]) else None
            last = n if rows[n] else last
        width = max((_filled(rows[n]) for n in head), default=0)
        return next(([n] for n in head if width and _filled(rows[n]) == width), None)

    def _both(self, rows: Sequence[Row], n: int) -> list[int]:
        """Return the header's rows: with that below, where it fills what is merged above it.

        Of a cell merged across, the first row says what all below it have in common.
        """
        if any(self._field(cell) == "row_id" for cell in rows[n]):
            return [n]  # written here: what stands below are rows, whatever their words
        below = rows[n + 1] if n + 1 < len(rows) else ()
        if any(map(_is_number, below)) or not any(self._field(cell) for cell in below):
            return [n]
        above = rows[n]
        number = next((p for p, c in enumerate(above) if self._field(c) == "number"), None)
        under = below[number] if number is not None and number < len(below) else None
        # Merged downwards, the header of the numbers stands below as well, or nothing does.
        if number is None or not (
            is_blank(under) or bare(text_of(under)) == bare(text_of(above[number]))
        ):
            return [n]
        words = [cell for cell in below if not is_blank(cell)]
        same = [bare(text_of(cell)) for cell in below] == [bare(text_of(cell)) for cell in above]
        return [n] if same or not all(isinstance(cell, str) for cell in words) else [n, n + 1]

    def _names(self, rows: Sequence[Row], header: list[int]) -> list[str]:
        """Return the header of each column as shown."""
        lower = rows[header[-1]]
        upper = rows[header[0]]
        names = []
        for place in range(max(len(lower), len(upper))):
            cells = [row[place] if place < len(row) else None for row in (lower, upper)]
            names.append(next((text_of(cell).strip() for cell in cells if not is_blank(cell)), ""))
        return names

    # --- the columns -----------------------------------------------------------------------------

    def _columns(self, names: Sequence[str]) -> list[Column]:
        ours = any(self._field(name) == "row_id" for name in names)
        used: set[str] = set()
        columns = []
        for place, name in enumerate(names):
            if name:
                shown = unused(name, used)
                used.add(shown)
                columns.append(self._column(place, name, shown, ours))
        return columns

    def _column(self, place: int, name: str, shown: str, ours: bool) -> Column:
        if shown in self.choices.columns:
            chosen = self.choices.columns[shown]
            return Column(place, shown, chosen, "field" if chosen else "extra")
        if ours and bare(name) in self.vocabulary.results:
            return Column(place, shown, None, "result")
        named = self.vocabulary.header(name)
        if named:
            return Column(place, shown, named, "field")
        if self.vocabulary.is_personal(name):
            kept = shown in self.choices.personal
            return Column(place, shown, None, "extra" if kept else "personal")
        return Column(place, shown, None, "extra")

    def _by_content(self, rows: Sequence[Row], layout: Layout) -> None:
        """Make that column the one of numbers which holds most of them, if one does."""
        free = [
            column
            for column in layout.columns
            if column.kind == "extra"
            and column.name not in self.choices.columns
            and not self.vocabulary.is_other(column.name)
        ]
        found = _fullest(rows[layout.start :], [column.place for column in free])
        if found is not None:
            layout.columns = [
                c._replace(field="number", kind="field") if c.place == found else c
                for c in layout.columns
            ]

    def _drop_twice(self, rows: Sequence[Row], layout: Layout) -> None:
        """Give back as it is a column whose field another has.

        What the person chose stays; of several for the number, the one surest by its header that
        holds any at all.
        """
        chosen = self.choices.columns
        kept: dict[str, Column] = {}
        for column in sorted(layout.columns, key=lambda column: column.name not in chosen):
            if column.field is not None:
                kept.setdefault(column.field, column)
        named = [column for column in layout.columns if column.field == "number"]
        # In a list written here the first is the number, whether any is known or not.
        if len(named) > 1 and kept["number"].name not in chosen and not layout.ours:
            data = rows[layout.start :]
            named.sort(key=lambda column: self.vocabulary.rank(column.name))
            holding = (c for c in named if _fullest(data, [c.place], least=0) is not None)
            kept["number"] = next(holding, named[0])
        for n, column in enumerate(layout.columns):
            if column.field is not None and kept[column.field] is not column:
                layout.columns[n] = column._replace(field=None, kind="extra")
                layout.notes.append(f"column_twice: {column.name}")

    def _without_header(self, rows: Sequence[Row], first: int) -> Layout:
        width = max(map(len, rows[first : first + PROBE]), default=0)
        columns = []
        for place in range(width):
            name = str(place + 1)
            chosen = self.choices.columns.get(name)
            columns.append(Column(place, name, chosen, "field" if chosen else "extra"))
        layout = Layout([], first, columns, ["no_header"])
        if layout.number is None:
            self._by_content(rows, layout)
        self._drop_twice(rows, layout)
        if layout.number is None:
            layout.notes = ["no_number_column"]
        return layout


def unused(name: str, used: Container[str]) -> str:
    """Return `name`, with a number behind it where another column is so called."""
    names = itertools.chain([name], (f"{name} ({n})" for n in itertools.count(2)))
    return next(one for one in names if one not in used)


def _is_number(cell: Cell) -> bool:
    """Return whether a cell surely holds a phone number."""
    if isinstance(cell, str):
        # A header is words; short numbers and years in titles are none.
        return len(cell) >= 10 and numbers.of_text(cell).digits is not None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell > 10**9 and numbers.of_value(cell).digits is not None
    return False


def _is_heading(row: Row) -> bool:
    """Return whether a row in words unknown to us stands above numbers as their header."""
    cells = [cell for cell in row if not is_blank(cell)]
    words = all(isinstance(cell, str) and not numbers.ANY_DIGIT.search(cell) for cell in cells)
    return words and len(cells) > 1


def _filled(row: Row) -> int:
    return sum(not is_blank(cell) for cell in row)


def _fullest(rows: Sequence[Row], places: Sequence[int], least: float = 0.5) -> int | None:
    """Return the place in which most cells are phone numbers, `least` a share of what is there."""
    best: tuple[int, int | None] = (0, None)
    sample = [row for row in rows[: 2 * PROBE] if row][:PROBE]
    for place in places:
        cells = [row[place] for row in sample if place < len(row) and not is_blank(row[place])]
        good = sum(map(_is_number, cells))
        if good >= len(cells) * least and good > best[0]:
            best = (good, place)
    return best[1]
