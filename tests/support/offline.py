"""The files for use without a network, as `make site` leaves them; made where they are absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.site import ROOT
from widgets.offline.files import FOLDER, names


def made(site: Path) -> Path:
    """Return the folder they are in."""
    folder = site / FOLDER
    if not all((folder / name).is_file() for name in names()):
        done = subprocess.run(
            [sys.executable, "-m", "widgets.offline", "--site", str(site)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return folder
