"""What can stand in the way."""

from __future__ import annotations

from collections.abc import Iterable

from guide.schema import Blocker
from macros.conditions import Condition, cases
from macros.grounds import Citation, article_citations, citations
from macros.render import render
from macros.view import View

Row = tuple[Blocker, list[list[Condition]] | None, list[Citation]]


def blocker_rows(view: View, entries: Iterable[Blocker]) -> list[Row]:
    """Return each blocker with the conditions it holds under and what it rests on."""
    return [
        (
            entry,
            cases(view, entry.when) if entry.when else None,
            article_citations(view, entry.article) + citations(view, entry.laws, entry.sources),
        )
        for entry in entries
    ]


def blockers(view: View) -> str:
    """Return what can stand in the way, in the order in which it is dealt with."""
    rows = blocker_rows(view, view.guide.blockers.blockers)
    return render("blockers.html.j2", view, rows=rows)
