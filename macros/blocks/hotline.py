"""The sheet of questions for one call."""

from __future__ import annotations

from guide.edition import find
from macros.render import render
from macros.view import View


def hotline(view: View) -> str:
    """Return the sheet of questions for one call, with fields for what was answered."""
    guide = view.guide
    rows = []
    for entry in guide.hotline.hotline:
        questions = [find("hotline", guide.questions.questions, name) for name in entry.questions]
        values = [find("hotline", guide.varies.varies, name) for name in entry.varies]
        settles = [(q.short, view.place("question", q.id)) for q in questions]
        settles += [(value.title, view.place("varies", value.id)) for value in values]
        rows.append((entry, settles))
    return render("hotline.html.j2", view, rows=rows)
