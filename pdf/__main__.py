"""`python -m pdf [--site site] [--lang zh|en]` writes the PDFs into site/downloads/."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from guide import GuideError, load
from pdf.build import ROOT, build
from pdf.errors import PdfError


def main(argv: list[str] | None = None) -> int:
    """Write one PDF or both; return 0, or 2 with what stands in the way on standard error."""
    parser = argparse.ArgumentParser(prog="python -m pdf", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--lang", choices=("zh", "en"), help="one language; both unless told")
    arguments = parser.parse_args(argv)
    try:
        guide = load()
        for lang in ("zh", "en"):
            if arguments.lang in (None, lang):
                path = build(arguments.site, lang, guide)
                print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")
    except (PdfError, GuideError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
