"""The money table never contradicts the outcome beside it: over all amounts and all answers."""

import copy
import datetime
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


def bills(start: str, end: str) -> int:
    """Return how many months of the calendar begin after `start` and not after `end`."""
    day, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    count = 0
    while (day := (day.replace(day=1) + datetime.timedelta(31)).replace(day=1)) <= last:
        count += 1
    return count


def expected(facts: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return the total of each way by a plain reading of the model, None where it has none."""
    told = {name: Decimal(str(facts[name])) for name in MODEL.amounts if facts.get(name)}
    months = Decimal(facts.get("months") or DATA["horizon"]["default"])
    free = facts.get("contract") == "none"
    if "contract_end" in facts and "start" in facts:
        told["months_left"] = Decimal(min(bills(facts["start"], facts["contract_end"]), 600))
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
    # The day a contract ends would tell the months.
    answer = check({**facts, absent: None, "contract_end": None}, "en")
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


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_months_follow_from_the_day_a_contract_ends_over_all_days(year: int) -> None:
    """The rule and the table read the same months, whatever was given beside the day."""
    first = datetime.date(year, 1, 1)
    base = {"contract": "in_exit_fee", "penalty": 90, "monthly_fee": 30, "months_left": 99}
    for start in (first, datetime.date(year, 1, 31), datetime.date(year, 11, 30)):
        for n in range(400):
            told = {"start": str(start), "contract_end": str(first + datetime.timedelta(n))}
            left = bills(told["start"], told["contract_end"])
            facts = Facts(MODEL, base | told)
            assert facts.as_json()["months_left"] == str(left)
            assert facts.exit_cost == ("dear" if left * 30 <= 90 else "cheap")
            if n % 40 == 0:
                wait = options(check(base | told, "en"))["wait"]
                assert wait["total"] == str(left * 30)


def test_a_day_without_one_to_count_from_leaves_the_months_as_they_were_given() -> None:
    facts = {"contract_end": "2027-06-30", "months_left": 3}
    assert Facts(MODEL, facts).as_json()["months_left"] == "3"


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_contract_end_in_the_past_is_said_with_what_to_ask(lang: str) -> None:
    facts = {"start": "2026-11-30", "contract_end": "2026-11-29", "contract": "in_exit_fee"}
    answer = check(facts, lang)
    (remark,) = answer["remarks"]
    assert "2026-11-29" in remark
    assert answer["facts"]["months_left"] == "0"
    assert {"zh": "问运营商：“", "en": "Ask the carrier: “"}[lang] in remark
    # The day itself is not past; who has no contract, or says no day, is told nothing.
    others: tuple[dict[str, Any], ...] = (
        {"contract_end": "2026-11-30"},
        {"contract_end": None},
        {"start": None},
        {"contract": "none"},
    )
    for other in others:
        assert check(facts | other, lang)["remarks"] == []
