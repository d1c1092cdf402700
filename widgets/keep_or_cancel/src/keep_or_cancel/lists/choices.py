"""What a person corrected of how a list is read: sheet, encoding, header, columns, words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keep_or_cancel.facts import kind_of, one_line
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.words import Vocabulary


@dataclass(frozen=True)
class Choices:
    """Corrections; what is not said is found out.

    `columns` maps headers (or numbers of columns, "1") to fields, None for a column to be given
    back only; `values` maps for a question words to answers; `header_row` counts from 1, 0: there
    is none; `personal` names the personal columns to be carried along.
    """

    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()


def from_json(given: Mapping[str, Any], vocabulary: Vocabulary) -> Choices:
    """Return the choices in a mapping file; raises ListError for the first that is not allowed."""

    def checked(good: bool, where: str, value: object) -> None:
        if not good:
            raise ListError("map_wrong", f"{where}: {one_line(value)}")

    known = Choices.__dataclass_fields__
    for name in given:
        checked(name in known, one_line(name), given[name])
    for name in ("sheet", "encoding", "separator"):
        value = given.get(name)
        checked(value is None or isinstance(value, str), name, value)
    separator = given.get("separator")
    checked(
        separator is None or len(separator) == 1 or separator == "mixed", "separator", separator
    )
    row = given.get("header_row")
    whole = row is None or (
        row == int(row) if not isinstance(row, (str, bool, dict, list)) else False
    )
    checked(whole and (row is None or 0 <= row < 1_000_000), "header_row", row)
    for name in ("columns", "values"):
        checked(isinstance(given.get(name, {}), Mapping), name, kind_of(given.get(name)))
    columns = given.get("columns", {})
    for header, target in columns.items():
        checked(
            target is None or target in vocabulary.fields, f"columns, {one_line(header)}", target
        )
    values = given.get("values", {})
    for question, words in values.items():
        where = f"values, {one_line(question)}"
        checked(question in vocabulary.model.questions, where, words)
        checked(isinstance(words, Mapping), where, kind_of(words))
        for word, value in words.items():
            allowed = isinstance(value, str) and value in vocabulary.model.values[question]
            checked(allowed, f"{where}, {one_line(word)}", value)
    personal = given.get("personal", [])
    listed = isinstance(personal, list) and all(isinstance(one, str) for one in personal)
    checked(listed, "personal", personal)
    return Choices(
        given.get("sheet"),
        given.get("encoding"),
        separator,
        None if row is None else int(row),
        dict(columns),
        {question: dict(words) for question, words in values.items()},
        frozenset(personal),
    )
