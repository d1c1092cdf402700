"""The decision table as steps one after another: the form behind the flow chart and its text.

A step asks one question, or tests one rule; every way out of it leads to another step or to the
rule that decides. The steps follow from the rules alone: rules that begin with the same question
share its step, in the order of the table, so that each rule stands at the end of exactly one way.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from keep_or_cancel.model import BLOCKERS, Model

from guide.edition import ANY, NONE

# A case as a rule has it: the variables it reads, each with the values it must have.
type Case = tuple[tuple[str, tuple[str, ...]], ...]
# The rules that may still decide, in order: number of the rule, its cases.
type Pending = tuple[tuple[int, tuple[Case, ...]], ...]

# Values that lead the same way, and whether they are those that no rule asks for.
type Group = tuple[tuple[str, ...], bool]

# `blockers` is no question, so the model lists no values for it.
BLOCKER_VALUES = (ANY, NONE)


@dataclass(frozen=True)
class End:
    """Where a rule decides; `rule` is its place in the table, from 0."""

    rule: int


@dataclass(frozen=True, eq=False)
class Step:
    """A question, or where `variable` is None the test whether one of `cases` holds.

    `ways` are the ways out of it, in order: the values of the variable, or yes and no.
    """

    variable: str | None
    cases: tuple[Case, ...]
    ways: tuple[Way, ...] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Way:
    """A way out of a step: the `values` that take it, and where it leads.

    `rest` marks the way of all answers that no rule asks for at this step.
    """

    values: tuple[str, ...]
    to: Step | End
    rest: bool


def steps(model: Model) -> list[Step]:
    """Return the steps of the decision, each before those it leads to."""
    values = {**model.values, BLOCKERS: list(BLOCKER_VALUES)}
    pending: Pending = tuple(
        (number, tuple(tuple((n, tuple(v)) for n, v in case.items()) for case in rule["when"]))
        for number, rule in enumerate(model.rules)
    )

    @functools.cache
    def at(pending: Pending) -> Step | End:
        number, cases = pending[0]
        if () in cases:
            return End(number)
        asked = _asked(pending, values)
        if asked is None:
            ways = (Way(("yes",), End(number), False), Way(("no",), at(pending[1:]), True))
            return Step(None, cases, ways)
        variable, groups = asked
        return Step(
            variable,
            (),
            tuple(Way(group, at(_given(pending, variable, group)), rest) for group, rest in groups),
        )

    listed: list[Step] = []

    def visit(step: Step | End) -> None:
        if isinstance(step, Step) and step not in listed:
            for way in reversed(step.ways):
                visit(way.to)
            listed.append(step)

    visit(at(pending))
    return listed[::-1]


def _read(cases: Sequence[Case]) -> list[dict[str, tuple[str, ...]]]:
    return [dict(case) for case in cases]


def _run(pending: Pending, variable: str) -> list[list[Case]]:
    """Return the cases of each of the rules from the first on that all read `variable`."""
    rules = itertools.takewhile(lambda rule: all(variable in c for c in _read(rule[1])), pending)
    return [list(cases) for _, cases in rules]


def _asked(pending: Pending, values: Mapping[str, Sequence[str]]) -> tuple[str, list[Group]] | None:
    """Return the variable to ask for next, and its values in the groups that lead on alike.

    None where the first rule is better tested whole.
    """
    _, cases = pending[0]
    if len(cases) > 1:
        return None
    [case] = cases
    first = case[0][0]
    run = list(itertools.chain(*_run(pending, first)))
    # What all these rules ask alike is asked once, before what tells them apart.
    alike = [n for n, allowed in case if all(c.get(n) == allowed for c in _read(run))]
    for variable in dict.fromkeys([*alike[:1], first]):
        rules = _run(pending, variable)
        # As many rules as can share the question, but more than the one that asks for more.
        for length in range(len(rules), len(case) > 1, -1):
            groups = list(
                _groups(values[variable], variable, list(itertools.chain(*rules[:length])))
            )
            if _go_on_alike(pending, length, variable, groups):
                return variable, groups
    return None


def _go_on_alike(pending: Pending, length: int, variable: str, groups: Sequence[Group]) -> bool:
    """Return whether all ways that the first `length` rules leave open go on to the same step.

    If they did not, the rules after these would stand at the end of several ways.
    """
    own = {number for number, _ in pending[:length]}
    for group, _ in groups:
        left = _given(pending, variable, group)
        decided = any(number in own and () in cases for number, cases in left)
        if not decided and tuple(r for r in left if r[0] not in own) != pending[length:]:
            return False
    return True


def _groups(values: Sequence[str], variable: str, run: Sequence[Case]) -> Iterator[Group]:
    """Yield the values that all of `run` treat alike, in its order; those it does not ask last."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for value in values:
        groups.setdefault(tuple(value in c[variable] for c in _read(run)), []).append(value)
    asked = [signature for signature in groups if any(signature)]
    for signature in sorted(asked, key=lambda signature: signature.index(True)):
        yield tuple(groups.pop(signature)), False
    for group in groups.values():
        yield tuple(group), True


def _given(pending: Pending, variable: str, group: Sequence[str]) -> Pending:
    """Return what may still decide once `variable` is known to have one of the values `group`."""
    left = []
    for number, cases in pending:
        kept: list[Case] = []
        for case in cases:
            allowed = dict(case).get(variable)
            if allowed is None or len(known := set(group) & set(allowed)) not in (0, len(group)):
                kept.append(case)
            elif known:
                kept.append(tuple(pair for pair in case if pair[0] != variable))
        if kept:
            left.append((number, tuple(kept)))
        if () in kept:
            break
    return tuple(left)
