"""What the article leaves out."""

from __future__ import annotations

from guide.edition import find
from macros.grounds import checked_on, citations
from macros.render import render
from macros.view import View


def addition(view: View, name: str) -> str:
    """Return one step that the article leaves out."""
    entry = find("addition", view.guide.claims.additions, name)
    return render(
        "addition.html.j2",
        view,
        addition=entry,
        cited=citations(view, entry.laws, entry.sources),
        checked=checked_on(view, entry.laws, entry.sources),
    )
