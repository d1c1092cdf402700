"""The decision itself, without its explanation: outcome, rule and blockers for what is known."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from keep_or_cancel.model import BLOCKERS, Domains, Model

# Sets of answers whose decision is kept.
MOST_KEPT = 20_000


class Decision(NamedTuple):
    """What follows from some answers.

    `possible` is exact. `outcome` and all after it may rest on `presumed` answers; `rules` are the
    numbers of the rules that can still decide, `rule` the id if it is one.
    """

    settled: bool
    possible: tuple[str, ...]
    presumed: Mapping[str, str]
    outcome: str | None
    rules: tuple[int, ...]
    rule: str | None
    blockers: tuple[str, ...]
    blockers_open: tuple[str, ...]


def decide(model: Model, domains: Domains) -> Decision:
    """Return what follows from `domains` (variable to the one value it has; others are open)."""
    # In a list of numbers most rows give the same answers: each set is worked out once.
    key = tuple([domains[name][0] if name in domains else None for name in model.variables])
    decision = model.decisions.get(key)
    if decision is None:
        # A list of a hundred thousand different rows would keep 50 MB, and a page never gives back.
        if len(model.decisions) >= MOST_KEPT:
            model.decisions.clear()
        decision = model.decisions[key] = _decide(model, domains)
    return decision


def _decide(model: Model, domains: Domains) -> Decision:
    rules = model.possible(domains)
    possible = model.outcome_names(rules)
    presumed: dict[str, str] = {}
    if len(possible) > 1:
        presumed = {n: v for n, v in model.presumed.items() if n not in domains}
        more = {**domains, **{name: [value] for name, value in presumed.items()}}
        left = model.possible(more)
        if presumed and len(model.outcome_names(left)) == 1:
            rules, domains = left, more
        else:
            presumed = {}
    reached = model.outcome_names(rules)
    outcome = reached[0] if len(reached) == 1 else None
    rule = model.rules[next(iter(rules))] if len(rules) == 1 else None
    blockers, blockers_open = _blockers(model, domains, rules, rule) if outcome else ((), ())
    return Decision(
        settled=len(possible) == 1,
        possible=tuple(possible),
        presumed=presumed,
        outcome=outcome,
        rules=tuple(sorted(rules)),
        rule=rule["id"] if rule else None,
        blockers=blockers,
        blockers_open=blockers_open,
    )


def _blockers(
    model: Model, domains: Domains, rules: set[int], rule: Mapping[str, Any] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the blockers that hold and those that may still turn out to hold, in order."""
    if rule is None or not any(BLOCKERS in case for case in rule["when"]):
        deciding = (model.rules[number] for number in sorted(rules))
        named = tuple(dict.fromkeys(r["blocker"] for r in deciding if "blocker" in r))
        return (named, ()) if rule else ((), named)
    verdicts = {
        name: model.holds(model.blockers[name]["when"], domains) for name in model.cancel_blockers
    }
    return (
        tuple(name for name, verdict in verdicts.items() if verdict),
        tuple(name for name, verdict in verdicts.items() if verdict is None),
    )
