"""The steps of the decision in the words of a page, for the flow chart and for its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keep_or_cancel.model import BLOCKERS

from guide.schema import Blocker, Family, Outcome
from macros.blocks.decision import article_links, outcome_href
from macros.data import current_model
from macros.drawing.flow import Case, End, Step, Way, steps
from macros.view import View, find

# A way that stands for more answers than these is called "otherwise" in the drawing.
NAMED = 2


@dataclass(frozen=True)
class EndWords:
    """Where a rule decides, in words."""

    rule: str
    rule_href: str | None
    outcome: Outcome
    outcome_href: str | None
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
        self.view, self.model = view, current_model()
        self.found = steps(self.model)

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
            for number, step in enumerate(self.found, 1)
        ]

    def _asks(self, step: Step) -> list[str]:
        if step.variable is not None:
            return [self._title(step.variable)]
        lines: list[str] = []
        for case in step.cases:
            for condition in self._conditions(case):
                follows = "or" if condition == self._conditions(case)[0] else "and"
                lines.append(
                    self._joined(self.view.word(follows), condition) if lines else condition
                )
        return lines

    def _joined(self, joiner: str, text: str) -> str:
        return f"{joiner}{text}" if self.view.lang == "zh" else f"{joiner} {text}"

    def _conditions(self, case: Case) -> list[str]:
        """Return the conditions of a case in words; most of the values are said by the others."""
        texts = []
        for name, allowed in case:
            others = [value for value in self.model.values[name] if value not in allowed]
            negated = len(others) < len(allowed)
            said = self._labels(name, others if negated else allowed)
            if negated:
                said = self._joined(self.view.word("not"), f"“{said}”")
            colon = "：" if self.view.lang == "zh" else ": "
            texts.append(f"{self._short(name)}{self._star(name)}{colon}{said}")
        return texts

    def _star(self, name: str) -> str:
        return "*" if name in self.model.effective else ""

    def _title(self, name: str) -> str:
        """Return what a step on the variable `name` asks, as a question."""
        if name == BLOCKERS:
            return self.view.word("any_blocker")
        if name in self.model.questions:
            question = find("flow_chart", self.view.guide.questions.questions, name)
            return self.view.text(question.title) + self._star(name)
        return self._short(name) + ("？" if self.view.lang == "zh" else "?")

    def _short(self, name: str) -> str:
        guide = self.view.guide
        if name in self.model.questions:
            return self.view.text(find("flow_chart", guide.questions.questions, name).short)
        return self.view.text(find("flow_chart", guide.rules.derived, name).title)

    def _labels(self, name: str, values: Sequence[str]) -> str:
        return " / ".join(self._label(name, value) for value in values)

    def _label(self, name: str, value: str) -> str:
        guide = self.view.guide
        if name == BLOCKERS:
            return self.view.word("yes" if value == "any" else "no")
        if name in self.model.questions:
            question = find("flow_chart", guide.questions.questions, name)
            return self.view.text(find("flow_chart", question.values, value).label)
        return self.view.text(find("flow_chart", guide.rules.derived, name).labels[value])

    def _section(self, step: Step) -> str:
        """Return where the guide speaks of a step: what the first rule behind it rests on."""
        first = self.view.guide.rules.rules[_first_rule(step)]
        return article_links(self.view, first.article[:1])[0].href

    def _way(self, step: Step, way: Way) -> WayWords:
        if step.variable is None:
            answers = self.view.word(way.values[0])
        else:
            answers = self._labels(step.variable, way.values)
        unnamed = way.rest and len(way.values) > NAMED
        return WayWords(
            answers=answers,
            short=self.view.word("otherwise") if unnamed else answers,
            step=None if isinstance(way.to, End) else self.found.index(way.to) + 1,
            end=end_words(self.view, way.to.rule) if isinstance(way.to, End) else None,
        )


def end_words(view: View, number: int) -> EndWords:
    """Return what the rule at place `number` of the table, from 0, decides, in words."""
    guide = view.guide
    rule = guide.rules.rules[number]
    outcome = find("flow_chart", guide.outcomes.outcomes, rule.outcome)
    return EndWords(
        rule=rule.id,
        rule_href=view.place("rules", "", f"rule-{rule.id}"),
        outcome=outcome,
        outcome_href=outcome_href(view, outcome),
        family=find("flow_chart", guide.outcomes.families, outcome.family),
        blocker=find("flow_chart", guide.blockers.blockers, rule.blocker) if rule.blocker else None,
    )


def _first_rule(at: Step | End) -> int:
    """Return the first rule in the table that can be reached from a step."""
    return at.rule if isinstance(at, End) else min(_first_rule(way.to) for way in at.ways)
