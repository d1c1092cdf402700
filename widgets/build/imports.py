"""What the browser's Python lacks is missed here, at build, and not by a reader."""

from __future__ import annotations

import ast
import sys
import zipfile
from collections.abc import Collection, Iterator
from importlib.machinery import FrozenImporter
from importlib.util import resolve_name
from pathlib import Path

from widgets.build.tools import BuildError


def imported(source: str, package: str = "") -> Iterator[str]:
    """Yield each module that `source` imports, anywhere in it, and each name out of a module.

    Of `from a import b` only a look at the library tells whether `a.b` is a module. `package` is
    the one that `from . import b` is out of.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = resolve_name("." * node.level + module, package)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def file_of(module: str, files: Collection[str]) -> str | None:
    """Return the one of `files` ("json/decoder.py") that holds `module`, if any does."""
    path = module.replace(".", "/")
    return next((name for name in (f"{path}/__init__.py", f"{path}.py") if name in files), None)


def lacking(folder: Path, stdlib: Path, keep: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each kept module of a folder's packages with a module it imports that is not kept.

    `stdlib` is the runtime's whole library, `keep` names the sources that are sent
    ("json/decoder.py"). What a kept module of the library imports is kept with it: the list is of
    what was loaded.
    """
    with zipfile.ZipFile(stdlib) as archive:
        library = {name.replace(".pyc", ".py") for name in archive.namelist()}
    own = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}
    for name in sorted(own & set(keep)):
        package = name.rpartition("/")[0].replace("/", ".")
        for module in imported((folder / name).read_text(encoding="utf-8"), package):
            if FrozenImporter.find_spec(module):
                continue  # in the interpreter itself
            file = file_of(module, library | own)
            known = file or module.split(".")[0] in sys.stdlib_module_names
            if (file and file not in keep) or not (known or _is_name(module, library | own)):
                yield name, module


def check_imports(folder: Path, stdlib: Path, keep: Collection[str]) -> None:
    """Raise `BuildError` if a kept module of the package imports one that is not kept."""
    for name, module in lacking(folder, stdlib, keep):
        raise BuildError(
            f"{name} imports {module}, which the browser's Python is sent without: run `make trim`"
        )


def _is_name(module: str, files: Collection[str]) -> bool:
    """Return whether this is a name out of a module that is there."""
    return file_of(module.rpartition(".")[0], files) is not None
