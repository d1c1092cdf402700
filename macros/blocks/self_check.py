"""The self-check's static form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from guide.edition import Lang
from macros.by_hand import by_hand
from macros.render import render
from macros.view import View

MANIFEST = Path(__file__).parent.parent.parent / "build/widget/manifest.json"
# The form's step in which amounts are asked.
AMOUNTS_GROUP = "money"


def manifest() -> dict[str, Any]:
    """Return the names of the self-check's built files; the widget hook has just written them."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def preloads(base: str, lang: Lang) -> Markup:
    """Return links for a page's head: all that the first outcome needs, asked for at once.

    `base` is the address of the self-check's files.
    """
    files = manifest()
    return Markup("").join(
        Markup('<link {} href="{}">').format(Markup(kind), base + name)
        for kind, name in (
            ('rel="preload" as="script"', files["element"]),
            ('rel="preload" as="fetch" crossorigin', files["graph"]["file"]),
            ('rel="preload" as="fetch" crossorigin', files["texts"][lang]["file"]),
            ('rel="preload" as="style"', files["style"]),
        )
    )


def self_check(view: View) -> str:
    """Return the self-check of the site's own page."""
    steps = Markup(by_hand(view))
    return form(view, view.root("widget/"), view.place("rules"), steps)


def form(
    view: View,
    base: str,
    rules: str | None,
    steps: Markup | None = None,
    *,
    compact: bool = False,
) -> str:
    """Return the self-check: the form, and the element that answers it.

    `base` is the address of its files, `rules` that of the decision table, `steps` stand in
    for the form where it cannot answer. A `compact` one asks one question after the other.
    """
    questions = view.guide.questions
    groups = [
        (
            group,
            [q for q in questions.in_order if q.group == group.id],
            questions.amounts if group.id == AMOUNTS_GROUP else [],
        )
        for group in questions.groups
    ]
    return render(
        "self_check.html.j2",
        view,
        groups=groups,
        first=questions.in_order[0],
        days=questions.days,
        base=base,
        manifest=manifest(),
        rules=rules,
        steps=steps,
        compact=compact,
    )
