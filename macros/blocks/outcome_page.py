"""The parts of an outcome's own page that follow from the shared data."""

from __future__ import annotations

from guide.schema import Blocker, Outcome, Rule
from macros.blocks.decision import article_links, blocker_rows
from macros.conditions import cases
from macros.grounds import Citation, citations
from macros.render import render
from macros.view import View, find

STAGES = ("before", "on_the_day", "after")


def _outcome(view: View, macro: str, wanted: str) -> Outcome:
    return find(macro, view.guide.outcomes.outcomes, wanted)


def _rules(view: View, found: Outcome) -> list[Rule]:
    return [rule for rule in view.guide.rules.rules if rule.outcome == found.id]


def outcome_head(view: View, wanted: str) -> str:
    """Return the head of an outcome's page: its family and the outcome in one sentence."""
    found = _outcome(view, "outcome_head", wanted)
    family = find("outcome_head", view.guide.outcomes.families, found.family)
    return render("outcome_head.html.j2", view, outcome=found, family=family)


def outcome_text(view: View, wanted: str, part: str) -> str:
    """Return one text of an outcome, inline: "applies", "next" or "avoid"."""
    found = _outcome(view, "outcome_text", wanted)
    texts = {"applies": found.applies, "next": found.next, "avoid": found.avoid}
    if part not in texts:
        raise ValueError(f"outcome_text(): no part {part!r}; allowed: {', '.join(texts)}")
    return view.text(texts[part])


def outcome_rules(view: View, wanted: str) -> str:
    """Return the rules that lead to an outcome, each with its conditions and a link to its row."""
    rows = [
        (rule, cases(view, rule.when), view.place("rules", "", f"rule-{rule.id}"))
        for rule in _rules(view, _outcome(view, "outcome_rules", wanted))
    ]
    return render("outcome_rules.html.j2", view, rows=rows)


def outcome_blockers(view: View, wanted: str) -> str:
    """Return what stands in the way under an outcome, in order; ValueError where nothing does."""
    found = _blockers(view, _outcome(view, "outcome_blockers", wanted))
    if not found:
        raise ValueError(f"outcome_blockers(): nothing stands in the way under {wanted!r}")
    return render("blockers.html.j2", view, rows=blocker_rows(view, found))


def _blockers(view: View, found: Outcome) -> list[Blocker]:
    """Return the blockers that the outcome's rules name, or all where a rule asks for any."""
    rules = _rules(view, found)
    any_of_them = any("blockers" in case for rule in rules for case in rule.when)
    named = {rule.blocker for rule in rules}
    return [
        blocker
        for blocker in view.guide.blockers.blockers
        if blocker.id in named or (any_of_them and blocker.when)
    ]


def outcome_steps(view: View, wanted: str) -> str:
    """Return the steps of an outcome's checklists, and where those can be ticked and printed."""
    found = _outcome(view, "outcome_steps", wanted)
    lists = [c for c in view.guide.checklists.checklists if found.id in c.outcomes]
    parts = []
    for checklist in lists:
        where = view.place("checklist", checklist.id, f"checklist-{checklist.id}")
        stages = [
            (stage, items)
            for stage in STAGES
            if (items := [item for item in checklist.entries if item.stage == stage])
        ]
        parts.append((checklist, where, stages))
    return render("outcome_steps.html.j2", view, parts=parts)


def outcome_grounds(view: View, wanted: str) -> str:
    """Return all that an outcome and the rules leading to it rest on."""
    found = _outcome(view, "outcome_grounds", wanted)
    backed = [found, *_rules(view, found), *_blockers(view, found)]
    cited: list[Citation] = []
    for entry in backed:
        cited += article_links(view, entry.article)
    for entry in backed:
        cited += citations(view, entry.laws, [])
    for entry in backed:
        cited += citations(view, [], entry.sources)
    return render("outcome_grounds.html.j2", view, cited=list(dict.fromkeys(cited)))
