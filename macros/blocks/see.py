"""Inline links to what is said in full elsewhere."""

from __future__ import annotations

from dataclasses import replace

from guide.edition import EditionError
from macros.grounds import Citation, statement_citations
from macros.view import View


def see(view: View, name: str) -> str:
    """Return an inline link to where a claim ("C06"), an addition ("O04") or advice stands.

    Also to a letter.
    """
    guide = view.guide
    titled = {
        entry.id: (kind, view.text(entry.title))
        for kind, entries in (("letter", guide.letters.letters), ("advice", guide.advice.advice))
        for entry in entries
    }
    if name in titled:
        kind, title = titled[name]
        href = view.place(kind, name)
        cited = [] if href is None else [Citation(title, href)]
    else:
        cited = statement_citations(view, [name])
    if not cited:
        raise EditionError(f"see(): no page shows {name!r}")
    titles = {addition.id: view.text(addition.title) for addition in guide.claims.additions}
    return replace(cited[0], label=titles.get(name, cited[0].label)).inline()
