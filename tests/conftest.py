"""What tests of several folders share: the built site, its pages as trees, the guide."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide, load
from tests.support.site import LANGUAGES, mkdocs


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site: the one KOC_SITE names, else one built for this run."""
    if built := os.environ.get("KOC_SITE"):
        return Path(built).resolve()
    folder = tmp_path_factory.mktemp("built") / "site"
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
