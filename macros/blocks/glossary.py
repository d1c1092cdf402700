"""The glossary: one entry a term, in the other language too."""

from __future__ import annotations

from macros.render import render
from macros.view import View, find


def glossary(view: View) -> str:
    """Return all terms with their meaning and other names."""
    return render("glossary.html.j2", view, terms=view.guide.glossary.terms)


def terms(view: View, *wanted: str) -> str:
    """Return some terms as a table of both languages, each linked to its entry."""
    found = [find("terms", view.guide.glossary.terms, name) for name in wanted]
    rows = [(term, view.place("glossary", "", f"term-{term.id}")) for term in found]
    return render("terms.html.j2", view, rows=rows)
