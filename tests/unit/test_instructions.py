"""What is told to those who work here: make's targets, set-up by need, commands that exist."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from shutil import copyfile

import pytest
from keep_or_cancel.model import current

from guide.prose.pages import ROOT

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = {
    target
    for targets in re.findall(r"^\.PHONY:((?:.*\\\n)*.*)$", MAKEFILE, re.MULTILINE)
    for target in targets.replace("\\\n", " ").split()
}
SCRIPTS = sorted((ROOT / "scripts").iterdir())
# Where a command is told to somebody.
TELLING = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "Makefile")),
    *sorted((ROOT / ".github").rglob("*.yml")),
    *(path for folder in ("guide", "scripts") for path in sorted((ROOT / folder).rglob("*"))),
]


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_make_help_names_every_target() -> None:
    lines = run("make", "help", cwd=ROOT).stdout.splitlines()
    assert {line.split()[0] for line in lines} == TARGETS
    assert all(len(line) <= 100 for line in lines)


def test_every_command_that_is_told_exists() -> None:
    told = {
        target
        for path in TELLING
        if path.suffix in ("", ".md", ".yml", ".yaml", ".py") and path.is_file()
        for target in re.findall(
            r"(?:`|run: |    )make ([a-z-]+)", path.read_text(encoding="utf-8")
        )
    }
    assert told >= {"archive", "check", "lint", "new-page", "serve", "site", "test", "translated"}
    assert told <= TARGETS


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_is_told_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    told = re.findall(r"`((?:docs|guide|macros|widgets|pdf|tests|scripts)/[^`\s]*)`", text)
    # The tree of "Where things live": one or two folders, then what is in them.
    for line in re.findall(r"^    ([a-z]+/.*)$", text, re.MULTILINE):
        columns = re.split(r" {2,}", line)
        told += [column for column in columns if "/" in column and " " not in column]
    paths = [path for path in told if "NAME" not in path]
    assert len(paths) > 5
    assert [path for path in paths if not list(ROOT.glob(path.rstrip("/")))] == []


def test_the_commands_of_the_readme_answer(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    \$ (.*\.venv/bin/python.*)$", text, re.MULTILINE)
    assert len(commands) == 6
    # Where a reader has a list of that name.
    copyfile(ROOT / "tests/corpus/lists/23-dates.xlsx", tmp_path / "numbers.xlsx")
    for command in commands:
        here = command.replace(".venv/bin/python", sys.executable)
        answer = run("bash", "-c", f"set -o pipefail; {here}", cwd=tmp_path)
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.strip()


OURS = {
    "guide": ROOT / "guide",
    "keep_or_cancel": ROOT / "widgets/keep_or_cancel/src",
    "macros": ROOT / "macros",
    "pdf": ROOT / "pdf",
    "widgets": ROOT / "widgets",
}


def imported(file: Path) -> set[str]:
    """Return the packages and modules, in full, that a file of Python imports from."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = {one.name for node in nodes if isinstance(node, ast.Import) for one in node.names}
    return names | {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}


def test_imports_run_one_way() -> None:
    reached: dict[str, set[str]] = {}
    for package, folder in OURS.items():
        files = [file for file in folder.rglob("*.py") if "node_modules" not in file.parts]
        assert files
        if package == "widgets":
            files = [file for file in files if "keep_or_cancel" not in file.parts]
        heads = {name.partition(".")[0] for file in files for name in imported(file)}
        reached[package] = heads & OURS.keys() - {package}
    assert reached["guide"] == reached["keep_or_cancel"] == set()
    assert [package for package, others in reached.items() if "macros" in others] == []


LOADED = """import json, sys, guide.compile
print(json.dumps([m.__file__ for n, m in sys.modules.items() if n.split(".")[0] == "guide"]))"""


