"""The decision table."""

from __future__ import annotations

from macros.conditions import cases
from macros.grounds import article_citations, citations
from macros.render import render
from macros.view import View


def rules(view: View) -> str:
    """Return the decision table: the first row that holds decides."""
    edition, table = view.edition, view.guide.rules
    rows = []
    for rule in table.rules:
        decided = edition.outcome(rule.outcome)
        blocker = rule.blocker and edition.blocker(rule.blocker)
        row = {
            "rule": rule,
            "cases": cases(view, rule.when),
            "outcome": decided,
            "family": edition.family(decided),
            "blocker": blocker and view.labelled("blocker", view.text(blocker.title)),
            "cited": article_citations(view, rule.article)
            + citations(view, rule.laws, rule.sources),
        }
        rows.append(row)
    return render("rules.html.j2", view, rows=rows, derived=table.derived)
