"""The built site, once a session, and its pages as trees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide, load

ROOT = Path(__file__).parent.parent.parent
LANGUAGES = ("zh", "en")
TREES = {"zh": "", "en": "en/"}


def mkdocs(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run mkdocs in `cwd` and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site built by one strict `mkdocs build`, or of KOC_SITE."""
    if built := os.environ.get("KOC_SITE"):
        return Path(built).resolve()
    folder = tmp_path_factory.mktemp("site")
    done = mkdocs("build", "--strict", "-d", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def guide() -> Guide:
    return load()


@pytest.fixture(scope="session")
def files(site: Path) -> dict[str, HtmlElement]:
    """Return every HTML file of the site by its path, "how/index.html"."""
    return {
        path.relative_to(site).as_posix(): html.document_fromstring(path.read_bytes())
        for path in sorted(site.rglob("*.html"))
        if path.relative_to(site).parts[0] != "widget"
    }


@pytest.fixture(scope="session")
def pages(files: dict[str, HtmlElement]) -> dict[str, dict[str, HtmlElement]]:
    """Return for each language its pages by their path in that tree, without the 404 page."""
    return {
        lang: {
            path.removeprefix("en/"): page
            for path, page in files.items()
            if path.startswith("en/") == (lang == "en") and not path.endswith("404.html")
        }
        for lang in LANGUAGES
    }
