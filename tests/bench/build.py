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
from pdf.documents import DOCUMENTS
from tests.bench.table import table

ROOT = Path(__file__).parent.parent.parent


def measured(*command: str) -> tuple[float, float]:
    """Run a command to its end; return its seconds and its peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def main() -> None:
    """Print what building takes."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        seconds, memory = measured(
            sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder
        )
        rows.append(("site, both languages", f"{seconds:.1f}", f"{memory:.0f}", ""))
        for printed in DOCUMENTS:
            for lang in LANGUAGES:
                seconds, memory = measured(
                    *(sys.executable, "-m", "pdf", printed.name, "--site", folder, "--lang", lang)
                )
                size = output(Path(folder), printed, lang).stat().st_size
                rows.append(
                    (printed.file(lang), f"{seconds:.1f}", f"{memory:.0f}", f"{size / 1e6:.2f}")
                )
    table("Build", ("part", "seconds", "peak MB", "size MB"), rows)
