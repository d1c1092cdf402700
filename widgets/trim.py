"""Finds which modules, of the standard library, of the package and of libraries, the browser needs.

`python -m widgets.trim` boots the pinned Pyodide under Node, runs every path of the package there
(both languages, every case, every mistake, every list of the corpus), and writes the modules loaded
to modules_keep.json: by the archive they are sent in, Python's own or one of ARCHIVES.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guide import load
from guide.compile import write
from widgets.build.archives import ARCHIVES, FOLDER, LISTS, gather
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
    yaml = YAML(typ="safe")
    days = dict.fromkeys(("start", "contract_end", "application"), "2026-11-23")
    dated = {**days, "months": 6, "balance": "12.50", "suspend_fee": 5, "count": 3}
    facts_of_cases = []
    for path in sorted(CASES.glob("*.yaml")):
        file = yaml.load(path.read_text(encoding="utf-8"))
        for case in file["cases"]:
            facts = {**file.get("base", {}), **case["input"]}
            facts_of_cases += [facts, {**facts, **dated}]
    return facts_of_cases


def corpus(*endings: str) -> list[str]:
    """Return as hexadecimal digits the lists whose names end so."""
    return [path.read_bytes().hex() for path in sorted(CORPUS.iterdir()) if path.suffix in endings]


def exercised(folder: Path, archive: str, wheel: Path, **given: Sequence[str]) -> set[str]:
    """Return the sources ("json/decoder.py") that are loaded when all of `given` is run.

    The package is that of `wheel`, with what an archive adds, if it is one of ARCHIVES.
    """
    package = folder / f"{archive}.zip"
    shutil.copy(wheel, package)
    with zipfile.ZipFile(package, "a") as whole:
        more = {name: gather(name) for name in ARCHIVES if name in (LISTS, archive)}
        for entries in more.values():
            for name in sorted(entries.keys() - set(whole.namelist())):
                whole.writestr(name, entries[name])
    arguments = {**dict.fromkeys(("facts", "mistakes", "encodings", "lists", "kinds"), ()), **given}
    source = EXERCISE.read_text(encoding="utf-8")
    script = folder / f"{archive}.py"
    script.write_text(f"ARGUMENTS = {json.dumps(arguments)!r}\n{source}", encoding="utf-8")
    said = run("node", NODE_RUNNER, PYODIDE, package, script)
    # What the package printed comes first.
    return set(json.loads(said.splitlines()[-1]))


def needed() -> dict[str, list[str]]:
    """Return by archive the sources that are loaded, sorted.

    What is loaded with one archive and the next is in the first: lists come before their libraries.
    """
    check_runtime()
    facts = [json.dumps(one, ensure_ascii=False) for one in case_facts()]
    text, texts = corpus(".csv", ".txt"), ["summary", "csv", "json"]
    runs: dict[str, dict[str, Sequence[str]]] = {
        PYTHON: {"facts": facts, "mistakes": MISTAKES},
        LISTS: {"encodings": ENCODINGS, "lists": text, "kinds": texts},
        "openpyxl": {"lists": corpus(".xlsx")},
        "xlrd": {"lists": corpus(".xls")},
        "xlsxwriter": {"lists": text, "kinds": ["xlsx"]},
    }
    write(load())
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor() as pool:
        wheel = build_wheel(Path(name))
        done = {
            archive: pool.submit(exercised, Path(name), archive, wheel, **given)
            for archive, given in runs.items()
        }
        loaded = {archive: one.result() for archive, one in done.items()}
    python, lists = loaded[PYTHON], loaded[LISTS] - loaded[PYTHON]
    # What is ours of lists goes with them whole.
    return {
        PYTHON: sorted(python),
        LISTS: sorted(one for one in lists if not one.startswith(FOLDER)),
        **{name: sorted(loaded[name] - python - lists) for name in ARCHIVES if name != LISTS},
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
