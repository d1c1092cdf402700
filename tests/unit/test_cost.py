"""The money table never contradicts the outcome beside it: over all amounts and all answers."""

import copy
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel import check
from keep_or_cancel.facts import Facts, plain
from keep_or_cancel.model import EXIT_COST

from tests.support.costs import ADVISED, cost_breaches, options
from tests.support.facts import (
    DATA,
    MODEL,
    allowed,
    amounts,
    leading_to,
)

WAYS = ("keep", "suspend", "wait", "cancel", "abandon")
# What is due whichever way is taken; this month's fee is in it once, the others are due alone.
DUE = ("arrears_amount", "balance")


@given(allowed)
@settings(max_examples=600, deadline=None)
def test_the_table_agrees_with_any_answer(facts: dict[str, Any]) -> None:
    assert cost_breaches(check(facts, "en")) == []


@pytest.mark.parametrize("outcome", ADVISED)
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_the_way_that_is_advised_is_to_be_had_and_never_dearer_than_the_one_advised_against(
    outcome: str, data: st.DataObject
) -> None:
    answer = check(data.draw(leading_to(outcome)), "en")
    assert answer["outcome"] == outcome
    assert cost_breaches(answer) == []


def expected(facts: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return the total of each way by a plain reading of the model, None where it has none."""
    told = {name: Decimal(str(facts[name])) for name in MODEL.amounts if facts.get(name)}
    months = Decimal(facts.get("months") or DATA["horizon"]["default"])
    free = facts.get("contract") == "none"
    fee, left = told.get("monthly_fee"), Decimal(0) if free else told.get("months_left")
    suspended, penalty = told.get("suspend_fee"), Decimal(0) if free else told.get("penalty")
    return {
        "keep": None if fee is None else months * fee,
        "suspend": None if suspended is None else months * suspended,
        "wait": None if fee is None or left is None else left * fee,
        "cancel": penalty,
        "abandon": Decimal(0) if free else None,
    }


@given(allowed)
@settings(max_examples=400, deadline=None)
def test_totals_are_the_plain_sums_and_hold_nothing_that_is_due_anyway(
    facts: dict[str, Any],
) -> None:
    answer = check(facts, "zh")
    totals = {name: way["total"] for name, way in options(answer).items()}
    assert totals == {n: None if t is None else plain(t) for n, t in expected(facts).items()}
    assert tuple(totals) == WAYS
    # Whatever is owed or left on the account, the totals stay as they are.
    other = check(facts | dict.fromkeys(DUE, 98_765), "zh")
    assert {name: way["total"] for name, way in options(other).items()} == totals


@given(allowed)
@settings(max_examples=200, deadline=None)
def test_what_is_due_anyway_is_this_months_fee_and_the_arrears_less_the_balance(
    facts: dict[str, Any],
) -> None:
    due = check(facts, "en")["cost"]["due"]
    told = {name: Decimal(str(facts[name])) for name in MODEL.amounts if name in facts}
    if facts.get("arrears") == "none":
        told["arrears_amount"] = Decimal(0)
    parts = ("monthly_fee", "arrears_amount", "balance")
    assert due["missing"] == [name for name in parts if name not in told]
    fee, arrears, balance = (told.get(name, Decimal(0)) for name in parts)
    assert Decimal(due["known"]) == fee + arrears - balance
    assert (due["total"] is None) == bool(due["missing"])


@given(allowed, st.sampled_from(["monthly_fee", "suspend_fee", "months_left", "penalty"]))
@settings(max_examples=200, deadline=None)
def test_an_absent_amount_is_named_wherever_it_counts_and_nowhere_else(
    facts: dict[str, Any], absent: str
) -> None:
    answer = check({**facts, absent: None}, "en")
    nought = facts.get("contract") == "none" and absent in ("months_left", "penalty")
    read = {
        "monthly_fee": {"keep", "wait"},
        "suspend_fee": {"suspend"},
        "months_left": {"wait"},
        "penalty": {"cancel"},
    }[absent]
    named = {name for name, way in options(answer).items() if absent in way["missing"]}
    assert named == (set() if nought else read)


@given(
    amounts["penalty"],
    amounts["monthly_fee"],
    amounts["months_left"],
    st.sampled_from(["zh", "en"]),
)
@settings(max_examples=300, deadline=None)
def test_the_derived_exit_cost_and_the_table_draw_the_same_line(
    penalty: str, monthly_fee: str, months_left: str, lang: str
) -> None:
    """To the cent: where the rule says "dear", leaving costs no less in the table."""
    given_amounts = {"penalty": penalty, "monthly_fee": monthly_fee, "months_left": months_left}
    facts = {"contract": "in_exit_fee", **given_amounts}
    ways = options(check(facts, lang))
    leave, wait = (Decimal(ways[name]["total"]) for name in ("cancel", "wait"))
    kind = Facts(MODEL, facts).exit_cost
    assert kind == ("dear" if leave > 0 and leave >= wait else "cheap")
    assert kind in MODEL.values[EXIT_COST]


def test_a_breach_would_be_noticed() -> None:
    """Each kind of contradiction is one the look for breaches finds."""
    base: dict[str, Any] = {"holder": "company", "status": "normal", "need": "none"}
    base |= {"number_type": "mobile", "channel": "carrier", "company_event": "none"}
    base |= {"monthly_fee": 30, "months_left": 10}
    waiting = check(base | {"contract": "in_exit_fee", "penalty": 300}, "en")
    free = check(base | {"contract": "none", "arrears": "yes", "arrears_amount": 50}, "en")
    assert cost_breaches(waiting) == cost_breaches(free) == []

    def spoilt(answer: dict[str, Any], way: str, **change: Any) -> list[str]:
        changed = copy.deepcopy(answer)
        options(changed)[way].update(change)
        return cost_breaches(changed)

    def costing(answer: dict[str, Any], way: str, sum_: str, **change: Any) -> list[str]:
        return spoilt(answer, way, total=sum_, known=sum_, **change)

    assert costing(waiting, "wait", "300.01") == ["waiting is advised and dearer"]
    assert spoilt(waiting, "wait", available=False) == ["what is advised is not to be had: wait"]
    assert costing(waiting, "abandon", "999") == ["a total of abandoning in a contract"]
    assert spoilt(free, "cancel", available=False) == ["what is advised is not to be had: cancel"]
    assert costing(free, "cancel", "1") == ["abandoning is cheaper than cancelling"]
    assert costing(free, "wait", "-1", available=True) == ["cancelling is advised and dearer"]
    assert spoilt(free, "keep", total=None) == ["keep: no total and nothing named as missing"]
    assert spoilt(free, "keep", missing=["penalty"]) == ["keep: a total and something missing"]
    late = options(free)["abandon"]["may_add"]["total"]
    assert spoilt(free, "abandon", total=late) == ["abandon: a total other than what is known"]
