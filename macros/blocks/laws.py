"""Laws and sources: one entry each, with the places in the guide that rest on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Protocol

from markupsafe import escape

from guide.schema import Law
from macros.blocks.decision import outcome_href
from macros.grounds import Citation, law_citation, source_citation
from macros.render import render
from macros.view import View

LEVELS = ("law", "regulation", "rule", "notice", "local")


class Backed(Protocol):
    """Anything that cites laws and sources."""

    @property
    def laws(self) -> list[str]:
        """Ids of laws."""

    @property
    def sources(self) -> list[str]:
        """Ids of sources."""


def _citing(view: View) -> Iterator[tuple[Backed, str, str | None]]:
    """Yield (what cites, its name, its address) for everything in the guide that cites something.

    The address is None where no page shows it.
    """
    guide = view.guide
    named = view.labelled
    for question in guide.questions.questions:
        href = view.place("self_check", "", f"koc-{question.id}")
        yield question, named("question", view.text(question.short)), href
    for outcome in guide.outcomes.outcomes:
        yield outcome, named("outcome", view.text(outcome.title)), outcome_href(view, outcome)
    for rule in guide.rules.rules:
        href = view.place("rules", "", f"rule-{rule.id}")
        yield rule, f"{view.word('rule')} {rule.id}", href
    for blocker in guide.blockers.blockers:
        href = view.place("blockers", "", f"blocker-{blocker.id}")
        yield blocker, named("blocker", view.text(blocker.title)), href
    for advice in guide.advice.advice:
        href = view.place("advice", advice.id, f"advice-{advice.id}")
        yield advice, named("our_advice", view.text(advice.title)), href
    for claim in guide.claims.claims:
        href = view.place("claim", claim.id, f"claim-{claim.id.lower()}")
        yield claim, f"{view.word('article')} {claim.id}", href
    for addition in guide.claims.additions:
        href = view.place("addition", addition.id, f"addition-{addition.id.lower()}")
        yield addition, f"{view.word('added')} {addition.id}", href
    for value in guide.varies.varies:
        href = view.place("varies", "", f"varies-{value.id}")
        yield value, named("varies_ask", view.text(value.title)), href
    for checklist in guide.checklists.checklists:
        for item in checklist.entries:
            href = view.place("checklist", checklist.id, f"check-{item.id}")
            yield item, named("steps", view.text(item.do)), href


def _cited_by(view: View) -> dict[str, list[Citation]]:
    """Return for each law ("law-x") and source ("source-x") the links to what cites it."""
    found: dict[str, list[Citation]] = defaultdict(list)
    for citing, label, href in _citing(view):
        if href is not None:
            for anchor in _anchors(citing):
                found[anchor].append(Citation(label, href))
    for name, page in view.pages.items():
        for macro, argument in dict.fromkeys(page.calls):
            if macro in ("law", "source"):
                found[f"{macro}-{argument}"].append(Citation(page.title, view.href(name)))
    return found


def _anchors(citing: Backed) -> list[str]:
    return [*(f"law-{name}" for name in citing.laws), *(f"source-{n}" for n in citing.sources)]


def laws(view: View) -> str:
    """Return all provisions read, by their rank, each with what rests on it."""
    cited_by = _cited_by(view)
    levels: dict[str, list[tuple[Law, list[Citation]]]] = {level: [] for level in LEVELS}
    for found in view.guide.laws.laws:
        levels[found.level].append((found, cited_by[f"law-{found.id}"]))
    return render("laws.html.j2", view, levels={k: v for k, v in levels.items() if v})


def unconfirmed(view: View) -> str:
    """Return what was heard of but not read."""
    return render("unconfirmed.html.j2", view, found=view.guide.laws.unconfirmed)


def sources(view: View) -> str:
    """Return the sources other than laws, each with what rests on it."""
    cited_by = _cited_by(view)
    found = [(s, cited_by[f"source-{s.id}"]) for s in view.guide.sources.sources]
    return render("sources.html.j2", view, found=found)


def _inline(citation: Citation) -> str:
    return f'<a class="cite" href="{escape(citation.href)}">{escape(citation.label)}</a>'


def law(view: View, wanted: str) -> str:
    """Return an inline link to one law."""
    return _inline(law_citation(view, "law", wanted))


def source(view: View, wanted: str) -> str:
    """Return an inline link to one source."""
    return _inline(source_citation(view, "source", wanted))
