"""The first page, and the document's own description of itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition
from guide.palette import stylesheet

# A site built without an address of its own has that of this machine: of no use on paper.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def cover(edition: Edition, site_url: str | None) -> HtmlElement:
    """Return the cover: title, what it is about, language, rules version and date, a caution."""
    meta = edition.guide.meta
    version = edition.labelled("rules_version", meta.rules_version)
    date = edition.labelled("rules_date", meta.rules_date.isoformat())
    lines = [
        e.P(edition.own_name, e.CLASS("cover__language")),
        e.P(edition.text(meta.title), e.CLASS("cover__title")),
        e.P(edition.text(meta.description), e.CLASS("cover__description")),
        e.P(edition.word("cover_note"), e.CLASS("cover__note")),
        e.P(version, e.BR(), date, e.CLASS("cover__version")),
        e.P(edition.word("not_legal_advice"), e.CLASS("cover__caution")),
    ]
    if site_url and urlsplit(site_url).hostname not in LOOPBACK:
        lines.append(e.P(e.A(site_url, href=site_url), e.CLASS("cover__address")))
    return e.SECTION(*lines, e.CLASS("cover"))


def metadata(edition: Edition, title: str = "") -> HtmlElement:
    """Return the head of the document called `title`, with the colours of the families.

    A document without a title of its own has the guide's. Its dates are the data's, so equal input
    stays equal.
    """
    meta = edition.guide.meta
    return e.HEAD(
        e.META(charset="utf-8"),
        e.TITLE(title or edition.text(meta.title)),
        e.META(name="description", content=edition.text(meta.description)),
        e.META(name="dcterms.created", content=f"{meta.rules_date}T00:00:00Z"),
        e.META(name="dcterms.modified", content=f"{meta.checked_on}T00:00:00Z"),
        e.STYLE(stylesheet(edition.guide.outcomes.families, paper=True)),
    )
