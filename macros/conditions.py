"""Conditions of rules and blockers in words: a question and the answers it must have."""

from __future__ import annotations

from dataclasses import dataclass

from guide.schema import Allowed, When
from macros.view import View, find


@dataclass(frozen=True)
class Condition:
    """One variable and the values it must have, or must not have if `negated`."""

    name: str
    values: list[str]
    negated: bool


def _condition(view: View, variable: str, allowed: Allowed) -> Condition:
    """Return the words for one variable; the ids have been checked by the loader."""
    guide = view.guide
    if variable == "blockers":  # has one value, `any`
        return Condition(view.word("blocker"), [view.word("any")], allowed.negated)
    derived = {d.id: d for d in guide.rules.derived}
    if variable in derived:
        value = derived[variable]
        labels = [view.text(value.labels[name]) for name in allowed.values]
        return Condition(view.text(value.title), labels, allowed.negated)
    question = find("question", guide.questions.questions, variable)
    labels = [view.text(find("value", question.values, v).label) for v in allowed.values]
    return Condition(view.text(question.short), labels, allowed.negated)


def cases(view: View, when: When) -> list[list[Condition]]:
    """Return the cases of a condition, of which one must hold; an empty case always holds."""
    return [[_condition(view, *pair) for pair in case.items()] for case in when]
