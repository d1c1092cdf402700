"""A list put away to go on with later: the rows as they are understood now, and how they came.

Not the file: what was left out stays out, and what was read once need not be read again. Answers
are kept as ids, so that later words for them do no harm; what later rules do not know any more is
asked about like any word that is not understood.
"""

import datetime
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from keep_or_cancel.facts import FactsError
from keep_or_cancel.lists import numbers, table
from keep_or_cancel.lists.cells import Broken, Cell, Row
from keep_or_cancel.lists.choices import Choices, as_json, from_json
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.headings import unused
from keep_or_cancel.lists.table import Problem, Reading, RowName, SheetSize, Skipped
from keep_or_cancel.lists.values import Dialect
from keep_or_cancel.lists.words import vocabulary

FORMAT = 1
# Of a cell with these nothing but an error is known.
ERRORS = ("cell_error", "formula_error", "formula_no_value")


# A header, the field or None, and what stands in each row.
type KeptColumn = tuple[str, str | None, list[str]]


@dataclass(frozen=True)
class Kept:
    """A list put away; `reading` holds what is known of the file and what was wrong."""

    columns: list[KeptColumn]
    reading: Reading
    choices: Choices
    edited: bool

    def read(self, choices: Choices) -> Reading:
        """Return the list, read with these choices of words and columns."""
        words = vocabulary()
        mapped: dict[str, str | None] = {header: field for header, field, _ in self.columns}
        taken = {*choices.columns.values()}
        mapped = {h: None if field in taken else field for h, field in mapped.items()}
        plain = {
            question: {
                word: v for word, v in said.items() if word not in words.model.values[question]
            }
            for question, said in choices.values.items()
        }
        chosen = Choices(
            header_row=1,
            columns={**mapped, **choices.columns},
            values=plain,
            personal=choices.personal,
            answers=choices.answers,
        )
        head: Row = tuple(header for header, _, _ in self.columns)
        rows = [head, *zip(*map(self._cells, self.columns), strict=True)]
        then = self.reading
        reading = table.read_rows(rows, then.dialect, chosen)
        if len(reading.rows) != len(then.rows):
            raise ListError("kept")
        columns = {name: reading.columns[name] for name in then.columns}
        return replace(
            reading,
            **{name: getattr(then, name) for name in FILE},
            columns=columns,
            problems=self._problems(reading),
            head=[],
        )

    def _cells(self, column: KeptColumn) -> list[Cell]:
        _, field, texts = column
        cells: list[Cell] = [*texts]
        for problem in self.reading.problems:
            broken = problem.field == field and problem.code in ERRORS
            if broken and texts[problem.at] == problem.value:
                cells[problem.at] = Broken(problem.value, problem.code)
        return cells

    def _problems(self, reading: Reading) -> list[Problem]:
        """Return what is wrong still, and what is only known from the file."""
        names, headers = self.reading.rows, self.reading.columns
        now = {
            (p.at, p.field): p._replace(
                row=names[p.at], column=p.column if p.column in headers else p.field or p.column
            )
            for p in reading.problems
        }
        problems = []
        for problem in self.reading.problems:
            again = now.pop((problem.at, problem.field), None) if problem.field else None
            if again is not None:
                problems.append(again)
            elif problem.field is None or problem.code == "number_extra_text":
                problems.append(problem)
        return sorted([*problems, *now.values()], key=lambda problem: problem.at)

    def text(self) -> str:
        """Return all of it as text."""
        reading = self.reading
        content = {
            "format": FORMAT,
            "columns": self.columns,
            "rows": reading.rows,
            "shown": [header for header in reading.columns if header not in reading.personal],
            "skipped": reading.skipped,
            "problems": reading.problems,
            "notes": reading.notes,
            "file": [reading.kind, reading.encoding, reading.separator, reading.sheet],
            "sheets": reading.sheets,
            "header_rows": reading.header_rows,
            "dialect": [reading.dialect.decimal_comma, reading.dialect.epoch.isoformat()],
            "choices": as_json(self.choices),
            "edited": self.edited,
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


# What of a reading is the file's.
FILE = (
    *("kind", "encoding", "separator", "sheet", "sheets", "header_rows", "rows", "skipped"),
    "notes",
)


def kept(reading: Reading, choices: Choices, *, edited: bool) -> Kept:
    """Return a list to be put away."""
    words = vocabulary()
    headers: dict[str, str] = {field: h for h, field in reading.columns.items() if field}
    used = {*reading.columns, *reading.extras}
    columns: list[KeptColumn] = []
    for field in dict.fromkeys([*words.fields, *reading.fields]):
        texts = reading.texts(field)
        # The kind of a number is known from its digits.
        if field == "number_type" and field not in headers:
            texts = texts if reading.found.get(field) or _told(reading) else []
        if field not in headers and not any(texts):
            continue
        header = headers.get(field) or unused(words.title(field, "en"), used)
        used.add(header)
        columns.append((header, field, texts))
    columns += [(header, None, texts) for header, texts in reading.extras.items()]
    identity = unused(words.title("row_id", "en"), used)
    columns.append((identity, "row_id", reading.ids))
    # Of the file there is nothing left to choose, and answers for all rows have been put in.
    left = Choices(values=choices.values, personal=choices.personal)
    return Kept(columns, reading, left, edited)


def from_text(content: bytes) -> tuple[Kept, Reading]:
    """Return what `Kept.text` gave, as UTF-8, and the list in it; raises ListError for else."""
    try:
        told = json.loads(content)
        if told["format"] != FORMAT:
            raise ValueError
        again = _checked(told)
        return again, again.read(again.choices)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, FactsError):
        # Whatever is wrong with it, it was not written here, or not all of it is there.
        raise ListError("kept") from None


