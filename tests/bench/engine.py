"""The engine on CPython: one full answer, and a list of numbers, against plain enumeration."""

from __future__ import annotations

import itertools
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from keep_or_cancel import check
from keep_or_cancel.decide import decide
from keep_or_cancel.facts import Facts
from keep_or_cancel.graph import export
from keep_or_cancel.model import EXIT_COST, Model, current

from tests.bench.table import table
from tests.support.facts import plain_reading

TYPICAL = {
    "holder": "company",
    "status": "normal",
    "need": "none",
    "use": "idle_3m",
    "contract": "none",
    "arrears": "unknown",
    "bindings": "some",
    "customers_told": "not_yet",
    "records": "not_yet",
    "compliance": "ok",
    "applicant": "ready",
    "number_type": "mobile",
    "channel": "carrier",
    "company_event": "none",
    "monthly_fee": 29,
}
PARTIAL = {name: TYPICAL[name] for name in ("holder", "status", "need", "contract")}
ROWS = 10_000


def milliseconds(job: Callable[[], Any], times: int) -> float:
    """Return the median time of `job` in ms."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        job()
        durations.append((time.perf_counter() - start) * 1000)
    return statistics.median(durations)


def enumerate_possible(known: dict[str, str], names: list[str]) -> set[str]:
    """Return the outcomes possible by trying every combination of what is open."""
    model = current()
    outcome = {rule["id"]: rule["outcome"] for rule in model.rules}
    combinations = itertools.product(*(model.values[name] for name in names))
    rest = {name: values[0] for name, values in model.values.items()}
    return {
        outcome[plain_reading({**rest, **known, **dict(zip(names, values, strict=True))})]
        for values in combinations
    }


def main() -> None:
    """Print what the engine takes."""
    model = current()
    draw = random.Random(1)
    kinds = [
        {n: draw.choice(v) for n, v in model.values.items() if n != EXIT_COST} for _ in range(ROWS)
    ]
    inventory = [kinds[n % 300] for n in range(ROWS)]

    def rows(facts: list[dict[str, str]]) -> Callable[[], Any]:
        def job() -> None:
            model.decisions.clear()
            for row in facts:
                decide(model, Facts(model, row).domains)

        return job

    known = {name: str(value) for name, value in TYPICAL.items() if name in model.values}
    opened = ["contract", "arrears", "bindings", "records", "applicant", "number_type"]
    for name in opened:
        del known[name]
    exact = milliseconds(lambda: model.possible(Facts(model, known).domains), 200)
    brute = milliseconds(lambda: enumerate_possible(known, opened), 5)
    graph = json.dumps(export(), separators=(",", ":"))
    table(
        "Engine on CPython (medians)",
        ("job", "ms"),
        [
            (
                "full answer, typical facts",
                f"{milliseconds(lambda: check(TYPICAL, 'en'), 200):.2f}",
            ),
            (
                "full answer, four answers given",
                f"{milliseconds(lambda: check(PARTIAL, 'en'), 200):.2f}",
            ),
            ("full answer, nothing given", f"{milliseconds(lambda: check({}, 'en'), 200):.2f}"),
            (
                f"{ROWS:,} rows of 300 kinds, outcome and blockers",
                f"{milliseconds(rows(inventory), 5):.0f}",
            ),
            (f"{ROWS:,} rows, all different", f"{milliseconds(rows(kinds), 5):.0f}"),
            ("outcomes possible, six answers open", f"{exact:.3f}"),
            ("the same by enumeration", f"{brute:.1f}"),
            ("enumeration / diagram", f"{brute / exact:,.0f}×"),
            (
                "compile the rules to a diagram",
                f"{milliseconds(lambda: Model(model.data).root, 20):.1f}",
            ),
            (
                "decision graph",
                f"{len(graph.encode()):,} bytes, {len(json.loads(graph)['nodes'])} nodes",
            ),
        ],
    )
