"""The first page, and the document's own description of itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.schema import Meta
from pdf.words import Words

# A site built without an address of its own has that of this machine: of no use on paper.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def cover(meta: Meta, word: Words, site_url: str | None) -> HtmlElement:
    """Return the cover: title, what it is about, language, rules version and date, a caution."""
    version = word.pair(word("rules_version"), meta.rules_version)
    date = word.pair(word("rules_date"), meta.rules_date.isoformat())
    lines = [
        e.P(word.language, e.CLASS("cover__language")),
        e.P(word.of(meta.title), e.CLASS("cover__title")),
        e.P(word.of(meta.description), e.CLASS("cover__description")),
        e.P(word("cover_note"), e.CLASS("cover__note")),
        e.P(version, e.BR(), date, e.CLASS("cover__version")),
        e.P(word("not_legal_advice"), e.CLASS("cover__caution")),
    ]
    if site_url and urlsplit(site_url).hostname not in LOOPBACK:
        lines.append(e.P(e.A(site_url, href=site_url), e.CLASS("cover__address")))
    return e.SECTION(*lines, e.CLASS("cover"))


def metadata(meta: Meta, word: Words) -> HtmlElement:
    """Return the head of the document; its dates are the data's, so equal input stays equal."""
    return e.HEAD(
        e.META(charset="utf-8"),
        e.TITLE(word.of(meta.title)),
        e.META(name="description", content=word.of(meta.description)),
        e.META(name="dcterms.created", content=f"{meta.rules_date}T00:00:00Z"),
        e.META(name="dcterms.modified", content=f"{meta.checked_on}T00:00:00Z"),
    )
