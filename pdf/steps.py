"""The rules as a form on paper: every question once, and where each answer leads from there.

A diagram of the rules remembers what was answered by having copies of its nodes. Paper has the
boxes that were ticked: where an answer leads two ways, the ways say which earlier box decides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from keep_or_cancel.diagram import Node
from keep_or_cancel.graph import export
from keep_or_cancel.model import BLOCKERS, Case, Model

from guide import Guide, compile_guide
from guide.asking import asked_order
from guide.edition import ANY, NONE


@dataclass(frozen=True)
class End:
    """Where a rule decides: the outcome, and what is to be asked first, by id."""

    outcome: str
    blocker: str | None


# The name of the step to go to, or the end.
type Target = str | End
# Answers of one question, by question and ids.
type Ticked = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Lead:
    """Where a way leads if each of `ticked` was ticked before; always, if there is none."""

    ticked: tuple[Ticked, ...]
    to: Target


@dataclass(frozen=True)
class Way:
    """Answers of a step that lead the same way; of its leads the first that fits counts."""

    values: tuple[str, ...]
    leads: tuple[Lead, ...]


@dataclass(frozen=True)
class Step:
    """A step, named after what it asks for: a question, a derived value, or the obstacles."""

    name: str
    ways: tuple[Way, ...]


class PaperModel(Model):
    """The rules, asked in the order `asked`; whether there is a blocker is the last question."""

    def __init__(self, guide: Guide) -> None:
        super().__init__(compile_guide(guide))
        self._asked = asked_order(guide)
        self.values |= {BLOCKERS: [ANY, NONE]}
        self.number[BLOCKERS] = {ANY: 0, NONE: 1}

    def _read(self) -> Iterator[str]:
        for rule in self.rules:
            for case in rule["when"]:
                yield from case

    @cached_property
    def order(self) -> list[str]:
        """What the rules read, in the order in which it is asked, and the blockers."""
        read = {*self._read()}
        return [*(name for name in self._asked if name in read), BLOCKERS]

    def condition(self, name: str, allowed: Sequence[str], effective: bool = True) -> Node:
        """Return the diagram of "`name` has one of the values `allowed`"."""
        if name == BLOCKERS:
            return self._one_of(name, allowed)
        return super().condition(name, allowed, effective)

    @property
    def obstacles(self) -> list[str]:
        """The questions that blockers read and no rule: asked together, in order."""
        read = {name for case in self._blocker_cases() for name in case}
        return [name for name in self._asked if name in read - {*self.order}]

    def _blocker_cases(self) -> Iterator[Case]:
        for blocker in self.cancel_blockers:
            yield from self.blockers[blocker]["when"]


# How many ways to go on the search tries where one box does not tell.
WIDTH = 2

# Boxes of one step that always lead the same way: number of the step, number of these boxes.
type Box = tuple[int, int]
# What was ticked on the way, in order.
type History = tuple[Box, ...]
# Boxes that are all ticked, and where they lead.
type Named = tuple[tuple[tuple[Box, ...], int | End], ...]
# Boxes, the histories that have ticked all of them, and where they lead.
type Told = tuple[tuple[Box, ...], int, int | End]


class _Search:
    """Looks for the fewest boxes that tell where to go.

    Histories are the bits of an integer: `targets` and `boxes` have those that lead to a target,
    and those in which a box was ticked. One line names `most` boxes at most.
    """

    def __init__(
        self, targets: Mapping[int | End, int], boxes: Mapping[Box, int], most: int
    ) -> None:
        self.targets, self.boxes, self.most = targets, sorted(boxes.items()), most
        self._found: dict[tuple[int, int | End], Named | None] = {}

    def shortest(self, left: int, last: int | End) -> Named | None:
        """Return what to look at, in order, for all histories `left` but those that lead to `last`.

        None where no list of boxes tells them apart.
        """
        if not left & ~self.targets[last]:
            return ()
        if (left, last) not in self._found:
            self._found[left, last] = self._search(left, last)
        return self._found[left, last]

    def _search(self, left: int, last: int | End) -> Named | None:
        # One box is as good as the next: which comes first changes nothing for the others.
        told = self._telling(left, last, 1)[:1]
        for count in range(2, self.most + 1):
            told = told or self._clearing(left, last) + self._telling(left, last, count)[:WIDTH]
        lists = [
            ((boxes, to), *rest)
            for boxes, fitting, to in told
            if (rest := self.shortest(left & ~fitting, last)) is not None
        ]
        return min(lists, key=_weight, default=None)

    def _telling(self, left: int, last: int | End, count: int) -> list[Told]:
        """Return sets of boxes that lead to one target other than `last`, the best ones first.

        These are such as leave nothing of their target, and such as fit most histories.
        """
        found: dict[int, Told] = {}
        elsewhere = [(to, ~reached) for to, reached in self.targets.items() if to != last]
        for named in itertools.combinations(self.boxes, count):
            fitting = left
            for _, ticked in named:
                fitting &= ticked
            if fitting and fitting not in found:
                for to, others in elsewhere:
                    if not fitting & others:
                        found[fitting] = tuple(box for box, _ in named), fitting, to
                        break
        return sorted(
            found.values(),
            key=lambda told: (bool(left & self.targets[told[2]] & ~told[1]), -told[1].bit_count()),
        )

    def _clearing(self, left: int, last: int | End) -> list[Told]:
        """Return boxes that lead to `last`, and after which another box tells."""
        clearing: Iterator[Told] = (
            ((box,), fitting, last)
            for box, ticked in self.boxes
            if (fitting := left & ticked)
            and not fitting & ~self.targets[last]
            and self._telling(left & ~fitting, last, 1)
        )
        return list(itertools.islice(clearing, WIDTH))


def _weight(listed: Named) -> tuple[int, int]:
    """Return how many boxes a list names, and in how many lines."""
    return sum(len(boxes) for boxes, _ in listed), len(listed)


class _Walk:
    """All ways over the paper.

    In the steps `merged`, answers that lead to several steps and to no end lead to the first.
    """

    def __init__(self, model: PaperModel, merged: frozenset[int]) -> None:
        self.model, self.merged = model, merged
        graph = export(model)
        self.nodes, self.terminals = graph["nodes"], graph["terminals"]
        self.names = [variable["id"] for variable in graph["variables"]]
        self.values = [variable["values"] for variable in graph["variables"]]
        self.before = self._leading_to_blockers()
        read = {name for case in model._blocker_cases() for name in case}
        self.needed = [number for number, name in enumerate(self.names) if name in read]
        # Where each history that arrives at a step stands in the diagram.
        self.arriving: list[dict[History, int]] = [{} for _ in self.names]
        self.arriving[0][()] = graph["root"]
        self.classes: list[list[tuple[str, ...]]] = []
        # For each step and class: where each history leads from there.
        self.targets: list[list[dict[History, int | End]]] = []
        for at in range(len(self.names)):
            self._step(at)

    def _leading_to_blockers(self) -> set[int]:
        """Return the nodes from which the question of the blockers can be reached."""
        last = len(self.names) - 1
        found: set[int] = set()
        for number in reversed(range(len(self.nodes))):
            level, children = self.nodes[number]
            if level == last or found.intersection(children):
                found.add(number)
        return found

    def _child(self, node: int, at: int, value: int) -> int:
        level, children = self.nodes[node]
        return int(children[value]) if level == at else node

    def _target(self, node: int, at: int) -> int | End:
        """Return the step that `node` is asked at, coming from `at`, or the end it is.

        No step is passed over whose answer a blocker on the way needs.
        """
        if node < 0:
            terminal = self.terminals[-node - 1]
            rule = next(r for r in self.model.rules if r["id"] == terminal["rule"])
            return End(terminal["outcome"], rule.get("blocker"))
        level = int(self.nodes[node][0])
        if node in self.before:
            return min([level, *(needed for needed in self.needed if at < needed < level)])
        return level

    def _step(self, at: int) -> None:
        """Find the classes of answers of a step, and send on all histories that arrive there."""
        by_child: dict[tuple[int, ...], list[int]] = {}
        arrived = self.arriving[at]
        for value in range(len(self.values[at])):
            children = tuple(self._child(node, at, value) for node in arrived.values())
            by_child.setdefault(children, []).append(value)
        self.classes.append([])
        self.targets.append([])
        for number, (children, values) in enumerate(by_child.items()):
            self.classes[at].append(tuple(self.values[at][value] for value in values))
            leads = dict(zip(arrived, (self._target(child, at) for child in children), strict=True))
            if at in self.merged and (first := _first(leads)) is not None:
                leads = dict.fromkeys(leads, first)
            self.targets[at].append(leads)
            for (history, to), child in zip(leads.items(), children, strict=True):
                if isinstance(to, int):
                    self.arriving[to][*history, (at, number)] = child

    @property
    def mergeable(self) -> list[int]:
        """The steps in which some answer leads to several steps and to no end."""
        return [
            at
            for at, classes in enumerate(self.targets)
            if any(_first(leads) is not None and len({*leads.values()}) > 1 for leads in classes)
        ]

    def steps(self) -> Iterator[Step]:
        """Yield the steps that are reached, in order."""
        for at, name in enumerate(self.names):
            if self.arriving[at]:
                ways = self._ways(at)
                first = self.values[at].index
                yield Step(name, tuple(sorted(ways, key=lambda way: first(way.values[0]))))

    def _ways(self, at: int) -> list[Way]:
        """Return the ways out of a step: of two manners to write them that with fewer boxes.

        Answers that do not always lead to one place each have their leads, or share a list of
        leads, which then names boxes of this step too.
        """
        alike: dict[tuple[tuple[History, int | End], ...], list[int]] = {}
        for number, leads in enumerate(self.targets[at]):
            alike.setdefault(tuple(leads.items()), []).append(number)
        plain: list[tuple[list[int], Way]] = []
        others: list[tuple[list[int], Way]] = []
        for listed, numbers in alike.items():
            way = self._way(at, numbers, dict(listed))
            (others if way.leads[0].ticked else plain).append((numbers, way))
        apart = [way for _, way in others]
        if len(others) > 1:
            shared = {
                (*history, (at, number)): to
                for numbers, _ in others
                for number in numbers
                for history, to in self.targets[at][number].items()
            }
            listed_together = [number for numbers, _ in others for number in numbers]
            together = [self._way(at, sorted(listed_together), shared)]
            apart = min(together, apart, key=_boxes)
        return [*(way for _, way in plain), *apart]

    def _way(self, at: int, numbers: list[int], leads: Mapping[History, int | End]) -> Way:
        values = [value for number in numbers for value in self.classes[at][number]]
        return Way(tuple(sorted(values, key=self.values[at].index)), tuple(self._leads(leads)))

    def _leads(self, leads: Mapping[History, int | End]) -> list[Lead]:
        """Return the shortest list of leads, of which the first that fits is right."""
        by_target: dict[int | End, int] = {}
        by_box: dict[Box, int] = {}
        for number, (history, to) in enumerate(leads.items()):
            by_target[to] = by_target.get(to, 0) | 1 << number
            for box in history:
                by_box[box] = by_box.get(box, 0) | 1 << number
        found: list[tuple[Named, int | End]] = []
        for most in itertools.count(2):
            search = _Search(by_target, by_box, most)
            found = [
                (listed, last)
                for last in by_target
                if (listed := search.shortest((1 << len(leads)) - 1, last)) is not None
            ]
            if found:  # two histories differ in some box, so enough of them tell all apart
                break
        named, last = min(found, key=lambda each: _weight(each[0]))
        return [
            *(Lead(tuple(map(self._ticked, boxes)), self._named(to)) for boxes, to in named),
            Lead((), self._named(last)),
        ]

    def _ticked(self, box: Box) -> Ticked:
        at, number = box
        return self.names[at], frozenset(self.classes[at][number])

    def _named(self, to: int | End) -> Target:
        return self.names[to] if isinstance(to, int) else to


def _boxes(ways: Iterable[Way]) -> int:
    """Return how many boxes the leads of ways name."""
    return sum(len(lead.ticked) for way in ways for lead in way.leads)


def _first(leads: Mapping[History, int | End]) -> int | None:
    """Return the first of the steps that leads go to, or None where one goes to an end."""
    reached = {to for to in leads.values() if isinstance(to, int)}
    return min(reached) if reached == {*leads.values()} else None


def steps(model: PaperModel) -> list[Step]:
    """Return the steps, in order: of all ways to write them the one that names fewest boxes."""
    mergeable = _Walk(model, frozenset()).mergeable
    written = [
        list(_Walk(model, frozenset(merged)).steps())
        for count in range(len(mergeable) + 1)
        for merged in itertools.combinations(mergeable, count)
    ]
    return min(
        written,
        key=lambda listed: sum(_boxes(step.ways) for step in listed),
    )
