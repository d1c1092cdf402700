"""`python -m pdf [NAME …] [--site site] [--lang zh|en]` writes PDFs into site/downloads/.

NAME is one of documents.py, all of them unless some are named. A PDF whose document has not changed
is not printed again.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pdf.apart import Batch, apart, make, write
from pdf.documents import DOCUMENTS, GUIDE, LANGS, named
from pdf.errors import PdfError

if TYPE_CHECKING:
    from guide.edition import Lang

SITE = Path(__file__).resolve().parent.parent / "site"


def main(argv: list[str] | None = None) -> int:
    """Write the PDFs; return 0, or 2 with what stands in the way on standard error."""
    parser = argparse.ArgumentParser(prog="python -m pdf", description=__doc__)
    known = [printed.name for printed in DOCUMENTS]
    parser.add_argument("name", nargs="*", help=f"{', '.join(known)}; all of them unless told")
    parser.add_argument("--site", type=Path, default=SITE, help="the built site")
    parser.add_argument("--lang", choices=LANGS, help="one language; both unless told")
    arguments = parser.parse_args(argv)
    if unknown := [name for name in arguments.name if name not in known]:
        parser.error(f"{unknown[0]}: no such PDF; allowed: {', '.join(known)}")
    langs: Sequence[Lang] = [arguments.lang] if arguments.lang else LANGS
    batches = list(_batches(arguments.name, langs))
    try:
        for documents in apart(make, arguments.site, batches):
            for path in apart(write, documents):
                print(f"{path}: {path.stat().st_size / 1e6:.2f} MB", flush=True)
    except PdfError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _batches(names: Sequence[str], langs: Sequence[Lang]) -> Iterator[Batch]:
    """Yield what one process prints: the small ones of a language together, then each long one."""
    wanted = named(names)
    if small := [printed for printed in wanted if GUIDE not in printed.parts]:
        yield from ([(printed, lang) for printed in small] for lang in langs)
    for printed in wanted:
        if GUIDE in printed.parts:
            yield from ([(printed, lang)] for lang in langs)


if __name__ == "__main__":
    sys.exit(main())
