"""The decision model: questions, rules and blockers read from the compiled guide, as diagrams.

The rules are data. Nothing here knows a question, a rule or an outcome by name, save the two
names the data itself declares: the derived variable worked out from amounts (`exit_cost`) and the
pseudo-variable `blockers`, which a rule reads to say "at least one blocker holds".
"""

import json
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from keep_or_cancel.diagram import FALSE, TRUE, Diagrams, Node, terminal, value_of

type Case = Mapping[str, Sequence[str]]
type Domains = Mapping[str, Sequence[str]]

BLOCKERS = "blockers"
EXIT_COST = "exit_cost"
UNKNOWN = "unknown"


class Model:
    """One version of the rules, with the diagram that gives the rule for any answers.

    `data` is the compiled guide (see `guide/compile.py`).
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.version: str = data["meta"]["rules_version"]
        self.date: str = data["meta"]["rules_date"]
        self.questions: dict[str, Any] = by_id(data["questions"])
        self.amounts: dict[str, Any] = by_id(data["amounts"])
        self.outcomes: dict[str, Any] = by_id(data["outcomes"])
        self.rules: list[Any] = data["rules"]
        self.blockers: dict[str, Any] = by_id(data["blockers"])
        self.advice: dict[str, Any] = by_id(data["advice"])
        self.laws: dict[str, Any] = by_id(data["laws"])
        self.values: dict[str, list[str]] = {
            name: [value["id"] for value in question["values"]]
            for name, question in self.questions.items()
        }
        self.values |= {derived["id"]: derived["values"] for derived in data["derived"]}
        # What an outcome may rest on, and is said to rest on, until the question is answered.
        self.presumed: dict[str, str] = {
            name: question["presumed"]
            for name, question in self.questions.items()
            if "presumed" in question
        }
        self.number = {
            name: {value: number for number, value in enumerate(values)}
            for name, values in self.values.items()
        }
        self.allowed = {name: frozenset(values) for name, values in self.values.items()}
        self.decisions: dict[tuple[str | None, ...], Any] = {}
        # By what is left of the diagram of outcomes, its root first: the questions in it, in order.
        self.narrowing: dict[tuple[Any, ...], list[str]] = {}
        # Rules up to 2026.1 read another value in place of an answer; kept so that they replay.
        self.effective: dict[str, Any] = {e["question"]: e for e in data.get("effective", [])}

    @property
    def cancel_blockers(self) -> list[str]:
        """Ids of the blockers of a cancellation, in the order in which they are dealt with."""
        return [name for name, blocker in self.blockers.items() if "when" in blocker]

    # --- conditions on what is known -------------------------------------------------------------

    def confined(self, domains: Domains, name: str) -> Sequence[str]:
        """Return the values a rule may read for `name`: the effective ones."""
        own = domains.get(name) or self.values[name]
        replaced = self.effective.get(name)
        if replaced is None:
            return own
        certain = self.holds(replaced["when"], domains, effective=False)
        if certain:
            return [replaced["value"]]
        if certain is False or replaced["value"] in own:
            return own
        return [*own, replaced["value"]]

    def holds(self, when: Sequence[Case], domains: Domains, effective: bool = True) -> bool | None:
        """Return whether one of the cases holds: True, False, or None where it is still open."""
        open_cases = False
        for case in when:
            verdict = self.case_holds(case, domains, effective)
            if verdict:
                return True
            open_cases |= verdict is None
        return None if open_cases else False

    def case_holds(self, case: Case, domains: Domains, effective: bool = True) -> bool | None:
        """Return whether every condition of one case holds: True, False, or None if open."""
        certain = True
        for name, allowed in case.items():
            met = self.condition_holds(name, allowed, domains, effective)
            if met is False:
                return False
            certain &= met is True
        return True if certain else None

    def condition_holds(
        self, name: str, allowed: Sequence[str], domains: Domains, effective: bool = True
    ) -> bool | None:
        """Return whether variable `name` has one of the values `allowed`, as far as is known."""
        if name == BLOCKERS:
            verdicts = [self.holds(self.blockers[b]["when"], domains) for b in self.cancel_blockers]
            return True if True in verdicts else None if None in verdicts else False
        if effective and name in self.values:
            possible = self.confined(domains, name)
        else:
            possible = domains.get(name) or self.values[name]
        met = [value in allowed for value in possible]
        return True if all(met) else None if any(met) else False

    # --- the diagram -----------------------------------------------------------------------------

    def _read(self) -> Iterator[str]:
        """Yield the variables the rules read, in the order in which they first read them."""

        def of_case(case: Case) -> Iterator[str]:
            for name in case:
                if name == BLOCKERS:
                    for blocker in self.cancel_blockers:
                        yield from of_when(self.blockers[blocker]["when"])
                    continue
                if name in self.effective:
                    yield from (n for c in self.effective[name]["when"] for n in c)
                yield name

        def of_when(when: Sequence[Case]) -> Iterator[str]:
            for case in when:
                yield from of_case(case)

        for rule in self.rules:
            yield from of_when(rule["when"])

    @cached_property
    def variables(self) -> list[str]:
        """Names of the variables the rules read, in the order in which they first read them."""
        return list(dict.fromkeys(self._read()))

    @cached_property
    def order(self) -> list[str]:
        """The order of the diagram: what the rules read, then what only advice reads."""
        return list(dict.fromkeys([*self.variables, *self.values]))

    @cached_property
    def level(self) -> dict[str, int]:
        """The place of each variable in the order of the diagram."""
        return {name: level for level, name in enumerate(self.order)}

    @cached_property
    def pool(self) -> Diagrams:
        """The pool that holds the diagrams of the conditions and of the rules."""
        return Diagrams([len(self.values[name]) for name in self.order])

    def _one_of(self, name: str, allowed: Sequence[str]) -> Node:
        values = self.values[name]
        return self.pool.one_of(self.level[name], [values.index(v) for v in allowed])

    def condition(self, name: str, allowed: Sequence[str], effective: bool = True) -> Node:
        """Return the diagram of "`name` has one of the values `allowed`"."""
        if name == BLOCKERS:
            blocked = FALSE
            for blocker in self.cancel_blockers:
                blocked = self.pool.either(blocked, self.when(self.blockers[blocker]["when"]))
            return blocked
        plain = self._one_of(name, allowed)
        replaced = self.effective.get(name) if effective else None
        if replaced is None:
            return plain
        instead = TRUE if replaced["value"] in allowed else FALSE
        return self.pool.if_then_else(self.when(replaced["when"], False), instead, plain)

    def when(self, when: Sequence[Case], effective: bool = True) -> Node:
        """Return the diagram of "one of the cases holds"."""
        holds = FALSE
        for case in when:
            both = TRUE
            for name, allowed in case.items():
                both = self.pool.both(both, self.condition(name, allowed, effective))
            holds = self.pool.either(holds, both)
        return holds

    @cached_property
    def gap(self) -> int:
        """The terminal value that stands for "no rule decides"."""
        return len(self.rules)

    @cached_property
    def root(self) -> Node:
        """The diagram from complete answers to the number of the first rule that holds."""
        decided = terminal(self.gap)
        for number in reversed(range(len(self.rules))):
            holds = self.when(self.rules[number]["when"])
            decided = self.pool.if_then_else(holds, terminal(number), decided)
        return decided

    @cached_property
    def outcome_number(self) -> list[int]:
        """For each rule (and for the gap) the number of its outcome in `outcomes`."""
        names = list(self.outcomes)
        return [names.index(rule["outcome"]) for rule in self.rules] + [len(names)]

    @cached_property
    def outcome_root(self) -> tuple[Diagrams, Node]:
        """The diagram from complete answers to the number of the outcome."""
        return self.pool.restrict(self.root, {}, lambda rule: self.outcome_number[rule])

    def levels(self, domains: Domains) -> dict[int, list[int]]:
        """Return `domains` by level and number of the value, for the variables the rules read."""
        return {
            self.level[name]: [self.number[name][value] for value in values]
            for name, values in domains.items()
            if name in self.level
        }

    def possible(self, domains: Domains) -> set[int]:
        """Return the numbers of the rules that can still decide, given what is known."""
        nodes, order, number = self.pool.nodes, self.order, self.number
        rules: set[int] = set()
        seen: set[Node] = set()
        stack = [self.root]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            if node < 0:
                rules.add(value_of(node))
                continue
            level, children = nodes[node]
            name = order[level]
            if name in domains:
                numbers = number[name]
                stack.extend([children[numbers[value]] for value in domains[name]])
            else:
                stack.extend(children)
        return rules

    def outcome_names(self, rules: set[int]) -> list[str]:
        """Return the outcomes of these rules, in the model's order."""
        reached = {self.rules[number]["outcome"] for number in rules if number < len(self.rules)}
        return [name for name in self.outcomes if name in reached]


def by_id(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the entries by their id, in the order given."""
    return {entry["id"]: entry for entry in entries}


def packed(name: str, package: str = "keep_or_cancel") -> Any:
    """Return the JSON of a file inside a package of ours, as a zip or as a folder."""
    # Not importlib.resources: in the browser it would bring zipfile, tempfile and much else.
    data = pkgutil.get_data(package, name)
    if data is None:
        raise FileNotFoundError(f"{package} holds no {name}")
    return json.loads(data)


# From the sources, in the guide's repository: where its build puts the compiled guide.
IN_PLACE = "../../../../build/guide.json"


@cache
def current() -> Model:
    """Return the model of the guide this package was built from, or stands in."""
    try:
        return Model(packed(IN_PLACE))
    except OSError:
        return Model(packed("guide.json"))
