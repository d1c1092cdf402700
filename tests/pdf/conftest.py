"""The built site and both PDFs, once a session."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guide import Guide, load
from pdf.build import document, render
from pdf.words import Lang
from tests.pdf.reading import Reader

ROOT = Path(__file__).parent.parent.parent
PRINTED: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how large the PDFs are and how long they took."""
    for line in PRINTED:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a site built by one strict `mkdocs build`, or of KOC_SITE."""
    if built := os.environ.get("KOC_SITE"):
        return Path(built).resolve()
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def guide() -> Guide:
    return load()


@pytest.fixture(scope="session")
def pdfs(site: Path, guide: Guide, tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Reader]:
    """Return the PDF of each language, printed from the built site."""
    folder = tmp_path_factory.mktemp("pdf")
    readers: dict[Lang, Reader] = {}
    for lang in ("zh", "en"):
        started = time.monotonic()
        path = folder / f"keep-or-cancel-{lang}.pdf"
        path.write_bytes(render(document(site, lang, guide)))
        readers[lang] = Reader(path)
        size, seconds = path.stat().st_size / 1e6, time.monotonic() - started
        pages = len(readers[lang].pdf.pages)
        PRINTED.append(f"{path.name}: {pages} pages, {size:.2f} MB, {seconds:.0f} s")
    return readers


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Lang:
    return request.param


@pytest.fixture
def reader(lang: Lang, pdfs: dict[Lang, Reader]) -> Reader:
    return pdfs[lang]
