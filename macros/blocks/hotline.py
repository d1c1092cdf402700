"""The sheet of questions for one call."""

from __future__ import annotations

from guide.edition import CHECK_PAGE, find
from guide.schema import Amount, HotlineQuestion, Question
from macros.render import render
from macros.view import View

# What asks the same in writing, and its sentence that says who was called.
WRITTEN, CALLED = "query_carrier", "called"

Row = tuple[HotlineQuestion, list[Question], list[Amount], list[tuple[str, str | None]]]


def hotline(view: View) -> str:
    """Return the sheet of questions for one call: what to say, and fields for what was answered.

    Each question of the self-check is answered where the sheet first asks for it.
    """
    guide = view.guide
    answered: set[str] = set()
    rows: list[Row] = []
    for entry in guide.hotline.hotline:
        first = [name for name in entry.questions if name not in answered]
        answered.update(first)
        questions = [find("hotline", guide.questions.questions, name) for name in first]
        amounts = [find("hotline", guide.questions.amounts, name) for name in entry.amounts]
        values = [find("hotline", guide.varies.varies, name) for name in entry.varies]
        varies = [(view.text(v.title), view.place("varies", v.id)) for v in values]
        rows.append((entry, questions, amounts, varies))
    letter = find("hotline", guide.letters.letters, WRITTEN)
    line = find("hotline", letter.lines, CALLED)
    return render(
        "hotline.html.j2",
        view,
        rows=rows,
        check=view.href(CHECK_PAGE),
        papers=view.address("letter", letter.id).partition("#")[0],
        letter=letter.id,
        line=line.id,
        version=guide.meta.rules_version,
    )
