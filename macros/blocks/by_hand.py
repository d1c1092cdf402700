"""The self-check as numbered steps, for browsers in which it does not run, and for paper.

Made from the compiled decision graph: a step is one of its nodes, so every way through the steps
is one of the graph's paths, and steps that several ways share are written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from keep_or_cancel.graph import export

from guide.schema import Text
from macros.data import current_model
from macros.drawing.flow_words import EndWords, end_words
from macros.render import render
from macros.view import View, find


@dataclass(frozen=True)
class Way:
    """Answers that lead the same way, by id and in words, and where: to a step or to an end."""

    values: list[str]
    labels: list[str]
    step: int | None
    end: EndWords | None


@dataclass(frozen=True)
class Step:
    """A step: its number, the variable it asks for, that in words, and the ways out of it."""

    number: int
    variable: str
    title: Text
    hint: Text | None
    ways: list[Way]


def _ways(view: View, values: list[str], labels: list[str], children: list[int]) -> Iterator[Way]:
    for child in dict.fromkeys(children):
        taken = [at for at, other in enumerate(children) if other == child]
        yield Way(
            values=[values[at] for at in taken],
            labels=[labels[at] for at in taken],
            step=child + 1 if child >= 0 else None,
            end=end_words(view, -child - 1) if child < 0 else None,
        )


def steps(view: View) -> list[Step]:
    """Return all steps in words, the first one first, each before those it leads to."""
    graph = export(current_model())
    questions = {question.id: question for question in view.guide.questions.questions}
    found = []
    for number, (at, children) in enumerate(graph["nodes"], 1):
        name, values = graph["variables"][at]["id"], graph["variables"][at]["values"]
        if name in questions:
            asked = questions[name]
            labels = [view.text(find("by_hand", asked.values, value).label) for value in values]
            title, hint = asked.title, asked.hint
        else:
            derived = find("by_hand", view.guide.rules.derived, name)
            labels = [view.text(derived.labels[value]) for value in values]
            title, hint = derived.title, derived.formula
        ways = list(_ways(view, values, labels, children))
        found.append(Step(number, name, title, hint, ways))
    return found


def by_hand(view: View) -> str:
    """Return the steps; the self-check's stylesheet hides them where its form answers."""
    return render("by_hand.html.j2", view, steps=steps(view))
