"""Outcomes: lines that lead to them, and parts of their own pages made of the shared data."""

from __future__ import annotations

from guide.edition import EditionError, find
from guide.schema import Blocker, Outcome, Rule
from macros.blocks.blockers import blocker_rows
from macros.blocks.checklist import checklist_line
from macros.conditions import cases
from macros.grounds import Citation, article_citations, citations
from macros.render import render
from macros.view import View


def _outcome(view: View, macro: str, name: str) -> Outcome:
    return find(macro, view.guide.outcomes.outcomes, name)


def _rules(view: View, entry: Outcome) -> list[Rule]:
    return [rule for rule in view.guide.rules.rules if rule.outcome == entry.id]


def outcomes(view: View) -> str:
    """Return all outcomes, a line each: icon, title, verdict; the title leads to its page."""
    listed = [(entry, view.edition.family(entry)) for entry in view.guide.outcomes.outcomes]
    return render("outcomes.html.j2", view, outcomes=listed)


def outcome_head(view: View, name: str) -> str:
    """Return the card of an outcome for its own page: its family and what it says, in brief."""
    entry = _outcome(view, "outcome_head", name)
    return render("outcome_head.html.j2", view, outcome=entry, family=view.edition.family(entry))


def outcome_text(view: View, name: str, part: str) -> str:
    """Return one text of an outcome, inline: "applies", "next" or "avoid"."""
    entry = _outcome(view, "outcome_text", name)
    texts = {"applies": entry.applies, "next": entry.next, "avoid": entry.avoid}
    if part not in texts:
        raise EditionError(f"outcome_text(): no part {part!r}; allowed: {', '.join(texts)}")
    return view.text(texts[part])


def outcome_cases(view: View, name: str) -> str:
    """Return what an outcome says in each of its cases, in place of its general words."""
    entry = _outcome(view, "outcome_cases", name)
    rows = [(case, cases(view, case.when)) for case in entry.cases]
    if not rows:
        raise EditionError(f"outcome_cases(): {name!r} says the same in every case")
    return render("outcome_cases.html.j2", view, rows=rows)


def outcome_rules(view: View, name: str) -> str:
    """Return the rules that lead to an outcome, each a link to its row in the table."""
    rules = _rules(view, _outcome(view, "outcome_rules", name))
    return render("outcome_rules.html.j2", view, rules=rules)


def outcome_blockers(view: View, name: str) -> str:
    """Return what stands in the way under an outcome, in order; EditionError where nothing does."""
    blockers = _blockers(view, _outcome(view, "outcome_blockers", name))
    if not blockers:
        raise EditionError(f"outcome_blockers(): nothing stands in the way under {name!r}")
    return render("blockers.html.j2", view, rows=blocker_rows(view, blockers))


def _blockers(view: View, entry: Outcome) -> list[Blocker]:
    """Return the blockers that the outcome's rules name, or all where a rule asks for any."""
    rules = _rules(view, entry)
    any_of_them = any("blockers" in case for rule in rules for case in rule.when)
    named = {rule.blocker for rule in rules}
    return [
        blocker
        for blocker in view.guide.blockers.blockers
        if blocker.id in named or (any_of_them and blocker.when)
    ]


def outcome_steps(view: View, name: str) -> str:
    """Return the lines to an outcome's checklists, in order."""
    entry = _outcome(view, "outcome_steps", name)
    lists = [c.id for c in view.guide.checklists.checklists if entry.id in c.outcomes]
    return checklist_line(view, *lists)


def outcome_grounds(view: View, name: str) -> str:
    """Return all that an outcome and the rules leading to it rest on."""
    entry = _outcome(view, "outcome_grounds", name)
    backed = [entry, *_rules(view, entry), *_blockers(view, entry)]
    cited: list[Citation] = []
    for part in backed:
        cited += article_citations(view, part.article)
    for part in backed:
        cited += citations(view, part.laws, [])
    for part in backed:
        cited += citations(view, [], part.sources)
    return render("outcome_grounds.html.j2", view, cited=list(dict.fromkeys(cited)))
