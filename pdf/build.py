"""Prints the PDFs of documents.py: parts -> one document -> WeasyPrint -> finish.

What is printed is kept: a document that is the same as before is not printed again.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pydyf
from lxml import html
from lxml.html import HtmlElement
from weasyprint import CSS, HTML
from weasyprint import Document as LaidOut
from weasyprint.logger import LOGGER
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from guide import Guide
from guide.compile import compile_guide, engine_part
from guide.edition import Edition, Lang
from pdf import checklists, fonts, self_check, shop_kit
from pdf.combine import Attached, Document, combine
from pdf.compose import compose
from pdf.cover import cover, metadata
from pdf.documents import CHECKLISTS, GUIDE, SELF_CHECK, SHOP_KIT, Printed
from pdf.errors import PdfError
from pdf.finish import finish
from pdf.pages import read_config, read_pages
from pdf.structure import mend
from widgets.build import cache

ROOT = Path(__file__).resolve().parent.parent
STYLES = (Path(__file__).with_name("print.css"), Path(__file__).with_name("sheets.css"))
# The guide's data, which the whole carries: for who wants to read the rules by machine.
DATA = "keep-or-cancel-guide.json"
# How often a document is laid out anew until the pages it names are those it has.
REPAGED = 4
# Of printing. Finishing reads all of the file, and compresses it.
OPTIONS: Mapping[str, Any] = {
    "pdf_forms": True,
    "pdf_variant": "pdf/ua-1",
    "uncompressed_pdf": True,
}
CONFIG = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
# What makes each part that needs no page of the site.
PARTS: Mapping[str, Callable[[Edition], list[HtmlElement]]] = {
    SELF_CHECK: self_check.part,
    SHOP_KIT: shop_kit.part,
    CHECKLISTS: checklists.part,
}


def output(site: Path, printed: Printed, lang: Lang) -> Path:
    """Return where a PDF in `lang` belongs in `site`."""
    return site / printed.address(lang)


def document(site: Path, printed: Printed, lang: Lang, guide: Guide) -> Document:
    """Return the print document of a PDF in `lang`, its pages taken from the built `site`.

    Raises PdfError when the site is not built or its pages do not hold together.
    """
    if not (site / "index.html").is_file():  # or the sheets would be printed, and then no more
        raise PdfError(f"{site} is not built (no index.html): run `make site`")
    edition = Edition(guide, lang)
    made = {part: PARTS[part](edition) for part in printed.parts if part in PARTS}
    if {SHOP_KIT, CHECKLISTS} <= made.keys():
        checklists.refer_to_calls(made[CHECKLISTS], shop_kit.NAME)
    sheets = [section for sections in made.values() for section in sections]
    if GUIDE not in printed.parts:
        title = edition.word(printed.title) if printed.title else edition.text(guide.meta.title)
        return compose(edition, title, sheets)
    config = read_config(ROOT / CONFIG[lang])
    made_of = combine(
        read_pages(config, site / edition.language.tree),
        sheets=sheets,
        cover=cover(edition, config.site_url),
        edition=edition,
        metadata=metadata(edition),
    )
    data = json.dumps(engine_part(compile_guide(guide)), ensure_ascii=False, separators=(",", ":"))
    says = edition.word("pdf_data")
    return replace(made_of, attached=Attached(DATA, says, data, guide.meta.rules_date))


def render(source: Document) -> bytes:
    """Return the finished PDF of a print document.

    Raises PdfError when the fonts lack a character of it: another font would be taken silently.
    """
    folder = fonts.prepare()
    if missing := fonts.missing(_texts(source), folder):
        listed = " ".join(f"{c} (U+{ord(c):04X})" for c in sorted(missing))
        raise PdfError(f"characters the PDF's fonts cannot draw: {listed}")
    printed = _print(source, folder)
    return finish(printed, source.titles, source.attached)


def _print(source: Document, folder: Path) -> bytes:
    """Return what WeasyPrint makes of the document with the fonts in `folder`.

    Raises PdfError for all it warns of: a style it ignores, a link or a file it does not find.
    """
    said = _Listener(logging.WARNING)
    LOGGER.addHandler(said)
    # All that is made is held until the end: to look for what may go is a tenth of the time.
    gc.disable()
    try:
        laid_out = _lay_out(source, folder)
        # Numbers of pages of its own are known once it is laid out. Printed as they will be in the
        # end, they take as much room as those before them, but for the first nine pages.
        for _ in range(REPAGED if source.refers else 0):
            pages = _pages(laid_out)
            del laid_out
            gc.collect()
            laid_out = _lay_out(source.numbered(pages), folder)
            if _pages(laid_out) == pages:
                break
        else:
            if source.refers:
                raise PdfError("the pages of this document are others each time it is laid out")
        printed: bytes = laid_out.write_pdf(finisher=mend, **OPTIONS)
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


def _pages(laid_out: LaidOut) -> dict[str, int]:
    """Return the number of the page on which each anchor first stands, from 1."""
    numbers: dict[str, int] = {}
    for number, page in enumerate(laid_out.pages, start=1):
        for name in page.anchors:
            numbers.setdefault(name, number)
    return numbers


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
