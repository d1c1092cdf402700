"""What a person told us of a number: checked, and turned into what the rules can read."""

import datetime
import itertools
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from keep_or_cancel import written
from keep_or_cancel.days import bills_until
from keep_or_cancel.model import EXIT_COST, UNKNOWN, Model, current

# The days that may be told, named as reminders name the day they count from.
DAYS = ("start", "contract_end", "application", "suspend_to", "charged")

# Brackets within brackets: an answer has six, and readers of JSON give up at different depths.
DEEPEST = 50
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)

# The kinds of JSON, for a reader who wrote another one; numbers are what is left.
KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}

# What was found is told in one line: no more characters of it than these.
LONGEST = 80

type Amounts = dict[str, Decimal]


class FactsError(ValueError):
    """A fact that is not allowed: the field, the value as one short line, and what is allowed."""

    def __init__(self, model: Model, kind: str, field: str, value: object, allowed: str) -> None:
        self.field, self.value, self.allowed = one_line(field), one_line(value), allowed
        self._texts: Mapping[str, str] = model.data["ui"][f"error_{kind}"]
        super().__init__(self.message("en"))

    def message(self, lang: str) -> str:
        """Return the mistake as one line in the language `lang` ("zh" or "en")."""
        return self._texts[lang].format(field=self.field, value=self.value, allowed=self.allowed)

    def as_json(self, lang: str) -> dict[str, str]:
        """Return the mistake as a JSON-able dict: field, value, allowed, message in `lang`."""
        told = {"field": self.field, "value": self.value, "allowed": self.allowed}
        return told | {"message": self.message(lang)}


class Facts:
    """The checked facts of one number.

    `answers` maps question ids to value ids, `amounts` amount ids to Decimals (CNY, months or
    cards), `days` the names in DAYS to dates; `months` is the span costs are compared over. Months
    left of a contract whose end is known are counted from `start` to that day: the day wins.
    """

    def __init__(self, model: Model, given: Mapping[str, object]) -> None:
        """Check `given`; raises FactsError for the first field that is not allowed."""
        if not isinstance(given, Mapping):
            raise FactsError(model, "object", "JSON", kind_of(given), "{…}")
        self.model = model
        self.answers: dict[str, str] = {}
        self.amounts: Amounts = {}
        self.days: dict[str, datetime.date] = {}
        self._months: int | None = None
        allowed = model.allowed
        for field, value in given.items():
            if value is None:
                continue
            if field in model.questions:
                # The plain case first: lists of numbers run through here by the ten thousand.
                if isinstance(value, str) and value in allowed[field]:
                    self.answers[field] = value
                else:
                    self.answers[field] = self._answer(field, value)
            elif field in model.amounts:
                amount = model.amounts[field]
                self.amounts[field] = self._number(
                    field,
                    value,
                    amount["unit"],
                    amount["minimum"],
                    monthly=amount.get("monthly", False),
                )
            elif field == "months":
                least = model.data["horizon"]["minimum"]
                self._months = int(self._number(field, value, "months", least))
            elif field in DAYS:
                self.days[field] = day_of(model, field, value)
            else:
                known = [*model.questions, *model.amounts, "months", *DAYS]
                raise FactsError(model, "field", field, value, ", ".join(known))
        self._count_months()

    def _count_months(self) -> None:
        """Let months that end on a day that is known follow from it, whatever was given."""
        start = self.days.get("start")
        for name, amount in self.model.amounts.items():
            # Rules before 2026.3 knew no such day: what was decided under them stays as it was.
            end = self.days.get(amount.get("until", ""))
            if start and end:
                most = self.model.data["units"][amount["unit"]]["maximum"]
                self.amounts[name] = Decimal(min(bills_until(start, end), most))

    @property
    def months(self) -> int:
        """Over how many months costs are compared."""
        return self._months or int(self.model.data["horizon"]["default"])

    def _answer(self, field: str, value: object) -> str:
        word = str(value).lower() if isinstance(value, bool) else value
        if word not in self.model.values[field]:
            raise FactsError(self.model, "value", field, value, ", ".join(self.model.values[field]))
        return str(word)

    def _number(
        self, field: str, value: object, unit: str, least: int, *, monthly: bool = False
    ) -> Decimal:
        most, decimals = (self.model.data["units"][unit][key] for key in ("maximum", "decimals"))
        try:
            if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
                raise InvalidOperation
            digits: str | int | Decimal | None = str(value) if isinstance(value, float) else value
            # Nothing but digits says what it is: in lists most amounts are no more.
            if isinstance(value, str) and not (value.isascii() and value.isdigit()):
                digits = written.plain(value, written.expression(self.model, unit, monthly=monthly))
            if digits is None:
                raise InvalidOperation
            # An int goes in as it is: Python writes none of more than 4,300 digits.
            number = Decimal(digits)
            if not number.is_finite() or not least <= number <= most:
                raise InvalidOperation
            rounded: Decimal = round(number, decimals)
            if number != rounded:
                raise InvalidOperation
        except InvalidOperation:
            allowed = f"{least} – {most:,}"
            raise FactsError(self.model, unit, field, value, allowed) from None
        return rounded + 0  # no minus before a nought

    @property
    def exit_cost(self) -> str:
        """What leaving a contract early costs against staying: cheap, dear or unknown.

        Rules read it only where the contract may be left for a fee.
        """
        penalty, fee, left = (
            self.amounts.get(name) for name in ("penalty", "monthly_fee", "months_left")
        )
        if penalty is None or fee is None or left is None:
            return UNKNOWN
        return "dear" if penalty > 0 and penalty >= left * fee else "cheap"

    @property
    def domains(self) -> dict[str, list[str]]:
        """For each variable that is settled, the one value it has; what is missing is open."""
        return {name: [value] for name, value in self.answers.items()} | {
            EXIT_COST: [self.exit_cost]
        }

    def as_json(self) -> dict[str, Any]:
        """Return the facts as understood, in the model's order; amounts as decimal strings.

        They are facts again: `Facts` of them understands the same.
        """
        facts: dict[str, Any] = {
            name: {"true": True, "false": False}.get(self.answers[name], self.answers[name])
            for name in self.model.questions
            if name in self.answers
        }
        facts |= {
            name: plain(self.amounts[name]) for name in self.model.amounts if name in self.amounts
        }
        if self._months is not None:
            facts["months"] = self._months
        return facts | {name: self.days[name].isoformat() for name in DAYS if name in self.days}


