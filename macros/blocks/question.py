"""Inline links to questions of the self-check."""

from __future__ import annotations

from markupsafe import escape

from guide.edition import find
from macros.view import View


def question(view: View, name: str) -> str:
    """Return an inline link from a question's short name to the question."""
    entry = find("question", view.guide.questions.questions, name)
    href = view.address("question", entry.id)
    return f'<a href="{escape(href)}">{escape(view.text(entry.short))}</a>'
