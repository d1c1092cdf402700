"""What is filled into a letter: read by its kind, checked, and written in either language.

What cannot be taken is left blank and says why. No ID number and no bank card number is taken, in
whatever field it stands.
"""

import datetime
import functools
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from keep_or_cancel import written
from keep_or_cancel.days import shift
from keep_or_cancel.facts import Facts, FactsError, day_of
from keep_or_cancel.model import Domains
from keep_or_cancel.papers.data import Papers

type Content = str | Sequence[str] | int | Decimal | datetime.date

# What stands in no document: controls but line breaks, marks without width, halves of characters.
UNWRITTEN = re.compile(
    f"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufdd0-\\ufdef\\ufffe\\uffff{written.UNSEEN}]"
)
BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
# So many characters are taken, by kind.
LONGEST = {"words": 200, "lines": 2000, "phone": 40}
# What parts numbers that are typed; blanks stand within one.
BETWEEN = re.compile(r"[、，,；;/\n]+")
NUMBER = re.compile(r"[+＋]?[\d()（）\-‐–. ]+", re.ASCII)
DIGITS = (3, 20)
HOME = re.compile(r"^(?:00)?86(?=1\d{10}$)")
GROUPED = re.compile(r"(?<=\d)[ \-‐–](?=\d)")
# By its parts: place, day of birth, number, check digit.
ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)",
    re.ASCII,
)
CARD = re.compile(r"(?<!\d)[3-6]\d{14,18}(?!\d)", re.ASCII)
# Of who keeps the number the contact may be that number.
KEPT = ("keep_use", "keep_backup")
# More numbers than these stand in a schedule.
FEW = 3
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


class ValueRefusedError(ValueError):
    """Why a value is not taken: `code` of `problems` in the data, and what its words name."""

    def __init__(self, code: str, **given: object) -> None:
        self.code, self.given = code, given
        super().__init__(code)


class Value(NamedTuple):
    """A field of a letter: `text` as it is typed (dates ISO), `content` or None, where it is from.

    `given` is "typed", "list", "answers", "today", or None where there is nothing; `problem` is why
    what was typed is not taken.
    """

    text: str
    content: Content | None
    given: str | None
    problem: ValueRefusedError | None = None


def clean(text: object, *, lines: bool = False) -> str:
    """Return a text without what no document holds; on one line unless it may have `lines`."""
    plain = UNWRITTEN.sub("", BREAKS.sub("\n", str(text)))
    plain = "\n".join(line.strip() for line in plain.replace("\t", " ").split("\n"))
    return plain.strip() if lines else " ".join(plain.split("\n")).strip()


def digits_of(number: str) -> str:
    """Return what numbers are compared by: their digits, without the country's code."""
    return HOME.sub("", re.sub(r"\D", "", number, flags=re.ASCII))


def secret(text: str) -> str | None:
    """Return what secret a text seems to hold: "id_number", "card", or None."""
    plain = GROUPED.sub("", text.translate(written.FOLD))
    if ID_NUMBER.search(plain):
        return "id_number"
    return "card" if any(_checks(found[0]) for found in CARD.finditer(plain)) else None


def _checks(digits: str) -> bool:
    # https://en.wikipedia.org/wiki/Luhn_algorithm
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def number_list(text: str) -> list[str]:
    """Return the numbers in a text, as written; raises ValueRefusedError at what is none."""
    found = [one for part in BETWEEN.split(text) if (one := part.strip())]
    for one in found:
        if not NUMBER.fullmatch(one) or not DIGITS[0] <= len(digits_of(one)) <= DIGITS[1]:
            raise ValueRefusedError("number", value=one)
    return found