def test_the_package_says_what_it_takes_to_build_it() -> None:
    """As `pip install './widgets/keep_or_cancel[lists]'` does it, which the README tells."""
    package = tomllib.loads((ROOT / "widgets/keep_or_cancel/pyproject.toml").read_text())
    needed = {name.lower() for name in package["build-system"]["requires"]}
    distributions = packages_distributions()
    taken: set[str] = set()
    for file in json.loads(run(sys.executable, "-c", LOADED, cwd=ROOT).stdout):
        for name in imported(Path(file)):
            taken |= {d.lower() for d in distributions.get(name.partition(".")[0], ())}
    # Part of pydantic, which requires it.
    assert taken - {"pydantic_core"} == needed - {"hatchling"}


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """Return a folder where nothing is set up: what set-up is decided by, and no stamp."""
    names = ("Makefile", ".python-version", "package.json", "package-lock.json")
    for name in (*names, "requirements.txt", "requirements-dev.txt", "mkdocs.yml", "mkdocs.en.yml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    for folder in ("guide", "docs", "macros", "widgets", "pdf", "scripts"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    return tmp_path


@pytest.mark.parametrize(
    ("target", "needs", "not_needs"),
    [
        ("check", ["requirements.txt"], ["system-packages", "npm", "requirements-dev.txt"]),
        ("lint", ["requirements-dev.txt", "npm"], ["system-packages"]),
        ("unit", ["requirements-dev.txt", "npm"], ["system-packages"]),
        (
            "site",
            ["system-packages build", "npm ci", "--omit=dev", "requirements.txt"],
            ["system-packages test", "requirements-dev.txt"],
        ),
        (
            "test",
            ["system-packages build", "system-packages test", "requirements-dev.txt", "npm ci"],
            [],
        ),
    ],
)
def test_a_target_sets_up_what_it_needs_and_no_more(
    fresh: Path, target: str, needs: list[str], not_needs: list[str]
) -> None:
    commands = run("make", "--dry-run", target, cwd=fresh)
    assert commands.returncode == 0, commands.stderr
    assert [need for need in needs if need not in commands.stdout] == []
    assert [need for need in not_needs if need in commands.stdout] == []


def on_system(name: str, folder: Path, need: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/system-packages where `uname` says `name` and nothing needed is there."""
    programs = folder / "programs"
    programs.mkdir()
    for program in ("bash", "dirname", "cat", "find", "grep"):
        (programs / program).symlink_to(f"/usr/bin/{program}")
    for program, says in (("uname", name), ("brew", "/opt/homebrew"), ("id", "1000")):
        (programs / program).write_text(f"#!/bin/sh\necho {says}\n", encoding="utf-8")
        (programs / program).chmod(0o755)
    script = ROOT / "scripts/system-packages"
    return run("/bin/bash", script, need, cwd=folder, PATH=str(programs))


@pytest.mark.parametrize(
    ("system", "need", "says"),
    [
        ("Linux", "build", "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
        ("Linux", "test", "chromium chromium-headless-shell firefox-esr webkit2gtk-driver xvfb"),
        ("Darwin", "build", "brew install pango harfbuzz\n"),
        ("Darwin", "test", "`make test` in a container of debian:trixie"),
    ],
)
def test_what_the_machine_lacks_is_said_in_one_line(
    tmp_path: Path, system: str, need: str, says: str
) -> None:
    done = on_system(system, tmp_path, need)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("path", [ROOT / "Makefile", *SCRIPTS], ids=lambda path: path.name)
def test_scripts_hold_on_macos_too(path: Path) -> None:
    """Its sed, find and grep are BSD's, its bash is 3.2, its make 3.81."""
    text = path.read_text(encoding="utf-8")
    gnu = (
        r"sed -i|sed .*\\t|grep -[a-zA-Z]*P|find .*-printf|readlink -f|ldconfig -|xargs -r"
        r"|cp -[a-z]*t|date -d|stat -c|mapfile|readarray|declare -A|\$\{\w+[,^]|&>>"
        r"|\.ONESHELL|\$\(file |!="
    )
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if re.search(gnu, line) and "sys.exit" not in line] == []


def test_no_test_holds_the_version_of_the_rules() -> None:
    """A new rules_version must break none: tests ask the data for it."""
    version = re.compile(rf"\b{re.escape(current().version)}\b")
    holders = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*"))
        if path.suffix in (".py", ".yaml", ".mjs", ".js", ".cjs", ".html")
        and version.search(path.read_text(encoding="utf-8"))
    ]
    assert holders == []
