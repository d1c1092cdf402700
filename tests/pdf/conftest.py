"""Both PDFs, once a session."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guide.edition import Lang
from pdf.build import output
from tests.pdf.reading import Reader
from tests.support.site import ROOT

PRINTED: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how large the PDFs are and how long they took."""
    for line in PRINTED:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def printed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the site into which the command line has printed both PDFs.

    It runs at another place, in another time zone and with other hashes than the tests.
    """
    folder = tmp_path_factory.mktemp("printed") / "elsewhere"
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns("widget", "search", "*.pdf"))
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pdf", "--site", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    PRINTED.append(f"PDFs: {time.monotonic() - started:.0f} s\n{done.stdout}")
    return folder


@pytest.fixture(scope="session")
def pdfs(printed: Path) -> dict[Lang, Reader]:
    """Return the PDF of each language."""
    return {"zh": Reader(output(printed, "zh")), "en": Reader(output(printed, "en"))}


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> Lang:
    wanted: Lang = request.param
    return wanted


@pytest.fixture
def reader(lang: Lang, pdfs: dict[Lang, Reader]) -> Reader:
    return pdfs[lang]
