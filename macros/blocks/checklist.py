"""Checklists, each on a page of its own, and the lines that lead there from other pages."""

from __future__ import annotations

from guide.edition import CHECKLIST_PAGES, EditionError, find
from macros.conditions import cases
from macros.grounds import citations, statement_citations
from macros.render import render
from macros.view import View


def checklist(view: View, name: str) -> str:
    """Return one checklist; the page gives it a heading."""
    listed = find("checklist", view.guide.checklists.checklists, name)
    entries = [
        (
            item,
            [] if item.when is None else cases(view, item.when),
            statement_citations(view, item.claims) + citations(view, item.laws, item.sources),
        )
        for item in listed.entries
    ]
    return render("checklist.html.j2", view, checklist=listed, entries=entries)


def checklist_line(view: View, *lists: str) -> str:
    """Return a line for each of `lists` that leads to its page, with the number of its items.

    On the overview of all checklists a line has the id that the list itself had there.
    """
    if not lists:
        raise EditionError("checklist_line(): name at least one checklist")
    overview = view.page == f"{CHECKLIST_PAGES}index"
    lines = []
    for name in lists:
        listed = find("checklist_line", view.guide.checklists.checklists, name)
        own = f"list-{name.replace('_', '-')}" if overview else None
        lines.append((listed, view.address("checklist", name), own))
    return render("checklist_line.html.j2", view, lines=lines)
