"""`python -m pdf [NAME …] [--site site] [--lang zh|en]` writes PDFs into site/downloads/.

NAME is one of documents.py, all of them unless some are named. A PDF whose document has not changed
is not printed again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from guide import GuideError, load
from guide.edition import LANGUAGES, EditionError, Lang
from pdf.build import ROOT, build, document, keep, kept, output
from pdf.documents import DOCUMENTS, GUIDE, Printed, named
from pdf.errors import PdfError


def main(argv: list[str] | None = None) -> int:
    """Write the PDFs; return 0, or 2 with what stands in the way on standard error."""
    parser = argparse.ArgumentParser(prog="python -m pdf", description=__doc__)
    known = [printed.name for printed in DOCUMENTS]
    parser.add_argument("name", nargs="*", help=f"{', '.join(known)}; all of them unless told")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--lang", choices=LANGUAGES, help="one language; both unless told")
    arguments = parser.parse_args(argv)
    if unknown := [name for name in arguments.name if name not in known]:
        parser.error(f"{unknown[0]}: no such PDF; allowed: {', '.join(known)}")
    langs: list[Lang] = [arguments.lang] if arguments.lang else list(LANGUAGES)
    batches = list(_batches(arguments.name, langs))
    try:
        guide = load()
        for batch in batches:
            sources = [
                (document(arguments.site, printed, lang, guide), printed.file(lang))
                for printed, lang in batch
            ]
            changed = [each for each in sources if not kept(*each).is_file()]
            if changed and len(batches) > 1:
                # One process after the other, each anew: what memory one took is given back.
                context = multiprocessing.get_context("spawn")
                with ProcessPoolExecutor(1, mp_context=context) as pool:
                    list(pool.map(keep, *zip(*changed, strict=True)))
            for (source, _), each in zip(sources, batch, strict=True):
                path = build(output(arguments.site, *each), source)
                print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    except (PdfError, GuideError, EditionError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _batches(names: Sequence[str], langs: Sequence[Lang]) -> Iterator[list[tuple[Printed, Lang]]]:
    """Yield what one process makes: the small ones of a language together, then each long one."""
    wanted = named(names)
    if small := [printed for printed in wanted if GUIDE not in printed.parts]:
        yield from ([(printed, lang) for printed in small] for lang in langs)
    for printed in wanted:
        if GUIDE in printed.parts:
            yield from ([(printed, lang)] for lang in langs)


if __name__ == "__main__":
    sys.exit(main())
