"""What a person told us of a number: checked, and turned into what the rules can read."""

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from keep_or_cancel.model import EXIT_COST, UNKNOWN, Model, current

# Above this an amount is a slip of the keyboard, not a phone bill.
LARGEST = Decimal(1_000_000_000)
DEFAULT_MONTHS = 12
LARGEST_MONTHS = 600

type Amounts = dict[str, Decimal]


class FactsError(ValueError):
    """A fact that is not allowed: names the field, the value found and what is allowed."""

    def __init__(self, model: Model, kind: str, field: str, value: object, allowed: str) -> None:
        self.field, self.value, self.allowed = field, value, allowed
        self._texts: Mapping[str, str] = model.data["ui"][f"error_{kind}"]
        super().__init__(self.message("en"))

    def message(self, lang: str) -> str:
        """Return the mistake as one line in the language `lang` ("zh" or "en")."""
        return self._texts[lang].format(field=self.field, value=self.value, allowed=self.allowed)


class Facts:
    """The checked facts of one number.

    `answers` maps question ids to value ids, `amounts` amount ids to Decimals (CNY, months or
    cards), `months` is the span costs are reckoned over, `start` the day reminders count from.
    """

    def __init__(self, model: Model, given: Mapping[str, object]) -> None:
        """Check `given`; raises FactsError for the first field that is not allowed."""
        if not isinstance(given, Mapping):
            raise FactsError(model, "object", "JSON", type(given).__name__, "{…}")
        self.model = model
        self.answers: dict[str, str] = {}
        self.amounts: Amounts = {}
        self.months = DEFAULT_MONTHS
        self.start: datetime.date | None = None
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
                whole = amount["unit"] != "cny"
                self.amounts[field] = self._number(field, value, amount["minimum"], whole)
            elif field == "months":
                self.months = int(self._number(field, value, 1, True, Decimal(LARGEST_MONTHS)))
            elif field == "start":
                self.start = self._date(field, value)
            else:
                known = [*model.questions, *model.amounts, "months", "start"]
                raise FactsError(model, "field", field, value, ", ".join(known))

    def _answer(self, field: str, value: object) -> str:
        word = str(value).lower() if isinstance(value, bool) else value
        if word not in self.model.values[field]:
            raise FactsError(self.model, "value", field, value, ", ".join(self.model.values[field]))
        return str(word)

    def _number(
        self, field: str, value: object, low: int, whole: bool, high: Decimal = LARGEST
    ) -> Decimal:
        kind = "whole_number" if whole else "number"
        wrong = FactsError(self.model, kind, field, value, f"{low} – {high:,}")
        if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
            raise wrong
        try:
            number = Decimal(str(value).strip())
        except InvalidOperation:
            raise wrong from None
        if not number.is_finite() or not low <= number <= high:
            raise wrong
        if number != round(number, 0 if whole else 2):
            raise wrong
        return number

    def _date(self, field: str, value: object) -> datetime.date:
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            raise FactsError(self.model, "date", field, value, "YYYY-MM-DD") from None

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
        return "dear" if penalty >= left * fee else "cheap"

    @property
    def domains(self) -> dict[str, list[str]]:
        """For each variable that is settled, the one value it has; what is missing is open."""
        return {name: [value] for name, value in self.answers.items()} | {
            EXIT_COST: [self.exit_cost]
        }

    def as_json(self) -> dict[str, Any]:
        """Return the facts as understood, in the model's order; amounts as decimal strings."""
        found: dict[str, Any] = {
            name: {"true": True, "false": False}.get(self.answers[name], self.answers[name])
            for name in self.model.questions
            if name in self.answers
        }
        found |= {
            name: plain(self.amounts[name]) for name in self.model.amounts if name in self.amounts
        }
        if self.start:
            found["start"] = self.start.isoformat()
        return found


def read_object(text: str, model: Model | None = None) -> dict[str, Any]:
    """Return the JSON object in `text`, amounts as Decimals; raises FactsError if it is not one."""
    model = model or current()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        for name, value in pairs:
            if found[name] is not value:
                raise FactsError(model, "twice", name, value, "1")
        return found

    try:
        found = json.loads(text, parse_float=Decimal, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise FactsError(model, "object", f"JSON {place}", error.msg, "{…}") from None
    if not isinstance(found, dict):
        raise FactsError(model, "object", "JSON", type(found).__name__, "{…}")
    return found


def plain(amount: Decimal) -> str:
    """Return an amount as people write it: no exponent, two decimals only where they count."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
