"""The files for use without a network, as `make site` leaves them; made where they are absent."""

from __future__ import annotations

from pathlib import Path

from tests.support.site import module
from widgets.offline.files import FOLDER, names


def made(site: Path) -> Path:
    """Return the folder they are in."""
    folder = site / FOLDER
    if not all((folder / name).is_file() for name in names()):
        done = module("widgets.offline", "--site", site)
        assert done.returncode == 0, done.stderr
    return folder