def day_of(model: Model, field: str, value: object) -> datetime.date:
    """Return the day that `value` says, as an ISO date; raises FactsError where it says none."""
    first, last = (model.data["days"][key] for key in ("first", "last"))
    text = str(value)
    try:
        day = datetime.date.fromisoformat(text)
        # As text, ISO dates stand in the order of time. Python also reads other ways to write.
        if day.isoformat() != text or not first <= text <= last:
            raise ValueError
    except ValueError:
        raise FactsError(model, "date", field, value, f"{first} – {last}") from None
    return day


def read_object(text: str, model: Model | None = None) -> dict[str, Any]:
    """Return the JSON object in `text`, numbers as Decimals; raises FactsError if it is not one."""
    model = model or current()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for name, value in pairs:
            if name in entries:
                raise FactsError(model, "twice", name, entries[name], "1")
            entries[name] = value
        return entries

    def number(digits: str) -> Decimal | str:
        try:
            return Decimal(digits)
        except InvalidOperation:  # an exponent beyond all reckoning: refused as it is written
            return digits

    if nesting(text) > DEEPEST:
        raise FactsError(model, "deep", "JSON", "", str(DEEPEST))
    try:
        # Plain ints would be refused for their length, and NaN would come out as no JSON.
        content = json.loads(
            text,
            parse_int=number,
            parse_float=number,
            parse_constant=number,
            object_pairs_hook=once,
        )
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise FactsError(model, "object", f"JSON {place}", error.msg, "{…}") from None
    if not isinstance(content, dict):
        raise FactsError(model, "object", "JSON", kind_of(content), "{…}")
    return content


def nesting(text: str) -> int:
    """Return how many brackets stand within each other in JSON, at most."""
    steps = {"[": 1, "{": 1, "]": -1, "}": -1}
    marks = (steps[mark] for mark in re.findall(r"[\[\]{}]", STRING.sub("", text)))
    return max(itertools.accumulate(marks), default=0)


def kind_of(value: object) -> str:
    """Return what JSON calls a value of this kind."""
    return KINDS.get(type(value), "number")


def one_line(value: object) -> str:
    """Return a value as one short line: nothing in it breaks lines or steers a terminal."""
    try:
        plainly = isinstance(value, (str, Decimal, datetime.date))
        text = str(value) if plainly else json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # an int too long to be written
        text = kind_of(value)
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


def plain(amount: Decimal) -> str:
    """Return an amount as people write it: no exponent, two decimals only where they count."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
