"""The built runtime, under Node, reads, judges and writes lists as CPython does."""

import io
import json
import re
import zipfile
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keep_or_cancel.lists import Reading
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.names import LANGS

from tests.pyodide import listed
from tests.support.pyodide import FailedError, Pyodide
from tests.unit.test_lists_corpus import CORPUS, EXPECTED
from tests.unit.test_lists_corpus import listed as file_of
from tests.unit.test_lists_letters import LEAVING, numbers
from tests.unit.test_lists_letters import listed as list_of
from tests.unit.test_lists_properties import cells, readings, separators

FILES = [file_of(path) for path in EXPECTED]
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT, BOOK, OLD = "03-gb18030.csv", "29-sheet-per-carrier.xlsx", "41-carrier-export.xls"


# A file is read in the same way in both languages, of which each says every second one.
@pytest.mark.parametrize(("path", "lang"), [*zip(FILES, cycle(LANGS), strict=False)])
def test_each_file_is_read_and_judged_the_same(pyodide: Pyodide, path: Path, lang: str) -> None:
    content = path.read_bytes()
    there = pyodide.call("listed", "told", lang, content=content)
    assert json.loads(there) == json.loads(listed.told(lang, content))


SAID = (TEXT, BOOK, OLD, "19-loose-values.csv", "34-password.xlsx")


@pytest.mark.parametrize(("name", "lang"), [*zip(SAID, cycle(LANGS), strict=False)])
def test_a_session_says_the_same(pyodide: Pyodide, name: str, lang: str) -> None:
    content = (CORPUS / name).read_bytes()
    there = json.loads(pyodide.call("listed", "worked", lang, content=content))
    for one, other in zip(there, json.loads(listed.worked(lang, content)), strict=True):
        assert one == other


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_letters_and_dates_of_a_list_are_the_same(pyodide: Pyodide, lang: str) -> None:
    content = list_of(
        *numbers(4),
        *numbers(2, 4, carrier="联通", contract="in_no_exit", contract_end="2027-03-31"),
        *numbers(2, 6, **LEAVING),
        *numbers(1, 8, need="standby"),
    )
    there = json.loads(str(pyodide.call("listed", "papers", lang, content=content)))
    assert there == json.loads(listed.papers(lang, content))
    assert len(there) > 3


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


WRITTEN = (TEXT, BOOK, "15-formulas-in-csv.csv", OLD, "09-number-forms.csv")


@pytest.mark.parametrize(("name", "lang"), [*zip(WRITTEN, cycle(LANGS), strict=False)])
def test_the_same_files_are_written(pyodide: Pyodide, name: str, lang: str) -> None:
    content = (CORPUS / name).read_bytes()
    for kind in ("csv", "json", "xlsx"):
        there = pyodide.call("listed", "written", kind, lang, content=content)
        here = listed.written(kind, lang, content)
        assert isinstance(there, bytes)
        assert isinstance(here, bytes)
        if kind == "xlsx":
            # Two libraries that compress may do so differently.
            assert members(there) == members(here)
        else:
            assert there == here


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@FEW
@given(readings())
def test_what_is_written_here_is_read_the_same_there(
    pyodide: Pyodide, kind: str, reading: Reading
) -> None:
    content = getattr(Writer(judge(reading, listed.TODAY), "zh"), kind)()
    there = pyodide.call("listed", "told", "zh", content=content)
    assert json.loads(there) == json.loads(listed.told("zh", content))


encodings = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])


@FEW
@given(st.lists(st.lists(cells, max_size=4), max_size=8), separators, encodings)
def test_any_text_is_read_the_same(
    pyodide: Pyodide, rows: list[list[str]], separator: str, encoding: str
) -> None:
    lines = [f"号码{separator}状态", *(separator.join(row) for row in rows)]
    content = "\n".join(lines).encode(encoding)
    there = pyodide.call("listed", "told", "en", content=content)
    assert json.loads(there) == json.loads(listed.told("en", content))


begins = st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"])


@FEW
@given(begins, st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_the_same(
    pyodide: Pyodide, begin: bytes, rest: bytes
) -> None:
    there = pyodide.call("listed", "told", "en", content=begin + rest)
    assert json.loads(there) == json.loads(listed.told("en", begin + rest))


@pytest.mark.parametrize("library", sorted(listed.OPENERS))
def test_an_error_within_a_library_that_came_later_is_told(pyodide: Pyodide, library: str) -> None:
    there = pyodide.call("listed", "failure", library)
    assert isinstance(there, str)
    assert re.search(rf'File "{library}/\w+', there)
    assert there.splitlines()[-1] == listed.failure(library).splitlines()[-1]


def test_an_error_of_ours_says_where_it_arose(pyodide: Pyodide) -> None:
    with pytest.raises(FailedError, match=r'File "keep_or_cancel/lists/\w+\.py", line \d+'):
        pyodide.call("keep_or_cancel.lists.table", "read", "text")
