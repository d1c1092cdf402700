"""What the search finds: words people use, what is to do before what it rests on, parts apart."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

# How much more a page counts that says what to do, how much less one that is looked up. By the
# beginning of its address, the longest that fits.
BOOSTS = {
    "": 1.0,
    "checklists/": 3.0,
    "situations/": 3.0,
    "hotline/": 3.0,
    "check/": 2.0,
    "outcomes/": 2.0,
    "how-it-decides/": 0.5,
    "glossary/": 0.5,
    "laws/": 0.2,
    "state/": 0.1,
    "embed/": 0.1,
}
# Where the stylesheet keeps words apart, the index needs a mark: after a label, between two parts.
LABEL = re.compile(r'(<span class="check__key[^"]*">[^<]*)</span>')
PARTS = re.compile(r"</(span|a|time|strong)>(?=<(?:span|a|time|strong)\b)")

# While serving: by language and address, what a page was made of and its entries in the search.
_entries: dict[tuple[str, str], tuple[tuple[str, ...], list[dict[str, Any]]]] = {}


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Have each page's entries in the index adorned as they are made.

    While serving they are taken over from the build before where the page reads as it did: cutting
    text into words is the dearest step of a rebuild.
    """
    from guide.edition import LANGUAGES

    colon = LANGUAGES[config.extra["lang"]].colon
    # Any: MkDocs types a plugin by its base class, which has no index.
    plugin: Any = config.plugins["material/search"]
    index = plugin.search_index
    add = index.add_entry_from_context

    def add_adorned(page: Page) -> None:
        key = (config.extra["lang"], page.url)
        keywords = page.meta.get("keywords", [])
        source = (page.content or "", str(page.title), config.extra["search_words"], *keywords)
        if config.extra.get("serving") and key in _entries and _entries[key][0] == source:
            index.entries.extend(_entries[key][1])
            return
        start = len(index.entries)
        page.content = apart(source[0], colon)
        add(page)
        page.content = source[0]
        for entry in index.entries[start:]:
            entry["boost"] = boost(page.url)
        if keywords:
            index.entries[start]["tags"] = keywords
        _entries[key] = (source, index.entries[start:])

    index.add_entry_from_context = add_adorned
    return env


def boost(url: str) -> float:
    """Return how much the page at `url` counts among the hits; 1 is ordinary."""
    return BOOSTS[max((start for start in BOOSTS if url.startswith(start)), key=len)]


def apart(html: str, colon: str) -> str:
    """Return `html` with a colon after every label and a space between parts that touch."""
    return PARTS.sub(r"</\1> ", LABEL.sub(rf"\1{colon}</span>", html))
