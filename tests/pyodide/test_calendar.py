"""The built runtime, under Node, plans and writes calendars as CPython does, to the byte."""

import json
from typing import Any

import pytest
from keep_or_cancel.facts import DAYS
from keep_or_cancel.papers.browser import call

from guide import load
from tests.support.cases import facts_for
from tests.support.facts import DATA
from tests.support.pyodide import Pyodide

PACKAGE = "keep_or_cancel.papers.browser"
TODAY, STAMP = "2026-11-30", "2026-11-30T08:00:00Z"


def subjects() -> list[dict[str, Any]]:
    days = dict.fromkeys(DAYS, "2027-02-28")
    outcomes = [outcome["id"] for outcome in DATA["outcomes"]]
    return [
        {"id": f"row-{n:06}", "facts": {**facts_for(outcome), **days}, "name": "一号；\\n,"}
        for n, outcome in enumerate(outcomes)
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_plans_and_dates_are_the_same(pyodide: Pyodide, lang: str) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("timeline", {"kind": kind.id, "date": date})
        for kind in load().timeline.kinds
        for date in ("2027-06-30", "2026-12-20", "2026-12-01", "2026-11-01", "soon")
    ]
    asked += [("dates", {"subject": subject}) for subject in subjects()]
    for name, told in asked:
        text = json.dumps({**told, "today": TODAY, "lang": lang})
        assert pyodide.call(PACKAGE, "call", name, text) == call(name, text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_calendars_are_the_same_to_the_byte(pyodide: Pyodide, lang: str) -> None:
    plan = {"kind": "licence", "date": "2027-06-30"}
    told = [{**subject, "timeline": plan} for subject in subjects()]
    asked = {"subjects": told, "today": TODAY, "stamp": STAMP, "lang": lang}
    text = json.dumps(asked)
    there = pyodide.call(PACKAGE, "call", "calendar", text)
    assert isinstance(there, bytes)
    assert there == call("calendar", text)
    assert there.count(b"BEGIN:VEVENT") > len(told)
