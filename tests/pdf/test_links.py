"""Bookmarks, contents and links lead where they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from lxml import html
from lxml.html import HtmlElement

from guide.edition import Lang
from tests.pdf.test_text import NOT_PRINTED, SCREEN_PAGES, TREES, book_pages
from tests.support.pdf import Reader, squeeze

PRINTED_LINKS = './/a[not(@class="explained")]/@href'


def navigation(site: Path, lang: Lang) -> list[tuple[int, str]]:
    """Return the navigation as a reader of the site sees it: (depth from 1, title).

    Pages of use on a screen alone are left out.
    """

    def entries(items: list[HtmlElement], depth: int) -> Iterator[tuple[int, str]]:
        for item in items:
            pages = item.xpath(".//a/@href[not(starts-with(., '#'))]")
            if pages and all(SCREEN_PAGES.fullmatch(page) for page in pages):
                continue
            [title] = item.xpath('(.//span[contains(@class, "md-ellipsis")])[1]')
            yield depth, squeeze(title.text_content())
            below = './nav[not(contains(@class, "md-nav--secondary"))]/ul/li'
            yield from entries(item.xpath(below), depth + 1)

    home = html.parse(site / TREES[lang] / "index.html").getroot()
    return list(entries(home.xpath('//nav[contains(@class, "md-nav--primary")]/ul/li'), 1))


def test_outline_is_the_navigation(site: Path, lang: Lang, reader: Reader) -> None:
    outline = [
        (depth, squeeze(title)) for depth, title, page in reader.outline if page < reader.sheets
    ]
    assert outline == navigation(site, lang)
    assert max(depth for depth, _ in outline) > 1


def test_bookmarks_lead_to_the_pages_they_name(site: Path, lang: Lang, reader: Reader) -> None:
    headings = {
        squeeze(reader.text(element)): reader.page_numbers[element.raw.Pg.objgen]
        for element in reader.root.walk()
        if element.tag == "H1"
    }
    starts = [headings[squeeze(_heading(article))] for _, article in book_pages(site, lang)]
    places = [(depth, place) for depth, _, place in reader.outline if place < reader.sheets]
    sections = {place for depth, place in places if depth == 1}
    assert starts == sorted(starts)
    assert {place for _, place in places} == set(starts)
    assert sections <= set(starts)


def _heading(article: HtmlElement) -> str:
    """Return the text of the main heading of a built page, without its link to itself."""
    heading = article.xpath(".//h1")[0]
    for link in heading.xpath('.//*[contains(@class, "headerlink")]'):
        link.drop_tree()
    return str(heading.text_content())


def contents(reader: Reader) -> Iterator[tuple[str, int, str]]:
    """Yield (title, page number printed, place linked to) for each line of the contents."""
    above = ""
    for page, annotation in reader.annotations("/Link"):
        if page > 0 and page < reader.outline[0][2] and "/Dest" in annotation:
            x1, y1, x2, y2 = (float(n) for n in annotation.Rect)
            height = float(reader.pdf.pages[page].MediaBox[3])
            row = [
                char
                for char in reader.chars[page]
                if min(y1, y2) - 1 < height - (char["top"] + char["bottom"]) / 2 < max(y1, y2) + 1
            ]
            start, end = min(x1, x2), max(x1, x2)
            title = "".join(c["text"] for c in row if start - 1 <= c["x0"] and c["x1"] <= end + 1)
            # Two columns: the number ends at the middle of the page or at its margin.
            middle = float(reader.pdf.pages[page].MediaBox[2]) / 2
            edge = middle if start < middle else 2 * middle
            number = "".join(c["text"] for c in row if end + 1 < c["x0"] < edge)
            if number:
                yield above + title, int(number), str(annotation.Dest)
            # A long title takes two lines: the number stands on the last.
            above = "" if number else title


def test_contents_give_the_right_page(site: Path, lang: Lang, reader: Reader) -> None:
    rows = list(contents(reader))
    wrong = [row for row in rows if row[1] != reader.destinations[row[2]] + 1]
    assert not wrong
    listed = [squeeze(title) for title, _, _ in rows]
    for _, article in book_pages(site, lang):
        assert squeeze(_heading(article)) in listed
    numbers = [number for _, number, _ in rows]
    assert numbers == sorted(numbers)
    assert len(rows) > 40


def test_page_numbers_are_printed(reader: Reader) -> None:
    total = len(reader.pdf.pages)
    for number, chars in enumerate(reader.chars[1:], start=2):
        foot = "".join(c["text"] for c in chars if c["tag"] == "Artifact")
        assert f"{number} / {total}" in foot, f"page {number}"


def test_internal_links_resolve_and_say_where_they_lead(reader: Reader) -> None:
    internal = [a for _, a in reader.annotations("/Link") if "/Dest" in a]
    assert len(internal) > 500
    lost = {str(a.Dest) for a in internal} - set(reader.destinations)
    assert not lost
    assert all(str(a.Contents) and not str(a.Contents).startswith("#") for a in internal)


def test_links_to_other_pages_became_internal(site: Path, lang: Lang, reader: Reader) -> None:
    """Every link between pages of the site that is printed is a link inside the PDF."""
    pages = dict(book_pages(site, lang))
    expected = set()
    for address, article in pages.items():
        for element in article.xpath(NOT_PRINTED):
            if element.getparent() is not None:
                element.drop_tree()
        for href in article.xpath(PRINTED_LINKS):
            tree, _, place = urljoin(urljoin("https://here/tree/", address), href).partition("#")
            if place and "=" not in place and tree.startswith("https://here/tree/"):
                path = tree.removeprefix("https://here/tree/")
                if SCREEN_PAGES.fullmatch(path):
                    continue
                name = path.strip("/").replace("/", "-")
                expected.add(f"{name or 'index'}--{place}")
    linked = {str(a.Dest) for _, a in reader.annotations("/Link") if "/Dest" in a}
    assert len(expected) > 50
    assert expected - linked == set()


def test_links_out_of_the_file_are_absolute(reader: Reader) -> None:
    for _, annotation in reader.annotations("/Link"):
        if "/A" in annotation:
            assert re.match(r"(https?://|mailto:|tel:)", str(annotation.A.URI))
            assert "127.0.0.1" not in str(annotation.A.URI)
