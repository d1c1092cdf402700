"""What tests of several folders share: the built site, its pages as trees, the guide."""

from __future__ import annotations

import fcntl
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide, load
from tests.support.offline import made
from tests.support.site import LANGUAGES, html_files, mkdocs
from widgets.offline.files import ZIP

TESTS = Path(__file__).parent
SLOWEST = 30


# Folders and files of which one process takes all, for what they make takes long to make. They and
# the browsers begin first, the longest before the others; what is small fills the gaps.
TOGETHER = (
    "pdf",
    "site/test_stranger.py",
    "unit/test_widget_build.py",
    "site/test_serve.py",
    "pyodide",
    "browser/test_embed_fuzz.py",
    "unit/test_dmn.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say which tests belong to one process, and put them first."""

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(TESTS).as_posix()
        for number, name in enumerate(TOGETHER):
            if path == name or path.startswith(f"{name}/"):
                item.add_marker(pytest.mark.xdist_group(name))
                return number
        return len(TOGETHER) + (item.get_closest_marker("xdist_group") is None)

    items.sort(key=place)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Stop where pytest and pytest-xdist do not agree on groups: each process would start all."""
    if session.config.getoption("loadgroup", False):
        for item in session.items:
            if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
                raise RuntimeError(f"{item.nodeid}: pytest-xdist does not see its group")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long the slowest took together, where they are listed at all."""
    if not terminalreporter.config.option.durations:
        return
    reports = [one for group in terminalreporter.stats.values() for one in group]
    durations = sorted((getattr(one, "duration", 0) for one in reports), reverse=True)
    total = sum(durations[:SLOWEST])
    terminalreporter.write_line(f"slowest {SLOWEST} together: {total:.0f} s")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep the other processes of this run out for as long as it lasts."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site: the one KOC_SITE names, else one built for this run."""
    if built := os.environ.get("KOC_SITE"):
        return Path(built).resolve()
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "site"
    with alone(shared):
        if not folder.exists():
            done = mkdocs("build", "--strict", "-d", folder)
            assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def offline(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the files for use without a network."""
    with alone(tmp_path_factory.getbasetemp().parent):
        return made(site)


@pytest.fixture(scope="session")
def unpacked(offline: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that comes out of the zip."""
    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(offline / ZIP) as archive:
        archive.extractall(place)
    (folder,) = place.iterdir()
    return folder


@pytest.fixture(scope="session")
def guide() -> Guide:
    return load()


@pytest.fixture(scope="session")
def files(site: Path) -> dict[str, HtmlElement]:
    """Return every HTML file of the site by its path, "how/index.html"."""
    return {
        path.relative_to(site).as_posix(): html.document_fromstring(path.read_bytes())
        for path in html_files(site)
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
