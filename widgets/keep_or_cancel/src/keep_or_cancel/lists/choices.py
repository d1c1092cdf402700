"""What a person corrected of how a list is read: sheet, encoding, header, columns, words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from keep_or_cancel.facts import Facts, one_line
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.words import Vocabulary

# Whole lines are cells, as in a chat.
MIXED = "mixed"
# The last row of a worksheet.
LAST_ROW = 1_048_576
# What a mapping file may hold: of which type, and as it is written.
PARTS: dict[str, tuple[type | tuple[type, ...], str]] = {
    "sheet": (str, '"…"'),
    "encoding": (str, '"gb18030", "utf-8" …'),
    "separator": (str, '",", ";", "\\t", "mixed" …'),
    "header_row": ((int, Decimal), "0, 1, 2 …"),
    "columns": (Mapping, "{…}"),
    "values": (Mapping, "{…}"),
    "personal": (list, "[…]"),
    "answers": (Mapping, "{…}"),
}


@dataclass(frozen=True)
class Choices:
    """Corrections; what is not said is found out.

    `columns` maps headers (or numbers of columns, "1") to fields, None for a column to be given
    back only; `values` maps for a question words to answers; `header_row` counts from 1, 0: there
    is none; `personal` names the personal columns to be carried along; `answers` are those of all
    rows in which the list leaves them blank, as facts take them.
    """

    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)


def as_json(choices: Choices) -> dict[str, Any]:
    """Return choices as `from_json` takes them; only what was chosen."""
    told = {name: value for name, value in asdict(choices).items() if value not in (None, {})}
    personal = sorted(told.pop("personal"))
    return {**told, **({"personal": personal} if personal else {})}


def from_json(given: Mapping[str, Any], vocabulary: Vocabulary) -> Choices:
    """Return the choices in a mapping file.

    Raises ListError for the first that is not allowed, FactsError for an answer that is not.
    """

    def check(good: bool, where: str, value: object, allowed: str) -> None:
        if not good:
            raise ListError("map_wrong", f"{one_line(where)}: {one_line(value)}", allowed)

    for name, value in given.items():
        check(name in PARTS, name, value, ", ".join(PARTS))
        check(isinstance(value, PARTS[name][0]), name, value, PARTS[name][1])
    separator, row = given.get("separator"), given.get("header_row", 0)
    one = separator is None or len(separator) == 1 or separator == MIXED
    check(one, "separator", separator, PARTS["separator"][1])
    whole = not isinstance(row, bool) and 0 <= row <= LAST_ROW and row == int(row)
    check(whole, "header_row", row, PARTS["header_row"][1])
    columns, values = given.get("columns", {}), given.get("values", {})
    for header, target in columns.items():
        known = target is None or target in vocabulary.fields
        check(known, header, target, ", ".join(["null", *vocabulary.fields]))
    questions = vocabulary.model.values
    for question, words in values.items():
        check(question in vocabulary.model.questions, question, "values", ", ".join(questions))
        check(isinstance(words, Mapping), question, words, "{…}")
        for word, value in words.items():
            check(value in questions[question], word, value, ", ".join(questions[question]))
    personal = given.get("personal", [])
    check(all(isinstance(one, str) for one in personal), "personal", personal, "[…]")
    answers = Facts(vocabulary.model, given.get("answers", {}))
    told = {name: str(amount) for name, amount in answers.amounts.items()}
    return Choices(
        given.get("sheet"),
        given.get("encoding"),
        separator,
        int(row) if "header_row" in given else None,
        dict(columns),
        {question: dict(words) for question, words in values.items()},
        frozenset(personal),
        answers.answers | told,
    )
