"""What the article says and what checking showed; what it leaves out; where it disagrees."""

from __future__ import annotations

from markupsafe import escape

from macros.grounds import checked_on, citations, statement_citations
from macros.render import render
from macros.view import View, find

VERDICT_ICONS = {
    "supported": "material/check",
    "depends": "material/call-split",
    "wrong": "material/close",
    "unverifiable": "material/help",
}


def claim(view: View, wanted: str) -> str:
    """Return one claim of the article with its verdict and, if there is one, the editor's note."""
    found = find("claim", view.guide.claims.claims, wanted)
    return render(
        "claim.html.j2",
        view,
        claim=found,
        verdict_icon=VERDICT_ICONS[found.verdict],
        cited=citations(view, found.laws, found.sources),
        checked=checked_on(view, found.laws, found.sources),
    )


def addition(view: View, wanted: str) -> str:
    """Return one step that the article leaves out."""
    found = find("addition", view.guide.claims.additions, wanted)
    return render(
        "addition.html.j2",
        view,
        addition=found,
        cited=citations(view, found.laws, found.sources),
        checked=checked_on(view, found.laws, found.sources),
    )


def contradiction(view: View, wanted: str) -> str:
    """Return one place where the article contradicts itself, and how the guide resolves it."""
    found = find("contradiction", view.guide.claims.contradictions, wanted)
    cited = statement_citations(view, found.claims)
    return render("contradiction.html.j2", view, contradiction=found, cited=cited)


def see(view: View, wanted: str) -> str:
    """Return an inline link to a claim ("C06") or an addition ("O04") where it stands."""
    additions = {addition.id: addition for addition in view.guide.claims.additions}
    found = statement_citations(view, [wanted])
    if not found:
        raise ValueError(f"see(): no page shows {wanted!r}")
    label = view.text(additions[wanted].title) if wanted in additions else found[0].label
    return f'<a class="cite" href="{escape(found[0].href)}">{escape(label)}</a>'
