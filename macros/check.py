"""The self-check's static form, and the ways into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import escape

from macros.render import render
from macros.view import View, find

MANIFEST = Path(__file__).parent.parent / "build/widget/manifest.json"
CHECK_PAGE = "check"
# The form's step in which amounts are asked.
AMOUNTS_GROUP = "money"


def manifest() -> dict[str, Any]:
    """Return the names of the self-check's built files; the widget hook has just written them."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def self_check(view: View) -> str:
    """Return the self-check of the site's own page."""
    rules = view.place("rules", "", "rules")
    return form(view, view.root("widget/"), rules, view.place("outcomes", "", "outcomes"))


def form(
    view: View, base: str, rules: str | None, outcomes: str | None, *, compact: bool = False
) -> str:
    """Return the self-check: a form that reads without script, and the element that answers it.

    `base` is the address of its files, `rules` and `outcomes` are those of the tables. A `compact`
    one asks one question after the other.
    """
    questions = view.guide.questions
    groups = [
        (
            group,
            [q for q in questions.questions if q.group == group.id],
            questions.amounts if group.id == AMOUNTS_GROUP else [],
        )
        for group in questions.groups
    ]
    return render(
        "self_check.html.j2",
        view,
        groups=groups,
        base=base,
        manifest=manifest(),
        table=rules,
        outcomes=outcomes,
        compact=compact,
    )


def start_check(view: View) -> str:
    """Return the first question, each answer a link into the self-check that has given it."""
    first = view.guide.questions.questions[0]
    version = view.guide.meta.rules_version
    answers = [(v, view.href(CHECK_PAGE, f"v={version}&{first.id}={v.id}")) for v in first.values]
    return render("start_check.html.j2", view, question=first, answers=answers)


def cta(view: View) -> str:
    """Return the primary link of a page: the way to the self-check."""
    return render("cta.html.j2", view, target=view.href(CHECK_PAGE))


def question(view: View, wanted: str) -> str:
    """Return an inline link from a question's short name to the question."""
    found = find("question", view.guide.questions.questions, wanted)
    href = view.href(CHECK_PAGE, f"koc-{found.id}")
    return f'<a href="{escape(href)}">{escape(view.text(found.short))}</a>'