class Values:
    """All that is filled into one letter.

    `rows` are the numbers it is about, `typed` what was typed by field; `today` may be None, and
    then no date is filled in that counts from it.
    """

    def __init__(
        self,
        papers: Papers,
        facts: Facts,
        known: Domains,
        typed: Mapping[str, object],
        rows: Sequence[Mapping[str, str]],
        today: datetime.date | None,
    ) -> None:
        self.papers, self.facts, self.known = papers, facts, known
        self.typed, self.rows, self.today = typed, rows, today
        self._values: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        """Return a field's value."""
        if name not in self._values:
            # Until it is known: a field may count from another one, though never from itself.
            self._values[name] = Value("", None, None)
            self._values[name] = self._value(self.papers.fields[name])
        return self._values[name]

    def _value(self, field: Mapping[str, Any]) -> Value:
        name, kind = field["id"], field["kind"]
        text = clean(self.typed.get(name) or "", lines=kind in ("lines", "numbers"))
        # Where the numbers are known nobody need count them.
        if not text or (name == "count" and self.numbers):
            content, given = self._unasked(field)
            if content is None:
                return Value("", None, None)
            return Value(as_typed(content), content, given)
        try:
            content = self._read(field, text)
            self._fits(field, content)
        except ValueRefusedError as problem:
            return Value(text, None, "typed", problem)
        return Value(text, content, "typed")

    # --- what was typed --------------------------------------------------------------------------

    def _read(self, field: Mapping[str, Any], text: str) -> Content:
        kind = field["kind"]
        if found := secret(text):
            raise ValueRefusedError(found)
        most = LONGEST.get(kind)
        if most is not None and len(text) > most:
            raise ValueRefusedError("long", value=len(text), allowed=most)
        if kind in ("date", "short_date"):
            return self._day(field["id"], text)
        if kind == "numbers":
            return number_list(text)
        if kind == "phone":
            # An extension or a name beside it is as people write it; a number must be in it.
            if len(digits_of(text)) < DIGITS[0]:
                raise ValueRefusedError("number", value=text)
        elif kind == "money":
            return self._money(text)
        elif kind == "count":
            if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
                raise ValueRefusedError("count", value=text)
            return int(text)
        elif kind == "tail" and not re.fullmatch(r"\d{4}", text, re.ASCII):
            raise ValueRefusedError("tail", value=text)
        return text

    def _day(self, field: str, text: str) -> datetime.date:
        try:
            return day_of(self.papers.model, field, text)
        except FactsError:
            raise ValueRefusedError("date", value=text) from None

    def _money(self, text: str) -> Decimal:
        model = self.papers.model
        found = written.plain(text, written.expression(model, "cny"))
        if found is None or not 0 <= Decimal(found) <= model.data["units"]["cny"]["maximum"]:
            raise ValueRefusedError("money", value=text)
        return Decimal(found)

    def _fits(self, field: Mapping[str, Any], content: Content) -> None:
        """Raise ValueRefusedError where a value cannot be so beside today or the other values."""
        if isinstance(content, datetime.date):
            lies = field.get("lies")
            if (
                lies
                and self.today
                and (content < self.today if lies == "ahead" else content > self.today)
            ):
                code = {"ahead": "past", "behind": "future"}[lies]
                raise ValueRefusedError(code, title=field["title"], allowed=self.today)
            earliest = field.get("not_before") and self[field["not_before"]].content
            if isinstance(earliest, datetime.date) and content < earliest:
                raise ValueRefusedError("order", title=field["title"], allowed=earliest)
        if field["kind"] == "phone" and not any(o in KEPT for o in self.known.get("outcome", ())):
            own = {digits_of(number) for number in self.numbers}
            if own & {digits_of(text) for text in re.findall(r"[\d+\-‐–() ]+", str(content))}:
                raise ValueRefusedError("own_number")

    # --- what is known besides -------------------------------------------------------------------

    def _unasked(self, field: Mapping[str, Any]) -> tuple[Content | None, str | None]:
        """Return what a field is where nobody says so, and where that is from."""
        name = field["id"]
        if "default" in field:
            return self._default(field["default"]), "today"
        if name == "contract_end":
            ends = {row["contract_end"] for row in self.contracts}
            listed = datetime.date.fromisoformat(ends.pop()) if len(ends) == 1 else None
            return (listed, "list") if listed else (self.facts.days.get(name), "answers")
        if name == "wish_date" and self.known.get("outcome") == ["wait_contract"]:
            return self["contract_end"].content, self["contract_end"].given
        if name in ("holder_name", "company_name", "from_name"):
            return self._holder(name), "list"
        listed_: dict[str, Content | None] = {
            "numbers": self.numbers or None,
            "count": len(self.numbers) or None,
            "tail4": digits_of(self.numbers[0])[-4:] if len(self.numbers) == 1 else None,
            "contract_numbers": [row["number"] for row in self.contracts]
            or (self.numbers if len(self.numbers) == 1 else None),
        }
        return listed_.get(name), "list"

    def _default(self, rule: Mapping[str, Any]) -> datetime.date | None:
        start = self[rule["after"]].content if "after" in rule else self.today
        if not isinstance(start, datetime.date):
            return None
        return shift(start, rule["days"], working_days=rule["working_days"])

    def _holder(self, name: str) -> str | None:
        """Return the registered name, where it is one; a company's stands in either field."""
        names = {row["holder"] for row in self.rows if row.get("holder")}
        company = self.known.get("holder") == ["company"]
        if name != "from_name" and company:
            other = {"holder_name": "company_name", "company_name": "holder_name"}[name]
            if typed := clean(self.typed.get(other) or ""):
                return typed
        elif name == "company_name":
            return None
        return names.pop() if len(names) == 1 else None

    @functools.cached_property
    def numbers(self) -> list[str]:
        """The numbers the letter is about: those typed, or else those of the list."""
        text = clean(self.typed.get("numbers") or "", lines=True)
        if not text:
            return [row["number"] for row in self.rows]
        try:
            return number_list(text)
        except ValueRefusedError:
            return []

    @functools.cached_property
    def contracts(self) -> list[Mapping[str, str]]:
        """The rows with a contract that ends on a day."""
        return [row for row in self.rows if row.get("contract_end")]

    # --- as they are written ---------------------------------------------------------------------

    def shown(self, name: str, lang: str, *, sms: bool = False, table: bool = False) -> str:
        """Return a field as it stands in a letter; a line to write on where there is nothing.

        Numbers of a letter with a `table` stand there.
        """
        field, content = self.papers.fields[name], self[name].content
        if table and field["kind"] == "numbers":
            return self.papers.word("below", lang)
        if content is None:
            return self.blank(field, lang, sms=sms)
        if isinstance(content, datetime.date):
            short = sms and field["kind"] == "short_date"
            return self.day(content, lang, short=short)
        if isinstance(content, Decimal):
            return f"{content:.2f}"
        if isinstance(content, (str, int)):
            return str(content)
        if len(content) > FEW:
            return self.papers.word("many", lang, number=content[0])
        return functools.reduce(
            lambda left, right: self.papers.word("joined", lang, left=left, right=right), content
        )

    def blank(self, field: Mapping[str, Any], lang: str, *, sms: bool = False) -> str:
        """Return the line to write a field on."""
        kind = field["kind"]
        short = sms or kind in ("money", "count", "tail")
        name = (
            "short" if short else {"lines": "long", "date": "date", "short_date": "date"}.get(kind)
        )
        return self.papers.word(f"blank_{name}" if name else "blank", lang)

    def day(self, day: datetime.date, lang: str, *, short: bool = False) -> str:
        """Return a day in words."""
        parts = {"year": day.year, "month": day.month, "day": day.day}
        name = MONTHS[day.month - 1]
        return self.papers.word("short_date" if short else "date", lang, **parts, name=name)

    def why(self, problem: ValueRefusedError, lang: str) -> str:
        """Return in words why a value is not taken."""
        given = {
            key: value[lang]
            if isinstance(value, Mapping)
            else self.day(value, lang)
            if isinstance(value, datetime.date)
            else value
            for key, value in problem.given.items()
        }
        return self.papers.problem(problem.code, lang, **given)


def as_typed(content: Content) -> str:
    """Return a value as a person would have typed it."""
    if isinstance(content, datetime.date):
        return content.isoformat()
    return str(content) if isinstance(content, (str, int, Decimal)) else "\n".join(content)
