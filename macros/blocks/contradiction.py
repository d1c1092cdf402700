"""Where the article contradicts itself."""

from __future__ import annotations

from guide.edition import find
from macros.grounds import statement_citations
from macros.render import render
from macros.view import View


def contradiction(view: View, name: str) -> str:
    """Return one place where the article contradicts itself, and how the guide resolves it."""
    entry = find("contradiction", view.guide.claims.contradictions, name)
    cited = statement_citations(view, entry.claims)
    return render("contradiction.html.j2", view, contradiction=entry, cited=cited)
