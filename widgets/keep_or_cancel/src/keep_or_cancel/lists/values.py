"""What a cell under a header says: an answer, an amount, a day, or why it cannot be used."""

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from keep_or_cancel.facts import plain
from keep_or_cancel.lists import numbers
from keep_or_cancel.lists.cells import Broken, Cell, is_blank, text_of
from keep_or_cancel.lists.words import Vocabulary, bare, seen


class Value(NamedTuple):
    """What a cell says: `value` as facts take it, or None; `problem` is the code of what is wrong.

    `likely` are the answers an ambiguous word may mean, `more` what else the cell says: a number's
    surrounding text, the amount that stands where an answer was asked for.
    """

    value: str | None = None
    problem: str | None = None
    likely: tuple[str, ...] = ()
    more: str = ""


BLANK = Value()

type Reader = Callable[[Cell], Value]

AMOUNT = re.compile(r"([+-]?)(\d+(?:\.\d+)?|\.\d+)(?:e\+?(\d{1,2}))?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
GROUPED_BY_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d{1,2}", re.ASCII)
CENT = Decimal("0.01")
# What binary fractions are off by; nobody's money.
NOISE = Decimal("0.000001")

CLOCK = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?z?"
YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})[日号]?{CLOCK}", re.ASCII)
EIGHT = re.compile(r"(20\d{2})(\d{2})(\d{2})", re.ASCII)
MONTH_ONLY = re.compile(r"\d{4}[-/.年]\d{1,2}月?", re.ASCII)
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){CLOCK}", re.ASCII)
# Day numbers of 2000 to 2099; other numbers are no days.
SERIALS = range(36_526, 73_051)


class Dialect(NamedTuple):
    """How a file writes amounts and days."""

    decimal_comma: bool
    epoch: datetime.datetime


def reader(
    vocabulary: Vocabulary, field: str, dialect: Dialect, chosen: Mapping[str, str]
) -> Reader:
    """Return what reads the cells of a column of `field`; `chosen` are the person's own words.

    What it returns for a cell depends on the cell alone.
    """
    if field == "number":
        return _number
    if field in vocabulary.model.questions:
        return _answer(vocabulary, field, {bare(word): value for word, value in chosen.items()})
    if field in vocabulary.model.amounts:
        return _amount(vocabulary, field, dialect.decimal_comma)
    if field == "contract_end":
        return _day(vocabulary, dialect)
    return _text


def _text(cell: Cell) -> Value:
    return BLANK if is_blank(cell) else Value(text_of(cell))


def _number(cell: Cell) -> Value:
    if isinstance(cell, Broken):
        return Value(None, cell.code)
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        number = numbers.of_value(cell)
    else:
        number = numbers.of_text(text_of(cell))
    return Value(number.digits, number.problem, more=number.rest)


def _answer(vocabulary: Vocabulary, field: str, chosen: Mapping[str, str]) -> Reader:
    meanings, likely = vocabulary.answers[field], vocabulary.likely[field]
    # An answer of yes or no under which people write the amount itself.
    counted = f"{field}_amount" in vocabulary.model.amounts
    amount = _amount(vocabulary, f"{field}_amount", False) if counted else None

    def read(cell: Cell) -> Value:
        if is_blank(cell):
            return BLANK
        if isinstance(cell, Broken):
            return Value(None, cell.code)
        word = bare(text_of(cell))
        value = chosen.get(word) or meanings.get(word)
        if value is not None:
            return Value(value)
        if word in vocabulary.blank:
            return BLANK
        if word in likely:
            return Value(None, "value_ambiguous", likely[word])
        if amount is not None and (owed := amount(cell)).value is not None:
            return Value("none" if Decimal(owed.value) == 0 else "yes", more=owed.value)
        return Value(None, "value_unknown")

    return read


