"""What to ask the carrier: whom, and the exact sentence."""

from __future__ import annotations

from typing import Any

from guide.edition import EditionError
from macros.render import render
from macros.view import View


def ask(view: View, *names: str) -> str:
    """Return whom to ask and what to say, for questions of the self-check or values that vary."""
    return render("ask.html.j2", view, entries=[_entry(view, name) for name in names])


def _entry(view: View, name: str) -> dict[str, Any]:
    """Return what the template needs of one entry; `whom` is None where carriers vary."""
    questions = {q.id: q for q in view.guide.questions.questions if q.ask is not None}
    values = {value.id: value for value in view.guide.varies.varies}
    if name in questions:
        question = questions[name]
        return {"id": name, "kind": "question", "name": question.short, **dict(question.ask or {})}
    if name not in values:
        known = ", ".join([*questions, *values])
        raise EditionError(f"ask(): nothing to ask has the id {name!r}; allowed: {known}")
    value = values[name]
    return {"id": name, "kind": "varies", "name": value.title, "whom": None, "say": value.ask}
