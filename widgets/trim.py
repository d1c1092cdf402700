"""Finds which modules, of the standard library, of the package and of libraries, the browser needs.

`python -m widgets.trim` boots the pinned Pyodide under Node, runs every path of the package there
(both languages, every case, every mistake, every list of the corpus), and writes the modules loaded
to modules_keep.json: by the archive they are sent in, Python's own or one of ARCHIVES.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keep_or_cancel.facts import DAYS

from guide import load
from guide.compile import write
from guide.yaml_text import read
from widgets.build.archives import ARCHIVES, LISTS, OURS, PAPERS, folder_of, gather
from widgets.build.runtime import (
    KEEP,
    NODE_RUNNER,
    PYODIDE,
    PYTHON,
    build_wheel,
    check_runtime,
)
from widgets.build.tools import ROOT, BuildError, run

EXERCISE = ROOT / "widgets/trim_exercise.py"
CASES = ROOT / "tests/unit/cases"
CORPUS = ROOT / "tests/corpus/lists"
# What text comes in, and may be said to be in; cp437 is that of names in a zip, 1252 and 950 are
# those of old workbooks.
ENCODINGS = (
    *("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "big5"),
    *("latin-1", "cp437", "cp950", "cp1252"),
)
# What is asked of a list, in order.
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("judge", {}), ("rows", {"sort": {"by": "number"}}), ("row", {"index": 0})),
    *(("mend", {"index": 0, "field": "note", "content": "x"}), ("undo", {}), ("problems", {})),
    *(("export", {"kind": kind}) for kind in ("csv", "json", "problems")),
    *(("asks", {}), ("memo", {})),
)
# Facts no one may give: each kind of mistake, and text that is not JSON.
MISTAKES = (
    "",
    "{",
    "[]",
    "null",
    '{"holder": 1}',
    '{"holder": "nobody"}',
    '{"holder": "self", "holder": "company"}',
    '{"colour": "red"}',
    '{"penalty": -1}',
    '{"penalty": "a lot"}',
    '{"penalty": 1.234}',
    '{"penalty": NaN}',
    '{"months_left": 1.5}',
    '{"months": 0}',
    '{"start": "soon"}',
    '{"start": "9999-12-31"}',
    '{"penalty": 1e9999999999999999999}',
    '{"penalty": %s}' % ("9" * 5000),
    '{"penalty": %s}' % ("[" * 100),
    '{"penalty": [1, null, "\\ud800"]}',
)


def case_facts() -> list[dict[str, Any]]:
    """Return the facts of every case, once as they are and once with amounts and a start date."""
    days = dict.fromkeys(("start", "contract_end", "application"), "2026-11-23")
    dated = {**days, "months": 6, "balance": "12.50", "suspend_fee": 5, "count": 3}
    facts_of_cases = []
    for path in sorted(CASES.glob("*.yaml")):
        file = read(path.read_text(encoding="utf-8"))
        for case in file["cases"]:
            facts = {**file.get("base", {}), **case["input"]}
            facts_of_cases += [facts, {**facts, **dated}]
    return facts_of_cases


def letters() -> list[dict[str, Any]]:
    """Return what is asked of each letter: blank, and with whatever may be typed."""
    data = load().letters
    typed = {field.id: "13900000001" for field in data.fields}
    numbers = [{"number": f"1380000{n:04}", "holder": "甲"} for n in range(9)]
    filled = {"values": typed, "numbers": numbers, "gloss": True, "today": "2026-11-30"}
    return [{"id": letter.id, **more} for letter in data.letters for more in ({}, filled)]


def dated() -> dict[str, Any]:
    """Return what is asked of a calendar: numbers with all the days that may be told."""
    days = dict.fromkeys(DAYS, "2026-11-30")
    facts = [one | days for one in case_facts()]
    plan = {"kind": "wish", "date": "2027-05-01"}
    subjects = [{"facts": one, "id": f"trim-{n}", "timeline": plan} for n, one in enumerate(facts)]
    subjects[0] |= {"name": "号码\\,;", "every": {"upkeep": 60}}
    return {"subjects": subjects, "today": "2026-11-30", "stamp": "2026-11-30T08:00:00Z"}


def dates() -> list[tuple[str, dict[str, Any]]]:
    """Return what is asked of plans and of dates, mistakes among it."""
    asked = dated()
    plans = [
        {"kind": kind.id, "date": date, "today": "2026-11-30"}
        for kind in load().timeline.kinds
        for date in ("2027-06-30", "2026-12-10", "2026-11-30", "2026-11-29", "soon")
    ]
    return [
        *(("timeline", plan) for plan in [*plans, {"kind": "none"}]),
        *(("dates", {**asked, "subject": one}) for one in asked["subjects"][:9]),
    ]


def corpus(*endings: str) -> list[str]:
    """Return as hexadecimal digits the lists whose names end so."""
    return [path.read_bytes().hex() for path in sorted(CORPUS.iterdir()) if path.suffix in endings]


def needed() -> dict[str, list[str]]:
    """Return by archive the sources ("json/decoder.py") that it has to hold, sorted.

    Python's own holds what is loaded with it, those of lists and of letters what is loaded besides;
    a library's what is loaded besides Python's and that of lists.
    """
    check_runtime()
    text = corpus(".csv", ".txt")
    runs: dict[str, dict[str, Any]] = {
        PYTHON: {
            "facts": [json.dumps(one, ensure_ascii=False) for one in case_facts()],
            "mistakes": MISTAKES,
        },
        PAPERS: {"letters": letters(), "papers": dates(), "apart": True},
        "icalendar": {"papers": [("calendar", dated())], "apart": True},
        LISTS: {"encodings": ENCODINGS, "lists": text, "calls": CALLS},
        "openpyxl": {"lists": corpus(".xlsx")},
        "xlrd": {"lists": corpus(".xls")},
        "xlsxwriter": {"lists": text, "calls": [("export", {"kind": "xlsx"})]},
    }
    runs |= {
        name: {**one, "apart": True} for name, one in runs.items() if name not in (PYTHON, LISTS)
    }
    source = EXERCISE.read_text(encoding="utf-8")
    write(load())
    with tempfile.TemporaryDirectory() as name:
        wheel = build_wheel(Path(name))
        with zipfile.ZipFile(wheel, "a") as whole:
            files = {file: content for one in ARCHIVES for file, content in gather(one).items()}
            for file in sorted(files.keys() - set(whole.namelist())):
                whole.writestr(file, files[file])
        script = Path(name) / "exercise.py"
        script.write_text(f"ARGUMENTS = {json.dumps(runs)!r}\n{source}", encoding="utf-8")
        said = run("node", NODE_RUNNER, PYODIDE, wheel, script)
    # What the package printed comes first.
    loaded: dict[str, list[str]] = json.loads(said.splitlines()[-1])
    # What is ours of them goes with them whole.
    folders = tuple(folder_of(archive) for archive in OURS)
    return {
        archive: [source for source in loaded[archive] if not source.startswith(folders)]
        for archive in (PYTHON, *ARCHIVES)
    }


def missing(kept: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the needed sources that are not in `kept`, with their archives."""
    return sorted(
        f"{archive}: {source}"
        for archive, sources in needed().items()
        for source in set(sources) - set(kept[archive])
    )


def main() -> int:
    """Write the list anew; return 0, or 1 with the reason on standard error."""
    try:
        modules = needed()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    KEEP.write_text(json.dumps(modules, indent=2) + "\n")
    told = ", ".join(f"{archive} {len(sources)}" for archive, sources in modules.items())
    print(f"{KEEP.name}: modules of {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
