"""What the element itself says, in one language: interface words, names, outcome texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

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


def words(
    data: Mapping[str, Any], follow_up: Mapping[str, Mapping[str, list[str]]], lang: str
) -> dict[str, Any]:
    """Return what the element itself says in `lang`: interface words, names, outcome texts.

    `follow_up` names for each outcome the questions that still matter to what is said with it.
    """
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(WEB.glob("*.js")))

    def pick(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
        return {key: entry[key][lang] for key in keys if key in entry}

    return {
        "ui": {name: data["ui"][name][lang] for name in sorted(spoken(data["ui"], sources))},
        "paragraphs": {
            paragraph["id"]: {
                "title": paragraph["title"][lang],
                "href": ("" if paragraph["page"] == "index" else f"{paragraph['page']}/")
                + f"#{paragraph['anchor']}",
            }
            for paragraph in data["paragraphs"]
        },
        "questions": [
            {
                "id": question["id"],
                "first_round": question["first_round"],
                **pick(question, "title", "short"),
                "values": {value["id"]: value["label"][lang] for value in question["values"]},
            }
            for question in data["questions"]
        ],
        "months": {
            "min": data["horizon"]["minimum"],
            "max": data["units"]["months"]["maximum"],
        },
        "days": {"min": data["days"]["first"], "max": data["days"]["last"]},
        "factors": {name: factor["label"][lang] for name, factor in data["cost_factors"].items()},
        "families": {
            family["id"]: {**pick(family, "title", "reads_as"), "icon": icon(family["icon"])}
            for family in data["families"]
        },
        "outcomes": {
            outcome["id"]: {
                "family": outcome["family"],
                **pick(outcome, "title", "verdict", "next", "avoid"),
                **follow_up[outcome["id"]],
            }
            for outcome in data["outcomes"]
        },
    }
