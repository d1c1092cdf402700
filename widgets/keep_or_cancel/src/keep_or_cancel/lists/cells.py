"""What a cell of a list holds, whatever file it stood in."""

import datetime
import re
from decimal import Decimal

from keep_or_cancel.lists.words import INVISIBLE

type Cell = str | int | float | bool | Decimal | datetime.date | datetime.time | Broken | None
type Row = tuple[Cell, ...]

ERRORS = frozenset(
    ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)

# What a spreadsheet would run as a formula, however it is hidden behind blanks or quotes.
RISKY = re.compile(rf"['\s{INVISIBLE}]*[=+\-@＝＋－＠]|[\t\r\n]")
# A number, a phone number, or a dash that begins words: nothing that could be run.
HARMLESS = re.compile(r"[+-]?[\d\s.,()-]*\d\s*%?|-|- +[^\W\d_][^\d=+\-*/^&|!@#$%'\"<>(){}:;,]*")
# Kept from spreadsheets by web systems: ="138…"
QUOTED = re.compile(r'="((?:[^"]|"")*)"')


class Broken(str):
    """A cell without a value, as it shows; `code` names why: the id of a problem."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> "Broken":
        """Return the cell that shows `text`."""
        cell = super().__new__(cls, text)
        cell.code = code
        return cell


def is_blank(cell: Cell) -> bool:
    """Return whether a cell holds nothing that shows."""
    return cell is None or (
        isinstance(cell, str) and not cell.strip("\ufeff\u200b \t\r\n\xa0\u3000")
    )


def text_of(cell: Cell) -> str:
    """Return what a cell shows: whole numbers without a point, days as 2026-12-31."""
    if isinstance(cell, str):
        return str(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        day, time = cell.date().isoformat(), cell.time().isoformat("seconds")
        return day if time == "00:00:00" else f"{day} {time}"
    return str(cell)


def needs_guard(text: str) -> bool:
    """Return whether a spreadsheet could take `text` for a formula."""
    # Most begin with a letter, a character or a digit: nothing risky does.
    if text[:1].isalnum() or not RISKY.match(text):
        return False
    return HARMLESS.fullmatch(text.lstrip("'")) is None


def guarded(text: str) -> str:
    """Return `text` as it goes into a CSV file; `unguarded` gives it back."""
    return f"'{text}" if needs_guard(text) else text


def unguarded(text: str) -> str:
    """Return what a cell of a text file stands for: one guard off, an error as such."""
    if text in ERRORS:
        return Broken(text, "cell_error")
    if text.startswith("'") and needs_guard(text[1:]):
        return text[1:]
    if text.startswith('="') and (quoted := QUOTED.fullmatch(text.rstrip())):
        return quoted[1].replace('""', '"')
    return text