def _checked(told: Mapping[str, Any]) -> Kept:
    words = vocabulary()
    columns = [
        (_text(header), None if field is None else _one_of(field, words.fields), _texts_of(texts))
        for header, field, texts in told["columns"]
    ]
    count = len(columns[0][2])
    names = [_name(name) for name in told["rows"]]
    fields = [field for _, field, _ in columns if field is not None]
    headers = {header for header, _, _ in columns}
    distinct = (len(headers), len(set(fields)), len(set(names)))
    if {len(texts) for _, _, texts in columns} != {count} or distinct != (
        *(len(columns), len(fields), count),
    ):
        raise ValueError
    kind, encoding, separator, sheet = told["file"]
    if sheet == []:
        raise ValueError
    decimal_comma, epoch = told["dialect"]
    reading = Reading(
        kind=_text(kind),
        encoding=encoding and _text(encoding),
        separator=separator and _text(separator),
        sheet=_texts_of(sheet) if isinstance(sheet, list) else sheet and _text(sheet),
        header_rows=[int(row) for row in told["header_rows"]],
        columns=dict.fromkeys(header for header in told["shown"] if header in headers),
        rows=names,
        problems=[_problem(count, *problem) for problem in told["problems"]],
        skipped=[
            Skipped(
                _name(row),
                None if to is None else _name(to),
                _one_of(why, words.data["skipped"]),
                _text(content),
            )
            for row, to, why, content in told["skipped"]
        ],
        notes=[_text(note) for note in told["notes"]],
        dialect=Dialect(bool(decimal_comma), datetime.datetime.fromisoformat(epoch)),
        sheets=[
            SheetSize(None if name is None else _text(name), bool(hidden), int(rows))
            for name, hidden, rows in told["sheets"]
        ],
    )
    for note in reading.notes:
        words.note(note, "zh")
    return Kept(columns, reading, from_json(told["choices"], words), bool(told["edited"]))


def _problem(
    count: int, at: int, row: Any, column: Any, field: Any, code: Any, value: Any, likely: Any
) -> Problem:
    words = vocabulary()
    if not 0 <= at < count:
        raise ValueError
    named = None if field is None else _one_of(field, words.fields)
    known = _one_of(code, words.data["problems"])
    # A value is always one of a field.
    if known.startswith("value_") and named is None:
        raise ValueError
    likely = tuple(_one_of(one, words.model.values[str(field)]) for one in likely)
    return Problem(at, _name(row), _text(column), named, known, _text(value), likely)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts_of(values: Any) -> list[str]:
    return [_text(value) for value in values]


def _name(value: Any) -> RowName:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise TypeError
    if isinstance(value, str):
        int(value.rpartition("!")[2])
    return value


def _one_of(value: Any, allowed: Container[str]) -> str:
    if value not in allowed:
        raise ValueError
    return str(value)


def _told(reading: Reading) -> bool:
    """Return whether some number is said to be of another kind than its digits say."""
    kinds = reading.fields.get("number_type", [])
    return any(
        kind is not None and kind != (numbers.kind(number) if number else None)
        for kind, number in zip(kinds, reading.numbers, strict=False)
    )
