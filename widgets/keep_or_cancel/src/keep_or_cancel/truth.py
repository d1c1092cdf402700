"""The proof's other half: every text is true wherever it shows, whatever the answers.

What a text takes for granted is declared beside it (`asserts`), or follows from its words (the
guide's assertions). Both are held against the diagram of all answers under which the text shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from keep_or_cancel.diagram import FALSE, TRUE, Node
from keep_or_cancel.model import BLOCKERS, Case, Model

# The texts of each kind of entry that are shown.
PARTS = {
    "outcome": ("verdict", "applies", "next", "avoid"),
    "blocker": ("title", "do"),
    "advice": ("title", "says"),
    "item": ("do", "why", "done"),
}


class Shown(NamedTuple):
    """A text and where it shows: its kind and id, the part, both languages, the condition.

    `asserts` are the conditions it takes for granted by its own declaration, as cases.
    """

    kind: str
    id: str
    part: str
    text: Mapping[str, str]
    shows: Node
    asserts: Sequence[Case]

    @property
    def name(self) -> str:
        """The text's name in a message."""
        return f"{self.kind} {self.id}, {self.part}"


def reached(model: Model, outcomes: set[str]) -> Node:
    """Return the condition that one of `outcomes` is the outcome."""
    rules = [n for n, rule in enumerate(model.rules) if rule["outcome"] in outcomes]
    return model.pool.leads_to(model.root, rules)


def holds(model: Model, when: Sequence[Case]) -> Node:
    """Return the condition that a case holds; cases may also read the outcome and its family."""
    pool = model.pool
    found = FALSE
    for case in when:
        part = TRUE
        for name, allowed in case.items():
            if name == "outcome":
                condition = reached(model, set(allowed))
            elif name == "family":
                families = {o for o, e in model.outcomes.items() if e["family"] in allowed}
                condition = reached(model, families)
            else:
                condition = model.condition(name, allowed)
            part = pool.both(part, condition)
        found = pool.either(found, part)
    return found


def blocker_shows(model: Model, name: str) -> Node:
    """Return the condition under which a blocker is shown: named by a rule, or found by one."""
    pool, blocker = model.pool, model.blockers[name]
    named = [n for n, rule in enumerate(model.rules) if rule.get("blocker") == name]
    shows = pool.leads_to(model.root, named)
    if "when" in blocker:
        asking = [
            n
            for n, rule in enumerate(model.rules)
            if any(BLOCKERS in case for case in rule["when"])
        ]
        both = pool.both(pool.leads_to(model.root, asking), holds(model, blocker["when"]))
        shows = pool.either(shows, both)
    return shows


def _texts(model: Model, kind: str, entry: Mapping[str, Any], shows: Node) -> Iterator[Shown]:
    """Yield the texts of one entry, general ones first, each with where it shows.

    A general text may show wherever the entry does: while an answer is open, so is its case.
    """
    pool = model.pool
    for part in PARTS[kind]:
        if part in entry:
            asserts = entry.get("asserts", {}).get(part, [{}])
            yield Shown(kind, entry["id"], part, entry[part], shows, asserts)
    for part in PARTS[kind]:
        rest = shows
        for number, case in enumerate(entry.get("cases", []), 1):
            if part in case:
                when = holds(model, case["when"])
                asserts = case.get("asserts", {}).get(part, [{}])
                name = f"{entry['id']} (case {number})"
                yield Shown(kind, name, part, case[part], pool.both(rest, when), asserts)
                rest = pool.both(rest, pool.if_then_else(when, FALSE, TRUE))


def texts(model: Model) -> Iterator[Shown]:
    """Yield every text that an answer can show, with the condition under which it does."""
    for name, outcome in model.outcomes.items():
        yield from _texts(model, "outcome", outcome, reached(model, {name}))
    for name, blocker in model.blockers.items():
        yield from _texts(model, "blocker", blocker, blocker_shows(model, name))
    for advice in model.advice.values():
        yield from _texts(model, "advice", advice, holds(model, advice["when"]))
    # Lists that belong to no outcome are read on pages only.
    for checklist in (c for c in model.data.get("checklists", []) if c["outcomes"]):
        outcome = reached(model, set(checklist["outcomes"]))
        for item in checklist["entries"]:
            shows = model.pool.both(outcome, holds(model, item.get("when", [{}])))
            yield from _texts(model, "item", item, shows)


def taken_for_granted(model: Model, shown: Shown) -> Iterator[tuple[str, Node]]:
    """Yield (what is said, condition) for all that a text takes for granted."""
    if shown.asserts != [{}]:
        yield "what it asserts", holds(model, shown.asserts)
    for assertion in model.data.get("assertions", []):
        for lang in ("zh", "en"):
            text = shown.text[lang]
            for longer in assertion["unless"][lang]:
                text = text.replace(longer, "")
            word = next((w for w in assertion["words"][lang] if w in text), None)
            if word is not None:
                yield f"“{word}”", holds(model, assertion["when"])
                break


def untrue(model: Model) -> Iterator[tuple[Shown, str, Node]]:
    """Yield (text, what it says, condition) for all that is said where it does not hold."""
    pool = model.pool
    for shown in texts(model):
        for said, condition in taken_for_granted(model, shown):
            false = pool.both(shown.shows, pool.if_then_else(condition, FALSE, TRUE))
            if false != FALSE:
                yield shown, said, false


def never_shown(model: Model) -> Iterator[Shown]:
    """Yield the texts that no answers show."""
    return (shown for shown in texts(model) if shown.shows == FALSE)
