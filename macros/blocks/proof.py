"""What the rules are worth: the figures of the proof, what changed, what "I don't know" does."""

from __future__ import annotations

import json
from dataclasses import dataclass

from keep_or_cancel.graph import export
from keep_or_cancel.model import EXIT_COST, UNKNOWN, Model
from keep_or_cancel.versions import available, changes, load

from guide.schema import Blocker, Outcome, Rule
from macros.data import current_model, current_proof
from macros.render import render
from macros.view import View, find


def graph_bytes(model: Model) -> int:
    """Return the size of the decision graph as JSON without spaces, in bytes."""
    return len(json.dumps(export(model), separators=(",", ":")).encode())


def proof(view: View) -> str:
    """Return the figures of the proof; raises ValueError where the rules do not hold."""
    model, proved = current_model(), current_proof()
    if not proved.holds:
        raise ValueError("the rules do not hold:\n" + "\n".join(proved.defects))
    figures = {**proved.figures, "graph_bytes": f"{graph_bytes(model):,}"}
    rows = [(name, str(value).replace(" of ", "/")) for name, value in figures.items()]
    return render("proof.html.j2", view, rows=rows)


def rule_changes(view: View) -> str:
    """Return what differs between these rules and the version before them that was kept."""
    model = current_model()
    earlier = [version for version in available() if version != model.version]
    before = load(earlier[-1]) if earlier else None
    rows = []
    for change in changes(before, model) if before else []:
        kind, name = change["kind"], change["id"]
        macro, anchor = f"{kind}s", f"{kind}-{name}"
        there = change["change"] != "removed"
        rows.append((change, view.place(macro, "", anchor) if there else None))
    return render("rule_changes.html.j2", view, model=model, before=before, rows=rows)


@dataclass(frozen=True)
class Unknown:
    """What happens where a question is answered "I don't know".

    Rules and blockers that ask for that very answer; else the answers it counts as; neither where
    no rule and no blocker reads the question.
    """

    id: str
    question: str
    href: str | None
    answer: str
    rules: list[tuple[Rule, Outcome, str | None]]
    blockers: list[tuple[Blocker, str | None]]
    alike: list[str]
    counts_as: list[str]


def unknowns(view: View) -> str:
    """Return for every question what the answer "I don't know" does, read off the rules."""
    model = current_model()
    rows = [
        _unknown(view, model, name, value)
        for name, values in model.values.items()
        for value in values
        if value == UNKNOWN or value.endswith(f"_{UNKNOWN}")
    ]
    return render("unknowns.html.j2", view, rows=rows)


def _unknown(view: View, model: Model, name: str, unknown: str) -> Unknown:
    guide = view.guide
    if name == EXIT_COST:
        derived = find("unknowns", guide.rules.derived, name)
        title, href = view.text(derived.title), None
        labels = {value: view.text(text) for value, text in derived.labels.items()}
    else:
        question = find("unknowns", guide.questions.questions, name)
        title, href = view.text(question.short), view.href("check", f"koc-{name}")
        labels = {value.id: view.text(value.label) for value in question.values}
    rules = [
        (
            rule,
            find("unknowns", guide.outcomes.outcomes, rule.outcome),
            view.place("rules", "", f"rule-{rule.id}"),
        )
        for rule, entry in zip(guide.rules.rules, model.rules, strict=True)
        if any(case.get(name) == [unknown] for case in entry["when"])
    ]
    blockers = [
        (
            find("unknowns", guide.blockers.blockers, blocker),
            view.place("blockers", "", f"blocker-{blocker}"),
        )
        for blocker in model.cancel_blockers
        if any(unknown in case.get(name, []) for case in model.blockers[blocker]["when"])
    ]
    alike = _alike(model, name, unknown)
    counts_as = [labels[value] for value in alike]
    return Unknown(name, title, href, labels[unknown], rules, blockers, alike, counts_as)


def _alike(model: Model, name: str, unknown: str) -> list[str]:
    """Return the other answers under which rules and blockers decide just as under `unknown`.

    Empty where nothing reads the question: then all answers are alike.
    """
    level, values = model.level[name], model.values[name]
    roots = [model.root, *(model.when(model.blockers[b]["when"]) for b in model.cancel_blockers)]

    def decided(value: str) -> list[int]:
        return [model.pool.fix(root, level, values.index(value)) for root in roots]

    alike = [value for value in values if value != unknown and decided(value) == decided(unknown)]
    return alike if len(alike) < len(values) - 1 else []
