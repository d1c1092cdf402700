"""How the guide decides: outcomes, the decision table, blockers and advice."""

from __future__ import annotations

from collections.abc import Iterable

from guide.schema import Blocker, Outcome
from macros.conditions import Condition, cases
from macros.grounds import Citation, citations
from macros.render import render
from macros.view import View, find


def article_links(view: View, codes: list[str]) -> list[Citation]:
    """Return the links to where the guide speaks of these paragraphs of the article."""
    paragraphs = view.guide.article.paragraphs
    found = [find("paragraph", paragraphs, code) for code in codes]
    return [Citation(f"{view.word('article')} {p.id}", view.href(p.page, p.anchor)) for p in found]


def outcome_href(view: View, found: Outcome) -> str | None:
    """Return the address of an outcome: its page, else its card; None where there is neither."""
    page = f"outcomes/{found.id}"
    if page in view.pages:
        return view.href(page)
    return view.place("outcomes", "", f"outcome-{found.id}")


def _card(view: View, found: Outcome) -> str:
    page = f"outcomes/{found.id}"
    return render(
        "outcome.html.j2",
        view,
        outcome=found,
        family=find("family", view.guide.outcomes.families, found.family),
        page=view.href(page) if page in view.pages and view.url != f"{page}/" else None,
    )


def outcome(view: View, wanted: str) -> str:
    """Return the card of one outcome."""
    return _card(view, find("outcome", view.guide.outcomes.outcomes, wanted))


def outcomes(view: View) -> str:
    """Return the cards of all outcomes."""
    cards = "".join(_card(view, found) for found in view.guide.outcomes.outcomes)
    return f'<div class="outcomes" id="outcomes">{cards}</div>'


def rules(view: View) -> str:
    """Return the decision table: the first row that holds decides."""
    guide = view.guide
    rows = []
    for rule in guide.rules.rules:
        decided = find("outcome", guide.outcomes.outcomes, rule.outcome)
        blocker = rule.blocker and find("blocker", guide.blockers.blockers, rule.blocker)
        row = {
            "rule": rule,
            "cases": cases(view, rule.when),
            "outcome": decided,
            "family": find("family", guide.outcomes.families, decided.family),
            "blocker": blocker and view.labelled("blocker", view.text(blocker.title)),
            "cited": article_links(view, rule.article) + citations(view, rule.laws, rule.sources),
        }
        rows.append(row)
    effective = []
    for reading in guide.rules.effective:
        question = find("question", guide.questions.questions, reading.question)
        value = find("value", question.values, reading.value)
        effective.append((question, value, cases(view, reading.when)))
    return render(
        "rules.html.j2", view, rows=rows, effective=effective, derived=guide.rules.derived
    )


def blocker_rows(
    view: View, found: Iterable[Blocker]
) -> list[tuple[Blocker, list[list[Condition]] | None, list[Citation]]]:
    """Return each blocker with the conditions it holds under and what it rests on."""
    return [
        (
            blocker,
            cases(view, blocker.when) if blocker.when else None,
            article_links(view, blocker.article) + citations(view, blocker.laws, blocker.sources),
        )
        for blocker in found
    ]


def blockers(view: View) -> str:
    """Return what can stand in the way, in the order in which it is dealt with."""
    rows = blocker_rows(view, view.guide.blockers.blockers)
    return render("blockers.html.j2", view, rows=rows)


def advice(view: View, wanted: str) -> str:
    """Return one piece of advice."""
    found = find("advice", view.guide.advice.advice, wanted)
    cited = citations(view, found.laws, found.sources)
    return render("advice.html.j2", view, advice=found, cited=cited)
