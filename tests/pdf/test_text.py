"""All that the site says stands in the PDF, in the same order, and every line breaks well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide
from guide.edition import Edition, Lang
from pdf.cover import cover
from tests.support.pdf import Element, Line, Reader, squeeze

TREES: dict[Lang, str] = {"zh": "", "en": "en/"}
# Pages that are of use on a screen alone, or are sheets to write on: they are not in the guide.
SCREEN_PAGES = re.compile(
    r"(list|papers|dates|downloads|embed|situations|check|hotline|checklists(/\w+)?)/"
)
# On paper these are not shown, or shown as something else.
NOT_PRINTED = """
    .//*[contains(concat(" ", @class, " "), " screen ")] | .//*[@class="entry__law"]
    | .//ul[contains(@class, "list-lines")] | .//dl[@class="asks"]
    | .//script | .//style | .//noscript | .//svg/title | .//svg/desc
    | .//keep-or-cancel | .//comment()
    | .//*[contains(@class, "headerlink")] | .//*[contains(@class, "no-print")] | .//*[@hidden]
    | .//button | .//*[contains(@class, "fill__label--pick")]
"""
# Neither begins nor ends a line of Chinese: the prohibitions of the W3C's Chinese layout notes.
NOT_FIRST = set("，。、；：？！）》】」』”’…—·‰%,.;:?!)]")
NOT_LAST = set("（《【「『“‘([")
# Where the guide begins, and each of the sheets.
BEGINS = ("contents", "self-check", "shop_kit", "shop_kit--call", "checklists")
# A4 less the margins of print.css, in points, and a point for rounding.
LEFT, RIGHT = 20 / 25.4 * 72 - 1, (210 - 20) / 25.4 * 72 + 1


def built_pages(site: Path, lang: Lang) -> Iterator[tuple[str, HtmlElement]]:
    """Yield (address, article) of every page of the tree of `lang` that its navigation names."""
    tree = site / TREES[lang]
    home = html.parse(tree / "index.html").getroot()
    for link in home.xpath('//nav[contains(@class, "md-nav--primary")]//a/@href'):
        if not link.startswith(("#", "http", "..")):
            page = html.parse(tree / link / "index.html").getroot()
            yield link, page.xpath(".//article")[0]


def book_pages(site: Path, lang: Lang) -> Iterator[tuple[str, HtmlElement]]:
    """Yield (address, article) of every page that is in the book, in its order."""
    for address, article in built_pages(site, lang):
        if not SCREEN_PAGES.fullmatch(address):
            for heading in article.xpath(".//*[self::h2 or self::h3][@class='screen']"):
                for below in list(heading.itersiblings()):
                    if re.fullmatch("h[1-4]", str(below.tag)) and below.tag <= heading.tag:
                        break
                    below.drop_tree()
                heading.drop_tree()
            yield address, article


def printed_texts(article: HtmlElement) -> list[str]:
    """Return the texts of an article that belong on paper, in order."""
    for element in article.xpath(NOT_PRINTED):
        if element.getparent() is not None:
            element.drop_tree()
    texts = [squeeze(str(text)) for text in article.itertext()]
    return [text for text in texts if text]


def first_missing(texts: list[str], printed: str) -> str | None:
    """Return the first of `texts` that does not follow the one before it in `printed`."""
    at = 0
    for text in texts:
        start = printed.find(text, at)
        if start < 0:
            return text
        at = start + len(text)
    return None


def page_texts(reader: Reader) -> dict[str, str]:
    """Return for each page of the guide its text in the PDF, in reading order.

    A page begins with its main heading; what comes before the first is cover and contents.
    """
    texts: dict[str, str] = {}
    for section in reader.root.kids:
        assert isinstance(section, Element)
        text = squeeze(reader.text(section))
        headings = [squeeze(reader.text(e)) for e in section.walk() if e.tag == "H1"]
        name = headings[0] if headings else list(texts)[-1] if texts else ""
        texts[name] = texts.get(name, "") + text
    return texts


def test_every_page_is_printed_in_order(site: Path, lang: Lang, reader: Reader) -> None:
    printed = page_texts(reader)
    pages = list(book_pages(site, lang))
    assert len(pages) > 10
    for address, article in pages:
        heading = article.xpath(".//h1")[0]
        for link in heading.xpath('.//*[@class="headerlink"]'):
            link.drop_tree()
        name = squeeze(heading.text_content())
        assert name in printed, f"{address} is not in the PDF"
        missing = first_missing(printed_texts(article), printed[name])
        assert missing is None, f"{address}: not in the PDF, or out of order: {missing!r}"


def test_the_search_for_missing_text_finds_it() -> None:
    assert first_missing(["一", "三"], "一二三") is None
    assert first_missing(["一", "四"], "一二三") == "四"
    assert first_missing(["三", "一"], "一二三") == "一"


def test_cover_says_what_it_is(guide: Guide, lang: Lang, reader: Reader) -> None:
    cover = squeeze("".join(char["text"] for char in reader.chars[0]))
    meta = guide.meta
    caution = guide.ui.ui["not_legal_advice"]
    for text in (meta.title, meta.description, caution):
        assert squeeze(getattr(text, lang)) in cover
    assert {"zh": "中文", "en": "English"}[lang] in cover
    assert meta.rules_version in cover
    for day in (meta.rules_date, meta.checked_on, meta.review_by):
        assert squeeze(day.isoformat()) in cover
    assert squeeze(getattr(guide.ui.ui["cover_site_only"], lang)) in cover


def test_cover_says_which_pages_to_print(guide: Guide, lang: Lang, reader: Reader) -> None:
    [table, *_] = (e for e in reader.root.walk() if e.tag == "Table")
    told = {}
    for row in (e for e in table.walk() if e.tag == "TR"):
        cells = [reader.text(cell) for cell in row.walk() if cell.tag == "TD"]
        if cells:
            told[squeeze(cells[0])] = [int(number) for number in cells[1].split("–")]
    guided, *sheets = (reader.destinations[name] + 1 for name in BEGINS)
    check, shop, call, lists = sheets
    assert told == {
        squeeze(getattr(guide.ui.ui[word], lang)): pages
        for word, pages in {
            "print_check": [check, shop - 1],
            "print_shop": [shop],
            "print_call": [call],
            "print_lists": [lists, len(reader.pdf.pages)],
            "print_guide": [guided, check - 1],
        }.items()
    }


ELSEWHERE = ("http://127.0.0.1:8000/", "http://localhost/", "https://guide.invalid/x/", "file:///x")


def test_cover_gives_an_address_that_others_reach(guide: Guide, lang: Lang) -> None:
    edition, address = Edition(guide, lang), "https://guide.example.org/keep/"
    page = cover(edition, address)
    assert page.xpath(".//a[not(starts-with(@href, '#'))]/@href") == [address]
    [code] = page.xpath(".//svg")
    assert code.findtext("title") == edition.word("cover_code")
    for private in (None, *ELSEWHERE):
        page = cover(edition, private)
        assert not page.xpath(".//svg | .//a[not(starts-with(@href, '#'))]")


def breaks_badly(line: Line) -> bool:
    """Tell whether `line` begins or ends with a mark that may not stand there."""
    text = line.text.strip()
    return len(text) > 1 and (text[0] in NOT_FIRST or text[-1] in NOT_LAST)


def test_no_line_begins_or_ends_with_the_wrong_mark(reader: Reader) -> None:
    assert len(reader.lines) > 1000
    bad = [f"page {line.page}: {line.text}" for line in reader.lines if breaks_badly(line)]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize(
    ("text", "bad"), [("，这样不行", True), ("这样也不行（", True), ("这样“可以”", False)]
)
def test_bad_breaks_are_seen(text: str, bad: bool) -> None:
    assert breaks_badly(Line(1, [{"text": char} for char in text])) == bad


def test_nothing_runs_over_the_margins(reader: Reader) -> None:
    # A blank at the end of a line may hang over: nobody sees it.
    drawn = [(line, [c for c in line.chars if c["text"].strip()]) for line in reader.lines]
    sheets = reader.sheets
    over = [
        f"page {line.page}: {line.text}"
        for line, chars in drawn
        if chars and line.page <= sheets and (chars[0]["x0"] < LEFT or chars[-1]["x1"] > RIGHT)
    ]
    assert not over, "\n".join(over)
