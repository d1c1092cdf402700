"""Builds what the self-check loads: hashed web files, data, and the self-hosted Python runtime.

`python -m widgets.build [OUT]` or `build(out)`. Every file name carries a hash of its content, so
a browser may keep a file for ever; `manifest.json` names them all and is written last. A second
run on unchanged inputs does nothing.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from guide import load
from guide.compile import ENGINE_DATA, write
from guide.edition import LANGUAGES, Edition
from guide.prose.pages import read_all
from widgets.build.archives import archive_inputs, build_archives
from widgets.build.runtime import build_runtime, check_runtime, runtime_inputs
from widgets.build.tools import ROOT, WEB, BuildError, browsers
from widgets.build.web import build_web
from widgets.cache import digest

__all__ = ["MANIFEST", "OUT", "BuildError", "build"]

OUT = ROOT / "build/widget"
MANIFEST = "manifest.json"
# Names its release.
BUNDLER = ROOT / "node_modules/esbuild/package.json"


def inputs(editions: Sequence[Edition]) -> str:
    """Return a digest of everything the widget is made from: of the pages, their addresses."""
    guide = ROOT / "guide"
    book = [edition.place(*entry) for edition in editions for entry in edition.entries()]
    data = [*sorted(guide.glob("data/*.yaml")), *sorted(guide.glob("*.py"))]
    return digest(
        [
            *runtime_inputs(),
            *data,
            *sorted(path for path in WEB.rglob("*") if path.is_file()),
            BUNDLER,
            browsers(),
            repr(book),
            sys.version,
        ]
    )


def complete(out: Path, manifest: Mapping[str, Any]) -> bool:
    """Return whether everything the manifest names is there."""
    runtime = manifest["runtime"]
    scripts = ("element", "plan_view", "worker", "copy_worker")
    styles = ("style", "list_style", "dates_style", "papers_style")
    named = [manifest[key] for key in (*scripts, *styles)]
    data = (manifest["graph"], *manifest["texts"].values(), *manifest["plans"].values())
    named += [entry["file"] for entry in data]
    named += [*manifest["modules"].values(), *manifest["apps"].values()]
    embed = manifest["embed"]
    named += [embed["script"]["file"], *(name for name in embed.values() if isinstance(name, str))]
    named += [runtime["dir"] + name for name in runtime["files"]]
    named += [entry["file"] for entry in manifest["archives"].values()]
    return all((out / name).exists() for name in named)


def build(out: Path = OUT) -> dict[str, Any]:
    """Fill `out` and return its manifest; do nothing where the inputs are those of last time.

    Raises BuildError, or GuideError where the shared data is wrong; `out` then stays as it was.
    """
    check_runtime()
    out.mkdir(parents=True, exist_ok=True)
    # Two builds at once, say a server and a test run, would tread on each other.
    with (out.parent / f".{out.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build(out)


def _build(out: Path) -> dict[str, Any]:
    guide = load()
    editions = [Edition(guide, lang, read_all(lang)) for lang in LANGUAGES]
    now = inputs(editions)
    path = out / MANIFEST
    before: dict[str, Any] | None = json.loads(path.read_text()) if path.exists() else None
    # Another version of this package may have meant other things by the same keys.
    builder = digest(sorted(Path(__file__).parent.glob("*.py")))
    if before and (before.get("builder") != builder or not complete(out, before)):
        before = None
    if before and before["inputs"] == now and ENGINE_DATA.exists():
        return before

    write(guide)
    compiled = digest([*runtime_inputs(), ENGINE_DATA, *archive_inputs(), sys.version])
    if before and before["runtime"]["inputs"] == compiled:
        runtime, archives = before["runtime"], before["archives"]
    else:
        runtime = {**build_runtime(out), "inputs": compiled}
        archives = build_archives(out)
    manifest = {
        **build_web(out, editions, runtime, archives),
        "runtime": runtime,
        "archives": archives,
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
