"""Makes the print documents of documents.py: parts, and pages of the built site -> one document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from lxml.html import HtmlElement

from guide import Guide
from guide.compile import compile_guide, engine_part
from guide.edition import Edition, Lang
from pdf import checklists, self_check, shop_kit
from pdf.combine import combine
from pdf.compose import compose
from pdf.cover import cover, metadata
from pdf.document import Attached, Document
from pdf.documents import CHECKLISTS, GUIDE, SELF_CHECK, SHOP_KIT, Printed
from pdf.errors import PdfError
from pdf.pages import read_config, read_pages

ROOT = Path(__file__).resolve().parent.parent
# The guide's data, which the whole carries: for who wants to read the rules by machine.
DATA = "keep-or-cancel-guide.json"
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
