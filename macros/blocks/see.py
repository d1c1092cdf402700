"""Inline links to checked statements and to advice."""

from __future__ import annotations

from dataclasses import replace

from guide.edition import EditionError
from macros.grounds import Citation, statement_citations
from macros.view import View


def see(view: View, name: str) -> str:
    """Return an inline link to a claim ("C06"), an addition ("O04") or advice ("upkeep").

    Additions and advice are called by their titles.
    """
    advice = {entry.id: entry for entry in view.guide.advice.advice}
    if name in advice:
        return Citation(view.text(advice[name].title), view.address("advice", name)).inline()
    cited = statement_citations(view, [name])
    if not cited:
        raise EditionError(f"see(): no page shows {name!r}")
    titles = {addition.id: view.text(addition.title) for addition in view.guide.claims.additions}
    return replace(cited[0], label=titles.get(name, cited[0].label)).inline()
