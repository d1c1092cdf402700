"""What works without a network: files as `make site` leaves them, and sites whose copy is kept."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path, PurePath

from tests.support.site import module
from widgets.build import copy
from widgets.offline.files import FOLDER, names

# Pages of a site that is small, so that keeping its copy takes no time, and what all pages load.
FEW = {".", "en", "downloads", "en/downloads", "why", "en/why", "laws"}
SHARED = ("assets", "en/assets", "widget")


def made(site: Path) -> Path:
    """Return the folder of the files to take away; make them where they are absent."""
    folder = site / FOLDER
    if not all((folder / name).is_file() for name in names()):
        done = module("widgets.offline", "--site", site)
        assert done.returncode == 0, done.stderr
    return folder


def finished(site: Path, folder: Path, only: Container[str] | None = None) -> Path:
    """Return `folder` with the site in it, finished; or with those pages `only`, and no Python.

    Its files are those of the site: they may be replaced but not written to.
    """

    def belongs(path: PurePath) -> bool:
        at = path.parent.as_posix()
        if path.name in (copy.LIST, copy.WORKER):
            return False
        if only is None:
            return True
        if at.startswith(SHARED):
            return "runtime-" not in at and path.suffix != ".zip"
        return path.name == "index.html" and at in only

    for file in sorted(site.rglob("*")):
        path = file.relative_to(site)
        if file.is_file() and belongs(path):
            (folder / path.parent).mkdir(parents=True, exist_ok=True)
            (folder / path).symlink_to(file)
    copy.write(folder)
    return folder
