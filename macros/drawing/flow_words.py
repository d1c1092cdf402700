"""The steps of the decision in the words of a page, for the flow chart and for its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guide.schema import Blocker, Family, Outcome
from macros.data import current_model
from macros.drawing.flow import Case, End, Step, Way, steps
from macros.view import View

# A way that stands for more answers than these is called "otherwise" in the drawing.
NAMED = 2


@dataclass(frozen=True)
class EndWords:
    """Where a rule decides, in words."""

    rule: str
    outcome: Outcome
    family: Family
    blocker: Blocker | None


@dataclass(frozen=True)
class WayWords:
    """A way out of a step: the answers that take it, in full and for the drawing, and its end.

    It leads to a step, by number, or to an end.
    """

    answers: str
    short: str
    step: int | None
    end: EndWords | None


@dataclass(frozen=True)
class StepWords:
    """A step: its number, what it asks, line by line, where the guide speaks of it, its ways."""

    number: int
    asks: Sequence[str]
    href: str
    is_test: bool
    ways: Sequence[WayWords]


class Writer:
    """Puts the steps of the decision into the words of one page."""

    def __init__(self, view: View) -> None:
        self.view, self.edition = view, view.edition
        self.model = current_model()
        self.steps = steps(self.model)

    def written(self) -> list[StepWords]:
        """Return all steps in words."""
        return [
            StepWords(
                number=number,
                asks=self._asks(step),
                href=self._section(step),
                is_test=step.variable is None,
                ways=[self._way(step, way) for way in step.ways],
            )
            for number, step in enumerate(self.steps, 1)
        ]

    def _asks(self, step: Step) -> list[str]:
        if step.variable is not None:
            return [self.edition.variable(step.variable).asked]
        lines: list[str] = []
        for case in step.cases:
            for number, condition in enumerate(self._conditions(case)):
                follows = self.view.word("and" if number else "or")
                lines.append(self.edition.joined(follows, condition) if lines else condition)
        return lines

    def _conditions(self, case: Case) -> list[str]:
        """Return the conditions of a case in words; most of the values are said by the others."""
        texts = []
        for name, allowed in case:
            others = [value for value in self.model.values[name] if value not in allowed]
            negated = len(others) < len(allowed)
            said = self._answers(name, others if negated else allowed)
            if negated:
                said = self.edition.joined(self.view.word("not"), f"“{said}”")
            label = self.edition.variable(name).short
            texts.append(self.edition.pair(label, said))
        return texts

    def _answers(self, name: str, values: Sequence[str]) -> str:
        answers = self.edition.variable(name).answers
        return " / ".join(answers[value] for value in values)

    def _section(self, step: Step) -> str:
        """Return where the guide speaks of a step: what the first rule behind it rests on.

        That is a paragraph of the article; where the article is silent, the rule itself.
        """
        first = self.view.guide.rules.rules[_first_rule(step)]
        if not first.article:
            return self.view.place("rule", first.id) or ""
        return self.view.address("paragraph", first.article[0])

    def _way(self, step: Step, way: Way) -> WayWords:
        if step.variable is None:
            answers = self.view.word(way.values[0])
        else:
            answers = self._answers(step.variable, way.values)
        unnamed = way.rest and len(way.values) > NAMED
        return WayWords(
            answers=answers,
            short=self.view.word("otherwise") if unnamed else answers,
            step=None if isinstance(way.to, End) else self.steps.index(way.to) + 1,
            end=end_words(self.view, way.to.rule) if isinstance(way.to, End) else None,
        )


def end_words(view: View, number: int) -> EndWords:
    """Return what the rule at place `number` of the table, from 0, decides, in words."""
    edition = view.edition
    rule = edition.guide.rules.rules[number]
    outcome = edition.outcome(rule.outcome)
    return EndWords(
        rule=rule.id,
        outcome=outcome,
        family=edition.family(outcome),
        blocker=edition.blocker(rule.blocker) if rule.blocker else None,
    )


def _first_rule(at: Step | End) -> int:
    """Return the first rule in the table that can be reached from a step."""
    return at.rule if isinstance(at, End) else min(_first_rule(way.to) for way in at.ways)
