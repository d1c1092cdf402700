"""What each way costs one number: formulas from the data, absent inputs named, never guessed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from keep_or_cancel.facts import Facts, plain
from keep_or_cancel.model import Domains, Model


def costs(model: Model, facts: Facts, domains: Domains, lang: str) -> dict[str, Any]:
    """Return `{months, count, options}`; an option has `total` (CNY or null), `formula`, `missing`.

    `known` sums the terms that can be worked out. `at_least` marks totals that go on growing.
    `available` is false where the answers rule the way out. Amounts are decimal strings.
    """
    count = facts.amounts.get("count", Decimal(1))
    options = [_option(model, option, facts, domains, lang) for option in model.data["costs"]]
    for option in options:
        total = option["total"]
        option["total_all"] = None if total is None else plain(Decimal(total) * count)
    return {"months": facts.months, "count": plain(count), "options": options}


def _option(
    model: Model, option: Mapping[str, Any], facts: Facts, domains: Domains, lang: str
) -> dict[str, Any]:
    known = Decimal(0)
    missing: dict[str, None] = {}
    terms: list[str] = []
    for term in option["terms"]:
        product = Decimal(term["sign"])
        words: list[str] = []
        complete = True
        for name in term["factors"]:
            factor = _factor(model, name, facts, domains)
            label = model.data["cost_factors"][name]["label"][lang]
            if factor is None:
                complete = False
                missing[name] = None
                words.append(label)
            else:
                product *= factor
                words.append(f"{label} {factor.normalize():f}")
        if complete:
            known += product
        terms.append(("− " if term["sign"] < 0 else "+ ") + " × ".join(words))
    known = round(known, 2)
    return {
        "id": option["id"],
        "title": option["title"][lang],
        "total": None if missing else plain(known),
        "known": plain(known),
        "formula": " ".join(terms).removeprefix("+ "),
        "missing": list(missing),
        "at_least": option["at_least"],
        "available": model.holds(option["when"], domains) is not False,
        "says": option["says"][lang],
    }


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
