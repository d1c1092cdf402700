"""The first question of the self-check, on other pages."""

from __future__ import annotations

from guide.edition import CHECK_PAGE
from macros.render import render
from macros.view import View


def start_check(view: View) -> str:
    """Return the first question, each answer a link into the self-check that has given it."""
    first = view.guide.questions.in_order[0]
    version = view.guide.meta.rules_version
    answers = [(v, view.href(CHECK_PAGE, f"v={version}&{first.id}={v.id}")) for v in first.values]
    return render("start_check.html.j2", view, question=first, answers=answers)
