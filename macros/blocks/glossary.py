"""The glossary: one entry a term, in the other language too."""

from __future__ import annotations

from macros.render import render
from macros.view import View


def glossary(view: View) -> str:
    """Return all terms with their meaning and other names."""
    return render("glossary.html.j2", view, terms=view.guide.glossary.terms)
