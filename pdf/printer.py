"""Prints a document with WeasyPrint, and what that does in less time and memory than by itself."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pydyf
from weasyprint import CSS, HTML, css
from weasyprint import Document as LaidOut
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from pdf.document import Document
from pdf.errors import PdfError
from pdf.numbers import fill_in
from pdf.structure import mend

ROOT = Path(__file__).resolve().parent.parent
STYLES = (Path(__file__).with_name("print.css"), Path(__file__).with_name("sheets.css"))
# Finishing reads all of the file, and compresses it.
OPTIONS: Mapping[str, Any] = {
    "pdf_forms": True,
    "pdf_variant": "pdf/ua-1",
    "uncompressed_pdf": True,
}


def print_document(source: Document, folder: Path) -> bytes:
    """Return what WeasyPrint makes of the document with the fonts in `folder`.

    Raises PdfError for all it warns of: a style it ignores, a link or a file it does not find.
    """
    said = _Listener(logging.WARNING)
    LOGGER.addHandler(said)
    # Nothing that is made goes round in a circle: to look for that is a tenth of the time.
    gc.disable()
    try:
        laid_out = _lay_out(source, folder)
        fill_in(laid_out)
        printed: bytes = laid_out.write_pdf(
            finisher=lambda _, pdf: mend(pdf, source.titles), **OPTIONS
        )
    finally:
        gc.enable()
        LOGGER.removeHandler(said)
    if said.lines:
        raise PdfError("\n".join(dict.fromkeys(said.lines)))
    return printed


def _lay_out(source: Document, folder: Path) -> LaidOut:
    """Return the pages WeasyPrint makes of the document with the fonts in `folder`."""
    # Nothing but files: a picture or a font from the network would be a different PDF each day.
    local = URLFetcher(allowed_protocols=["file", "data"], fail_on_errors=True)
    configuration = FontConfiguration()
    style = CSS(
        string="\n".join(path.read_text(encoding="utf-8") for path in STYLES),
        base_url=f"{folder.as_uri()}/",
        font_config=configuration,
        url_fetcher=local,
    )
    return HTML(string=source.html, base_url=f"{ROOT.as_uri()}/", url_fetcher=local).render(
        stylesheets=[style],
        font_config=configuration,
        **OPTIONS,
    )


def _page_references(pdf: pydyf.PDF) -> list[bytes]:
    """Return the references of the pages of `pdf`, each of them listed once.

    pydyf lists all anew for each of 40 000 tags: a seventh of the time printing takes.
    """
    listed: list[bytes] = vars(pdf).setdefault("listed", [])
    listed += (f"{number} 0 R".encode() for number in pdf.pages["Kids"][3 * len(listed) :: 3])
    return listed


pydyf.PDF.page_references = property(_page_references)


class _Listener(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.lines.append(record.getMessage())


_bytes = pydyf._to_bytes


def _rounded(item: Any) -> bytes:
    """Write a number with three decimals, a thousandth of a point, where pydyf would write six."""
    if isinstance(item, float):
        return f"{item:.3f}".rstrip("0").rstrip(".").encode()
    written: bytes = _bytes(item)
    return written


pydyf._to_bytes = _rounded


# What every element has a style for, and no element of ours shows.
NOTES = ("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
_style = css.StyleFor.__init__


def _style_sparingly(self: Any, html: HTML, *arguments: Any) -> None:
    """Find the styles of a document, but for what is not shown; keep no declarations.

    WeasyPrint finds six styles more for each element, of notes and of a list's dots, and keeps what
    all are made of to the end: a quarter of the memory that printing takes, and a second.
    """
    root = html.wrapper_element
    elements = root.iter_subtree()

    def one_by_one() -> Iterator[Any]:
        for element in elements:
            yield element
            tag = element.etree_element
            unused = (None, *NOTES) if element.local_name == "li" else (None, *NOTES, "marker")
            for part in unused:
                self._cascaded_styles.pop((tag, part), None)

    root.iter_subtree = one_by_one
    _style(self, html, *arguments)
    del root.iter_subtree


css.StyleFor.__init__ = _style_sparingly
