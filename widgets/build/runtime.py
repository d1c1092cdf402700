"""The self-hosted Python: Pyodide as released, and one archive of the modules the browser needs."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import marshal
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from guide.compile import ENGINE_DATA, LISTS_DATA, PAPERS_DATA
from widgets import cache
from widgets.build.imports import check_imports
from widgets.build.tools import PACKAGE, ROOT, BuildError, integrity, run

# By archive, the modules in it: of PYTHON, which all begin with, and of those in archives.py.
KEEP = ROOT / "widgets/modules_keep.json"
PYTHON = "python"
PYODIDE = ROOT / "node_modules/pyodide"
MAGIC_SCRIPT = ROOT / "widgets/magic_number.py"
NODE_RUNNER = ROOT / "widgets/node_python.mjs"


@dataclass(frozen=True)
class Runtime:
    """What must move together: the npm release, its lock's `info` block, the host's Python."""

    pyodide: str
    info: Mapping[str, str]
    python: tuple[int, int]


# The one place to change when the runtime moves.
RUNTIME = Runtime(
    pyodide="0.29.5",
    info={
        "abi_version": "2025_0",
        "arch": "wasm32",
        "platform": "emscripten_4_0_9",
        "python": "3.13.2",
    },
    python=(3, 13),
)
# No module: stock servers know no .mjs, and browsers run no module that has another type.
RELEASED = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm")
ARCHIVE = f"{PYTHON}.zip"
# 1980-01-01: the earliest time a zip entry can hold. Makes wheels and byte code reproducible.
EPOCH = "315532800"
# Magic number, flags, hash of the source: https://peps.python.org/pep-0552/
PYC_HEADER = 16
# "No line" for eight instructions of two bytes, as a table of places writes it:
# https://github.com/python/cpython/blob/3.13/InternalDocs/code_objects.md
NO_PLACE = b"\xff"
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def package_files() -> list[Path]:
    """Return the files of the Python package that end in the wheel or decide how it is built.

    The compiled guide, which goes in too, is not among them. What lists and letters need of it
    stays out: the check reads none of it.
    """
    compiled = {data.name for data in (ENGINE_DATA, LISTS_DATA, PAPERS_DATA)}
    return [
        path
        for path in sorted([*PACKAGE.glob("*"), *PACKAGE.glob("src/**/*")])
        if path.is_file() and path.suffix != ".pyc" and path.name not in compiled
    ]


def check_runtime() -> None:
    """Raise `BuildError` unless host, npm package and `RUNTIME` belong together."""
    if sys.version_info[:2] != RUNTIME.python:
        raise BuildError(
            f"the byte code must be compiled by Python {RUNTIME.python[0]}.{RUNTIME.python[1]}, "
            f"this is {sys.version.split()[0]}"
        )
    package_json = PYODIDE / "package.json"
    if not package_json.exists():
        raise BuildError(f"{PYODIDE.relative_to(ROOT)} is missing: run `npm ci`")
    version = json.loads(package_json.read_text())["version"]
    if version != RUNTIME.pyodide:
        raise BuildError(f"pyodide {version} is installed, RUNTIME names {RUNTIME.pyodide}")
    info = json.loads((PYODIDE / "pyodide-lock.json").read_text())["info"]
    if info != RUNTIME.info:
        raise BuildError(f"the info block of pyodide {version} is {info}, not {RUNTIME.info}")


def check_magic() -> None:
    """Raise `BuildError` unless the host's byte code is of the runtime's kind."""
    runtime = run("node", NODE_RUNNER, PYODIDE, "-", MAGIC_SCRIPT).strip()
    host = importlib.util.MAGIC_NUMBER.hex()
    if runtime != host:
        raise BuildError(
            f"byte code of this Python {sys.version.split()[0]} has magic number {host}, "
            f"Pyodide {RUNTIME.pyodide} reads {runtime}: it would not start in the browser"
        )


def build_wheel(into: Path) -> Path:
    """Build the wheel of the package in `into` and return its path."""
    # From a copy: there the package's build hook takes the guide as it is compiled already.
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / PACKAGE.name
        for path in package_files():
            target = source / path.relative_to(PACKAGE)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        shutil.copy(ENGINE_DATA, source / "src/keep_or_cancel")
        run(
            *(sys.executable, "-m", "hatchling", "build", "--target", "wheel"),
            *("--directory", into),
            cwd=source,
            env={"SOURCE_DATE_EPOCH": EPOCH},
        )
    (wheel,) = into.glob("*.whl")
    return wheel


def compile_archives(folder: Path) -> None:
    """Turn the sources in the wheels and zips of `folder` into optimised byte code, in place."""
    run(
        *(sys.executable, "-m", "pyodide_cli", "py-compile", "--silent"),
        *("--compression-level", "0", folder),
        env={"SOURCE_DATE_EPOCH": EPOCH, "PYTHONOPTIMIZE": "2"},
    )


def without_lines(module: bytes) -> bytes:
    """Return a .pyc file without its line numbers.

    They are a third of the library's bytes on the wire; the package's own modules keep theirs, so
    that a report of an error says where.
    """
    header, content = module[:PYC_HEADER], module[PYC_HEADER:]
    whole: CodeType = marshal.loads(content)  # compiled here
    # Not an empty table: of that, Python could not tell where an error came from, nor what it is.
    # One for all of a module, as long as its longest code needs: it is stored once.
    table = NO_PLACE * (max(len(code.co_code) for code in codes(whole)) // 16 + 1)

    def bare(code: CodeType) -> CodeType:
        inner = (bare(one) if isinstance(one, CodeType) else one for one in code.co_consts)
        return code.replace(co_linetable=table, co_consts=tuple(inner))

    return header + marshal.dumps(bare(whole))


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield `code` and the code of all functions and classes in it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from codes(one)


def compiled_stdlib() -> Path:
    """Return the runtime's standard library as byte code, without line numbers.

    Made once, and checked against the host.
    """
    source = PYODIDE / "python_stdlib.zip"
    compiler = importlib.metadata.version("pyodide-build")

    def make(target: Path) -> None:
        check_magic()
        copy = Path(shutil.copy(source, target.parent))
        compile_archives(target.parent)
        with zipfile.ZipFile(copy) as full, zipfile.ZipFile(target, "w") as archive:
            for name in full.namelist():
                content = full.read(name)
                bare = without_lines(content) if name.endswith(".pyc") else content
                archive.writestr(name, bare)

    return cache.kept("stdlib.zip", [source, Path(__file__), compiler, sys.version], make)


def compiled_wheel(into: Path) -> Path:
    """Build the wheel of the package in `into`, its modules as byte code; return its path."""
    build_wheel(into)
    compile_archives(into)
    (wheel,) = into.glob("*.whl")
    return wheel


def merge(target: Path, stdlib: Path, wheel: Path, keep: Iterable[str]) -> None:
    """Write one uncompressed archive: of both, the modules in `keep`; of the wheel, its data too.

    `keep` names sources ("json/decoder.py"). Names are sorted and times fixed, so equal inputs give
    equal bytes.
    """
    kept = {re.sub(r"\.py$", ".pyc", name) for name in keep}
    entries: dict[str, bytes] = {}
    for path in (stdlib, wheel):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                is_data = path == wheel and not name.endswith((".pyc", "/"))
                if name not in kept and (not is_data or ".dist-info/" in name):
                    continue
                if name in entries:
                    raise BuildError(f"both the standard library and the wheel hold {name}")
                entries[name] = archive.read(name)
    if missing := sorted(kept - entries.keys()):
        raise BuildError(f"{KEEP.name} names what there is not: {missing}")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), entries[name])


def runtime_inputs() -> list[Path]:
    """Return what decides, besides the compiled guide, what the runtime folder holds."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    return [*package_files(), *code, PYODIDE / "package.json", KEEP]


def build_runtime(out: Path) -> dict[str, Any]:
    """Write the runtime folder into `out`; return its entry in the manifest."""
    keep = json.loads(KEEP.read_text())[PYTHON]
    stdlib = compiled_stdlib()
    check_imports(PACKAGE / "src", stdlib, keep)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / ARCHIVE
        merge(archive, stdlib, compiled_wheel(Path(folder)), keep)
        contents = {name: (PYODIDE / name).read_bytes() for name in RELEASED}
        contents[ARCHIVE] = archive.read_bytes()
    total = hashlib.sha256("".join(map(integrity, contents.values())).encode()).hexdigest()
    target = out / f"runtime-{total[:8]}"
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for name, content in contents.items():
        (target / name).write_bytes(content)
    return {
        "dir": f"{target.name}/",
        "pyodide": RUNTIME.pyodide,
        "info": dict(RUNTIME.info),
        "files": {
            name: {"integrity": integrity(content), "bytes": len(content)}
            for name, content in contents.items()
        },
    }
