"""What a statement rests on: citations that lead to the page of laws and sources."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from guide.schema import Law
from macros.view import View, find

LAWS_PAGE = "laws"


@dataclass(frozen=True)
class Citation:
    """One link to a law or source; `weak` marks a source that is a single or poor page."""

    label: str
    href: str
    weak: bool = False


def law_label(view: View, law: Law) -> str:
    """Return a law's short name and article, as running text names it."""
    article = view.text(law.article)
    gap = "" if view.lang == "zh" else ", "
    return f"{view.text(law.short)}{gap}{article}" if article else view.text(law.short)


def law_citation(view: View, macro: str, wanted: str) -> Citation:
    """Return the link to the law `wanted`; raise ValueError for an unknown id."""
    law = find(macro, view.guide.laws.laws, wanted)
    return Citation(law_label(view, law), view.href(LAWS_PAGE, f"law-{law.id}"))


def source_citation(view: View, macro: str, wanted: str) -> Citation:
    """Return the link to the source `wanted`; raise ValueError for an unknown id."""
    source = find(macro, view.guide.sources.sources, wanted)
    href = view.href(LAWS_PAGE, f"source-{source.id}")
    return Citation(view.text(source.title), href, source.weak)


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
        href = view.place(kind, name, f"{kind}-{name.lower()}")
        if href is not None:
            links.append(Citation(f"{view.word(word)} {name}", href))
    return links


def checked_on(view: View, laws: Iterable[str], sources: Iterable[str]) -> datetime.date:
    """Return the day since when everything cited stands checked; without any, the guide's day."""
    days = [find("law", view.guide.laws.laws, name).checked_on for name in laws]
    days += [find("source", view.guide.sources.sources, name).checked_on for name in sources]
    return min(days, default=view.guide.meta.checked_on)
