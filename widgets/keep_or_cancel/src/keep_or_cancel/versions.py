"""Rules that change: old versions stay loadable, and a decision made under one can be replayed."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from keep_or_cancel.decide import decide
from keep_or_cancel.facts import Facts, FactsError, kind_of
from keep_or_cancel.model import Model, current, packed


def available() -> list[str]:
    """Return the versions of the rules that are kept, oldest first."""
    return list(current().data["versions"])


@cache
def load(version: str) -> Model:
    """Return the rules of a version; KeyError where it is not kept."""
    if version not in available():
        raise KeyError(version)
    # An old version keeps no words and no bounds: what is wrong with its facts is said by today's.
    todays = {key: current().data[key] for key in ("ui", "units", "horizon", "days")}
    return Model(packed(f"versions/{version}.json") | todays)


def changes(old: Model, new: Model) -> list[dict[str, str]]:
    """Return what differs: `{kind: rule|blocker|question|value|amount, id, change}`.

    `change` is "added", "removed", "changed", or "moved": under the hit policy FIRST its place is
    part of a rule. A value's id is that of its question and its own ("status.gone").
    """
    differing = []
    for kind, before, after in (
        ("rule", _decides(old.rules), _decides(new.rules)),
        ("blocker", _decides(old.blockers.values()), _decides(new.blockers.values())),
    ):
        places = {name: place for place, name in enumerate(n for n in after if n in before)}
        kept = [name for name in before if name in after]
        for name in dict.fromkeys([*before, *after]):
            if name not in before:
                change = "added"
            elif name not in after:
                change = "removed"
            elif before[name] != after[name]:
                change = "changed"
            elif kept.index(name) != places[name]:
                change = "moved"
            else:
                continue
            differing.append({"kind": kind, "id": name, "change": change})
    for change, model, other in (("added", new, old), ("removed", old, new)):
        for name in model.questions:
            if name not in other.questions:
                differing.append({"kind": "question", "id": name, "change": change})
                continue
            for value in model.values[name]:
                if value not in other.values[name]:
                    place = f"{name}.{value}"
                    differing.append({"kind": "value", "id": place, "change": change})
    # Of an amount only what it follows from decides.
    differing += [
        {"kind": "amount", "id": name, "change": "changed"}
        for name in old.amounts
        if name in new.amounts and old.amounts[name].get("until") != new.amounts[name].get("until")
    ]
    return differing


def _decides(entries: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return by id the part of each entry that decides."""
    keys = ("when", "outcome", "blocker")
    return {entry["id"]: {key: entry.get(key) for key in keys} for entry in entries}


def _decision(model: Model, facts: Facts) -> dict[str, Any]:
    decision = decide(model, facts.domains)
    return {
        "rules_version": model.version,
        "rules_date": model.date,
        "settled": decision.settled,
        "outcome": decision.outcome,
        "possible": list(decision.possible),
        "rule": decision.rule,
        "blockers": list(decision.blockers),
    }


def replay(record: Mapping[str, Any], lang: str = "zh") -> dict[str, Any]:
    """Return what a decision was then and would be now.

    `record` holds `rules_version` and `facts`, as every answer of `check` does. The result has
    `then` and `now` (`rules_version`, `outcome`, `possible`, `rule`, `blockers` …), `same`, and
    `changes`, the rules and blockers that differ; `left_out` names the facts that today's rules no
    longer ask, or not so. Raises FactsError where the record is not readable.
    """
    now = current()
    version = record.get("rules_version")
    if version not in available():
        raise FactsError(now, "value", "rules_version", version, ", ".join(available()))
    facts = record.get("facts")
    if not isinstance(facts, Mapping):
        raise FactsError(now, "object", "facts", kind_of(facts), "{…}")
    old = load(str(version))
    told = Facts(old, facts)
    asked = {
        name: value
        for name, value in told.as_json().items()
        if name not in {**old.questions, **old.amounts}
        or name in now.amounts
        or told.answers.get(name) in now.allowed.get(name, ())
    }
    then_part, now_part = _decision(old, told), _decision(now, Facts(now, asked))
    decided = ("settled", "outcome", "possible", "rule", "blockers")
    return {
        "lang": lang,
        "then": then_part,
        "now": now_part,
        "same": all(then_part[key] == now_part[key] for key in decided),
        "changes": changes(old, now),
        "left_out": [name for name in told.as_json() if name not in asked],
    }
