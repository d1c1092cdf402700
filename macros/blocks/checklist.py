"""Checklists: the markup is shared with the PDF, whose boxes can be ticked too."""

from __future__ import annotations

from guide.edition import find
from macros.answers import facts, given
from macros.conditions import Condition, cases
from macros.data import current_model
from macros.grounds import citations, statement_citations
from macros.render import render
from macros.view import View


def checklist(view: View, name: str, **answers: str) -> str:
    """Return one checklist; the page gives it a heading.

    `answers` that the page takes as given drop what cannot apply then, and say no more of the
    conditions that hold.
    """
    listed = find("checklist", view.guide.checklists.checklists, name)
    model = current_model()
    known = {asked: [value] for asked, value in facts(given(view, "checklist", answers)).items()}
    compiled = next(c for c in model.data["checklists"] if c["id"] == name)
    entries = []
    for item, plain in zip(listed.entries, compiled["entries"], strict=True):
        holds = model.holds(plain["when"], known) if "when" in plain else True
        if holds is False:
            continue
        conditions: list[list[Condition]] = []
        if item.when is not None and holds is None:
            conditions = cases(view, item.when)
        cited = statement_citations(view, item.claims) + citations(view, item.laws, item.sources)
        entries.append((item, conditions, cited))
    return render("checklist.html.j2", view, checklist=listed, entries=entries)
