"""Lists of numbers on CPython and in the browser's runtime: read, judged, written; what is loaded.

And a hundred thousand rows on the command line.
"""

from __future__ import annotations

import csv
import io
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import brotli
from keep_or_cancel.lists import read
from keep_or_cancel.lists.browser import call
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.lists.session import Session
from keep_or_cancel.lists.sheets import library

from tests.bench.table import table
from tests.support.pyodide import Pyodide, started
from widgets.build import OUT, build
from widgets.build.runtime import ARCHIVE

HEADER = (
    *("号码", "运营商", "登记在谁名下", "状态", "今后需不需要", "近三个月使用", "合约", "欠费"),
    *("月租", "合约到期日", "备注"),
)
# Of each column, what people write, with the usual more often than the rest.
WORDS = (
    ("中国移动", "中国联通", "中国电信"),
    (*["本公司名下"] * 6, "在职员工个人名下", "不清楚", "个人"),
    (*["正常"] * 6, "欠费停机", "停机保号", "停机"),
    ("不再需要", "需要，一直要用", "留作备用，要随时能用", "还没想好"),
    ("经常用", "偶尔用", "三个月没用过", ""),
    (*["没有合约"] * 4, "付费可以提前解约", "不清楚"),
    (*["没有"] * 5, "有", "不清楚"),
    ("8", "19", "29.90", "39元", "59"),
    ("", "2026-12-31", "2027/6/30", "2027年3月1日"),
)
# A question that all rows of the list leave open.
FOR_ALL = {"carrier": "@own", "question": "company_event"}
TIMES = 5
COMMAND = 100_000


def rows(count: int, columns: int) -> list[list[str]]:
    """Return the header and `count` rows; each hundredth number has lost its digits."""
    draw = random.Random(1)
    listed = []
    for n in range(count):
        number = f"138{n:08d}" if n % 100 else "1.38E+10"
        listed.append([number, *map(draw.choice, WORDS), f"备注 {n}"][:columns])
    return [list(HEADER[:columns]), *listed]


def as_csv(count: int, columns: int) -> bytes:
    """Return such a list as CSV in GB18030, as Chinese spreadsheets write it."""
    file = io.StringIO()
    csv.writer(file).writerows(rows(count, columns))
    return file.getvalue().encode("gb18030")


def as_xlsx(count: int, columns: int) -> bytes:
    """Return such a list as a workbook of texts."""
    file = io.BytesIO()
    workbook = library("xlsxwriter").Workbook(file, {"in_memory": True})
    sheet = workbook.add_worksheet()
    for n, row in enumerate(rows(count, columns)):
        for place, cell in enumerate(row):
            sheet.write_string(n, place, cell)
    workbook.close()
    return file.getvalue()


def seconds(job: Callable[[], object]) -> float:
    """Return the median CPU time of `job`."""
    durations = []
    for _ in range(TIMES):
        start = time.process_time()
        job()
        durations.append(time.process_time() - start)
    return statistics.median(durations)


def judged(name: str, content: bytes) -> list[str]:
    """Return a row of the table: reading, judging, what is kept in memory, the rows that open."""
    reading = read(content)

    def decide() -> None:
        reading_model.decisions.clear()
        judge(reading)

    reading_model = judge(reading).model
    tracemalloc.start()
    kept = judge(read(content))
    memory, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [
        name,
        f"{seconds(lambda: read(content)):.2f}",
        f"{seconds(decide):.2f}",
        f"{memory / 1e6:.0f}",
        f"{most / 1e6:.0f}",
        f"{len({id(verdict) for verdict in kept.verdicts})}",
    ]


def called(runtime: Pyodide, name: str, args: Mapping[str, Any], *content: bytes) -> float:
    """Return the CPU seconds that a call on the list takes in the browser's runtime."""
    given = json.dumps({"lang": "zh", **args})
    module = "keep_or_cancel.lists.browser"
    runtime.call(module, "call", name, given, content=content[0] if content else None)
    return runtime.last["cpu"] / 1000


def in_pyodide(name: str, content: bytes) -> list[str]:
    """Return a row of the table: the first time, with its imports, and the median of later ones."""
    with started() as runtime:
        heap, times = [], []
        for _ in range(TIMES):
            calls: list[tuple[str, dict[str, Any], tuple[bytes, ...]]] = [
                ("read", {}, (content,)),
                ("judge", {}, ()),
                ("rows", {}, ()),
                ("rows", {"sort": {"by": "now", "down": True}}, ()),
            ]
            times.append([called(runtime, call, args, *file) for call, args, file in calls])
            heap.append(runtime.last["heap"])
        export = called(runtime, "export", {"kind": "xlsx"})
        heap.append(runtime.last["heap"])
    first, *later = times
    again = [statistics.median(column) for column in zip(*later, strict=True)]
    return [
        name,
        *(f"{a:.2f} / {b:.2f}" for a, b in zip(first, again, strict=True)),
        f"{sum(first[:2]):.2f} / {sum(again[:2]):.2f}",
        f"{export:.2f}",
        f"{heap[0] / 1e6:.0f}, {heap[-2] / 1e6:.0f}, {heap[-1] / 1e6:.0f}",
    ]


