"""Conditions of rules and blockers in words: a variable and the answers it must have."""

from __future__ import annotations

from dataclasses import dataclass

from guide.schema import When
from macros.view import View


@dataclass(frozen=True)
class Condition:
    """One variable and the values it must have, or must not have if `negated`."""

    name: str
    values: list[str]
    negated: bool


def cases(view: View, when: When) -> list[list[Condition]]:
    """Return the cases of a condition, of which one must hold; an empty case always holds."""
    variable = view.edition.variable
    return [
        [
            Condition(
                variable(name).short,
                [variable(name).labels[value] for value in allowed.values],
                allowed.negated,
            )
            for name, allowed in case.items()
        ]
        for case in when
    ]
