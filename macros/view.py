"""One page of one edition, as the macros see it: what it is called, and where its links lead."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from mkdocs.structure.files import Files
from mkdocs.utils import get_relative_url, meta

from guide import Guide
from guide.edition import LANGUAGES, Edition, EditionError, Lang, page_url
from guide.prose.pages import Call, PageError, calls
from guide.schema import Text
from macros.data import current


@dataclass(frozen=True)
class SourcePage:
    """A page as it is written: its title and the macros it calls, in order."""

    title: str
    calls: tuple[Call, ...]


# One a language: every build has files of its own.
@functools.lru_cache(maxsize=len(LANGUAGES))
def edition(lang: Lang, files: Files) -> Edition:
    """Return the edition of this build whose pages are `files`; raise GuideError on bad data."""
    return Edition(current(), lang, _pages(files))


def _pages(files: Files) -> dict[str, SourcePage]:
    """Return all pages by name ("how", "outcomes/suspend")."""
    pages = {}
    for file in files.documentation_pages():
        text, front_matter = meta.get_data(file.content_string)
        name = file.src_uri.removesuffix(".md")
        try:
            called = tuple(calls(file.src_uri, text))
        except PageError:  # said on the page itself, where it is rendered
            called = ()
        pages[name] = SourcePage(str(front_matter.get("title", name)), called)
    return pages


@dataclass(frozen=True)
class View:
    """What a macro needs to know of the page it stands on.

    `url` is the page's address under its language's root ("" is the home page, "how/"), `site` is
    the absolute address of the site's root.
    """

    edition: Edition
    url: str
    site: str = "/"

    @property
    def guide(self) -> Guide:
        """The shared data."""
        return self.edition.guide

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.edition.lang

    @property
    def page(self) -> str:
        """The page's name."""
        name = self.url.strip("/")
        return name if name in self.edition.pages else f"{name}/index".lstrip("/")

    def text(self, text: Text | None) -> str:
        """Return `text` in the page's language; an absent text is empty."""
        return self.edition.text(text)

    def word(self, key: str) -> str:
        """Return a word of the interface."""
        return self.edition.word(key)

    def labelled(self, key: str, text: str) -> str:
        """Return `text` after a word of the interface: "Rule: text"."""
        return self.edition.labelled(key, text)

    def href(self, page: str, fragment: str = "") -> str:
        """Return the relative address of `page` of the same language, "how" or "index"."""
        if page not in self.edition.pages:
            known = ", ".join(sorted(self.edition.pages))
            raise EditionError(f"no page {page!r} in docs/{self.lang}; there are: {known}")
        target = page_url(page)
        at = f"#{fragment}" if fragment else ""
        if at and target == self.url:
            return at
        return str(get_relative_url(target or "./", self.url)) + at

    def place(self, kind: str, name: str = "") -> str | None:
        """Return the relative address of an entry, or None where no page shows it."""
        at = self.edition.place(kind, name, self.page)
        return None if at is None else self.href(at.page, at.anchor)

    def address(self, kind: str, name: str = "") -> str:
        """Return the relative address of an entry; raise EditionError where no page shows it."""
        at = self.edition.address(kind, name, self.page)
        return self.href(at.page, at.anchor)

    def root(self, path: str) -> str:
        """Return the relative address of `path` under the site's root, shared by both trees."""
        return str(get_relative_url(path, f"{self.edition.language.tree}{self.url}"))
