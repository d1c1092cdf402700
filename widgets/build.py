"""Builds what the self-check loads: hashed web files, data, and the self-hosted Python runtime.

`python -m widgets.build [OUT]` or `build(out)`. Every file name carries a hash of its content, so
a browser may keep a file for ever; `manifest.json` names them all and is written last. A second
run on unchanged inputs does nothing.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import marshal
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parent.parent
OUT = ROOT / "build/widget"
CACHE = ROOT / "build/cache"
PACKAGE = ROOT / "widgets/keep_or_cancel"
WEB = ROOT / "widgets/web"
KEEP = ROOT / "widgets/modules_keep.json"
# Names the release of all that comes from npm, the runtime's, the bundler's and the slimmer's.
PACKAGES = ROOT / "package-lock.json"
PYODIDE = ROOT / "node_modules/pyodide"
MAGIC_SCRIPT = ROOT / "widgets/magic_number.py"
NODE_RUNNER = ROOT / "widgets/node_python.mjs"
SLIMMER = ROOT / "widgets/slim.mjs"
ESBUILD = ROOT / "node_modules/.bin/esbuild"


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
LANGUAGES = ("zh", "en")
LOADER = "pyodide.mjs"
SLIM_FILES = ("pyodide.asm.js", "pyodide.asm.wasm")
ARCHIVE = "python.zip"
MANIFEST = "manifest.json"
# 1980-01-01: the earliest time a zip entry can hold. Makes wheels and byte code reproducible.
EPOCH = "315532800"
# Magic number, flags, hash of the source: https://peps.python.org/pep-0552/
PYC_HEADER = 16
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class BuildError(Exception):
    """The widget cannot be built; the message says what to change."""


def digest(paths: Iterable[Path], *words: str) -> str:
    """Return a sha256 over names and contents of `paths` and over `words`."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(f"\0{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def integrity(content: bytes) -> str:
    """Return the `integrity` value of `content`, as browsers check it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def hashed_name(name: str, content: bytes) -> str:
    """Return `name` with eight hex digits of its content's hash before the ending."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}{dot}{ending}"


def compact(data: Any) -> bytes:
    """Return `data` as JSON without needless bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def run(*command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run `command`, return its standard output; raise `BuildError` with what it said."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            env={**os.environ, **(env or {})},
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]}: not found; it is needed to build the widget") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise BuildError(f"{' '.join(map(str, command))}\nended with {done.returncode}: {said}")
    return done.stdout


# --- Python: wheel, byte code, one archive -------------------------------------------------------


def package_files(package: Path) -> list[Path]:
    """Return the files of the Python package that end in the wheel or decide how it is built."""
    return [
        path
        for path in [*package.glob("*"), *package.glob("src/**/*")]
        if path.is_file() and "__pycache__" not in path.parts and ".egg-info" not in str(path)
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


def build_wheel(package: Path, into: Path) -> Path:
    """Build the wheel of `package` in `into` and return its path."""
    # From a copy: there the package's build hook takes the guide as it is compiled already.
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        source = Path(folder) / package.name
        for path in package_files(package):
            target = source / path.relative_to(package)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
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

    def bare(code: CodeType) -> CodeType:
        inner = (bare(one) if isinstance(one, CodeType) else one for one in code.co_consts)
        return code.replace(co_linetable=b"", co_consts=tuple(inner))

    header, code = module[:PYC_HEADER], module[PYC_HEADER:]
    return header + marshal.dumps(bare(marshal.loads(code)))  # compiled here


def compiled_stdlib() -> Path:
    """Return the runtime's standard library as byte code, without line numbers.

    Made once, and checked against the host.
    """
    source = PYODIDE / "python_stdlib.zip"
    compiler = importlib.metadata.version("pyodide-build")
    made = CACHE / f"stdlib-{digest([source, Path(__file__)], compiler, sys.version)[:16]}.zip"
    if not made.exists():
        check_magic()
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            copy = Path(shutil.copy(source, folder))
            compile_archives(Path(folder))
            bare = Path(folder) / "bare.zip"
            with zipfile.ZipFile(copy) as full, zipfile.ZipFile(bare, "w") as archive:
                for name in full.namelist():
                    content = full.read(name)
                    archive.writestr(
                        name, without_lines(content) if name.endswith(".pyc") else content
                    )
            bare.replace(made)
    return made


def compiled_wheel(package: Path) -> bytes:
    """Return the wheel of `package`, its modules as byte code."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        build_wheel(package, Path(folder))
        compile_archives(Path(folder))
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.read_bytes()


def merge(target: Path, stdlib: Path, wheel: Path, keep: Iterable[str]) -> None:
    """Write one uncompressed archive: of both, the modules in `keep`; of the wheel, its data too.

    `keep` names sources ("json/decoder.py"). Names are sorted and times fixed, so equal inputs give
    equal bytes.
    """
    wanted = {re.sub(r"\.py$", ".pyc", name) for name in keep}
    entries: dict[str, bytes] = {}
    for path in (stdlib, wheel):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                is_data = path == wheel and not name.endswith((".pyc", "/"))
                if name not in wanted and (not is_data or ".dist-info/" in name):
                    continue
                if name in entries:
                    raise BuildError(f"both the standard library and the wheel hold {name}")
                entries[name] = archive.read(name)
    if missing := sorted(wanted - entries.keys()):
        raise BuildError(f"{KEEP.name} names what there is not: {missing}")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(entries):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), entries[name])


