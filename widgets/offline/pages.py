"""Built pages as trees, and where their links lead where there is no server."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree, html
from lxml.html import HtmlElement

from guide.edition import Edition, anchor
from pdf.cover import is_public

INDEX = "index.html"
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class OfflineError(Exception):
    """The files cannot be made; the message says what to do."""


def read(path: Path) -> HtmlElement:
    """Return a page of the built site; raise OfflineError where it is not there."""
    if not path.is_file():
        raise OfflineError(f"{path}: not built; run `python -m mkdocs build --strict` first")
    tree: HtmlElement = html.document_fromstring(
        path.read_bytes(), html.HTMLParser(encoding="utf-8")
    )
    return tree


def live_address(site: Path) -> str:
    """Return the address the site was built for, "" where others cannot reach it."""
    found = read(site / INDEX).xpath("//link[@rel='canonical']/@href")
    address = str(found[0]) if found else ""
    return address if is_public(address) else ""


def target(page: str, href: str) -> tuple[str, str] | None:
    """Return path and fragment that `href` on `page` ("how/index.html") leads to, or None.

    None: an address of its own, not of the site. The path is one under the site's root, with a
    page's name for its folder.
    """
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return page, parts.fragment
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), parts.path))
    folder = parts.path.endswith(("/", ".")) or "." not in posixpath.basename(joined)
    path = posixpath.join(joined, INDEX) if folder else joined
    return posixpath.normpath(path), parts.fragment


def online(live: str, path: str, fragment: str) -> str:
    """Return the address on the site at `live` of what `target` names."""
    address = urljoin(live, path.removesuffix(INDEX))
    return f"{address}#{fragment}" if fragment else address


def unlink(link: HtmlElement) -> None:
    """Let a link be what it says, and lead nowhere."""
    link.tag = "span"
    for name in ("href", "hreflang", "download", "type", "target", "rel"):
        link.attrib.pop(name, None)


def filled(template: str, edition: Edition, **values: Any) -> str:
    """Return one of our templates with the words (`w`) and texts (`t`) of an edition.

    Lines are joined without a space: none appears between two Chinese characters.
    """
    text = TEMPLATES.get_template(template).render(
        edition=edition,
        meta=edition.guide.meta,
        w=edition.word,
        t=edition.text,
        mark=edition.language,
        anchor=anchor,
        **values,
    )
    return "".join(line.strip() for line in text.splitlines())


def serialized(tree: HtmlElement) -> str:
    """Return a page as HTML."""
    text = etree.tostring(tree, method="html", encoding="unicode", doctype="<!doctype html>")
    return f"{text}\n"
