"""What the answer "I don't know" does."""

from __future__ import annotations

from dataclasses import dataclass

from keep_or_cancel.model import UNKNOWN, Model

from guide.edition import find
from guide.schema import Blocker, Outcome, Rule
from macros.data import current_model
from macros.render import render
from macros.view import View


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
    rules: list[tuple[Rule, Outcome]]
    blockers: list[Blocker]
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
    guide, variable = view.guide, view.edition.variable(name)
    alike = _alike(model, name, unknown)
    return Unknown(
        id=name,
        question=variable.short,
        href=view.place("question", name) if variable.question else None,
        answer=variable.labels[unknown],
        rules=[
            (rule, view.edition.outcome(rule.outcome))
            for rule, entry in zip(guide.rules.rules, model.rules, strict=True)
            if any(case.get(name) == [unknown] for case in entry["when"])
        ],
        blockers=[
            find("unknowns", guide.blockers.blockers, blocker)
            for blocker in model.cancel_blockers
            if any(unknown in case.get(name, []) for case in model.blockers[blocker]["when"])
        ],
        alike=alike,
        counts_as=[variable.labels[value] for value in alike],
    )


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
