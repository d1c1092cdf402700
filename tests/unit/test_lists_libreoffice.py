"""What an office program makes of our files: opened and saved there, they are read as before.

LibreOffice is too large to be set up for these tests alone; they run where `soffice` is.
"""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
from collections.abc import Mapping

import openpyxl
import pytest
from keep_or_cancel.lists import Reading, read
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge

from guide.edition import LANGUAGES
from tests.unit.test_list_files import FILES, check_filled, filled
from tests.unit.test_lists_corpus import READ, listed
from widgets.list_files import BLANK_XLSX

OFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.xdist_group("libreoffice"),
]
TODAY = datetime.date(2026, 11, 30)
# CSV: commas, quotes where they are needed, UTF-8, cells as they are shown.
FILTERS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"}
KINDS = ("xlsx", "xls", "csv")
CORPUS = [listed(path).stem for path in READ]

type Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def ours() -> Files:
    """The lists that are written here, by name: those of the corpus judged, blank and filled."""
    readings = {listed(path).stem: read(listed(path).read_bytes()) for path in READ}
    judged = {name: Writer(judge(one, TODAY), "zh").xlsx() for name, one in readings.items()}
    blank = {f"blank-{lang}": made[BLANK_XLSX] for lang, made in FILES.items()}
    return judged | blank | {f"filled-{lang}": filled(lang)[0] for lang in LANGUAGES}


@pytest.fixture(scope="module", params=KINDS)
def saved(
    ours: Files, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Files:
    """The same lists as LibreOffice saves them after opening them."""
    folder = tmp_path_factory.mktemp("office")
    kind = str(request.param)
    for name, content in ours.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", FILTERS.get(kind, kind)]
    paths = [str(folder / f"{name}.xlsx") for name in ours]
    command += ["--outdir", str(folder / "out"), *paths]
    # Lest one that hangs holds up all tests.
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: (folder / f"out/{name}.{kind}").read_bytes() for name in ours}


def told(reading: Reading) -> dict[str, object]:
    """Return what a reading says, blank columns apart."""
    columns: dict[str, list[str | None] | list[str]] = {**reading.fields, **reading.extras}
    return {
        "numbers": reading.numbers,
        "ids": reading.ids,
        "columns": {name: column for name, column in columns.items() if any(column)},
        "found": {name: column for name, column in reading.found.items() if column},
        "duplicates": reading.duplicates,
        "skipped": reading.skipped,
        "problems": [(p.at, p.field, p.code, p.value) for p in reading.problems],
    }


def test_every_list_is_read_the_same_after_it_was_saved_there(ours: Files, saved: Files) -> None:
    assert len(CORPUS) > 20
    for name in CORPUS:
        assert told(read(saved[name])) == told(read(ours[name])), name


def test_a_filled_list_is_read_back_whole_after_it_was_saved_there(saved: Files) -> None:
    for lang in LANGUAGES:
        check_filled(read(saved[f"filled-{lang}"]), filled(lang)[1])


def offered(content: bytes) -> dict[str, list[str]]:
    """Return by header what each drop-down of a workbook's first sheet holds."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    found = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            named, _, cells = rule.formula1.rpartition("!")
            texts = [str(cell.value) for (cell,) in book[named.strip("'$")][cells]]
            for place in rule.sqref.ranges:
                for column in range(place.min_col, place.max_col + 1):
                    found[str(sheet.cell(1, column).value)] = texts
    return found


@pytest.mark.parametrize("saved", ["xlsx"], indirect=True)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_blank_list_offers_the_same_answers_after_it_was_saved_there(
    ours: Files, saved: Files, lang: str
) -> None:
    before, after = (offered(files[f"blank-{lang}"]) for files in (ours, saved))
    assert len(before) == 20
    assert after == before
