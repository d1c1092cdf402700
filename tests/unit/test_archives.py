"""The archives that the browser's Python gets later: what is in them, how large they are."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from widgets import build
from widgets.build import archives, imports, runtime, tools

# Uncompressed, as they are kept in memory; on the wire about a quarter to a third of it.
MOST_BYTES = {
    "lists": 600_000,
    "papers": 300_000,
    "openpyxl": 1_150_000,
    "xlrd": 300_000,
    "xlsxwriter": 720_000,
    "icalendar": 970_000,
}
LIBRARIES = [name for name in archives.ARCHIVES if name not in archives.OURS]
MOST_BYTES_OF_PYTHON = 2_290_000
# What libraries try for, and do without; and what only saving with openpyxl, or reading dates and
# zones with icalendar, needs.
OPTIONAL = {"PIL", "cStringIO", "defusedxml", "lxml", "numpy", "typing_extensions"}
ELSEWHERE = {
    *("openpyxl.tests.KEEP_VBA", "openpyxl.packaging.extended"),
    *("icalendar.timezone.pytz", "timeit"),
    *(f"dateutil.{name}" for name in ("relativedelta", "easter", "tz.win")),
    *("dateutil.parser", "dateutil.parser._parser"),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return build.build()


@pytest.fixture(scope="module")
def keep() -> dict[str, list[str]]:
    sources: dict[str, list[str]] = json.loads(runtime.KEEP.read_text())
    return sources


def opened(manifest: dict[str, Any], archive: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(build.OUT / manifest["archives"][archive]["file"])


def test_each_entry_names_hash_and_size(manifest: dict[str, Any]) -> None:
    assert manifest["archives"].keys() == archives.ARCHIVES.keys()
    for name, entry in manifest["archives"].items():
        content = (build.OUT / entry["file"]).read_bytes()
        assert entry["file"] == tools.hashed_name(f"{name}.zip", content)
        assert entry["integrity"] == tools.integrity(content)
        assert entry["bytes"] == len(content)


def test_none_is_larger_than_it_need_be(manifest: dict[str, Any]) -> None:
    sizes = {name: entry["bytes"] for name, entry in manifest["archives"].items()}
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES[name]} == {}
    assert manifest["runtime"]["files"][runtime.ARCHIVE]["bytes"] < MOST_BYTES_OF_PYTHON


def test_nothing_of_lists_and_letters_is_in_what_everybody_loads(manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(build.OUT / manifest["runtime"]["dir"] / runtime.ARCHIVE) as python:
        names = python.namelist()
    ours = tuple(map(archives.folder_of, archives.OURS))
    assert [name for name in names if name.startswith((*ours, "csv", "html"))] == []


def test_none_holds_what_another_that_is_there_by_then_holds(keep: dict[str, list[str]]) -> None:
    lists = {*keep[runtime.PYTHON], *keep[archives.LISTS]}
    for name in LIBRARIES:
        # A calendar is asked for where there is no list, too.
        before = {*keep[runtime.PYTHON]} if name == "icalendar" else lists
        assert before & set(keep[name]) == set()


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_has_all_that_its_modules_import(
    keep: dict[str, list[str]], tmp_path: Path, name: str
) -> None:
    for file, content in archives.gather(name).items():
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    here = [*keep[runtime.PYTHON], *keep[archives.LISTS], *keep[name]]
    lacking = {module for _, module in imports.lacking(tmp_path, runtime.compiled_stdlib(), here)}
    assert {one for one in lacking if one.split(".")[0] not in OPTIONAL} <= ELSEWHERE
    # One that is needed is missed.
    without = [one for one in here if one not in ("hashlib.py", "pprint.py", "uuid.py")]
    found = {module for _, module in imports.lacking(tmp_path, runtime.compiled_stdlib(), without)}
    assert found - lacking


@pytest.mark.parametrize("name", archives.OURS)
def test_ours_are_all_there_but_for_the_command_line(manifest: dict[str, Any], name: str) -> None:
    with opened(manifest, name) as archive:
        names = set(archive.namelist())
    folder = archives.folder_of(name)
    modules = {f"{folder}{path.stem}.pyc" for path in (tools.PACKAGE / "src" / folder).glob("*.py")}
    assert modules - names <= {f"{folder}{command}c" for command in archives.COMMANDS}
    assert modules & names
    assert not [one for one in names if one.endswith("cli.pyc")]
    assert f"{folder}{name}.json" in names


def test_lists_have_what_files_are_read_by(manifest: dict[str, Any]) -> None:
    with opened(manifest, archives.LISTS) as archive:
        names = set(archive.namelist())
    assert {"csv.pyc", "encodings/gb18030.pyc", "encodings/cp437.pyc"} <= names


@pytest.mark.parametrize("name", LIBRARIES)
def test_licences_travel_along(manifest: dict[str, Any], name: str) -> None:
    with opened(manifest, name) as archive:
        texts = [file for file in archive.namelist() if "/LICEN" in file]
        folders = {file.split("/")[0] for file in texts}
        assert folders == {
            archives.NAMES.get(one, one.replace("-", "_")) for one in archives.ARCHIVES[name]
        }
        assert all(b"opyright" in archive.read(file) for file in texts if file.endswith("rst"))
        assert not [file for file in archive.namelist() if file.endswith(".py")]


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (["a.pyc", "b/__init__.pyc", "b/c.pyc"], []),
        (["encodings/gbk.pyc"], ["encodings"]),
        (["b/__init__.pyc", "b/c/d.pyc", "b/data.json", "e/data.json"], ["b.c"]),
        (["k/lists/__init__.pyc", "k/lists/a.pyc"], ["k"]),
    ],
)
def test_packages_that_begin_elsewhere_are_told(names: Sequence[str], parts: Sequence[str]) -> None:
    assert archives.parts(names) == parts


ADDS = """
import sys
from keep_or_cancel import browser

def attempt(look):
    try:
        return look()
    except (ImportError, LookupError) as error:
        return type(error).__name__

def later():
    from keep_or_cancel.later import told
    return told

looks = (later, lambda: "x".encode("later"))
print([attempt(look) for look in looks])
browser.add_archive(sys.argv[1], ["encodings", "keep_or_cancel"])
print([attempt(look) for look in looks])
"""
CODEC = """
import codecs
def getregentry():
    return codecs.CodecInfo(lambda text, errors="": (b"later", len(text)), None, name="later")
"""


def test_what_was_looked_for_in_vain_is_found_once_its_archive_is_there(tmp_path: Path) -> None:
    archive = tmp_path / "later.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("keep_or_cancel/later.py", "told = 'here'")
        made.writestr("encodings/later.py", CODEC)
    done = subprocess.run(
        [sys.executable, "-c", ADDS, archive], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "['ModuleNotFoundError', 'LookupError']",
        "['here', b'later']",
    ]
