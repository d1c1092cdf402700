"""Finds which modules, of the standard library and of the package, the browser needs.

`python -m widgets.trim` boots the pinned Pyodide under Node, runs every path of the package there
(both languages, every case, every mistake), and writes the modules loaded to modules_keep.json.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from guide import load
from guide.compile import write
from widgets.build.runtime import (
    KEEP,
    NODE_RUNNER,
    PYODIDE,
    build_wheel,
    check_runtime,
)
from widgets.build.tools import ROOT, BuildError, run

EXERCISE = ROOT / "widgets/trim_exercise.py"
CASES = ROOT / "tests/unit/cases"
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


def needed() -> list[str]:
    """Return the sources ("json/decoder.py") that are loaded, sorted."""
    check_runtime()
    facts = [json.dumps(one, ensure_ascii=False) for one in case_facts()]
    source = EXERCISE.read_text(encoding="utf-8")
    source = f"ARGUMENTS = {json.dumps([facts, MISTAKES])!r}\n{source}"
    write(load())
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder))
        script = Path(folder) / "exercise.py"
        script.write_text(source, encoding="utf-8")
        said = run("node", NODE_RUNNER, PYODIDE, wheel, script)
    # What the package printed comes first.
    modules: list[str] = json.loads(said.splitlines()[-1])
    return modules


def missing(kept: Iterable[str]) -> list[str]:
    """Return the needed sources that are not in `kept`."""
    return sorted(set(needed()) - set(kept))


def main() -> int:
    """Write the list anew; return 0, or 1 with the reason on standard error."""
    try:
        modules = needed()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    KEEP.write_text(json.dumps(modules, indent=2) + "\n")
    print(f"{KEEP.name}: {len(modules)} modules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
