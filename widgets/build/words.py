"""What the element itself says, in one language: interface words, names, outcome texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from guide import compile_guide
from guide.edition import Edition
from widgets.build.tools import WEB, BuildError


def spoken(names: Iterable[str], sources: str) -> set[str]:
    """Return those of `names` that stand in the `sources` of scripts, whole or put together.

    `koc_fail_${code}` stands for all names that begin so.
    """
    whole = set(re.findall(r"\w+", sources))
    parts = re.findall(r"`(\w*)\$\{[^}]*\}(\w*)`", sources)
    return {
        name
        for name in names
        if name in whole or any(name.startswith(a) and name.endswith(b) for a, b in parts if a or b)
    }


def icon(name: str) -> str:
    """Return an icon of the theme's bundled set as inline SVG, without a title of its own."""
    import material

    path = Path(material.__file__).parent / "templates/.icons" / f"{name}.svg"
    if not path.exists():
        raise BuildError(f"the theme has no icon {name!r}")
    svg = path.read_text(encoding="utf-8").strip()
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def told(edition: Edition, cases: Iterable[Mapping[str, Any]], *parts: str) -> list[dict[str, Any]]:
    """Return compiled cases with their texts in one language: `{when, part: text …}`."""
    return [
        {"when": case["when"], **{part: case[part][edition.lang] for part in parts if part in case}}
        for case in cases
    ]


def usual(graph: Mapping[str, Any]) -> dict[str, str]:
    """Return for each variable of the exported graph the value that leaves most to be asked.

    What is said of how much is left to ask is reckoned with these.
    """
    nodes, variables = graph["nodes"], graph["variables"]
    below: dict[int, set[int]] = {}
    for number in reversed(range(len(nodes))):  # parents stand before their children
        variable, children = nodes[number]
        below[number] = {variable}.union(*(below.get(child, ()) for child in children))
    left: dict[int, dict[str, int]] = {}
    for variable, children in nodes:
        for value, child in zip(variables[variable]["values"], children, strict=True):
            seen = left.setdefault(variable, {})
            seen[value] = max(seen.get(value, 0), len(below.get(child, ())))
    return {variables[v]["id"]: max(seen, key=lambda x: seen[x]) for v, seen in left.items()}


def words(
    edition: Edition,
    follow_up: Mapping[str, Mapping[str, list[str]]],
    graph: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the element itself says and links to: words, names, outcomes, addresses.

    Addresses are under the root of the edition; that of a law has its id left open. `follow_up`
    names for each outcome the questions that still matter to what is said with it; `graph` is the
    exported one.
    """
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(WEB.glob("*.js")))
    guide, text = edition.guide, edition.text
    asked = guide.questions
    typical = usual(graph)
    compiled = compile_guide(guide)
    outcomes = {outcome["id"]: outcome for outcome in compiled["outcomes"]}
    blocking = {name for b in compiled["blockers"] for case in b.get("when", []) for name in case}

    return {
        "ui": {name: edition.word(name) for name in sorted(spoken(guide.ui.ui, sources))},
        "paragraphs": {
            paragraph.id: {
                "title": text(paragraph.title),
                "href": edition.address("paragraph", paragraph.id).href,
            }
            for paragraph in guide.article.paragraphs
        },
        "law": edition.address("law", "{law}").href,
        "questions": [
            {
                "id": question.id,
                "short": text(question.short),
                "values": edition.variable(question.id).labels,
                # Left out where there is nothing to say: this is fetched before anybody answers.
                **({"usual": typical[question.id]} if question.id in typical else {}),
                **({"blocks": True} if question.id in blocking else {}),
                **({"clear": question.clear} if question.clear else {}),
                **({"amounts": question.amounts} if question.amounts else {}),
            }
            for question in asked.in_order
        ],
        "months": {"min": asked.horizon.minimum, "max": asked.units["months"].maximum},
        "days": {"min": asked.days.first.isoformat(), "max": asked.days.last.isoformat()},
        "factors": {name: text(factor.label) for name, factor in guide.costs.cost_factors.items()},
        "families": {
            family.id: {
                "title": text(family.title),
                "reads_as": text(family.reads_as),
                "icon": icon(family.icon),
            }
            for family in guide.outcomes.families
        },
        "outcomes": {
            outcome.id: {
                "family": outcome.family,
                "title": text(outcome.title),
                "verdict": text(outcome.verdict),
                "next": text(outcome.next),
                "avoid": text(outcome.avoid),
                "cases": told(edition, outcomes[outcome.id]["cases"], "verdict", "next", "avoid"),
                **follow_up[outcome.id],
            }
            for outcome in guide.outcomes.outcomes
        },
        # Said above the next step, whether Python runs or not.
        "warnings": [
            {
                "id": advice["id"],
                "when": advice["when"],
                "title": advice["title"][edition.lang],
                "says": advice["says"][edition.lang],
                "cases": told(edition, advice["cases"], "says"),
            }
            for advice in compiled["advice"]
            if advice["kind"] == "warning"
        ],
    }
