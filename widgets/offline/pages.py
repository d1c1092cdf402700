"""Built pages as trees, and where their links lead where there is no server."""

from __future__ import annotations

import posixpath
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement

from pdf.cover import is_public

INDEX = "index.html"


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


def serialized(tree: HtmlElement) -> str:
    """Return a page as HTML."""
    text = etree.tostring(tree, method="html", encoding="unicode", doctype="<!doctype html>")
    return f"{text}\n"
