"""What the article says and what checking showed."""

from __future__ import annotations

from guide.edition import find
from macros.grounds import checked_on, citations
from macros.render import render
from macros.view import View

VERDICT_ICONS = {
    "supported": "material/check",
    "depends": "material/call-split",
    "wrong": "material/close",
    "unverifiable": "material/help",
}


def claim(view: View, name: str) -> str:
    """Return one claim of the article with its verdict and, if there is one, the editor's note."""
    entry = find("claim", view.guide.claims.claims, name)
    return render(
        "claim.html.j2",
        view,
        claim=entry,
        verdict_icon=VERDICT_ICONS[entry.verdict],
        cited=citations(view, entry.laws, entry.sources),
        checked=checked_on(view, entry.laws, entry.sources),
    )
