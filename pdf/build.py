"""Prints the built site of one language: pages -> one document -> WeasyPrint -> finish."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from lxml import html
from weasyprint import CSS, HTML
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from guide import Guide
from guide.edition import Edition, Lang
from pdf import fonts
from pdf.combine import Document, combine
from pdf.cover import cover, metadata
from pdf.errors import PdfError
from pdf.finish import finish
from pdf.form import paper_form
from pdf.pages import read_config, read_pages

ROOT = Path(__file__).resolve().parent.parent
STYLE = Path(__file__).with_name("print.css")
CONFIG = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}


def output(site: Path, lang: Lang) -> Path:
    """Return where the PDF of `lang` belongs in `site`."""
    return site / "downloads" / f"keep-or-cancel-{lang}.pdf"


def document(site: Path, lang: Lang, guide: Guide) -> Document:
    """Return the print document of the pages of `lang` in the built `site`.

    Raises PdfError when the site is not built or its pages do not hold together.
    """
    config = read_config(ROOT / CONFIG[lang])
    edition = Edition(guide, lang)
    return combine(
        read_pages(config, site / edition.language.tree),
        form=paper_form(edition),
        cover=cover(edition, config.site_url),
        edition=edition,
        metadata=metadata(edition),
    )


def render(source: Document) -> bytes:
    """Return the finished PDF of a print document.

    Raises PdfError when the fonts lack a character of it: another font would be taken silently.
    """
    folder = fonts.prepare()
    if missing := fonts.missing(_texts(source), folder):
        listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(missing))
        raise PdfError(f"characters the PDF's fonts cannot draw: {listed}")
    printed = _print(source, folder)
    return finish(printed, source.titles)


def _print(source: Document, folder: Path) -> bytes:
    """Return what WeasyPrint makes of the document with the fonts in `folder`.

    Raises PdfError for all it warns of: a style it ignores, a link or a file it does not find.
    """
    # Nothing but files: a picture or a font from the network would be a different PDF each day.
    local = URLFetcher(allowed_protocols=["file", "data"], fail_on_errors=True)
    configuration = FontConfiguration()
    said = _Listener(logging.WARNING)
    LOGGER.addHandler(said)
    try:
        style = CSS(
            string=STYLE.read_text(encoding="utf-8"),
            base_url=f"{folder.as_uri()}/",
            font_config=configuration,
            url_fetcher=local,
        )
        page = HTML(string=source.html, base_url=f"{ROOT.as_uri()}/", url_fetcher=local)
        printed: bytes = page.write_pdf(
            stylesheets=[style],
            font_config=configuration,
            pdf_forms=True,
            pdf_variant="pdf/ua-1",
        )
    finally:
        LOGGER.removeHandler(said)
    if said.lines:
        raise PdfError("\n".join(said.lines))
    return printed


class _Listener(logging.Handler):
    """Keeps what is logged."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.lines.append(record.getMessage())


def build(site: Path, lang: Lang, guide: Guide) -> Path:
    """Write the PDF of `lang` into the built `site`, whole or not at all; return its path."""
    target = output(site, lang)
    finished = render(document(site, lang, guide))
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    try:
        part.write_bytes(finished)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _texts(source: Document) -> list[str]:
    """Return the texts of the document that are printed, attributes left out."""
    tree = html.document_fromstring(source.html)
    return [str(text) for text in tree.xpath("//body//text()")]
