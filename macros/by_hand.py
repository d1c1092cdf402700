"""The self-check as numbered steps, for browsers in which it does not run, and for paper.

Made from the rules as a decision graph in the order in which people are asked: a step is one of its
nodes, so every way through the steps is one of the graph's paths, and steps that several ways share
are written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from keep_or_cancel.graph import export
from keep_or_cancel.model import Model

from guide.asking import asked_order
from guide.edition import Variable
from macros.conditions import cases
from macros.data import current_model
from macros.drawing.flow_words import EndWords, end_words
from macros.render import render
from macros.view import View


class _Asked(Model):
    """The rules, as a diagram whose variables stand in the order `asked`."""

    def __init__(self, model: Model, asked: list[str]) -> None:
        super().__init__(model.data)
        self._asked = asked

    @cached_property
    def order(self) -> list[str]:
        return list(dict.fromkeys([*self._asked, *super().order]))


@dataclass(frozen=True)
class Way:
    """Answers that lead the same way, by id and in words, and where: to a step or to an end."""

    values: list[str]
    labels: list[str]
    step: int | None
    end: EndWords | None


@dataclass(frozen=True)
class Step:
    """A step: its number, the variable it asks for, and the ways out of it."""

    number: int
    variable: Variable
    ways: list[Way]


def _ways(view: View, variable: Variable, values: list[str], children: list[int]) -> Iterator[Way]:
    for child in dict.fromkeys(children):
        taken = [value for value, other in zip(values, children, strict=True) if other == child]
        yield Way(
            values=taken,
            labels=[variable.labels[value] for value in taken],
            step=child + 1 if child >= 0 else None,
            end=end_words(view, -child - 1) if child < 0 else None,
        )


def steps(view: View) -> list[Step]:
    """Return all steps in words, the first one first, each before those it leads to."""
    graph = export(_Asked(current_model(), asked_order(view.guide)))
    listed = []
    for number, (at, children) in enumerate(graph["nodes"], 1):
        variable = view.edition.variable(graph["variables"][at]["id"])
        ways = list(_ways(view, variable, graph["variables"][at]["values"], children))
        listed.append(Step(number, variable, ways))
    return listed


def by_hand(view: View) -> str:
    """Return the steps; the self-check's stylesheet hides them where its form answers."""
    warnings = [(a, cases(view, a.when)) for a in view.guide.advice.advice if a.kind == "warning"]
    return render("by_hand.html.j2", view, steps=steps(view), warnings=warnings)
