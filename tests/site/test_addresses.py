"""Every address of the book leads to an element that stands on the built page."""

from __future__ import annotations

import pytest
from lxml.html import HtmlElement

from guide import Guide
from guide.edition import LANGUAGES, Edition, Lang, page_url
from guide.prose.pages import read_all

Pages = dict[str, dict[str, HtmlElement]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_address_leads_to_an_element(pages: Pages, guide: Guide, lang: Lang) -> None:
    edition = Edition(guide, lang, read_all(lang))
    ids = {
        name: {str(i) for i in pages[lang][f"{page_url(name)}index.html"].xpath("//@id")}
        for name in edition.pages
    }
    lost = [
        (kind, name, place)
        for kind, name in edition.entries()
        for here in (None, *edition.pages)
        if (place := edition.place(kind, name, here)) is not None
        if place.anchor and place.anchor not in ids[place.page]
    ]
    assert lost == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_page_shows_of_an_entry_has_the_id_of_its_address(
    pages: Pages, guide: Guide, lang: Lang
) -> None:
    """Where a page that calls the macro leads to itself, and to nothing else of that name."""
    edition = Edition(guide, lang, read_all(lang))
    for kind, name in edition.entries():
        for here in edition.pages:
            place = edition.place(kind, name, here)
            if place is not None and place.page == here and place.anchor:
                page = pages[lang][f"{page_url(here)}index.html"]
                assert len(page.xpath("//*[@id=$id]", id=place.anchor)) == 1, (kind, name, here)