def _amount(vocabulary: Vocabulary, field: str, decimal_comma: bool) -> Reader:
    amount = vocabulary.model.amounts[field]
    unit = vocabulary.model.data["units"][amount["unit"]]
    least, most, decimals = amount["minimum"], unit["maximum"], unit["decimals"]

    def read(cell: Cell) -> Value:
        if is_blank(cell):
            return BLANK
        if isinstance(cell, Broken):
            return Value(None, cell.code)
        if isinstance(cell, str):
            if bare(cell) in vocabulary.blank or bare(cell) in vocabulary.unknown:
                return BLANK
            number = _decimal(_without_units(cell, vocabulary.units), decimal_comma)
        else:
            number = _finite(cell)
        if number is None:  # words, or what a workbook holds besides: days, times, yes and no
            return Value(None, "amount_not_a_number")
        if not least <= number <= most:
            return Value(None, "amount_out_of_range")
        rounded = round(number, decimals)
        if abs(number - rounded) > NOISE:
            return Value(None, "amount_decimals" if decimals else "amount_not_whole")
        return Value(plain(rounded + 0))

    return read


def _finite(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    number = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def _without_units(text: str, units: tuple[str, ...]) -> str:
    """Return the text of an amount without signs of money and words like 元/月 at its ends."""
    shown = seen(text).casefold().lstrip("'").replace(" ", "")
    for end in (str.removesuffix, str.removeprefix):
        for unit in units:
            shorter = end(shown, unit.replace(" ", ""))
            if shorter != shown:
                shown = shorter
                break
    return shown


def _decimal(text: str, decimal_comma: bool) -> Decimal | None:
    """Return the number a text writes, with separators of thousands, or None."""
    if decimal_comma and GROUPED_BY_POINTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not decimal_comma and GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not AMOUNT.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _day(vocabulary: Vocabulary, dialect: Dialect) -> Reader:
    first, last = (vocabulary.model.data["days"][key] for key in ("first", "last"))

    def read(cell: Cell) -> Value:
        if is_blank(cell):
            return BLANK
        if isinstance(cell, Broken):
            return Value(None, cell.code)
        if isinstance(cell, str) and bare(cell) in vocabulary.no_date:
            return Value(None, "date_none")
        if isinstance(cell, str) and bare(cell) in vocabulary.blank:
            return BLANK
        found = _found_day(cell, dialect.epoch)
        if isinstance(found, str):
            return Value(None, found)
        written = found.isoformat()
        # As text, ISO dates stand in the order of time.
        return Value(written) if first <= written <= last else Value(None, "date_out_of_range")

    return read


def _found_day(cell: Cell, epoch: datetime.datetime) -> datetime.date | str:
    """Return the day a cell holds, or the code of what is wrong with it."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if not isinstance(cell, str):
        return _of_serial(cell, epoch)
    shown = seen(cell).casefold().lstrip("'")
    if match := YEAR_FIRST.fullmatch(shown) or EIGHT.fullmatch(shown):
        return _date(*map(int, match.groups()))
    if MONTH_ONLY.fullmatch(shown):
        return "date_day_missing"
    if match := YEAR_LAST.fullmatch(shown):
        return _year_last(int(match[1]), int(match[3]), match[4], match[2])
    return "date_unknown"


def _of_serial(value: object, epoch: datetime.datetime) -> datetime.date | str:
    number = _finite(value)
    if number is None:
        return "date_unknown"
    whole = int(number)
    if whole in SERIALS:
        return (epoch + datetime.timedelta(whole)).date()
    written = EIGHT.fullmatch(str(whole)) if whole == number else None
    return _date(*map(int, written.groups())) if written else "date_unknown"


def _year_last(one: int, two: int, year: str, separator: str) -> datetime.date | str:
    """Return a day written with its year last; where both may be the month, nobody can tell.

    With points the day comes first, wherever it is written so.
    """
    full = int(year) if len(year) == 4 else 2000 + int(year)
    if separator == "." or one > 12:
        return _date(full, two, one)
    if two > 12:
        return _date(full, one, two)
    return _date(full, one, two) if one == two else "date_ambiguous"


def _date(year: int, month: int, day: int) -> datetime.date | str:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return "date_impossible"
