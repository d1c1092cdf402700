"""Both PDFs, read once a session."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from guide.edition import LANGUAGES, Lang
from pdf.build import output
from pdf.documents import DOCUMENTS, WHOLE, named
from tests.conftest import alone
from tests.support.pdf import Reader
from tests.support.site import ROOT

SIZES: list[str] = []
[WHOLE_PDF] = named([WHOLE])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how large the PDFs are."""
    for line in SIZES:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def pdfs(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Reader]:
    """Return the PDF of each language, as `make site` printed it; print those that are absent."""
    with alone(tmp_path_factory.getbasetemp().parent):
        wanted = [output(site, printed, lang) for printed in DOCUMENTS for lang in LANGUAGES]
        if not all(path.is_file() for path in wanted):
            done = subprocess.run(
                [sys.executable, "-m", "pdf", "--site", str(site)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    readers = {lang: Reader(output(site, WHOLE_PDF, lang)) for lang in LANGUAGES}
    SIZES.extend(
        f"PDF {lang}: {reader.path.stat().st_size / 1e6:.2f} MB, {len(reader.pdf.pages)} pages"
        for lang, reader in readers.items()
    )
    return readers


# Each PDF is read in one process: that is what takes time.
GROUPS = [pytest.param(lang, marks=pytest.mark.xdist_group(f"PDF {lang}")) for lang in LANGUAGES]


@pytest.fixture(params=GROUPS)
def lang(request: pytest.FixtureRequest) -> Lang:
    code: Lang = request.param
    return code


@pytest.fixture
def reader(lang: Lang, pdfs: dict[Lang, Reader]) -> Reader:
    return pdfs[lang]
