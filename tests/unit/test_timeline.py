"""A plan counted back from a day: nothing in the past, the order kept, and what gives is said."""

import datetime
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel.days import bills_until, next_yearly, shift
from keep_or_cancel.papers.browser import call

from guide import load

KINDS = [kind.id for kind in load().timeline.kinds]
DAY = datetime.timedelta(1)
days = st.dates(datetime.date(2024, 1, 1), datetime.date(2032, 12, 31))


def plan(kind: str, date: datetime.date | str, today: datetime.date | str) -> dict[str, Any]:
    told = {"kind": kind, "date": str(date), "today": str(today), "lang": "en"}
    answer: dict[str, Any] = json.loads(str(call("timeline", json.dumps(told))))
    return answer


def dates(told: dict[str, Any]) -> dict[str, datetime.date]:
    return {step["id"]: datetime.date.fromisoformat(step["date"]) for step in told["steps"]}


@given(st.sampled_from(KINDS), days, st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_no_step_lies_in_the_past_and_the_order_is_kept(
    kind: str, today: datetime.date, ahead: int
) -> None:
    told = plan(kind, today + ahead * DAY, today)
    steps = list(dates(told).values())
    assert min(steps) >= today
    assert [step["id"] for step in told["steps"]] == [step.id for step in load().timeline.steps]
    assert steps == sorted(steps)
    apply, last = dates(told)["apply"], datetime.date.fromisoformat(told["last"])
    assert (apply > last) == (told["state"] == "no")
    # Nothing is late where there is time, and something is where there is not.
    assert any(step["late"] for step in told["steps"]) == (told["state"] == "no")
    assert (told["state"] == "fits") == (not any(step["moved"] for step in told["steps"]))
    assert all(
        0 <= step["at"] <= 100 and step["at"] + step["wide"] <= 100 for step in told["steps"]
    )


@given(st.sampled_from(KINDS), days)
@settings(max_examples=100, deadline=None)
def test_what_gives_does(kind: str, today: datetime.date) -> None:
    told = plan(kind, today, today)
    assert told["state"] == "no"
    for name, states in (("beside", {"beside"}), ("ordered", {"tight", "fits"})):
        earliest = datetime.date.fromisoformat(told[name])
        assert plan(kind, earliest, today)["state"] in states | {"tight", "fits"}
        assert plan(kind, earliest - DAY, today)["state"] not in states
    assert told["beside"] <= told["ordered"]


def test_a_plan_with_time_enough_is_the_one_that_is_advised() -> None:
    told = plan("contract_end", "2027-06-30", "2026-11-30")
    assert told["state"] == "fits"
    assert dates(told) == {
        name: datetime.date.fromisoformat(day)
        for name, day in {
            "audit": "2027-05-01",
            "accounts": "2027-05-11",
            "forward": "2027-05-26",
            "tell": "2027-05-29",
            "export": "2027-06-23",
            "apply": "2027-07-01",
            "confirm": "2027-07-12",
            "bill": "2027-08-05",
            "freeze": "2027-09-29",
        }.items()
    }


def test_customers_are_told_thirty_days_before_a_business_closes() -> None:
    for ahead in range(90):
        told = dates(plan("licence", datetime.date(2027, 1, 1) + ahead * DAY, "2027-01-01"))
        assert (told["apply"] - told["tell"]).days >= 30


def test_a_day_in_the_past_is_refused_in_words() -> None:
    error = plan("wish", "2026-11-29", "2026-11-30")["error"]
    assert error["message"] == (
        "date: 2026-11-29 is in the past; allowed: 2026-11-30 or a later day"
    )
    assert plan("wish", "2026-11-30", "2026-11-30")["state"] == "no"


@pytest.mark.parametrize("date", ["soon", "2026-02-30", "2100-01-01", "20261130", ""])
def test_what_is_no_day_is_refused(date: str) -> None:
    assert plan("wish", date, "2026-11-30")["error"]["field"] == "date"


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    assert plan("birthday", "2027-01-01", "2026-11-30")["error"]["allowed"] == ", ".join(KINDS)


# --- counting ------------------------------------------------------------------------------------


@given(days, st.integers(-200, 200))
def test_working_days_are_monday_to_friday(day: datetime.date, count: int) -> None:
    there = shift(day, count, working_days=True)
    assert count == 0 or there.weekday() < 5
    first, last = sorted([day, there])
    # Those passed, the day itself left out and the one reached counted.
    passed = [first + n * DAY for n in range((last - first).days + 1)]
    assert sum(one.weekday() < 5 for one in passed if one != day) == abs(count)


def test_months_end_and_leap_days_come_out() -> None:
    assert shift(datetime.date(2028, 2, 28), 1) == datetime.date(2028, 2, 29)
    assert shift(datetime.date(2027, 3, 1), -1) == datetime.date(2027, 2, 28)
    assert next_yearly(datetime.date(2028, 2, 29), "03-01") == datetime.date(2028, 3, 1)
    assert next_yearly(datetime.date(2028, 3, 2), "03-01") == datetime.date(2029, 3, 1)
    assert bills_until(datetime.date(2027, 1, 31), datetime.date(2027, 2, 28)) == 1
    assert bills_until(datetime.date(2027, 1, 1), datetime.date(2027, 1, 31)) == 0
    assert bills_until(datetime.date(2027, 1, 1), datetime.date(2026, 1, 31)) == 0
