"""The proof: checks of the rules over every combination of answers, by diagram, never by sample."""

from collections.abc import Iterator
from typing import Any

from keep_or_cancel.diagram import FALSE, TRUE, Node
from keep_or_cancel.model import UNKNOWN, Model
from keep_or_cancel.truth import blocker_shows, holds, never_shown, reached, texts, untrue

# The outcome nobody may be given for want of an answer: it cannot be undone.
IRREVERSIBLE = "cancel_now"


class Proof:
    """What the checks found: `figures` to print, and `defects`, empty where the rules hold."""

    def __init__(self, figures: dict[str, Any], defects: list[str]) -> None:
        self.figures = figures
        self.defects = defects

    @property
    def holds(self) -> bool:
        """Whether no defect was found."""
        return not self.defects

    def __str__(self) -> str:
        """Return figures and defects, a line each."""
        lines = [f"{name.replace('_', ' ')}: {value}" for name, value in self.figures.items()]
        lines += self.defects or ["no defect: the rules hold for every combination of answers"]
        return "\n".join(lines)


def prove(model: Model) -> Proof:
    """Check section 7 of the decision model on `model` and return what was found."""
    checks = {
        "gaps": list(_gaps(model)),
        "overlaps": list(_overlaps(model)),
        "masked_rules": list(_masked(model)),
        "unreachable_outcomes": list(_unreachable_outcomes(model)),
        "unreachable_blockers": list(_unreachable_blockers(model)),
        "unreachable_advice": list(_unreachable_advice(model)),
        "unsafe_unknowns": list(_unsafe_unknowns(model)),
        "languages_apart": list(_languages(model)),
        "untrue_texts": list(_untrue(model)),
        "texts_never_shown": list(_never_shown(model)),
    }
    decided = model.pool.counts(model.root)
    levels, _ = model.pool.reachable(model.root)
    total = sum(decided.values())
    figures: dict[str, Any] = {
        "rules_version": f"{model.version} ({model.date})",
        "combinations_covered": f"{total:,}",
        "questions_and_derived_values_read": len(levels),
        "rules_reached": f"{sum(n in decided for n in range(len(model.rules)))}"
        f" of {len(model.rules)}",
        "outcomes": len(model.outcomes),
        "blockers": len(model.blockers),
        "advice": len(model.advice),
        "warnings": sum(a.get("kind") == "warning" for a in model.advice.values()),
        "texts_held_against_the_answers": sum(1 for _ in texts(model)),
        "graph_nodes": _size(model, model.root),
        "graph_paths": f"{model.pool.paths(model.root):,}",
    }
    figures |= {name: len(defects) for name, defects in checks.items()}
    return Proof(figures, [line for defects in checks.values() for line in defects])


def _size(model: Model, root: Node) -> int:
    seen: set[Node] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if node >= 0 and node not in seen:
            seen.add(node)
            stack.extend(model.pool.nodes[node][1])
    return len(seen)


def _example(model: Model, condition: Node) -> str:
    """Return a smallest combination of answers under which the condition holds, in words."""
    choices = model.pool.an_assignment(condition, 1) or {}
    parts = [
        f"{model.order[level]} = {model.values[model.order[level]][branch]}"
        for level, branch in sorted(choices.items())
    ]
    return ", ".join(parts) or "any answers"


def _gaps(model: Model) -> Iterator[str]:
    missing = model.pool.leads_to(model.root, [model.gap])
    if missing != FALSE:
        yield f"gap: no rule decides {_example(model, missing)}"


def _overlaps(model: Model) -> Iterator[str]:
    """Under hit policy "first" rules may overlap; under "unique" no two may hold together."""
    if model.data["hit_policy"] != "unique":
        return
    conditions = [model.when(rule["when"]) for rule in model.rules]
    for n, later in enumerate(conditions):
        for m, earlier in enumerate(conditions[:n]):
            both = model.pool.both(earlier, later)
            if both != FALSE:
                names = f"{model.rules[m]['id']} and {model.rules[n]['id']}"
                yield (
                    f"overlap: {names} both hold for {_example(model, both)}, "
                    "but the hit policy says that only one rule may"
                )


def _masked(model: Model) -> Iterator[str]:
    decided = model.pool.counts(model.root)
    for number, rule in enumerate(model.rules):
        if number in decided:
            continue
        holds = model.when(rule["when"])
        if holds == FALSE:
            yield f"masked: {rule['id']} never holds: its conditions exclude each other"
            continue
        before = [
            model.rules[n]["id"]
            for n in range(number)
            if model.pool.both(holds, model.pool.leads_to(model.root, [n])) != FALSE
        ]
        yield (
            f"masked: {rule['id']} never decides: wherever it holds, {' or '.join(before)} "
            f"decides first, for example {_example(model, holds)}"
        )


def _unreachable_outcomes(model: Model) -> Iterator[str]:
    for name in model.outcomes:
        if reached(model, {name}) == FALSE:
            yield f"unreachable: no answers lead to the outcome {name}"


def _unreachable_blockers(model: Model) -> Iterator[str]:
    for name in model.blockers:
        if blocker_shows(model, name) == FALSE:
            yield f"unreachable: no answers give the blocker {name}"


def _unreachable_advice(model: Model) -> Iterator[str]:
    for name, advice in model.advice.items():
        if holds(model, advice["when"]) == FALSE:
            yield f"unreachable: no answers give the advice {name}"


def _untrue(model: Model) -> Iterator[str]:
    """Nothing is said where what it takes for granted does not hold."""
    for shown, said, where in untrue(model):
        yield f"untrue: {shown.name}: {said} does not hold for {_example(model, where)}"


def _never_shown(model: Model) -> Iterator[str]:
    for shown in never_shown(model):
        yield f"never shown: no answers show {shown.name}"


def _unsafe_unknowns(model: Model) -> Iterator[str]:
    """Where not knowing gives the irreversible outcome, every answer must give it too."""
    if IRREVERSIBLE not in model.outcomes:
        return
    final = reached(model, {IRREVERSIBLE})
    pool = model.pool
    for name in model.variables:
        values = model.values[name]
        if UNKNOWN not in values:
            continue
        level = model.level[name]
        unknown = pool.fix(final, level, values.index(UNKNOWN))
        for number, value in enumerate(values):
            other = pool.if_then_else(pool.fix(final, level, number), FALSE, TRUE)
            unsafe = pool.both(unknown, other)
            if unsafe != FALSE:
                yield (
                    f"unsafe unknown: {name} = unknown gives {IRREVERSIBLE}, "
                    f"{name} = {value} does not, for {_example(model, unsafe)}"
                )


def _languages(model: Model) -> Iterator[str]:
    """Every text of the compiled guide must stand in both languages."""

    def walk(part: Any, where: str) -> Iterator[str]:
        if isinstance(part, dict):
            if ("zh" in part) != ("en" in part):
                yield f"language: {where} stands in one language only"
            for key, inner in part.items():
                yield from walk(inner, f"{where}.{key}" if where else key)
        elif isinstance(part, list):
            for n, inner in enumerate(part):
                name = inner.get("id", n) if isinstance(inner, dict) else n
                yield from walk(inner, f"{where}[{name}]")

    yield from walk(model.data, "")