def slim_runtime() -> Path:
    """Return a folder with `SLIM_FILES` less what only compiled packages need; made once."""
    made = CACHE / f"runtime-{digest([SLIMMER, PACKAGES])[:16]}"
    if not made.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            whole = Path(folder) / made.name
            whole.mkdir()
            run("node", SLIMMER, PYODIDE, whole)
            whole.rename(made)
    return made


def build_runtime(out: Path, package: Path) -> dict[str, Any]:
    """Write the runtime folder into `out`; return its entry in the manifest."""
    keep = json.loads(KEEP.read_text())
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        made = Path(folder)
        shutil.copyfile(PYODIDE / LOADER, made / LOADER)
        slim = slim_runtime()
        for name in SLIM_FILES:
            shutil.copyfile(slim / name, made / name)
        wheel = made / "package.whl"
        wheel.write_bytes(compiled_wheel(package))
        merge(made / ARCHIVE, compiled_stdlib(), wheel, keep)
        contents = {n: (made / n).read_bytes() for n in (LOADER, *SLIM_FILES, ARCHIVE)}
        total = hashlib.sha256("".join(map(integrity, contents.values())).encode()).hexdigest()
        target = out / f"runtime-{total[:8]}"
        if target.exists():
            shutil.rmtree(target)
        target.mkdir(parents=True)
        for name in contents:
            shutil.copyfile(made / name, target / name)
    return {
        "dir": f"{target.name}/",
        "pyodide": RUNTIME.pyodide,
        "info": dict(RUNTIME.info),
        "files": {
            name: {"integrity": integrity(content), "bytes": len(content)}
            for name, content in contents.items()
        },
    }


# --- data: the graph and the words ---------------------------------------------------------------


def guide_files() -> list[Path]:
    """Return what the compiled guide is made from."""
    folder = ROOT / "guide"
    return [*folder.glob("data/*.yaml"), *folder.glob("*.py")]


def compile_data() -> dict[str, Any]:
    """Compile the shared data into the package; return it. Raises GuideError on bad data."""
    from guide import compile_guide, load
    from guide.compile import write

    guide = load()
    write(guide)
    return compile_guide(guide)


def family_colours() -> str:
    """Return the stylesheet that gives each family of outcomes its colour."""
    from guide import load
    from guide.palette import stylesheet

    return stylesheet(load().outcomes.families)


def export_graph(package: Path) -> dict[str, Any]:
    """Return the decision graph, made by the package in a fresh process."""
    source = "import json, keep_or_cancel.graph as g; print(json.dumps(g.export()))"
    graph: dict[str, Any] = json.loads(
        run(sys.executable, "-c", source, env={"PYTHONPATH": str(package / "src")})
    )
    return graph


def read_by(cases: Iterable[Mapping[str, Any]], outcome: Mapping[str, Any]) -> set[str]:
    """Return the variables read by those of `cases` that can hold where `outcome` is reached."""
    return {
        name
        for case in cases
        if outcome["id"] in case.get("outcome", [outcome["id"]])
        and outcome["family"] in case.get("family", [outcome["family"]])
        for name in case
    }


