"""One page in one language, as the macros see it: its words, and where its links lead."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from mkdocs.structure.files import Files
from mkdocs.utils import get_relative_url, meta

from guide import Guide
from guide.schema import Text

Lang = Literal["zh", "en"]
Call = tuple[str, str]

# A macro call in a page: its name and, if it has one, its argument.
CALL = re.compile(r"""\{\{\s*(\w+)\((?:["']([^"']+)["'])?\)\s*\}\}""")
# These pages show every entry of a kind, so links lead there rather than to pages that quote one.
OVERVIEWS = ("how-it-decides", "checklists", "check")


class Entry(Protocol):
    """Anything in the guide that has an id."""

    @property
    def id(self) -> str:
        """The entry's id."""


def find[E: Entry](macro: str, entries: Iterable[E], wanted: str) -> E:
    """Return the entry with the id `wanted`; raise ValueError with the ids there are."""
    known = {entry.id: entry for entry in entries}
    if wanted not in known:
        raise ValueError(f"{macro}(): no entry has the id {wanted!r}; allowed: {', '.join(known)}")
    return known[wanted]


@dataclass(frozen=True)
class SourcePage:
    """A page as it is written: its title and the macros it calls, in order."""

    title: str
    calls: tuple[Call, ...]


@functools.cache
def read_pages(files: Files) -> Mapping[str, SourcePage]:
    """Return all pages of one language by name ("how", "outcomes/suspend")."""
    pages = {}
    for file in files.documentation_pages():
        text, front_matter = meta.get_data(file.content_string)
        name = file.src_uri.removesuffix(".md")
        pages[name] = SourcePage(str(front_matter.get("title", name)), tuple(CALL.findall(text)))
    return pages


@dataclass(frozen=True)
class View:
    """What a macro needs to know of the page it stands on.

    `url` is the page's address under its language's root ("" is the home page, "how/"), `pages`
    are all pages of that language, `site` is the absolute address of the site's root.
    """

    guide: Guide
    lang: Lang
    url: str
    pages: Mapping[str, SourcePage]
    site: str = "/"

    def text(self, text: Text | None) -> str:
        """Return `text` in the page's language; an absent text is empty."""
        return "" if text is None else str(getattr(text, self.lang))

    def word(self, key: str) -> str:
        """Return a word of the interface."""
        words = self.guide.ui.ui
        if key not in words:
            raise ValueError(f"guide/data/ui.yaml has no {key!r}; it has: {', '.join(words)}")
        return self.text(words[key])

    def labelled(self, key: str, text: str) -> str:
        """Return `text` after a word of the interface: "Rule: text"."""
        return f"{self.word(key)}{'：' if self.lang == 'zh' else ': '}{text}"

    def href(self, page: str, anchor: str = "") -> str:
        """Return the relative address of `page` of the same language, "how" or "index".

        "situations/index" is the page of its folder.
        """
        if page not in self.pages:
            known = ", ".join(sorted(self.pages))
            raise ValueError(f"no page {page!r} in docs/{self.lang}; there are: {known}")
        folder, _, name = page.rpartition("/")
        target = (f"{folder}/" if folder else "") if name == "index" else f"{page}/"
        fragment = f"#{anchor}" if anchor else ""
        if fragment and target == self.url:
            return fragment
        return str(get_relative_url(target or "./", self.url)) + fragment

    def root(self, path: str) -> str:
        """Return the relative address of `path` under the site's root, shared by both trees."""
        here = self.url if self.lang == "zh" else f"en/{self.url}"
        return str(get_relative_url(path, here))

    def place(self, macro: str, argument: str, anchor: str) -> str | None:
        """Return the address of what a macro call shows, or None where no page calls it.

        The same page comes first, then the overviews.
        """
        call = (macro, argument)
        own = self.url.removesuffix("/") or "index"
        ordered = [own, *OVERVIEWS, *self.pages]
        showing = (name for name in ordered if name in self.pages)
        page = next((name for name in showing if call in self.pages[name].calls), None)
        return None if page is None else self.href(page, anchor)
