"""What can stand in the way."""

from __future__ import annotations

from collections.abc import Iterable

from guide.schema import Blocker, Text
from macros.conditions import Condition, cases
from macros.grounds import Citation, article_citations, citations
from macros.render import render
from macros.view import View

Cases = list[list[Condition]]
# A blocker, when it holds, what is said in each of its cases, what it rests on.
Row = tuple[Blocker, Cases | None, list[tuple[Cases, Text]], list[Citation]]


def blocker_rows(view: View, entries: Iterable[Blocker]) -> list[Row]:
    """Return each blocker with its conditions, its cases and what it rests on."""
    return [
        (
            entry,
            cases(view, entry.when) if entry.when else None,
            [(cases(view, case.when), case.do) for case in entry.cases],
            article_citations(view, entry.article) + citations(view, entry.laws, entry.sources),
        )
        for entry in entries
    ]


def blockers(view: View) -> str:
    """Return what can stand in the way and when, in the order in which it is dealt with.

    What to do about each stands on its outcome's page, to which its title leads.
    """
    rows = [
        (entry, cases(view, entry.when) if entry.when else None)
        for entry in view.guide.blockers.blockers
    ]
    return render("blocker_rules.html.j2", view, rows=rows)
