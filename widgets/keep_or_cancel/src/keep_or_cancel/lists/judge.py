"""Each row of a list judged: outcome, what to settle, ask and do, and what it costs a year."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from keep_or_cancel.cost import cost_of
from keep_or_cancel.decide import Decision, decide
from keep_or_cancel.explain import fitting, matters
from keep_or_cancel.facts import Facts
from keep_or_cancel.lists.table import Reading, facts_of
from keep_or_cancel.lists.words import Vocabulary, vocabulary
from keep_or_cancel.model import UNKNOWN, Domains, Model

# Piles beside the outcomes: the answers settle nothing yet; the number itself is not known.
OPEN, NO_NUMBER = "open", "no_number"
# In a query, in place of a carrier: what only the list's own people can answer.
OWN = "@own"
# Names that are no carrier's we know of.
MOST_CARRIERS = 20
# Months; also what costs are compared over where nobody says.
YEAR = Decimal(12)

# The way in the money table that a row takes in the year after: what waits goes on as it is.
WAYS = {
    "suspend": "suspend",
    "wait_contract": "wait",
    "cancel_now": "cancel",
    "settle_then_cancel": "cancel",
}


@dataclass(eq=False)
class Verdict:
    """What follows from one set of answers; all its rows share it.

    `pile` is the outcome's id or "open"; `domains` the answers, presumed ones among them.
    """

    model: Model
    decision: Decision
    pile: str
    warnings: tuple[str, ...]
    told: Domains
    domains: Mapping[str, list[str]]

    @cached_property
    def ask(self) -> tuple[str, ...]:
        """The questions, open or answered "unknown", that can change the outcome, the best first.

        Last the derived value whose figures are missing, if it can.
        Worked out when it is looked at: it takes longer than all the rest.
        """
        ask = [] if self.decision.settled else matters(self.model, self.told)
        return tuple(dict.fromkeys([*ask, *self._unclear()]))

    @cached_property
    def questions(self) -> tuple[tuple[str, bool], ...]:
        """The same, each with whether only the list's own people can answer it."""
        return tuple((name, not _asked(name)) for name in self.ask)

    def _unclear(self) -> Iterator[str]:
        model = self.model
        reached = model.outcome_names(set(self.decision.rules))
        figures = vocabulary().data["asked"]
        for name in (*model.questions, *figures):
            if self.domains.get(name) != [UNKNOWN] or name not in model.variables:
                continue
            if name in figures:
                # They are asked for once what the question takes for granted is certain.
                granted = model.blockers[figures[name]["blocker"]]["asserts"]["do"]
                if not model.holds(granted, self.domains):
                    continue
            others = (value for value in model.values[name] if value != UNKNOWN)
            outcomes = (
                model.outcome_names(model.possible({**self.domains, name: [value]}))
                for value in others
            )
            if any(one != reached for one in outcomes):
                yield name


class Pile(NamedTuple):
    """The rows of one outcome: their number, CNY a year now and after, and of how many unknown."""

    name: str
    size: int
    now: Decimal
    now_unknown: int
    after: Decimal
    after_unknown: int


class Query(NamedTuple):
    """A question to put for several numbers at once; `rows` count data rows from 0.

    `carrier` is whose numbers they are: an id, a name as found, or None; OWN where no carrier can
    answer. `question` may be the derived value whose figures are missing.
    """

    carrier: str | None
    question: str
    rows: tuple[int, ...]

    @property
    def ask(self) -> Mapping[str, Any]:
        """Whom to ask and what to say, each in both languages; nothing for what is one's own."""
        return _asked(self.question)


def _asked(question: str) -> Mapping[str, Any]:
    """Return whom to ask a question and what to say; nothing where only oneself knows."""
    words = vocabulary()
    entry = words.model.questions.get(question)
    told = words.data["asked"].get(question) if entry is None else entry.get("ask")
    return told or {}


