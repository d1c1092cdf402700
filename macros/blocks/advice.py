"""What is said beside the outcome."""

from __future__ import annotations

from guide.edition import find
from macros.conditions import cases
from macros.grounds import citations
from macros.render import render
from macros.view import View


def advice(view: View, name: str) -> str:
    """Return one piece of advice."""
    entry = find("advice", view.guide.advice.advice, name)
    cited = citations(view, entry.laws, entry.sources)
    told = [(cases(view, case.when), case.says) for case in entry.cases]
    return render("advice.html.j2", view, advice=entry, told=told, cited=cited)
