"""What differs by carrier: what to ask, and what was seen."""

from __future__ import annotations

from macros.grounds import citations, statement_citations
from macros.render import render
from macros.view import View

RELIABILITY_ICONS = {
    "strong": "material/check",
    "weak": "material/help",
    "contradictory": "material/arrow-left-right",
}


def varies(view: View) -> str:
    """Return all that varies: what to ask, and under it what was seen and how far that carries."""
    entries = [
        (
            value,
            RELIABILITY_ICONS[value.reliability],
            statement_citations(view, value.claims) + citations(view, value.laws, value.sources),
        )
        for value in view.guide.varies.varies
    ]
    return render("varies.html.j2", view, entries=entries)