@dataclass
class Judgement:
    """A reading, judged on the day `today`; the columns have one entry a data row.

    `verdicts` is None for a row without a number, which is not judged. `now` and `after` are what
    the row costs in a year as it is and as advised, None where an amount is missing: it is never
    guessed. Neither counts this month's fee, arrears or a balance, which are due either way.
    """

    reading: Reading
    today: datetime.date
    model: Model
    verdicts: list[Verdict | None] = field(default_factory=list)
    now: list[Decimal | None] = field(default_factory=list)
    after: list[Decimal | None] = field(default_factory=list)

    def pile(self, index: int) -> str:
        """Return the pile of a data row: an outcome, "open" or "no_number"."""
        verdict = self.verdicts[index]
        return verdict.pile if verdict else NO_NUMBER

    def piles(self) -> list[Pile]:
        """Return the piles that hold rows, outcomes first in the model's order.

        Their counts and sums are those of the rows.
        """
        names = [*self.model.outcomes, OPEN, NO_NUMBER]
        rows: dict[str, list[int]] = {name: [] for name in names}
        for index in range(len(self.verdicts)):
            rows[self.pile(index)].append(index)
        return [self.sums(name, rows[name]) for name in names if rows[name]]

    def total(self) -> Pile:
        """Return all rows as one pile."""
        return self.sums("total", list(range(len(self.verdicts))))

    def sums(self, name: str, rows: Sequence[int]) -> Pile:
        """Return these rows as a pile called `name`."""
        now = [cost for index in rows if (cost := self.now[index]) is not None]
        after = [cost for index in rows if (cost := self.after[index]) is not None]
        return Pile(
            *(name, len(rows)),
            *(sum(now, Decimal(0)), len(rows) - len(now)),
            *(sum(after, Decimal(0)), len(rows) - len(after)),
        )

    def next_step(self, index: int, lang: str) -> str:
        """Return the next step of a data row in words, "" where no outcome is reached."""
        verdict = self.verdicts[index]
        if verdict is None or verdict.decision.outcome is None:
            return ""
        outcome = self.model.outcomes[verdict.decision.outcome]
        return str(fitting(self.model, outcome, verdict.domains)["next"][lang])

    def carriers(self) -> list[str | None]:
        """Return whose number each row is: an id, a name as found, or None.

        Of other names those count that stand most often: not each cell of a column is a carrier.
        """
        words = vocabulary()
        column = self.reading.column("carrier")
        counts = Counter(column)
        known = {named: words.carrier(named) for named in counts}
        others = [name for name, _ in counts.most_common() if name and not known[name]]
        known |= {name: name for name in others[:MOST_CARRIERS]}
        return [known[named] for named in column]

    def queries(self) -> list[Query]:
        """Return whom to ask what for which rows: oneself, then each carrier, questions in order.

        Only what can change an outcome is asked.
        """
        words, carriers = vocabulary(), self.carriers()
        asked: dict[tuple[str | None, str], list[int]] = {}
        for index, verdict in enumerate(self.verdicts):
            if verdict is not None:
                for question, own in verdict.questions:
                    whom = OWN if own else carriers[index]
                    asked.setdefault((whom, question), []).append(index)
        order = [*self.model.questions, *words.data["asked"]]
        known = [entry["id"] for entry in words.data["carriers"]]

        def place(key: tuple[str | None, str]) -> tuple[int, str, int]:
            carrier, question = key
            first = known.index(carrier) if carrier in known else len(known) + (carrier is None)
            return -1 if carrier == OWN else first, carrier or "", order.index(question)

        return [Query(*key, tuple(asked[key])) for key in sorted(asked, key=place)]

    def judge_rows(self, rows: Iterable[int]) -> None:
        """Judge data rows anew, after their cells were mended."""
        judge = _Judge(self)
        for index in rows:
            self.verdicts[index], self.now[index], self.after[index] = judge.row(index)


def judge(reading: Reading, today: datetime.date | None = None) -> Judgement:
    """Return the decision on every row of `reading`; `today` is the day contracts are counted from.

    Rows with equal answers are judged once. `facts_of` gives the facts of a row for the full
    answer of `check`.
    """
    judgement = Judgement(reading, today or datetime.date.today(), vocabulary().model)
    judge = _Judge(judgement)
    for index in range(len(reading.rows)):
        verdict, now, after = judge.row(index)
        judgement.verdicts.append(verdict)
        judgement.now.append(now)
        judgement.after.append(after)
    return judgement


type Judged = tuple[Verdict | None, Decimal | None, Decimal | None]


class _Judge:
    """Judges rows; what equal rows have in common is worked out once."""

    def __init__(self, judgement: Judgement) -> None:
        self.reading, self.model = judgement.reading, judgement.model
        self.today = judgement.today
        words: Vocabulary = vocabulary()
        # Only what rules, costs and advice read; a list's other columns are its own.
        self.columns = [
            (name, column)
            for name, column in self.reading.fields.items()
            if name in self.model.questions or name in self.model.amounts or name == "contract_end"
        ]
        self.warnings = {
            name: entry for name, entry in self.model.advice.items() if entry["kind"] == "warning"
        }
        self.words = words
        self._rows: dict[tuple[str | None, ...], Judged] = {}
        self._verdicts: dict[tuple[tuple[str, str], ...], Verdict] = {}

    def row(self, index: int) -> Judged:
        """Return the verdict on a data row and its yearly costs now and after."""
        key = tuple([column[index] for _, column in self.columns])
        judged = self._rows.get(key)
        if judged is None:
            judged = self._rows[key] = self._judge(index)
        if self.reading.numbers[index] is not None:
            return judged
        # Whose digits are not known, of that nothing is decided: all goes on as it is.
        return None, judged[1], judged[1]

    def _judge(self, index: int) -> Judged:
        facts = Facts(self.model, facts_of(self.reading, index, self.today))
        domains = facts.domains
        key = tuple([(name, values[0]) for name, values in domains.items()])
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._verdicts[key] = self._verdict(domains)
        return verdict, self._cost_now(facts, domains), self._cost_after(verdict, facts)

    def _verdict(self, domains: Domains) -> Verdict:
        model = self.model
        decision = decide(model, domains)
        known = {name: list(values) for name, values in domains.items()}
        assumed = known | {name: [value] for name, value in decision.presumed.items()}
        reached = model.outcome_names(set(decision.rules))
        families = [model.outcomes[name]["family"] for name in reached]
        with_outcome: Domains = {**assumed, "outcome": reached, "family": families}
        warnings = tuple(
            name
            for name, entry in self.warnings.items()
            if model.holds(entry["when"], with_outcome)
        )
        pile = decision.outcome or OPEN
        return Verdict(model, decision, pile, warnings, domains, assumed)

    # --- money -----------------------------------------------------------------------------------

    def _cost(self, way: str, facts: Facts, domains: Domains) -> Decimal | None:
        # Of a contract that runs longer, a year counts.
        return cost_of(self.model, way, facts, domains, {"months_left": YEAR})

    def _cost_now(self, facts: Facts, domains: Domains) -> Decimal | None:
        status = facts.answers.get("status")
        if status == "gone":  # to be checked first: nobody knows what is still charged
            return None
        return self._cost("suspend" if status == "suspended" else "keep", facts, domains)

    def _cost_after(self, verdict: Verdict, facts: Facts) -> Decimal | None:
        outcome = verdict.decision.outcome
        way = WAYS.get(outcome) if outcome else None
        if way is None:
            return self._cost_now(facts, verdict.domains)
        return self._cost(way, facts, verdict.domains)
