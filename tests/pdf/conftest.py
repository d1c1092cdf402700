"""The PDFs, each read once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from guide.edition import LANGUAGES, Lang
from pdf.build import output
from pdf.documents import DOCUMENTS, WHOLE
from tests.conftest import alone
from tests.support.pdf import Reader
from tests.support.site import module

SIZES: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how large the PDFs are."""
    for line in SIZES:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def printed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Lang], Reader]:
    """Return each PDF by name and language, as `make site` printed it; print what is absent."""
    with alone(tmp_path_factory.getbasetemp().parent):
        wanted = [output(site, printed, lang) for printed in DOCUMENTS for lang in LANGUAGES]
        if not all(path.is_file() for path in wanted):
            done = module("pdf", "--site", site)
            assert done.returncode == 0, done.stderr
    readers = {
        (printed.name, lang): Reader(output(site, printed, lang))
        for printed in DOCUMENTS
        for lang in LANGUAGES
    }
    SIZES.extend(
        f"{reader.path.name}: {reader.path.stat().st_size / 1e3:.0f} KB,"
        f" {len(reader.pdf.pages)} pages"
        for reader in readers.values()
    )
    return readers


@pytest.fixture(scope="session")
def pdfs(printed: dict[tuple[str, Lang], Reader]) -> dict[Lang, Reader]:
    """Return the PDF of each language that holds all parts."""
    return {lang: printed[WHOLE, lang] for lang in LANGUAGES}


@pytest.fixture
def self_check(lang: Lang, printed: dict[tuple[str, Lang], Reader]) -> Reader:
    return printed["self-check", lang]


# Each PDF is read in one process: that is what takes time.
GROUPS = [pytest.param(lang, marks=pytest.mark.xdist_group(f"PDF {lang}")) for lang in LANGUAGES]


@pytest.fixture(params=GROUPS)
def lang(request: pytest.FixtureRequest) -> Lang:
    code: Lang = request.param
    return code


@pytest.fixture
def reader(lang: Lang, pdfs: dict[Lang, Reader]) -> Reader:
    return pdfs[lang]
