"""What the browser's Python gets later, where it is needed: lists, letters, and their libraries.

Each archive holds byte code as Python's own does, under a name with the hash of its content.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import sys
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from guide.compile import LISTS_DATA, PAPERS_DATA
from widgets import cache
from widgets.build.imports import check_imports
from widgets.build.runtime import (
    KEEP,
    PYTHON,
    compile_archives,
    compiled_stdlib,
    merge,
    package_files,
    without_lines,
)
from widgets.build.tools import PACKAGE, hashed_name, integrity

# Packages of ours: with the archive of that name all their modules are there, but for those of the
# command line, and the data they read.
LISTS, PAPERS = "lists", "papers"
OURS: Mapping[str, Path] = {PAPERS: PAPERS_DATA, LISTS: LISTS_DATA}
COMMANDS = ("cli.py", "letter_cli.py")
# By archive, the distributions in it: requirements.txt has their versions and hashes.
ARCHIVES: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(OURS, ()),
    "openpyxl": ("openpyxl", "et-xmlfile"),
    "xlrd": ("xlrd",),
    "xlsxwriter": ("xlsxwriter",),
    # Of time zones it needs none: all days are whole, and the one time is said to be UTC.
    "icalendar": ("icalendar", "python-dateutil"),
}
# Packages that go by another name than their distribution.
NAMES: Mapping[str, str] = {"python-dateutil": "dateutil"}
LICENCE = re.compile(r"\.dist-info/(licenses/)?LICEN[CS]E")


def folder_of(archive: str) -> str:
    """Return where the modules of one of OURS lie."""
    return f"keep_or_cancel/{archive}/"


def gather(archive: str) -> dict[str, bytes]:
    """Return by name what of ours and of others an archive is made of: sources, data, licences."""
    if data := OURS.get(archive):
        source, folder = PACKAGE / "src", folder_of(archive)
        ours = [path for path in package_files() if path.is_relative_to(source / folder)]
        files = {path.relative_to(source).as_posix(): path for path in ours}
        files[folder + data.name] = data
        for name in COMMANDS:
            files.pop(folder + name, None)
    else:
        files = dict(file for name in ARCHIVES[archive] for file in _installed(name))
    return {name: path.read_bytes() for name, path in sorted(files.items())}


def _installed(distribution: str) -> list[tuple[str, Path]]:
    """Return name and place of a distribution's modules and of its licence, beside them."""
    found = importlib.metadata.files(distribution) or []
    package = NAMES.get(distribution, distribution.replace("-", "_"))
    files = {
        f"{file}": file
        for file in found
        if file.suffix == ".py" and file.parts[0] == package and "tests" not in file.parts
    }
    files |= {f"{package}/{file.name}": file for file in found if LICENCE.search(f"{file}")}
    return [(name, Path(str(file.locate()))) for name, file in files.items()]


def compiled(archive: str) -> Path:
    """Return the zip of what `gather` gives, its modules as byte code.

    Those of others are without line numbers, like the standard library's.
    """
    entries = gather(archive)
    hashes = [f"{name} {hashlib.sha256(entry).hexdigest()}" for name, entry in entries.items()]

    def make(target: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / f"{archive}.zip"
            _write(copy, entries)
            compile_archives(Path(folder))
            with zipfile.ZipFile(copy) as full:
                modules = {name: full.read(name) for name in full.namelist()}
        bare = bytes if archive in OURS else without_lines
        _write(
            target,
            {
                name: bare(entry) if name.endswith(".pyc") else entry
                for name, entry in modules.items()
            },
        )

    code = [Path(__file__), Path(__file__).with_name("runtime.py")]
    compiler = importlib.metadata.version("pyodide-build")
    return cache.kept(f"{archive}.zip", [*hashes, *code, compiler, sys.version], make)


def _write(target: Path, entries: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)


def parts(names: Sequence[str]) -> list[str]:
    """Return the packages whose first module is not among `names`, though modules in them are."""
    modules = {PurePosixPath(name) for name in names if name.endswith(".pyc")}
    folders = {folder for module in modules for folder in module.parents if folder.name}
    heads = {module.parent for module in modules if module.name == "__init__.pyc"}
    return sorted(".".join(folder.parts) for folder in folders - heads)


def archive_inputs() -> list[Path | str]:
    """Return what decides, besides the code and the package, what the archives hold."""
    names = [name for archive in ARCHIVES.values() for name in archive]
    return [*OURS.values(), *(f"{name} {importlib.metadata.version(name)}" for name in names)]


def build_archives(out: Path) -> dict[str, dict[str, Any]]:
    """Write the archives into `out`; return their entries in the manifest by name."""
    keep = json.loads(KEEP.read_text())
    stdlib = compiled_stdlib()
    entries = {}
    with tempfile.TemporaryDirectory() as folder:
        for archive in ARCHIVES:
            modules = [*keep[archive]]
            if archive in OURS:
                modules += [name for name in gather(archive) if name.endswith(".py")]
                check_imports(PACKAGE / "src", stdlib, [*keep[PYTHON], *modules])
            target = Path(folder) / f"{archive}.zip"
            merge(target, stdlib, compiled(archive), modules)
            content = target.read_bytes()
            with zipfile.ZipFile(target) as made:
                names = made.namelist()
            file = hashed_name(target.name, content)
            (out / file).write_bytes(content)
            entries[archive] = {
                "file": file,
                "integrity": integrity(content),
                "bytes": len(content),
                "parts": parts(names),
            }
    return entries
