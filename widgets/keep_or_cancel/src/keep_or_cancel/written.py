"""How people write amounts: what is certain is read, and the page's form reads by the same data.

The expressions keep to what Python and JavaScript take alike; `plain` has its twin in amounts.js.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from keep_or_cancel.model import Model

# A comma groups three digits each, or is a decimal one before one or two. Three digits after
# a point may be decimals or a group.
NUMBER = "|".join(
    (
        r"[0-9]+(?:\.[0-9]{0,2}|,[0-9]{1,2})?",
        r"\.[0-9]{1,2}",
        r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]{0,2})?",
        r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]{0,2}|,[0-9]{1,2})?",
        r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]{1,2}",
    )
)
# All that is a space, and what is not seen at all.
SPACES = (
    "\t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
UNSEEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063"
    "\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
# Full-width forms, "！" to "～", lie this far above their plain twins.
FULL_WIDTH = 0xFEE0
FOLD: dict[int, int | str | None] = {
    **{code: code - FULL_WIDTH for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, SPACES), " "),
    **dict.fromkeys(map(ord, UNSEEN)),
}
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@cache
def pattern(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """Return the expression of an amount whose unit is written as one of these."""

    def one(words: Sequence[str]) -> str:
        return "|".join(words)

    start = f"(?:(?:{one(before)}) *)?" if before else ""
    end = f"(?: *(?:{one(after)}))?" if after else ""
    return f"{start}([+-]?)({NUMBER}){end}"


@cache
def compiled(expression: str) -> re.Pattern[str]:
    """Return the expression, ready to match."""
    return re.compile(expression)


def plain(text: str, expression: str) -> str | None:
    """Return the number in `text` in plain digits, or None where it is not certain which."""
    folded = text.translate(FOLD).translate(LOWER).strip(" ")
    match = compiled(expression).fullmatch(folded)
    if match is None:
        return None
    sign, number = match[1].replace("+", ""), match[2].replace(" ", "")
    if re.search(",[0-9]{1,2}$", number):
        number = number.replace(".", "").replace(",", ".")
    whole, _, part = number.replace(",", "").partition(".")
    return sign + (whole.lstrip("0") or "0") + (part and f".{part}")


def expression(model: Model, unit: str, *, monthly: bool = False) -> str:
    """Return the expression of an amount in `unit`, or of so much a month."""
    words: Mapping[str, Any] = model.data["units"][unit].get("written", {})
    after = words.get("after", [])
    each = [one + month for one in ["", *after] for month in words.get("monthly", [])]
    return pattern(tuple(words.get("before", [])), (*(each if monthly else ()), *after))


def export(model: Model) -> dict[str, Any]:
    """Return for the page how each amount, or span of months, may be written and what it may be."""
    units = model.data["units"]
    names = {
        name: (amount["unit"], bool(amount.get("monthly")), amount["minimum"])
        for name, amount in model.amounts.items()
    }
    names["months"] = ("months", False, model.data["horizon"]["minimum"])
    expressions = list(dict.fromkeys(expression(model, u, monthly=m) for u, m, _ in names.values()))
    return {
        "spaces": SPACES,
        "unseen": UNSEEN,
        "expressions": expressions,
        "units": {name: [unit["maximum"], unit["decimals"]] for name, unit in units.items()},
        "amounts": {
            name: {
                "unit": unit,
                "least": least,
                "expression": expressions.index(expression(model, unit, monthly=monthly)),
            }
            for name, (unit, monthly, least) in names.items()
        },
        "days": model.data["days"],
    }
