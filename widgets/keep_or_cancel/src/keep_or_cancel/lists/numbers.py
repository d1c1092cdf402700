"""Phone numbers as people write them: the digits, or why they cannot be known."""

import re
from decimal import Decimal
from typing import NamedTuple

from keep_or_cancel.lists.words import INVISIBLE, seen

MOBILE = r"1[3-9]\d{9}"
PLAIN = re.compile(MOBILE, re.ASCII)
# Prefixes as the answer "mvno" names them.
RESALE = re.compile(r"1(?:70|71|62|65|67)\d{8}", re.ASCII)
KINDS = (
    ("mvno", RESALE),
    ("mobile", PLAIN),
    ("n400", re.compile(r"400\d{7}", re.ASCII)),
    ("n95_1010", re.compile(r"95\d{3,6}|1010\d{4}", re.ASCII)),
    # Area codes of two digits after the nought have eight digits behind them.
    ("landline", re.compile(r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}", re.ASCII)),
)
BETWEEN = re.compile(r"[\s\-‐‑‒–—.·()（）]")
FAR = re.compile(r"(?:\+|00)(?!86)[1-9]", re.ASCII)
HOME = re.compile(r"(?:\+|00)?86(?=(?:1[3-9]\d{9}|0?[1-9]\d{9,10}|400\d{7}|95\d{3,6})$)", re.ASCII)
EXPONENT = re.compile(r"\d+(?:[.,]\d*)?e\+?\d+", re.ASCII | re.IGNORECASE)
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)
FRACTION = re.compile(r"\d{5,}\.\d+", re.ASCII)
NOUGHTS = re.compile(r"\.0+$", re.ASCII)
MASKED = re.compile(r"\d[\d\s-]*[*x•●#_]{2,}[\s\d-]*", re.ASCII | re.IGNORECASE)
# One number within other text, with blanks or dashes between its digits.
INSIDE = re.compile(
    r"(?<![\d.])(?:(?:\+|00)?86[\s-]?)?(?:1[3-9]\d(?:[\s-]?\d){8}|400(?:[\s-]?\d){7}"
    r"|0(?:10|2\d)[\s-]?\d{8}|0[3-9]\d{2}[\s-]?\d{7,8})(?![\d.])",
    re.ASCII,
)
# As it is written, in whatever digits.
WRITTEN = re.compile(rf"[+＋(（]?\d[\d\s{INVISIBLE}()（）‐‑–-]{{5,}}\d")
# A run of digits, or of a number those between which something stands: 138 0013 0001.
GAP = rf"[\s{INVISIBLE}\-‐‑‒–—.·()（）]{{0,2}}"
RUN = re.compile(
    rf"(?<!\d)(?:1{GAP}[3-9](?:{GAP}\d){{9}}|(?:400|0\d\d)(?:{GAP}\d){{7,9}})(?!\d)|\d+"
)
NO_DIGIT = re.compile(r"\D")
ANY_DIGIT = re.compile(r"\d", re.ASCII)
# No cell with a number is longer; what is might take these patterns long.
LONGEST = 500
# More noughts at the end than a number is given out with as a rule.
LOST = "00000000"


class Number(NamedTuple):
    """What a cell holds: the digits or None, the code of a problem or None, the text around it."""

    digits: str | None
    problem: str | None = None
    rest: str = ""


def kind(digits: str) -> str | None:
    """Return the kind of a number by its first digits, an answer of `number_type`, or None."""
    return next((name for name, form in KINDS if form.fullmatch(digits)), None)


def of_text(text: str) -> Number:
    """Return the number a text holds."""
    if PLAIN.fullmatch(text):
        return _checked(text)
    if len(text) > LONGEST:
        return Number(None, "number_not_a_number")
    shown = seen(text).lstrip("'").strip()
    if not shown:
        return Number(None, "number_missing")
    if EXPONENT.fullmatch(shown):
        return _of_exponent(shown.replace(",", "."))
    if FRACTION.fullmatch(shown := NOUGHTS.sub("", shown)):
        return Number(None, "number_not_a_number")
    digits = BETWEEN.sub("", shown)
    if THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    if FAR.match(digits):
        return Number(None, "number_not_mainland")
    digits = HOME.sub("", digits)
    if kind(digits):
        return _checked(digits)
    if MASKED.fullmatch(shown):
        return Number(None, "number_masked")
    if digits.isascii() and digits.isdigit():
        odd = len(digits) == 11 or len(digits) < 5
        return Number(None, "number_not_a_number" if odd else "number_length")
    return _within(shown)


def of_value(value: int | float | Decimal) -> Number:
    """Return the number that a cell holds as a number."""
    try:
        whole = int(value)
    except (ValueError, OverflowError):
        return Number(None, "number_not_a_number")
    if whole != value or whole < 0:
        return Number(None, "number_not_a_number")
    # A landline loses its nought where it is kept as a number: nobody can tell, so none is added.
    return of_text(str(whole)) if whole < 10**20 else Number(None, "number_not_a_number")


def _checked(digits: str) -> Number:
    return Number(digits, "number_suspicious" if digits.endswith(LOST) else None)


def _of_exponent(text: str) -> Number:
    mantissa, exponent = text.lower().split("e")
    kept = len(mantissa.replace(".", ""))
    # Nobody's number has so many digits; and a power beyond all reckoning is not reckoned.
    if len(exponent) > 3 or int(exponent) > 20:
        return Number(None, "number_not_a_number")
    if kept < int(exponent) + len(mantissa.split(".")[0]):
        return Number(None, "number_digits_lost")
    return of_value(Decimal(text))


def _within(shown: str) -> Number:
    """Return the number within other text, if there is exactly one and nothing it hangs on."""
    places = list(INSIDE.finditer(shown))
    if not places:
        return Number(None, "number_masked" if MASKED.search(shown) else "number_not_a_number")
    if len(places) > 1:
        return Number(None, "number_several")
    start, end = places[0].span()
    digits = HOME.sub("", BETWEEN.sub("", places[0][0]))
    before, after = shown[:start], shown[end:]
    rest = f"{before} {after}".strip()
    # An extension, or another number cut short: which line is meant is not said.
    if kind(digits) is None or ANY_DIGIT.search(rest) or before.endswith("+"):
        return Number(None, "number_extra_text", rest)
    return Number(digits, "number_extra_text", rest)


def beside(text: str) -> str:
    """Return what stands around the number in a line of a chat, as it is written."""
    return WRITTEN.sub("", text, count=1).strip(" \t\xa0\u3000,，、;；:：。|")


def masked(text: str) -> str:
    """Return `text` with the middle of every number and long run of digits hidden: 138****0001."""

    def hide(match: re.Match[str]) -> str:
        digits = NO_DIGIT.sub("", match[0])
        if len(digits) < 7:
            return match[0]
        ends = 4 if len(digits) > 8 else 2
        return f"{digits[: min(3, ends)]}****{digits[-ends:]}"

    return RUN.sub(hide, text)
