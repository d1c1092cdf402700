"""The self-check on paper: steps to tick, obstacles in order, outcomes, what to ask; a number each.

All of it is made of the rules: `pdf/steps.py` says where an answer leads. Answers on which a later
line depends bear a mark ("3a") by which that line names them.
"""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from keep_or_cancel.model import BLOCKERS
from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import FIRST, LANGUAGES, NONE, Edition, find
from guide.schema import Ask, Blocker
from pdf.checklists import named
from pdf.fields import box, choice, head, line
from pdf.steps import End, Lead, PaperModel, Step, Target, Way, steps

NAME = "self_check"
ID = "self-check"
SHEET_HEAD = (("number_end", "short"), ("carrier", ""), ("date", ""), ("handled_by", ""))
SHEET_FOOT = (("paper_review_on", ""), ("paper_signed", "long"))


def part(edition: Edition) -> list[HtmlElement]:
    """Return the sheet."""
    return [_Sheet(edition).section()]


class _Sheet:
    """The sheet in one language: its steps, and what they and the answers are called on it."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.model = PaperModel(edition.guide)
        self.steps = steps(self.model)
        # The obstacles are asked before the step that lists them.
        self.asked = [step.name for step in self.steps if step.name != BLOCKERS]
        self.obstacles_asked = len(self.asked) + 1
        outcomes = edition.guide.outcomes.outcomes
        self.letters = dict(
            zip((outcome.id for outcome in outcomes), string.ascii_uppercase, strict=False)
        )
        deciding = [rule.blocker for rule in edition.guide.rules.rules if rule.blocker]
        self.asks = list(dict.fromkeys(deciding))

    def number(self, step: str) -> int:
        """Return the number of a step; the table of obstacles comes after their questions."""
        if step == BLOCKERS:
            return self.obstacles_asked + 1
        if step in self.model.obstacles:
            return self.obstacles_asked
        return self.asked.index(step) + 1

    @cached_property
    def marks(self) -> Mapping[tuple[str, str], str]:
        """The mark of each answer that a later line names, by question and id.

        Answers that no line tells apart share one.
        """
        named: dict[str, list[frozenset[str]]] = {}
        leads = [lead for step in self.steps for way in step.ways for lead in way.leads]
        for lead in leads:
            for name, values in lead.ticked:
                named.setdefault(name, []).append(values)
        for blocker in self.model.cancel_blockers:
            for case in self.model.blockers[blocker]["when"]:
                for name, values in case.items():
                    named.setdefault(name, []).append(frozenset(values))
        marks: dict[tuple[str, str], str] = {}
        letters: dict[int, Iterator[str]] = {}
        for name in [*self.asked, *self.model.obstacles]:
            number = self.number(name)
            alphabet = letters.setdefault(number, iter(string.ascii_lowercase))
            kinds: dict[tuple[bool, ...], str] = {}
            for value in self.model.values[name]:
                kind = tuple(value in values for values in named.get(name, []))
                if any(kind):
                    if kind not in kinds:
                        kinds[kind] = f"{number}{next(alphabet)}"
                    marks[name, value] = kinds[kind]
        return marks

    def section(self) -> HtmlElement:
        """Return the whole sheet."""
        word = self.edition.word
        return e.SECTION(
            e.H1(word("pdf_self_check"), id=ID),
            e.P(word("paper_how")),
            head(self.edition, NAME, *SHEET_HEAD),
            *(self._step(step) for step in self.steps if step.name != BLOCKERS),
            self._obstacle_questions(),
            self._obstacles(),
            self._outcomes(),
            self._asks(),
            self._foot(),
            e.CLASS("sheet sheet--check"),
        )

    # --- the steps -------------------------------------------------------------------------------

    def _step(self, step: Step) -> HtmlElement:
        variable = self.edition.variable(step.name)
        question = variable.question
        hint = variable.hint if question is None else self.edition.text(question.hint)
        asks = [self._heading(self.number(step.name), variable.title)]
        if hint:
            asks += [e.SPAN(" "), e.P(hint, e.CLASS("step__hint"))]
        rows = [e.TR(e.TD(self._sum(), colspan="2"))] if question is None else []
        rows += [
            e.TR(
                e.TD(*self._answers(step.name, way.values)),
                e.TD(*self._leads(way), e.CLASS("step__leads")),
            )
            for way in step.ways
        ]
        row = e.TR(e.TH(*asks, colspan="2"))
        return e.DIV(e.TABLE(e.THEAD(row), e.TBODY(*rows)), e.CLASS("step"))

    def _heading(self, number: int, title: str) -> HtmlElement:
        counted = e.SPAN(str(number), e.CLASS("step__number"))
        return e.H2(counted, " ", title, id=f"{ID}--{number}")

    def _sum(self) -> HtmlElement:
        """Return what leaving a contract costs, with lines for the three figures."""
        guide, edition = self.edition.guide, self.edition
        figures = []
        for name in ("penalty", "months_left", "monthly_fee"):
            amount = find(NAME, guide.questions.amounts, name)
            title = edition.text(amount.title)
            field = line(f"{NAME}.{name}", title, "short")
            figures.append(e.LABEL(f"{title} ", field, f" {edition.word(amount.unit)}"))
        penalty, months, fee = figures
        return e.P(penalty, " ", e.SPAN("?"), " ", months, " × ", fee, e.CLASS("step__sum"))

    def _answers(self, name: str, values: Sequence[str], brief: bool = False) -> list[HtmlElement]:
        variable = self.edition.variable(name)
        labels = dict(variable.labels)
        if brief and variable.question:
            labels |= {
                v.id: self.edition.text(v.brief) for v in variable.question.values if v.brief
            }
        answers: list[HtmlElement] = []
        for value in values:
            title = self.edition.pair(variable.short, variable.labels[value])
            ticked = choice(f"{NAME}.{name}", value, title)
            mark = self.marks.get((name, value))
            marked = [e.SPAN(mark, e.CLASS("answer__mark")), " "] if mark else []
            answers += [e.LABEL(ticked, *marked, labels[value], e.CLASS("answer")), e.SPAN(" ")]
        return answers

    def _leads(self, way: Way) -> Iterator[HtmlElement]:
        for lead in way.leads:
            guard = self._guard(lead) if len(way.leads) > 1 else ""
            end = lead.to if isinstance(lead.to, End) else None
            about = ""
            if end and end.blocker:
                about = f" {self.edition.text(self.edition.blocker(end.blocker).title)}"
            yield e.P(guard, self._target(lead.to), about, e.CLASS("lead"))

    def _guard(self, lead: Lead) -> str:
        """Return what must have been ticked for a lead: "1a + 2b: "."""
        if not lead.ticked:
            return self.edition.labelled("otherwise", "")
        marks = [self.marks[name, min(values)] for name, values in lead.ticked]
        return self.edition.pair(" + ".join(marks), "")

    def _target(self, to: Target) -> HtmlElement:
        if isinstance(to, End):
            at = f"{ID}--{self.letters[to.outcome]}"
            if to.blocker:
                at = f"{ID}--{self._ask_mark(to.blocker)}"
            return e.A(self._letter(to), e.CLASS("letter"), href=f"#{at}")
        number = self.obstacles_asked if to == BLOCKERS else self.number(to)
        return e.A(f"→ {number}", e.CLASS("go"), href=f"#{ID}--{number}")

    def _letter(self, end: End) -> str:
        return self._ask_mark(end.blocker) if end.blocker else self.letters[end.outcome]

    def _ask_mark(self, blocker: str) -> str:
        """Return the letter of "ask first" with the number of what is asked: "G3"."""
        rule = next(r for r in self.edition.guide.rules.rules if r.blocker == blocker)
        return f"{self.letters[rule.outcome]}{self.asks.index(blocker) + 1}"

    # --- the obstacles ---------------------------------------------------------------------------

    def _obstacle_questions(self) -> HtmlElement:
        number = self.obstacles_asked
        cells = []
        for name in self.model.obstacles:
            short = e.SPAN(self.edition.pair(self.edition.variable(name).short, ""))
            answers = self._answers(name, self.model.values[name], brief=True)
            cells.append(e.TD(short, *answers))
        rows = [e.TR(*cells[at : at + 2]) for at in range(0, len(cells), 2)]
        onward = e.TH(e.A(f"→ {number + 1}", e.CLASS("go"), href=f"#{ID}--{number + 1}"))
        asks = e.TH(self._heading(number, self.edition.word("paper_obstacles_asked")))
        table = e.TABLE(e.THEAD(e.TR(asks, onward)), e.TBODY(*rows), e.CLASS("step__pairs"))
        return e.DIV(table, e.CLASS("step"))

    def _obstacles(self) -> HtmlElement:
        word = self.edition.word
        words = ("paper_done", "paper_where", "paper_first", "paper_done_on")
        cells = []
        for place, name in enumerate(self.model.cancel_blockers, 1):
            title = self.edition.text(self.edition.blocker(name).title)
            cells.append(
                [
                    e.TD(box(f"{NAME}.blocker.{name}", title), str(place)),
                    e.TD(*self._condition(name)),
                    e.TD(title),
                    e.TD(line(f"{NAME}.blocker.{name}_on", title, "date")),
                ]
            )
        rows = [e.TR(*itertools.chain(*cells[at : at + 2])) for at in range(0, len(cells), 2)]
        number = self.number(BLOCKERS)
        row = e.TR(*(e.TH(word(each)) for each in words * 2))
        ends: list[HtmlElement | str] = []
        step = next(step for step in self.steps if step.name == BLOCKERS)
        for way in step.ways:
            [value] = way.values
            said = word("paper_none_fits" if value == NONE else "paper_some_fit")
            ends += [self.edition.pair(said, ""), self._target(way.leads[0].to), " "]
        return e.DIV(
            self._heading(number, word("paper_obstacles")),
            e.TABLE(e.THEAD(row), e.TBODY(*rows), e.CLASS("obstacles")),
            e.P(*ends, e.CLASS("ends")),
            e.CLASS("step step--obstacles"),
        )

    def _condition(self, blocker: str) -> Iterator[HtmlElement]:
        """Yield a line for each case in which a blocker stands: the boxes that are ticked then."""
        for case in self.model.blockers[blocker]["when"]:
            bits = []
            for name, values in case.items():
                marks = dict.fromkeys(self.marks[name, value] for value in values)
                bits.append(" / ".join(marks))
            about = self.edition.variable(next(iter(case))).short
            yield e.P(e.B(" + ".join(bits)), f" {about}", e.CLASS("lead"))

    # --- the outcomes ----------------------------------------------------------------------------

    def _outcomes(self) -> HtmlElement:
        edition, word = self.edition, self.edition.word
        words = ("outcome", "next", "avoid", "paper_take")
        rows = []
        for outcome in edition.guide.outcomes.outcomes:
            letter, title = self.letters[outcome.id], edition.text(outcome.title)
            lists = edition.language.lister.join(
                named(edition, entry)
                for entry in edition.guide.checklists.checklists
                if outcome.id in entry.outcomes
            )
            rows.append(
                e.TR(
                    e.TD(
                        choice(f"{NAME}.outcome", outcome.id, title),
                        e.SPAN(letter, e.CLASS("letter")),
                        " ",
                        e.B(title, id=f"{ID}--{letter}"),
                    ),
                    e.TD(edition.text(outcome.next)),
                    e.TD(edition.text(outcome.avoid)),
                    e.TD(lists),
                )
            )
        row = e.TR(*(e.TH(word(each)) for each in words))
        return e.DIV(
            e.H2(word("outcome")),
            e.TABLE(e.THEAD(row), e.TBODY(*rows), e.CLASS("ends-table")),
            e.CLASS("step"),
        )

    def _asks(self) -> HtmlElement:
        """Return whom to ask what, for each thing that is to be asked first."""
        edition, word = self.edition, self.edition.word
        rows = []
        for name in self.asks:
            blocker = edition.blocker(name)
            mark, title = self._ask_mark(name), edition.text(blocker.title)
            say: list[HtmlElement] = []
            for ask in self._asked(blocker):
                whom = edition.text(ask.whom).rstrip("。.")
                say.append(e.P(edition.pair(whom, ""), e.SPAN(edition.text(ask.say))))
                if original := edition.original(ask.say):
                    say.append(e.P(original, lang=LANGUAGES[FIRST].html))
            rows.append(
                e.TR(
                    e.TD(e.SPAN(mark, e.CLASS("letter")), " ", e.SPAN(title, id=f"{ID}--{mark}")),
                    e.TD(*say),
                )
            )
        row = e.TR(*(e.TH(word(each)) for each in ("paper_unclear", "paper_whom_and_what")))
        letter = self._ask_mark(self.asks[0])[0]
        return e.DIV(
            e.H2(edition.joined(letter, f" {word('paper_asks')}")),
            e.TABLE(e.THEAD(row), e.TBODY(*rows), e.CLASS("asks-table")),
            e.CLASS("asks-part"),
        )

    def _asked(self, blocker: Blocker) -> Iterator[Ask]:
        for ask in blocker.asks:
            if ask.whom and ask.say:
                yield Ask(whom=ask.whom, say=ask.say)
            elif ask.question:
                own = find(NAME, self.edition.guide.questions.questions, ask.question).ask
                if own:
                    yield own

    def _foot(self) -> HtmlElement:
        edition, meta = self.edition, self.edition.guide.meta
        rules = edition.labelled("rules_version", f"{meta.rules_version} ({meta.rules_date})")
        return e.DIV(
            head(edition, NAME, *SHEET_FOOT),
            e.P(
                f"{rules} · {edition.word('not_legal_advice')} ",
                edition.word("paper_typing"),
                e.CLASS("small"),
            ),
            e.CLASS("step"),
            id=f"{ID}--end",
        )