def followed_up(data: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the questions that cannot change `outcome` but what is said with it.

    `completes`: those its blockers and checklists read; `follow_up`: also those which advice that
    may go with it and costs read.
    """
    rules = [rule for rule in data["rules"] if rule["outcome"] == outcome["id"]]
    lists = [
        case
        for checklist in data["checklists"]
        if outcome["id"] in checklist["outcomes"]
        for entry in checklist["entries"]
        for case in entry.get("when", [])
    ]
    if any("blockers" in case for rule in rules for case in rule["when"]):
        lists += [case for blocker in data["blockers"] for case in blocker.get("when", [])]
    beside = [
        *(case for advice in data["advice"] for case in advice["when"]),
        *(case for cost in data["costs"] for case in cost.get("when", [])),
        *(case for factor in data["cost_factors"].values() for case in factor.get("zero_when", [])),
    ]
    completes = read_by(lists, outcome)
    follow_up = completes | read_by(beside, outcome)
    for effective in data["effective"]:
        if effective["question"] in follow_up:
            follow_up |= {name for case in effective["when"] for name in case}
    order = [question["id"] for question in data["questions"]]
    return {
        "completes": [name for name in order if name in completes],
        "follow_up": [name for name in order if name in follow_up],
    }


def icon(name: str) -> str:
    """Return an icon of the theme's bundled set as inline SVG, without a title of its own."""
    import material

    path = Path(material.__file__).parent / "templates/.icons" / f"{name}.svg"
    if not path.exists():
        raise BuildError(f"the theme has no icon {name!r}")
    svg = path.read_text(encoding="utf-8").strip()
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def words(data: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return what the element itself says in `lang`: interface words, names, outcome texts."""

    def pick(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
        return {key: entry[key][lang] for key in keys if key in entry}

    return {
        "ui": {
            name: text[lang] for name, text in data["ui"].items() if not name.startswith("embed_")
        },
        "paragraphs": {
            paragraph["id"]: {
                "title": paragraph["title"][lang],
                "href": ("" if paragraph["page"] == "index" else f"{paragraph['page']}/")
                + f"#{paragraph['anchor']}",
            }
            for paragraph in data["paragraphs"]
        },
        "questions": [
            {
                "id": question["id"],
                "first_round": question["first_round"],
                **pick(question, "title", "short"),
                "values": {value["id"]: value["label"][lang] for value in question["values"]},
            }
            for question in data["questions"]
        ],
        "months": {
            "min": data["horizon"]["minimum"],
            "max": data["units"]["months"]["maximum"],
        },
        "days": {"min": data["days"]["first"], "max": data["days"]["last"]},
        "factors": {name: factor["label"][lang] for name, factor in data["cost_factors"].items()},
        "families": {
            family["id"]: {**pick(family, "title", "reads_as"), "icon": icon(family["icon"])}
            for family in data["families"]
        },
        "outcomes": {
            outcome["id"]: {
                "family": outcome["family"],
                **pick(outcome, "title", "verdict", "applies", "next", "avoid"),
                **followed_up(data, outcome),
            }
            for outcome in data["outcomes"]
        },
    }


# --- web files -----------------------------------------------------------------------------------


class WebFiles:
    """Writes files under content-hashed names."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def add(self, name: str, content: bytes) -> dict[str, Any]:
        """Write `content` and return its entry: file name, integrity and size in bytes."""
        hashed = hashed_name(name, content)
        (self.out / hashed).write_bytes(content)
        return {"file": hashed, "integrity": integrity(content), "bytes": len(content)}

    def add_module(self, name: str, **data: Any) -> str:
        """Write a module and all it imports as one file; return its hashed name.

        One request instead of a chain of them is what a slow or filtered line needs. `data` is
        what the module imports as "built:NAME".
        """
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            given = []
            for key, value in data.items():
                path = Path(folder) / f"{key}.json"
                path.write_bytes(compact(value))
                given.append(f"--alias:built:{key}={path}")
            content = run(
                *(ESBUILD, WEB / name, "--bundle", "--format=esm", "--minify"),
                *("--charset=utf8", "--target=es2022", "--log-level=warning", *given),
            )
        return str(self.add(name, content.encode())["file"])


def build_embed(files: WebFiles) -> dict[str, Any]:
    """Write what other sites load, and the page that shows how; return its manifest entry."""
    content = (WEB / "embed.js").read_bytes()
    # Pages of other sites name it: this name stays, whatever is in the file.
    (files.out / "embed.js").write_bytes(content)
    names = {
        key: files.add(name, (WEB / name).read_bytes())["file"]
        for key, name in (
            ("frame", "embed-frame.js"),
            ("style", "embed.css"),
            ("builder_style", "embed-builder.css"),
        )
    }
    return {
        "name": "embed.js",
        "script": files.add("embed.js", content),
        "builder": files.add_module("embed-builder.js"),
        **names,
    }


def build_web(
    out: Path, data: Mapping[str, Any], package: Path, runtime: Mapping[str, Any]
) -> dict[str, Any]:
    """Write the element, the worker, the styles and the data; return their manifest entries."""
    files = WebFiles(out)
    graph = files.add("graph.json", compact(export_graph(package)))
    texts = {
        lang: files.add(f"texts.{lang}.json", compact(words(data, lang))) for lang in LANGUAGES
    }
    worker = files.add_module("worker.js")
    own = (WEB / "keep-or-cancel.css").read_bytes()
    style = files.add("keep-or-cancel.css", family_colours().encode() + own)["file"]
    config = {
        "version": data["meta"]["rules_version"],
        "date": data["meta"]["rules_date"],
        "review_by": data["meta"]["review_by"],
        "worker": worker,
        "style": style,
        "graph": graph,
        "texts": texts,
        "runtime": {key: runtime[key] for key in ("dir", "info", "files")},
    }
    return {
        "version": config["version"],
        "embed": build_embed(files),
        "element": files.add_module("keep-or-cancel.js", config=config),
        "style": style,
        "worker": worker,
        "graph": graph,
        "texts": texts,
    }


# --- the whole -----------------------------------------------------------------------------------


def inputs(package: Path) -> str:
    """Return a digest of everything the widget is made from."""
    own = [path for path in package_files(package) if path.name != "guide.json"]
    return digest([*own, *guide_files(), *WEB.iterdir(), *runtime_files()], sys.version)


def runtime_files() -> list[Path]:
    """Return what, besides the package, decides what the runtime folder holds."""
    return [Path(__file__), SLIMMER, PACKAGES, KEEP]


def complete(out: Path, manifest: Mapping[str, Any]) -> bool:
    """Return whether everything the manifest names is there."""
    runtime = manifest["runtime"]
    named = [manifest[key] for key in ("element", "style", "worker")]
    named += [entry["file"] for entry in (manifest["graph"], *manifest["texts"].values())]
    embed = manifest["embed"]
    named += [embed["script"]["file"], *(name for name in embed.values() if isinstance(name, str))]
    named += [runtime["dir"] + name for name in runtime["files"]]
    return all((out / name).exists() for name in named)


def build(out: Path = OUT, package: Path = PACKAGE) -> dict[str, Any]:
    """Fill `out` and return its manifest; do nothing where the inputs are those of last time.

    Raises BuildError, or GuideError where the shared data is wrong; `out` then stays as it was.
    """
    check_runtime()
    out.mkdir(parents=True, exist_ok=True)
    # Two builds at once, say a server and a test run, would tread on each other.
    with (out.parent / f".{out.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build(out, package)


def _build(out: Path, package: Path) -> dict[str, Any]:
    now = inputs(package)
    path = out / MANIFEST
    before: dict[str, Any] | None = json.loads(path.read_text()) if path.exists() else None
    # Another version of this file may have meant other things by the same keys.
    builder = digest([Path(__file__)])
    if before and (before.get("builder") != builder or not complete(out, before)):
        before = None
    if before and before["inputs"] == now:
        return before

    data = compile_data()
    compiled = digest([*package_files(package), *runtime_files()], sys.version)
    if before and before["runtime"]["inputs"] == compiled:
        runtime = before["runtime"]
    else:
        runtime = {**build_runtime(out, package), "inputs": compiled}
    manifest = {
        **build_web(out, data, package, runtime),
        "runtime": runtime,
        "inputs": now,
        "builder": builder,
    }
    part = path.with_suffix(".part")
    part.write_text(json.dumps(manifest, indent=2) + "\n")
    part.replace(path)
    sweep(out, manifest)
    return manifest


def sweep(out: Path, manifest: Mapping[str, Any]) -> None:
    """Remove what earlier builds left in `out`."""
    named = json.dumps(manifest)
    for path in out.iterdir():
        if path.name != MANIFEST and path.name not in named:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def main(argv: list[str] | None = None) -> int:
    """Build into the folder given; return 0, or 1 with the reason on standard error."""
    from guide import GuideError

    parser = argparse.ArgumentParser(prog="python -m widgets.build", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=OUT)
    arguments = parser.parse_args(argv)
    try:
        manifest = build(arguments.out)
    except (BuildError, GuideError) as error:
        print(error, file=sys.stderr)
        return 1
    total = sum(entry["bytes"] for entry in manifest["runtime"]["files"].values())
    print(f"{arguments.out}: {manifest['element']}, {manifest['runtime']['dir']} ({total:,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
