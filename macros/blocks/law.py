"""Laws: one entry each, with the places in the guide that rest on it, and links to them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from guide.edition import LEVELS
from guide.schema import Law
from macros.cited import cited_by
from macros.grounds import Citation, law_citation
from macros.render import render
from macros.view import View

# What provisions have in common that stand in one fold: name, copy read, day in force, dates.
Shared = tuple[str, str, datetime.date | None, bool, datetime.date, datetime.date]


@dataclass(frozen=True)
class Statute:
    """The provisions read of one law, each with what rests on it, and the law's full names."""

    titles: list[str] = field(default_factory=list)
    provisions: list[tuple[Law, list[Citation]]] = field(default_factory=list)


def laws(view: View) -> str:
    """Return all provisions read, by the rank of their law, each with what rests on it."""
    cited = cited_by(view, "law")
    levels: dict[str, dict[Shared, Statute]] = {level: {} for level in LEVELS}
    for entry in view.guide.laws.laws:
        shared = (
            view.text(entry.short),
            view.text(entry.read_in),
            entry.effective,
            entry.in_force,
            entry.checked_on,
            entry.review_by,
        )
        statute = levels[entry.level].setdefault(shared, Statute())
        statute.provisions.append((entry, cited[entry.id]))
        if (title := view.text(entry.title)) not in statute.titles:
            statute.titles.append(title)
    shown = {level: list(statutes.values()) for level, statutes in levels.items() if statutes}
    return render("laws.html.j2", view, levels=shown)


def law(view: View, name: str) -> str:
    """Return an inline link to one law."""
    return law_citation(view, "law", name).inline()
