"""The build: seconds and peak memory of the site and of the PDFs, and the bytes of each PDF."""

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
from widgets.cache import CACHE

ROOT = Path(__file__).parent.parent.parent
# What is printed at once, a language, with the CPU seconds and the MB aimed at. What makes the
# documents and what prints them are processes that follow each other: the larger of them counts.
PRINTED = (
    ([printed for printed in DOCUMENTS if GUIDE not in printed.parts], "5", "150"),
    (named([WHOLE]), "15", "320"),
)


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
    """Print what building takes, and how large each PDF is."""
    rows: list[tuple[str, ...]] = []
    files = []
    # What is kept would not be printed.
    for kept in CACHE.glob("keep-or-cancel-*.pdf"):
        kept.unlink()
    with tempfile.TemporaryDirectory() as folder:
        used = measured(sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder)
        rows.append(("site, both languages", *map(written, used), "", ""))
        for lang in LANGUAGES:
            for documents, seconds, memory in PRINTED:
                names = [printed.name for printed in documents]
                used = measured(
                    *(sys.executable, "-m", "pdf", *names, "--site", folder, "--lang", lang)
                )
                rows.append((f"{', '.join(names)}, {lang}", *map(written, used), seconds, memory))
                for printed in documents:
                    size = output(Path(folder), printed, lang).stat().st_size
                    files.append((printed.file(lang), f"{size:,}", str(printed.kilobytes[lang])))
    table("Build", ("part", "seconds", "CPU s", "peak MB", "CPU s aimed at", "MB aimed at"), rows)
    table("PDFs", ("file", "bytes", "kB at most"), files)


def written(number: float) -> str:
    """Return a number as the table shows it."""
    return f"{number:.1f}"