def archives() -> list[tuple[str, ...]]:
    """Return rows of a table: what is loaded for lists, and what everybody loads."""
    manifest = build(OUT)
    paths = {name: OUT / entry["file"] for name, entry in manifest["archives"].items()}
    paths |= {"python": OUT / manifest["runtime"]["dir"] / ARCHIVE}
    return [
        (name, f"{len(content):,}", f"{len(brotli.compress(content, quality=11)):,}")
        for name, content in ((name, path.read_bytes()) for name, path in paths.items())
    ]


def worked_on(count: int) -> dict[str, list[float]]:
    """Return for each thing that is done to a list of `count` rows its CPU times."""
    content = as_csv(count, 11)
    said = {"holder": {"个人": "staff_staying"}, "status": {"停机": "arrears_stop"}}
    steps: tuple[tuple[str, dict[str, Any], bytes | None], ...] = (
        ("read", {}, content),
        ("read with words", {"choices": {"values": said}}, None),
        ("judge", {}, None),
        ("rows", {}, None),
        ("rows sorted", {"sort": {"by": "now", "down": True}}, None),
        ("rows filtered", {"filter": {"open": True, "carrier": "mobile"}}, None),
        ("row", {"index": 1}, None),
        ("mend", {"index": 1, "field": "status", "content": "欠费停机"}, None),
        ("answer", {**FOR_ALL, "values": {"company_event": "changed"}}, None),
        ("undo", {}, None),
        ("asks", {}, None),
        ("memo", {}, None),
        ("keep", {}, None),
    )
    told: dict[str, list[float]] = {}
    for _ in range(TIMES):
        session = Session()
        session.words.model.decisions.clear()
        for name, args, given in steps:
            start = time.process_time()
            reply = call(name.split()[0], json.dumps({"lang": "zh", **args}), given, session)
            told.setdefault(name, []).append(time.process_time() - start)
        start = time.process_time()
        call("restore", '{"lang": "zh"}', json.loads(reply).encode(), Session())
        told.setdefault("restore", []).append(time.process_time() - start)
    return told


def session_table() -> None:
    """Print what the page's calls take, and how they grow with the list."""
    few, many = worked_on(COMMAND // 100), worked_on(COMMAND // 10)
    rows = []
    for name, times in many.items():
        one, ten = statistics.median(few[name]), statistics.median(times)
        rows.append((name, f"{one * 1000:.1f}", f"{ten * 1000:.1f}", f"{ten / one:.1f}"))
    table(
        "A list worked on, on CPython (median CPU time)",
        ("call", "1,000 rows, ms", "10,000 rows, ms", "ratio"),
        rows,
    )


def main() -> None:
    """Print what lists take."""
    head = ("list", "read, s", "judge, s", "kept, MB", "at most, MB", "sets of answers")
    table(
        "Lists on CPython (median CPU time)",
        head,
        [
            judged("10,000 × 11, CSV", as_csv(10_000, 11)),
            judged("5,000 × 10, XLSX", as_xlsx(5_000, 10)),
        ],
    )
    writer = Writer(judge(read(as_csv(10_000, 11))), "zh")
    written = [
        (kind, f"{seconds(job):.2f}", f"{len(job()):,}")
        for kind, job in (("CSV", writer.csv), ("XLSX", writer.xlsx), ("JSON", writer.json))
    ]
    table("10,000 rows written", ("file", "s", "bytes"), written)
    session_table()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        told = []
        for count in (COMMAND // 10, COMMAND):
            path.write_bytes(as_csv(count, 11))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            subprocess.run(
                [
                    *(sys.executable, "-m", "keep_or_cancel", "inventory", path),
                    *("-o", Path(folder) / "out.csv"),
                ],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            wall = time.perf_counter() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            told.append((f"{count:,}", f"{cpu:.1f}", f"{wall:.1f}", f"{after.ru_maxrss / 1e3:.0f}"))
    table(
        "inventory IN.csv -o OUT.csv, start to end",
        ("rows", "CPU, s", "wall, s", "most memory, MB"),
        told,
    )
    table("Archives", ("archive", "bytes", "as brotli"), archives())
    table(
        "Lists in Pyodide under Node (CPU seconds, the first time with imports / median)",
        (
            *("list", "read", "judge", "100 rows", "sorted", "read and judge", "XLSX written"),
            "heap, MB: first, most, after writing",
        ),
        [
            in_pyodide("10,000 × 11, CSV", as_csv(10_000, 11)),
            in_pyodide("5,000 × 10, XLSX", as_xlsx(5_000, 10)),
            in_pyodide("100,000 × 11, CSV", as_csv(100_000, 11)),
        ],
    )
