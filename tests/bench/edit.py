"""Edits under `mkdocs serve`: from saving a file to the page that shows it, by kind of file."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from tests.bench.table import table
from tests.support.serve import EDITS, Edit, Serving, copy_sources, serving

# How long after an edit shows a second rebuild would have begun: the watcher looks every half
# second.
SETTLE = 2


def cpu(process: int) -> float:
    """Return the CPU seconds that a process and its ended children have taken (Linux only)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def measured(server: Serving, change: Edit) -> tuple[float, float, int]:
    """Make an edit; return the seconds until it shows, the CPU seconds it cost, the rebuilds."""
    before, builds = cpu(server.process.pid), server.builds
    start = time.perf_counter()
    change.make(server.folder)
    server.wait_for(change.path, change.shows)
    seconds = time.perf_counter() - start
    time.sleep(SETTLE)
    server.read("")  # waits for a rebuild that has begun
    return seconds, cpu(server.process.pid) - before, server.builds - builds


def main() -> None:
    """Print what each kind of edit takes; the first row is the start of the server."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_sources(folder)
        start = time.perf_counter()
        with serving(folder) as server:
            server.wait_for("", "</html>")
            first = time.perf_counter() - start
            rows = [("start, first page", f"{first:.1f}", f"{cpu(server.process.pid):.1f}", 1)]
            for kind, change in EDITS.items():
                seconds, cost, rebuilds = measured(server, change)
                rows.append((kind, f"{seconds:.1f}", f"{cost:.1f}", rebuilds))
    table("Edits", ("kind of file", "seconds", "CPU seconds", "rebuilds"), rows)
