"""`python -m pdf [--site site] [--lang zh|en]` writes the PDFs into site/downloads/.

A PDF whose document has not changed is not printed again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from guide import GuideError, load
from guide.edition import LANGUAGES, EditionError, Lang
from pdf.build import ROOT, build, document, keep, kept
from pdf.errors import PdfError
from pdf.facts import say


def main(argv: list[str] | None = None) -> int:
    """Write one PDF or both; return 0, or 2 with what stands in the way on standard error."""
    parser = argparse.ArgumentParser(prog="python -m pdf", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--lang", choices=LANGUAGES, help="one language; both unless told")
    arguments = parser.parse_args(argv)
    langs: list[Lang] = [arguments.lang] if arguments.lang else list(LANGUAGES)
    try:
        guide = load()
        documents = {lang: document(arguments.site, lang, guide) for lang in langs}
        changed = [lang for lang in langs if not kept(documents[lang], lang).is_file()]
        if len(changed) > 1:
            # One process a language: printing is slow and uses one core.
            context = multiprocessing.get_context("spawn")
            with ProcessPoolExecutor(len(changed), mp_context=context) as pool:
                list(pool.map(keep, [documents[lang] for lang in changed], changed))
        paths = [build(arguments.site, lang, documents[lang]) for lang in langs]
    except (PdfError, GuideError, EditionError) as error:
        print(error, file=sys.stderr)
        return 2
    for lang, path in zip(langs, paths, strict=True):
        say(arguments.site, lang, path)
        print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
