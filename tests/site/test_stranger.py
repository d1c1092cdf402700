"""A stranger follows CONTRIBUTING to the letter, in a copy, and is told each remedy in time.

The commands are read from CONTRIBUTING.md: it and the tests cannot drift apart.
"""

from __future__ import annotations

import datetime
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guide import Guide
from tests.support.serve import copy_built
from tests.support.site import ROOT

# Built, installed or cached: a stranger's clone has none of it.
NOT_COPIED = (".git", ".venv", ".stamps", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info")
STAMPS = ("venv", "python", "python-dev", "node", "node-dev", "system-build", "system-test")
# What takes minutes is done in part: the site without its PDFs, and of the tests those that read
# rules and cases.
IN_PART = {"make site": [sys.executable, "-m", "mkdocs", "build", "--strict"]}
TESTS = (
    "-p no:cacheprovider"
    " -o 'python_files=test_cases.py test_versions.py test_prove.py test_parity.py'"
)

QUESTION = """\
  - id: in_print
    added: true
    group: ties
    title:
      zh: "号码印在招牌、名片或包装上吗？"
      en: "Is the number printed on signs, cards or packaging?"
    short:
      zh: "印在外面"
      en: "In print"
    values:
      - id: "yes"
        label:
          zh: "印了"
          en: "Yes"
      - id: "no"
        label:
          zh: "没有"
          en: "No"
      - id: unknown
        label:
          zh: "不清楚"
          en: "I don't know"
    ask:
      whom:
        zh: "订印刷品的人"
        en: "Whoever orders your print"
      say:
        zh: "哪些印刷品上有这个号码？"
        en: "Which printed matter bears this number?"
"""
ADVICE = """\
  - id: reprint
    when:
      outcome: [cancel_now, settle_then_cancel]
      in_print: "yes"
    title:
      zh: "先换印刷品"
      en: "Replace printed matter first"
    says:
      zh: "还印着这个号码的东西，先换掉再消号。"
      en: "Replace what still bears the number before you cancel it."
"""
RULE = (
    "- number_type: n95_1010\n        use: idle_3m",
    "- number_type: n95_1010\n        use: [idle_3m, occasional]",
)
CASES = """\
  - name: a number in print is cancelled once the print is replaced
    input: {in_print: "yes"}
    output: {outcome: cancel_now, blockers: [], advice_has: [reprint]}
  - name: a short number used now and then goes its own way, still needed or not
    input: {number_type: n95_1010, need: ongoing, use: occasional}
    output: {outcome: ask_first, blockers: [special_route]}
"""
LAW = """\
  - id: stranger-1
    title:
      zh: "试写的规定"
      en: "A provision written for a trial"
    short:
      zh: "试写的规定"
      en: "Trial provision"
    level: rule
    article:
      zh: "第一条"
      en: "art. 1"
    effective: null
    summary:
      zh: "只为试写，没有这条规定。"
      en: "Written for a trial; there is no such provision."
    read_in: "a trial copy"
    checked_on: 2026-11-23
    review_by: 2027-05-23
"""
ITEM = """\
      - id: before_print
        stage: before
        do:
          zh: "换掉印着这个号码的东西。"
          en: "Replace what bears this number in print."
        why:
          zh: "消号之后，照着印刷品打来的人找不到你。"
          en: "Once it is cancelled, those who call from print no longer reach you."
        laws: [stranger-1]
"""
PAGE = "situations/porting"  # as CONTRIBUTING names it
CHINESE = """\

**先换印刷品，再消号。**

## 先做什么 {#first}

照[消号前的清单](../checklists/cancel_before.md)做。
"""
ENGLISH = """\

**Replace what is printed, then cancel.**

## What comes first {#first}

Follow [the checklist](../checklists/cancel_before.md).
"""


def steps(heading: str) -> list[str]:
    """Return the commands that a section of CONTRIBUTING gives, in order."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {heading}\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert section, f"CONTRIBUTING has no section {heading!r}"
    commands = re.findall(r"`(make [^`]+)`", section[1])
    assert commands, f"CONTRIBUTING gives no command under {heading!r}"
    return list(dict.fromkeys(commands))


class Copy:
    """A copy of the repository, set up but for what is built, and what can be done to it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(
            ROOT,
            root,
            ignore=lambda folder, names: {
                *shutil.ignore_patterns(*NOT_COPIED)(folder, names),
                *({"node_modules", "site", "build"} if Path(folder) == ROOT else ()),
            },
        )
        (root / "node_modules").symlink_to(ROOT / "node_modules")
        copy_built(root)
        (root / ".stamps").mkdir()
        for name in STAMPS:
            (root / ".stamps" / name).touch()
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
            "PYTHONPATH": str(root / "widgets/keep_or_cancel/src"),
            "PYTEST_ADDOPTS": TESTS,
        }

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """Carry out a `make …` command of CONTRIBUTING."""
        # No process for each core: the few tests run sooner than those start.
        settings = (f"PY={sys.executable}", "PARALLEL=")
        words = IN_PART.get(command, [*shlex.split(command), *settings])
        return subprocess.run(
            words,
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    def passes(self, command: str) -> None:
        done = self.run(command)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"

    def follow(self, *headings: str) -> None:
        """Carry out what the sections tell, and once what several do."""
        for command in dict.fromkeys(one for heading in headings for one in steps(heading)):
            self.passes(command)

    def fails(self, command: str) -> str:
        """Carry out a command that must fail; return what it says."""
        done = self.run(command)
        assert done.returncode != 0, f"{command} passes before the remedy"
        return done.stdout + done.stderr

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        file = self.root / path
        before = file.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, f"{path}: nothing to change"
        file.write_text(after, encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        self.edit(path, lambda before: before + text)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def last_of(key: str, entry: str) -> Callable[[str], str]:
    """Return the change that puts `entry` at the end of the list under the top-level `key`."""
    listed = re.compile(rf"^{key}:\n.*?(?=\n\S|\Z)", re.MULTILINE | re.DOTALL)
    return lambda text: listed.sub(lambda entries: f"{entries[0].rstrip()}\n{entry}", text, count=1)


def add_question(copy: Copy) -> None:
    """Add a question that advice reads, change a rule, and say both in cases."""
    copy.edit("guide/data/questions.yaml", last_of("questions", QUESTION))
    copy.edit("guide/data/questions.yaml", last_of("asked", "  - in_print"))
    copy.edit("guide/data/advice.yaml", last_of("advice", ADVICE))
    copy.edit("guide/data/rules.yaml", lambda text: text.replace(*RULE))
    copy.edit("tests/unit/cases/rules.yaml", last_of("cases", CASES))


def next_version(copy: Copy, guide: Guide) -> str:
    """Give the rules the next version, and a day after the last; return the version."""
    meta = guide.meta
    year, number = meta.rules_version.split(".")
    version, day = f"{year}.{int(number) + 1}", meta.rules_date + datetime.timedelta(days=1)
    copy.edit(
        "guide/data/meta.yaml",
        lambda text: text.replace(
            f'rules_version: "{meta.rules_version}"', f'rules_version: "{version}"'
        ).replace(f"rules_date: {meta.rules_date}", f"rules_date: {day}"),
    )
    return version


def add_item(copy: Copy) -> None:
    first = "    entries:\n"
    copy.edit("guide/data/checklists.yaml", lambda t: t.replace(first, first + ITEM, 1))


def add_law(copy: Copy) -> None:
    copy.edit("guide/data/laws.yaml", last_of("laws", LAW))


def test_what_contributing_says_is_enough_and_each_remedy_is_told(copy: Copy, guide: Guide) -> None:
    add_question(copy)
    said = copy.fails("make check")
    assert "rules changed" in said
    assert "(questions, rules, advice)" in said
    assert "new rules_version and rules_date, then `make archive`" in said
    assert "new rules_version" in copy.fails("make archive")
    version = next_version(copy, guide)
    assert f"rules of version {version} are not kept yet: run `make archive`" in copy.fails(
        "make check"
    )
    add_item(copy)
    said = copy.fails("make check")
    assert "checklists.yaml" in said
    assert "no law has the id 'stranger-1'; allowed: " in said
    add_law(copy)
    copy.follow("Add a question", "Add a law", "Add a checklist item")
    kept = copy.root / "widgets/keep_or_cancel/src/keep_or_cancel/versions" / f"{version}.json"
    assert '"in_print"' in kept.read_text(encoding="utf-8")

    begin, translated, site = steps("Add a page")
    assert PAGE in begin
    copy.passes(begin)
    assert f"not taken by docs/zh/{PAGE}.md" in copy.fails(begin)
    copy.append(f"docs/zh/{PAGE}.md", CHINESE)
    assert "#first: missing" in copy.fails("make translated")
    copy.append(f"docs/en/{PAGE}.md", ENGLISH)
    assert f"run `{translated}`" in copy.fails("make translated")
    copy.passes(translated)
    # One build for all that a stranger has done.
    copy.passes(site)
    for tree in ("", "en/"):
        page = (copy.root / "site" / tree / PAGE / "index.html").read_text(encoding="utf-8")
        assert 'id="first"' in page
        check = (copy.root / "site" / tree / "check/index.html").read_text(encoding="utf-8")
        assert "in_print" in check
        laws = (copy.root / "site" / tree / "laws/index.html").read_text(encoding="utf-8")
        assert "stranger-1" in laws
