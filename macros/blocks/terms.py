"""Some terms of the glossary, side by side in both languages."""

from __future__ import annotations

from guide.edition import find
from macros.render import render
from macros.view import View


def terms(view: View, *names: str) -> str:
    """Return some terms as a table of both languages, each linked to its entry."""
    entries = [find("terms", view.guide.glossary.terms, name) for name in names]
    return render("terms.html.j2", view, terms=entries)
