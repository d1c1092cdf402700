"""Turns the checked guide into the one JSON that the engine, the widget and tests read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from guide.schema import Guide

# Where the engine looks for its data; made by the build, not kept in git.
ENGINE_DATA = Path(__file__).parent.parent / "widgets/keep_or_cancel/src/keep_or_cancel/guide.json"

# Keys that hold conditions.
CONDITIONS = ("when", "zero_when")


def compile_guide(guide: Guide) -> dict[str, Any]:
    """Return the guide as a JSON-able dict, one key a kind of entry.

    Conditions become lists of cases, each a mapping from a variable to the values it may have:
    what is written as `not` is turned round, so that a reader needs no knowledge of all values.
    """
    variables = {q.id: [v.id for v in q.values] for q in guide.questions.questions}
    variables |= {d.id: d.values for d in guide.rules.derived}
    variables["outcome"] = [o.id for o in guide.outcomes.outcomes]
    variables["family"] = [f.id for f in guide.outcomes.families]

    def case(found: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
        return {
            variable: [v for v in variables[variable] if v not in allowed["values"]]
            if allowed["negated"]
            else allowed["values"]
            for variable, allowed in found.items()
        }

    def plain(part: Any) -> Any:
        if isinstance(part, list):
            return [plain(p) for p in part]
        if isinstance(part, dict):
            return {
                key: [case(c) for c in value]
                if key in CONDITIONS and isinstance(value, list)
                else plain(value)
                for key, value in part.items()
                if value is not None
            }
        return part

    dumped = plain(guide.model_dump(mode="json"))
    return {
        "meta": dumped["meta"],
        **dumped["article"],
        **dumped["ui"],
        **dumped["questions"],
        **dumped["outcomes"],
        **dumped["rules"],
        **dumped["blockers"],
        **dumped["advice"],
        **dumped["reminders"],
        **dumped["costs"],
        **dumped["laws"],
        **dumped["sources"],
        **dumped["claims"],
        **dumped["checklists"],
        **dumped["glossary"],
    }


def write(guide: Guide, path: Path = ENGINE_DATA) -> None:
    """Write the compiled guide to `path`, only if it changes, never half a file."""
    text = json.dumps(compile_guide(guide), ensure_ascii=False, separators=(",", ":")) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
