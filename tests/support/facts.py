"""Facts to try the engine with, over all that is allowed, and the rules read plainly."""

import datetime
import json
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st
from keep_or_cancel.facts import DAYS, Facts
from keep_or_cancel.graph import export
from keep_or_cancel.model import EXIT_COST, current

MODEL = current()
DATA = MODEL.data

# --- facts of every kind -------------------------------------------------------------------------

answers = {name: st.sampled_from(v) for name, v in MODEL.values.items() if name in MODEL.questions}
# Every question answered, and the derived value as it is to come out.
complete = st.fixed_dictionaries({n: st.sampled_from(v) for n, v in MODEL.values.items()})


def numbers(unit: str, least: int) -> st.SearchStrategy[str]:
    """Return every number an amount of this unit may be, as text; the ends come up often."""
    most, decimals = (DATA["units"][unit][key] for key in ("maximum", "decimals"))
    ends = st.sampled_from([least, most]).map(Decimal)
    return (ends | st.decimals(least, most, places=decimals)).map(lambda number: f"{number:f}")


def days() -> st.SearchStrategy[str]:
    """Return every day that may be given, as text."""
    first, last = (datetime.date.fromisoformat(DATA["days"][key]) for key in ("first", "last"))
    return (st.sampled_from([first, last]) | st.dates(first, last)).map(str)


amounts = {
    name: numbers(amount["unit"], amount["minimum"]) for name, amount in MODEL.amounts.items()
} | {"months": numbers("months", DATA["horizon"]["minimum"])}

# Any facts that are allowed: each one given or not.
allowed = st.fixed_dictionaries({}, optional=answers | amounts | {name: days() for name in DAYS})

