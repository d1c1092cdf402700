"""Where things are: the repository, the two trees of the site, and how to build it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from keep_or_cancel.model import current

from widgets.offline.files import names

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = ("zh", "en")
# Of the rules, in every link to answers.
VERSION = current().version
# The folder of each language in the site, and in it the page of the self-check.
TREES = {"zh": "", "en": "en/"}
CHECK_PAGES = {lang: f"{tree}check/" for lang, tree in TREES.items()}


def html_files(folder: Path) -> list[Path]:
    """Return the HTML files of the site, but for those to take away, tested by themselves."""
    away = set(names())
    return [path for path in sorted(folder.rglob("*.html")) if path.name not in away]


def written(facts: Mapping[str, str]) -> str:
    """Return the fragment that the pages write for these answers and amounts."""
    parts = {"v": VERSION, "n": str(len(facts)), **facts}
    return "#" + "&".join(f"{name}={text}" for name, text in parts.items()) + "&end"


def module(name: str, *arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a module in `cwd` and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", name, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def mkdocs(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run mkdocs in `cwd` and return what it said."""
    return module("mkdocs", *arguments, cwd=cwd)
