"""How much there is to read: the height of pages on a phone, and what the guide says twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement
from playwright.sync_api import Page, ViewportSize

PHONE = ViewportSize(width=390, height=844)
# What is read as one piece of its own, by element; all else runs on within a line.
BLOCKS = {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "caption", "thead", "tbody", "tr", "td", "th", "figure", "figcaption"),
    *("div", "section", "article", "nav", "aside", "blockquote", "details", "summary"),
    *("fieldset", "legend", "label", "button"),
}
# Drawn, run or copied, but not read.
SILENT = {"script", "style", "template", "svg", "noscript"}
HAN = re.compile(r"[\u3400-\u9fff]")
# Shorter pieces are labels, which may well stand in many places.
LATIN_LEAST, HAN_LEAST = 40, 16


def _pieces(element: HtmlElement) -> Iterator[str | None]:
    """Yield the text of an element in order, None wherever a block begins or ends."""
    if not isinstance(element.tag, str) or element.tag in SILENT or "past" in element.classes:
        return
    block = element.tag in BLOCKS
    if block:
        yield None
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if block:
        yield None


def blocks(article: HtmlElement) -> list[str]:
    """Return the pieces of text of an article that are long enough to be read, folded ones too."""
    texts = [""]
    for piece in _pieces(article):
        if piece is None:
            texts.append("")
        else:
            texts[-1] += piece
    clean = [" ".join(text.split()) for text in texts]
    return [text for text in clean if is_read(text)]


@dataclass(frozen=True)
class Repeats:
    """What the pages of one language say more than once, in characters.

    `pages` gives for each page its characters and how many of them also stand elsewhere, there
    or on another page; `worst` what is repeated most, with how often.
    """

    total: int
    distinct: int
    pages: Mapping[str, tuple[int, int]]
    worst: list[tuple[str, int]]

    @property
    def share(self) -> float:
        """The repeated part of all text, from 0 to 1."""
        return 1 - self.distinct / self.total


def repeats(pages: Mapping[str, HtmlElement]) -> Repeats:
    """Return what the articles of `pages`, by path, say more than once."""
    return said_again(
        {
            name: blocks(article)
            for name, page in pages.items()
            for article in page.xpath("//article")[:1]
        }
    )


def is_read(text: str) -> bool:
    """Tell whether a piece of text is long enough to be read: shorter ones are labels."""
    return len(text) >= LATIN_LEAST or len(HAN.findall(text)) >= HAN_LEAST


def said_again(texts: Mapping[str, list[str]]) -> Repeats:
    """Return which of the pieces of text of each page stand more than once."""
    counts = Counter(text for listed in texts.values() for text in listed)
    return Repeats(
        total=sum(len(text) * count for text, count in counts.items()),
        distinct=sum(map(len, counts)),
        pages={
            name: (sum(map(len, listed)), sum(len(t) for t in listed if counts[t] > 1))
            for name, listed in texts.items()
        },
        worst=sorted(
            ((text, count) for text, count in counts.items() if count > 1),
            key=lambda one: -len(one[0]) * (one[1] - 1),
        ),
    )


# The default Latin face of a bare Linux is a seventh wider than what people have.
NORMAL_WIDTH = ":root, :lang(en) { --font-en: 'Liberation Sans', 'Noto Sans CJK SC' }"
HEIGHT = """() => (document.querySelector(".md-main") ?? document.body)
  .getBoundingClientRect().bottom + scrollY"""


def screens(page: Page) -> float:
    """Return the height of what stands above the footer of an open page, in screens of a phone."""
    page.add_style_tag(content=NORMAL_WIDTH)
    height: float = page.evaluate(HEIGHT)
    return height / PHONE["height"]