# Any value JSON can hold, and numbers no reader of JSON expects.
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([10**4000, -(10**4000), 1e308, "1e99999999", "0e99999999", "-0", "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from([*MODEL.questions, *MODEL.amounts, "months", *DAYS, "colour"]) | st.text()

# Texts that may be JSON, an object, facts, or none of it.
texts = (
    st.dictionaries(fields, values, max_size=4).map(json.dumps)
    | values.map(json.dumps)
    | st.text(st.characters())
    | st.integers(1, 100_000).map(lambda depth: "[" * depth)
    | st.integers(1, 9_000).map(lambda digits: f'{{"penalty": {"9" * digits}}}')
    | st.sampled_from(
        [
            f'{{"{name}": {number}}}'
            for name in ("penalty", "months_left", "holder", "start", "colour")
            for number in ("1e99999999", "1e-99999999", "-1e9999999999999999999", "0e9", "Infinity")
        ]
    )
)

# --- the rules, read plainly ---------------------------------------------------------------------


def met(when: Sequence[Mapping[str, Sequence[str]]], answers: Mapping[str, str]) -> bool:
    """Return whether one of the cases holds for complete answers."""
    return any(all(answers[name] in v for name, v in case.items()) for case in when)


def plain_reading(answers: Mapping[str, str], data: Mapping[str, Any] = DATA) -> str:
    """Return the id of the first rule that holds, read straight off the table.

    Rules up to 2026.1 put other values in place of some answers first.
    """
    read = dict(answers)
    for entry in data.get("effective", []):
        if met(entry["when"], answers):
            read[entry["question"]] = entry["value"]
    blocked = any(met(blocker["when"], read) for blocker in data["blockers"] if "when" in blocker)
    read["blockers"] = "any" if blocked else "none"
    for rule in data["rules"]:
        if met(rule["when"], read):
            return str(rule["id"])
    raise AssertionError("no rule holds")


def walk(graph: Mapping[str, Any], answers: Mapping[str, str]) -> str:
    """Return the rule the exported graph leads to."""
    at = graph["root"]
    while at >= 0:
        level, children = graph["nodes"][at]
        variable = graph["variables"][level]
        at = children[variable["values"].index(answers[variable["id"]])]
    return str(graph["terminals"][-at - 1]["rule"])


def exit_amounts(kind: str) -> dict[str, int]:
    """Return amounts that make the derived value `exit_cost` come out as `kind`."""
    return {
        "unknown": {},
        "dear": {"penalty": 60, "monthly_fee": 30, "months_left": 2},
        "cheap": {"penalty": 59, "monthly_fee": 30, "months_left": 2},
    }[kind]


def facts_of(answers: Mapping[str, str]) -> dict[str, Any]:
    """Return facts to which these answers, the derived value among them, belong."""
    questions = {n: v for n, v in answers.items() if n != EXIT_COST}
    return questions | exit_amounts(answers.get(EXIT_COST, "unknown"))


def covering_answers(besides: int = 0) -> list[dict[str, str]]:
    """Return complete answers that take every branch of every node of the graph.

    `besides` is how many at random, from a fixed seed, come before them.
    """
    graph = export()
    names = [v["id"] for v in graph["variables"]]
    branches = [v["values"] for v in graph["variables"]]
    to: dict[int, dict[str, str]] = {graph["root"]: {}}
    chosen: list[dict[str, str]] = [{} for _ in range(besides)]
    for at, (level, children) in enumerate(graph["nodes"]):
        for branch, child in enumerate(children):
            edge = {**to[at], names[level]: branches[level][branch]}
            to.setdefault(child, edge)
            chosen.append(edge)
    assert len(to) >= len(graph["nodes"])
    rest = random.Random(7)
    return [{n: c.get(n, rest.choice(v)) for n, v in MODEL.values.items()} for c in chosen]


# --- facts that lead to an outcome ---------------------------------------------------------------


@cache
def leading(outcomes: frozenset[str], exit_cost: str) -> frozenset[int]:
    """Return the nodes and terminals of the graph from which one of `outcomes` can be reached.

    `exit_cost` is settled by the amounts.
    """
    graph = export()
    kept = {-n - 1 for n, end in enumerate(graph["terminals"]) if end["outcome"] in outcomes}
    # Parents stand before children.
    for at in reversed(range(len(graph["nodes"]))):
        if any(child in kept for child in taken(at, exit_cost).values()):
            kept.add(at)
    return frozenset(kept)


def taken(node: int, exit_cost: str) -> dict[str, int]:
    """Return where each answer leads from a node of the graph, `exit_cost` being settled."""
    graph = export()
    level, children = graph["nodes"][node]
    variable = graph["variables"][level]
    ways = dict(zip(variable["values"], children, strict=True))
    return {exit_cost: ways[exit_cost]} if variable["id"] == EXIT_COST else ways


@st.composite
def leading_to(draw: st.DrawFn, *outcomes: str) -> dict[str, Any]:
    """Draw facts that lead to one of `outcomes`: every question answered, amounts given or not.

    What leaving a contract costs is often just what staying costs, or a cent beside it.
    """
    facts = draw(st.fixed_dictionaries({}, optional=amounts))
    if "monthly_fee" in facts and "months_left" in facts and draw(st.booleans()):
        staying = Decimal(facts["monthly_fee"]) * Decimal(facts["months_left"])
        beside = staying + draw(st.sampled_from(["-0.01", "0", "0.01"]).map(Decimal))
        facts["penalty"] = str(min(max(beside, Decimal(0)), DATA["units"]["cny"]["maximum"]))
    exit_cost = Facts(MODEL, facts).exit_cost
    kept = leading(frozenset(outcomes), exit_cost)
    at = export()["root"]
    while at >= 0:
        ways = {value: to for value, to in taken(at, exit_cost).items() if to in kept}
        value = draw(st.sampled_from(list(ways)))
        facts[export()["variables"][export()["nodes"][at][0]]["id"]] = value
        at = ways[value]
    facts.pop(EXIT_COST, None)
    return draw(st.fixed_dictionaries(answers)) | facts
