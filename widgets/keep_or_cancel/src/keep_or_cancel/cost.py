"""What each way costs one number: formulas from the data, absent inputs named, never guessed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from keep_or_cancel.facts import Facts, plain
from keep_or_cancel.model import Domains, Model


class Sum(NamedTuple):
    """Some terms worked out: what is known of them (CNY), the formula in words, absent factors."""

    known: Decimal
    formula: str
    missing: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return `{total, known, formula, missing}`; `total` is null where a factor is absent."""
        known = plain(self.known)
        total = None if self.missing else known
        return {"total": total, "known": known, "formula": self.formula, "missing": self.missing}


def costs(model: Model, facts: Facts, domains: Domains, lang: str) -> dict[str, Any]:
    """Return `{months, count, due, options}` for the facts, amounts as decimal strings in CNY.

    `due` is owed whichever way is taken and stands in no total. An option has `total` (null where
    an input is absent or what comes on top cannot be told), `known` (the sum of the terms that can
    be worked out), `formula`, `missing`, and `may_add` (the same for what may be charged besides,
    or null). `at_least` marks totals that go on growing; `available` is false where the answers
    rule the way out.
    """
    count = facts.amounts.get("count", Decimal(1))
    due = model.data["due"]
    options = [_option(model, option, facts, domains, lang) for option in model.data["costs"]]
    for option in options:
        total = option["total"]
        option["total_all"] = None if total is None else plain(Decimal(total) * count)
    return {
        "months": facts.months,
        "count": plain(count),
        "due": {
            "title": due["title"][lang],
            **_sum(model, due["terms"], facts, domains, lang).as_json(),
            "says": due["says"][lang],
        },
        "options": options,
    }


def cost_of(
    model: Model, way: str, facts: Facts, domains: Domains, most: Mapping[str, Decimal]
) -> Decimal | None:
    """Return what one way costs, None if a factor is absent; none counts for more than `most`."""
    (option,) = (option for option in model.data["costs"] if option["id"] == way)
    total = Decimal(0)
    for term in option["terms"]:
        product = Decimal(term["sign"])
        for name in term["factors"]:
            factor = _factor(model, name, facts, domains)
            if factor is None:
                return None
            product *= min(factor, most.get(name, factor))
        total += product
    return round(total, 2)


def _option(
    model: Model, option: Mapping[str, Any], facts: Facts, domains: Domains, lang: str
) -> dict[str, Any]:
    amount = _sum(model, option["terms"], facts, domains, lang).as_json()
    # What may come on top must be ruled out before there is a total.
    if "open_when" in option and model.holds(option["open_when"], domains) is not False:
        amount["total"] = None
    may_add = None
    if option["may_add"]:
        may_add = {
            **_sum(model, option["may_add"], facts, domains, lang).as_json(),
            "says": option["may_say"][lang],
        }
    return {
        "id": option["id"],
        "title": option["title"][lang],
        **amount,
        "may_add": may_add,
        "at_least": option["at_least"],
        "available": model.holds(option["when"], domains) is not False,
        "says": option["says"][lang],
    }


def _sum(
    model: Model, terms: Sequence[Mapping[str, Any]], facts: Facts, domains: Domains, lang: str
) -> Sum:
    known = Decimal(0)
    missing: dict[str, None] = {}
    formula: list[str] = []
    for term in terms:
        product = Decimal(term["sign"])
        words: list[str] = []
        absent = []
        for name in term["factors"]:
            factor = _factor(model, name, facts, domains)
            label = model.data["cost_factors"][name]["label"][lang]
            if factor is None:
                absent.append(name)
                words.append(label)
            else:
                product *= factor
                words.append(f"{label} {factor.normalize():f}")
        missing |= dict.fromkeys(absent)
        if not absent:
            known += product
        formula.append(("− " if term["sign"] < 0 else "+ ") + " × ".join(words))
    return Sum(round(known, 2), " ".join(formula).removeprefix("+ "), list(missing))


def _factor(model: Model, name: str, facts: Facts, domains: Domains) -> Decimal | None:
    """Return the value of one factor, or None where nobody told us."""
    if name == "months":
        return Decimal(facts.months)
    factor = model.data["cost_factors"][name]
    if "value" in factor:
        return Decimal(factor["value"])
    # An answer can make an amount nought: who has no contract pays no penalty.
    if "zero_when" in factor and model.holds(factor["zero_when"], domains):
        return Decimal(0)
    return facts.amounts.get(name)
