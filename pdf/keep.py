"""Prints a document and keeps what was printed: one that is the same is not printed again.

A process that does this needs neither the guide nor the site, only the document.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib.metadata import distributions
from pathlib import Path

from lxml import html
from weasyprint.text.ffi import pango

from pdf import fonts
from pdf.document import Document
from pdf.errors import PdfError
from pdf.finish import finish
from pdf.printer import STYLES, print_document
from widgets import cache


def render(source: Document) -> bytes:
    """Return the finished PDF of a print document.

    Raises PdfError when the fonts lack a character of it: another font would be taken silently.
    """
    folder = fonts.prepare()
    if missing := fonts.missing(_texts(source), folder):
        listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(missing))
        raise PdfError(f"characters the PDF's fonts cannot draw: {listed}")
    return finish(print_document(source, folder), source.attached)


def kept(source: Document, file: str) -> Path:
    """Return where the PDF of a print document, called `file`, is kept, or would be."""
    return cache.place(file, _made_from(source))


def keep(source: Document, file: str) -> Path:
    """Print a document unless that was done before; return where its PDF is kept.

    The PDF that was kept under the name `file` before goes. Raises PdfError as `render` does.
    """
    path = cache.kept(file, _made_from(source), lambda part: part.write_bytes(render(source)))
    for other in path.parent.glob(f"{file.removesuffix('.pdf')}-*.pdf"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


def _made_from(source: Document) -> list[Path | str]:
    """Return all that decides what the PDF of a print document looks like."""
    pictures = (Path.from_uri(src) for src in _tree(source).xpath("//img/@src"))
    return [
        *sorted(Path(__file__).parent.rglob("*.py")),
        *STYLES,
        *sorted(fonts.prepare().glob("*.ttf")),
        *pictures,
        source.html,
        json.dumps(sorted(source.titles.items())),
        repr(source.attached),
        *sorted(f"{package.name} {package.version}" for package in distributions()),
        sys.version,
        str(pango.pango_version()),
    ]


def build(target: Path, source: Document) -> Path:
    """Write the PDF of `source` to `target`, whole or not at all; return its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        shutil.copyfile(keep(source, target.name), part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _tree(source: Document) -> html.HtmlElement:
    """Return the document as a tree."""
    return html.document_fromstring(source.html)


def _texts(source: Document) -> list[str]:
    """Return the texts of the document that are printed, attributes left out."""
    return [str(text) for text in _tree(source).xpath("//body//text()")]
