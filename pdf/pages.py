"""Reads the navigation of one language tree and, in that order, the built pages it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html
from lxml.html import HtmlElement
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File

from pdf.errors import PdfError


@dataclass(frozen=True)
class Page:
    """One built page as the navigation places it.

    `title` is that of the navigation, `heading` the page's own. `level` counts from 1. `opens`
    holds the navigation sections that begin with this page, as (title, level), outermost first.
    `url` is relative to the language's root (`""`, `how/`); `anchor` is the page's id in the PDF.
    `content` is the article element without what only the screen needs, `h1` its main heading;
    `ids` are all that the page has on screen.
    """

    title: str
    level: int
    opens: tuple[tuple[str, int], ...]
    url: str
    file: Path
    anchor: str
    content: HtmlElement
    h1: HtmlElement
    ids: frozenset[str] = frozenset()

    def opening(self, sections: tuple[tuple[str, int], ...]) -> Page:
        """Return the page as the one that `sections` of the navigation begin with."""
        return replace(self, opens=sections)

    @property
    def heading(self) -> str:
        """The page's own title."""
        return text_of(self.h1)


def text_of(element: HtmlElement) -> str:
    """Return the text of `element` with its white space made plain."""
    return " ".join(str(element.text_content()).split())


def has_class(name: str) -> str:
    """Return the XPath condition that an element has the class `name`."""
    return f'contains(concat(" ", normalize-space(@class), " "), " {name} ")'


HEADINGS = ("h1", "h2", "h3", "h4")
# What the screen needs and paper does not. Inputs other than boxes to tick and fields to fill in
# steer the screen; those of the self-check go with it.
SCREEN_TAGS = ("script", "noscript", "template", "link", "button", "select", "textarea", "iframe")
SCREEN_CLASSES = (
    "no-print",
    "screen",
    "fill__label--pick",
    "headerlink",
    "md-content__button",
    "md-source-file",
    "md-feedback",
)
SCREEN_ONLY = " | ".join(
    [
        *(f".//{tag}" for tag in SCREEN_TAGS),
        *(f".//*[{has_class(name)}]" for name in SCREEN_CLASSES),
        f".//input[not({has_class('check__box')} or {has_class('fill')})]",
        ".//style[not(ancestor::svg)]",
        ".//*[@hidden]",
        ".//comment()",
    ]
)


def read_config(file: Path) -> MkDocsConfig:
    """Read an MkDocs configuration; raise PdfError when it cannot be read."""
    try:
        return load_config(str(file))
    except MkDocsException as error:
        raise PdfError(f"{file.name}: {error}") from error


def read_pages(config: MkDocsConfig, site: Path) -> list[Page]:
    """Return the pages of `config`'s navigation from the tree built in `site`, in its order.

    Raises PdfError when there is no navigation or a page is not built.
    """
    if not config.nav:
        raise PdfError(f"{Path(config.config_file_path).name} has no nav: no reading order")
    pages = []
    for path, title, level, opens in _walk(config.nav, 1):
        target = File(path, None, str(site), config.use_directory_urls)
        file = Path(target.abs_dest_path)
        if not file.is_file():
            raise PdfError(f"{site} is not built (no {target.dest_uri}): run `make site`")
        named, content, h1, ids = _read(file)
        url = "" if target.url in (".", "./") else target.url
        anchor = url.strip("/").replace("/", "-") or "index"
        # The theme names a page in its head as the navigation does, with the site's name after.
        title = title or named.removesuffix(f" - {config.site_name}")
        pages.append(Page(title, level, opens, url, file, anchor, content, h1, ids))
    return pages


def _walk(
    nav: list[Any], level: int, opens: tuple[tuple[str, int], ...] = ()
) -> Iterator[tuple[str, str | None, int, tuple[tuple[str, int], ...]]]:
    """Yield (path, title, level, sections opened) for each page of an MkDocs `nav`."""
    for entry in nav:
        title, target = next(iter(entry.items())) if isinstance(entry, dict) else (None, entry)
        if isinstance(target, list):
            yield from _walk(target, level + 1, (*opens, (str(title), level)))
        elif urlsplit(target).scheme:
            continue  # a link to another site is no page of this guide
        else:
            yield target, title, level, opens
        opens = ()


def _read(file: Path) -> tuple[str, HtmlElement, HtmlElement, frozenset[str]]:
    """Return title, content, main heading and ids of a built page; raise PdfError if it is none."""
    tree = html.document_fromstring(file.read_text(encoding="utf-8"))
    article = tree.find(".//article")
    h1 = tree.find(".//article//h1")
    if article is None or h1 is None:
        raise PdfError(f"{file} has no <article> with an <h1>: not a page of this site")
    ids = frozenset(map(str, article.xpath(".//@id")))
    _drop_sections(article)
    for element in article.xpath(SCREEN_ONLY):
        if element.getparent() is not None:
            element.drop_tree()
    return str(tree.findtext(".//title")), article, h1, ids


def _drop_sections(article: HtmlElement) -> None:
    """Take out the sections whose headings are for screens, up to the next heading as high."""
    for heading in article.xpath(f".//*[self::h2 or self::h3][{has_class('screen')}]"):
        for sibling in list(heading.itersiblings()):
            if sibling.tag in HEADINGS and sibling.tag <= heading.tag:
                break
            sibling.drop_tree()
        heading.drop_tree()
