"""What a statement rests on: links to the article, to laws and sources, to checked statements."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import escape

from guide.edition import FIRST, find
from macros.view import View


@dataclass(frozen=True)
class Citation:
    """One link to what is cited; `weak` marks a source that is a single or poor page.

    Browsers that translate the page leave a `name` as it is.
    """

    label: str
    href: str
    weak: bool = False
    name: bool = False

    def inline(self) -> str:
        """Return the link as it stands in running text."""
        name = ' translate="no"' if self.name else ""
        return f'<a class="cite" href="{escape(self.href)}"{name}>{escape(self.label)}</a>'


def article_citations(view: View, codes: Iterable[str]) -> list[Citation]:
    """Return the links to where the guide speaks of these paragraphs of the article."""
    article = view.word("article")
    return [Citation(f"{article} {code}", view.address("paragraph", code)) for code in codes]


def law_citation(view: View, macro: str, name: str) -> Citation:
    """Return the link to the law `name`; raise EditionError for an unknown id."""
    law = find(macro, view.guide.laws.laws, name)
    # Its English name is made by us: translated again, nobody finds the law by it.
    return Citation(view.edition.law(law), view.address("law", law.id), name=view.lang != FIRST)


def source_citation(view: View, macro: str, name: str) -> Citation:
    """Return the link to the source `name`; raise EditionError for an unknown id."""
    source = find(macro, view.guide.sources.sources, name)
    return Citation(view.text(source.title), view.address("source", source.id), source.weak)


def citations(view: View, laws: Iterable[str], sources: Iterable[str]) -> list[Citation]:
    """Return the links to all `laws` and `sources`, laws first."""
    return [law_citation(view, "law", name) for name in laws] + [
        source_citation(view, "source", name) for name in sources
    ]


def statement_citations(view: View, names: Iterable[str]) -> list[Citation]:
    """Return the links to checked statements, "C06" or "O04", that stand on some page."""
    additions = {addition.id for addition in view.guide.claims.additions}
    links = []
    for name in names:
        kind, word = ("addition", "added") if name in additions else ("claim", "article")
        href = view.place(kind, name)
        if href is not None:
            links.append(Citation(f"{view.word(word)} {name}", href))
    return links


def checked_on(view: View, laws: Iterable[str], sources: Iterable[str]) -> datetime.date:
    """Return the day since when everything cited stands checked; without any, the guide's day."""
    days = [find("law", view.guide.laws.laws, name).checked_on for name in laws]
    days += [find("source", view.guide.sources.sources, name).checked_on for name in sources]
    return min(days, default=view.guide.meta.checked_on)
