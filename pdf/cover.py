"""The first page, and the document's own description of itself."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from lxml import html
from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition
from guide.palette import stylesheet
from pdf import checklists, self_check, shop_kit
from pdf.combine import GUIDE_BEGINS, GUIDE_ENDS
from pdf.document import NUMBER, TARGET

# Names that lead nowhere, or not far; a site built without an address of its own has such a one.
NOWHERE = ("localhost", "local", "invalid")
# What to print for what: the word that says for what, the first anchor there and the last.
PRINTED = (
    ("print_check", self_check.ID, f"{self_check.ID}--end"),
    ("print_shop", shop_kit.NAME, shop_kit.NAME),
    ("print_call", f"{shop_kit.NAME}--call", f"{shop_kit.NAME}--call"),
    ("print_lists", checklists.NAME, f"{checklists.NAME}--end"),
    ("print_guide", GUIDE_BEGINS, GUIDE_ENDS),
)


def cover(edition: Edition, site_url: str | None) -> HtmlElement:
    """Return the cover: title, versions and dates, which pages to print for what, the address."""
    meta = edition.guide.meta
    version = edition.pair(edition.word("rules_version"), meta.rules_version)
    dates = [("rules_date", meta.rules_date), ("checked_on", meta.checked_on)]
    dates.append(("review_by", meta.review_by))
    known = " · ".join([version, *(edition.labelled(word, day.isoformat()) for word, day in dates)])
    lines = [
        e.P(edition.own_name, e.CLASS("cover__language")),
        e.P(edition.text(meta.title), e.CLASS("cover__title")),
        e.P(edition.text(meta.description), e.CLASS("cover__description")),
        e.P(edition.word("cover_note"), e.CLASS("cover__note")),
        _to_print(edition),
        e.P(edition.word("cover_site_only")),
        e.P(edition.word("not_legal_advice"), e.CLASS("cover__caution")),
        e.P(known, e.CLASS("cover__version")),
    ]
    if site_url and is_public(site_url):
        code = _code(site_url, edition.word("cover_code"))
        address = e.P(e.A(site_url, href=site_url), e.CLASS("cover__address"))
        lines.append(e.DIV(code, address, e.CLASS("cover__site")))
    return e.SECTION(*lines, e.CLASS("cover"))


def is_public(address: str) -> bool:
    """Tell whether others can reach `address`: not this machine, nor a name that leads nowhere."""
    host = urlsplit(address).hostname
    if not host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return host.rpartition(".")[2] not in NOWHERE


def _to_print(edition: Edition) -> HtmlElement:
    """Return the table that says which pages to print for what."""
    rows = []
    for word, first, last in PRINTED:
        pages = [e.SPAN(NUMBER, {TARGET: name}) for name in dict.fromkeys((first, last))]
        if len(pages) > 1:
            pages[0].tail = "–"
        said = e.TD(e.A(edition.word(word), href=f"#{first}"))
        rows.append(e.TR(said, e.TD(*pages, e.CLASS("cover__pages"))))
    head = e.TR(e.TH(edition.word("cover_print")), e.TH(edition.word("paper_page")))
    return e.TABLE(e.THEAD(head), e.TBODY(*rows), e.CLASS("cover__print"))


def _code(address: str, said: str) -> HtmlElement:
    """Return the address as a drawing that a telephone reads; `said` is its text alternative."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)
    code: HtmlElement = html.fragment_fromstring(drawn)
    code.set("class", "cover__code")
    code.insert(0, e.TITLE(said))
    return code


def metadata(edition: Edition, title: str = "") -> HtmlElement:
    """Return the head of the document called `title`, with the colours of the families.

    A document without a title of its own has the guide's. Its dates are the data's, so equal input
    stays equal.
    """
    meta = edition.guide.meta
    return e.HEAD(
        e.META(charset="utf-8"),
        e.TITLE(title or edition.text(meta.title)),
        e.META(name="author", content=edition.word("cover_author")),
        e.META(name="description", content=edition.text(meta.description)),
        e.META(name="dcterms.created", content=f"{meta.rules_date}T00:00:00Z"),
        e.META(name="dcterms.modified", content=f"{meta.checked_on}T00:00:00Z"),
        e.STYLE(stylesheet(edition.guide.outcomes.families, paper=True)),
    )
