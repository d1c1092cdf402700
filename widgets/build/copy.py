"""What a device may keep of the built site: the list of its files, and the service worker."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from widgets.build.tools import BuildError, compact, integrity

# As widgets/web/copy/copy.js names them; both lie at the site's root.
LIST = "kept-copy.json"
WORKER = "kept-copy.js"
FOLDER = "widget/"
# For machines, for servers, or for languages that are not searched in here.
LEFT_OUT = (".map", ".gz", ".br", ".xml", ".txt", "404.html", "wordcut.js", "tinyseg.js")
SEARCHED = ("zh", "multi", "stemmer.support")
# A larger file to take away is taken by itself, in bytes.
LARGEST_DOWNLOAD = 300_000


def belongs(path: str, size: int) -> bool:
    """Return whether the file at `path` in the site belongs to the copy."""
    *folders, name = path.split("/")
    if name.endswith(LEFT_OUT) or path in (LIST, WORKER) or folders[:1] == ["oembed"]:
        return False
    if folders[-1:] == ["downloads"] and name != "index.html":
        return size <= LARGEST_DOWNLOAD
    if name.startswith("lunr.") and name.endswith(".min.js"):
        return name.removeprefix("lunr.").removesuffix(".min.js") in SEARCHED
    return path != f"{FOLDER}manifest.json"


def kept(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the copy by address under the site's root, that of a page its folder's."""
    for file in sorted(site.rglob("*")):
        path = file.relative_to(site).as_posix()
        if file.is_file() and belongs(path, file.stat().st_size):
            yield path.removesuffix("index.html"), file.read_bytes()


def size(site: Path) -> tuple[int, int]:
    """Return how many bytes the copy takes on the device, and on a line that compresses."""
    contents = [content for _, content in kept(site)]
    return sum(map(len, contents)), sum(len(gzip.compress(one, 6)) for one in contents)


def write(site: Path) -> dict[str, Any]:
    """Write list and service worker into the finished `site`; return the list.

    It has the `id` of the release, the `version` of its rules, all `bytes` and
    `files` {address: {integrity, bytes}}. A change of any file is another release.
    """
    manifest = json.loads((site / FOLDER / "manifest.json").read_text(encoding="utf-8"))
    files: dict[str, dict[str, Any]] = {
        path: {"integrity": integrity(content), "bytes": len(content)}
        for path, content in kept(site)
    }
    if "" not in files or "en/" not in files:
        raise BuildError(f"{site}: no built site")
    told = {
        "id": hashlib.sha256(compact(files)).hexdigest()[:8],
        "version": manifest["version"],
        "bytes": sum(int(entry["bytes"]) for entry in files.values()),
        "files": files,
    }
    (site / LIST).write_bytes(compact(told))
    release = compact({key: told[key] for key in ("id", "version")}).decode()
    script = (site / FOLDER / manifest["copy_worker"]).read_text(encoding="utf-8")
    (site / WORKER).write_text(f"self.KEPT_COPY={release};{script}", encoding="utf-8")
    return told
