"""Laws: one entry each, with the places in the guide that rest on it, and links to them."""

from __future__ import annotations

from guide.edition import LEVELS
from guide.schema import Law
from macros.cited import cited_by
from macros.grounds import Citation, law_citation
from macros.render import render
from macros.view import View


def laws(view: View) -> str:
    """Return all provisions read, by their rank, each with what rests on it."""
    cited = cited_by(view, "law")
    levels: dict[str, list[tuple[Law, list[Citation]]]] = {level: [] for level in LEVELS}
    for entry in view.guide.laws.laws:
        levels[entry.level].append((entry, cited[entry.id]))
    return render("laws.html.j2", view, levels={k: v for k, v in levels.items() if v})


def law(view: View, name: str) -> str:
    """Return an inline link to one law."""
    return law_citation(view, "law", name).inline()
