"""Finds links and requests of built pages that lead nowhere, or off the site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from macros.blocks.downloads import offers
from widgets.build.copy import WORKER

# What a browser fetches by itself when it shows a page.
REQUESTED = (
    "//script/@src",
    "//img/@src",
    "//iframe/@src",
    "//source/@src",
    "//link[contains(@rel, 'stylesheet') or contains(@rel, 'icon') or contains(@rel, 'preload')"
    " or contains(@rel, 'preconnect') or contains(@rel, 'dns-prefetch')]/@href",
)
# Made from the built site, after it. Once the site is finished, all of them are there.
MADE = {path for offer in offers().values() for path in offer.paths.values()}


def external_requests(page: HtmlElement) -> list[str]:
    """Return the addresses off the site that a browser would fetch for `page`."""
    urls = [str(url) for path in REQUESTED for url in page.xpath(path)]
    return [url for url in urls if urlsplit(url).scheme not in ("", "data") or url[:2] == "//"]


def broken_links(site: Path, pages: Mapping[str, HtmlElement]) -> Iterator[str]:
    """Yield every link or request of `pages`, by path in `site`, without a target in `site`."""
    ids = {name: set(map(str, page.xpath("//@id"))) for name, page in pages.items()}
    for name, page in pages.items():
        urls = [str(url) for path in (*REQUESTED, "//a/@href") for url in page.xpath(path)]
        for url in dict.fromkeys(urls):
            parts = urlsplit(url)
            if parts.netloc and not parts.scheme:
                yield f"{name}: {url}: names a host by its first folder"
                continue
            if parts.scheme or parts.netloc:
                continue
            target = _target(site, name, unquote(parts.path))
            # A fragment with "=" holds answers, it is no place on the page.
            fragment = "" if "=" in parts.fragment else unquote(parts.fragment)
            if target is None:
                yield f"{name}: {url}: no such file"
            elif fragment and target in ids and fragment not in ids[target]:
                yield f"{name}: {url}: no such place"


def _target(site: Path, name: str, path: str) -> str | None:
    """Return the file that `path` on the page `name` leads to, by path in `site`, or None."""
    if not path:
        return name
    if path.startswith("/"):  # only the 404 pages, which any address may show
        joined = path.lstrip("/")
    else:
        joined = posixpath.join(posixpath.dirname(name), path)
    target = posixpath.normpath(joined) if joined else "."
    if target in MADE and not (site / WORKER).is_file():
        return target
    if (site / target).is_dir():
        target = posixpath.normpath(posixpath.join(target, "index.html"))
    return target if (site / target).is_file() else None
