"""Letters on CPython and in the browser's runtime: filled in, written, with a long schedule."""

from __future__ import annotations

import json
import statistics
import time
from typing import Any

from keep_or_cancel.papers.browser import call

from tests.bench.table import table
from tests.support.letters import TODAY, VALUES, offered, rows
from tests.support.pyodide import Pyodide, started

TIMES = 7
ROWS = 500


def asked(count: int) -> str:
    """Return what is asked of the longest letter, about so many numbers."""
    facts = next(iter(offered()["cancel_company"].values()))
    told: dict[str, Any] = {"values": VALUES, "numbers": rows(count), "today": TODAY}
    return json.dumps({"id": "cancel_company", "lang": "zh", "gloss": True, "facts": facts, **told})


def here(name: str, args: str) -> list[float]:
    """Return the milliseconds of a call, each time."""
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        call(name, args)
        times.append((time.perf_counter() - start) * 1000)
    return times


def there(runtime: Pyodide, name: str, args: str) -> list[float]:
    """Return the same in the browser's runtime."""
    times = []
    for _ in range(TIMES):
        runtime.call("keep_or_cancel.papers.browser", "call", name, args)
        times.append(runtime.last["milliseconds"])
    return times


def main() -> None:
    """Print the first time and the median of the later ones, in both Pythons, and the size."""
    table_rows = []
    with started() as runtime:
        for name in ("letter", "docx"):
            for count in (1, ROWS):
                args = asked(count)
                told = [here(name, args), there(runtime, name, args)]
                size = len(call(name, args))
                table_rows.append(
                    [
                        f"{name}, {count} numbers",
                        *(f"{one[0]:.0f} / {statistics.median(one[1:]):.0f}" for one in told),
                        f"{size / 1000:.0f}",
                    ]
                )
    head = ("call", "CPython", "Pyodide", "kB")
    table("Letters: milliseconds, first / median of later ones", head, table_rows)
