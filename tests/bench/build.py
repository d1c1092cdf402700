"""The build: seconds and peak memory of the site and of the PDFs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from guide.edition import LANGUAGES
from pdf.build import output
from pdf.documents import DOCUMENTS, GUIDE, WHOLE, named
from tests.bench.table import table

ROOT = Path(__file__).parent.parent.parent


def measured(*command: str) -> tuple[float, float, float]:
    """Run a command to its end; return its seconds, those of a processor, its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    seconds = time.perf_counter() - start
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Print what building takes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        used = measured(sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder)
        rows.append(("site, both languages", *map(written, used), ""))
        # What one process prints at once, as `python -m pdf` does.
        sheets = [printed for printed in DOCUMENTS if GUIDE not in printed.parts]
        for documents in (sheets, named([WHOLE])):
            names = [printed.name for printed in documents]
            for lang in LANGUAGES:
                used = measured(
                    *(sys.executable, "-m", "pdf", *names, "--site", folder, "--lang", lang)
                )
                sizes = [output(Path(folder), each, lang).stat().st_size for each in documents]
                size = f"{sum(sizes) / 1e6:.2f}"
                rows.append((f"{', '.join(names)}, {lang}", *map(written, used), size))
    table("Build", ("part", "seconds", "CPU s", "peak MB", "size MB"), rows)


def written(number: float) -> str:
    """Return a number as the table shows it."""
    return f"{number:.1f}"
