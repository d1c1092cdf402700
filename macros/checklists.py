"""Checklists: the markup is shared with the PDF, whose boxes can be ticked too."""

from __future__ import annotations

from macros.grounds import citations, statement_citations
from macros.render import render
from macros.view import View, find


def checklist(view: View, wanted: str) -> str:
    """Return one checklist; the page gives it a heading."""
    found = find("checklist", view.guide.checklists.checklists, wanted)
    entries = [
        (item, statement_citations(view, item.claims) + citations(view, item.laws, item.sources))
        for item in found.entries
    ]
    return render("checklist.html.j2", view, checklist=found, entries=entries)
