"""What to ask the carrier: the exact sentences, what varies, the sheet for one call."""

from __future__ import annotations

from typing import Any

from guide.schema import Text
from macros.blocks.check import CHECK_PAGE
from macros.grounds import citations, statement_citations
from macros.render import render
from macros.view import View, find

RELIABILITY_ICONS = {
    "strong": "material/check",
    "weak": "material/help",
    "contradictory": "material/arrow-left-right",
}


def ask(view: View, *wanted: str) -> str:
    """Return whom to ask and what to say, for questions of the self-check or values that vary."""
    entries = [_entry(view, name) for name in wanted]
    return render("ask.html.j2", view, entries=entries, chinese=_chinese)


def _entry(view: View, wanted: str) -> dict[str, Any]:
    """Return what the template needs of one entry; `whom` is None where carriers vary."""
    guide = view.guide
    asked = {q.id: q.ask for q in guide.questions.questions if q.ask is not None}
    if wanted in asked:
        name = find("ask", guide.questions.questions, wanted).short
        href = view.href(CHECK_PAGE, f"koc-{wanted}")
        return {"id": wanted, "name": name, "href": href, **dict(asked[wanted])}
    values = {value.id: value for value in guide.varies.varies}
    if wanted not in values:
        known = ", ".join([*asked, *values])
        raise ValueError(f"ask(): nothing to ask has the id {wanted!r}; allowed: {known}")
    value = values[wanted]
    place = view.place("varies", "", f"varies-{wanted}")
    return {"id": wanted, "name": value.title, "href": place, "whom": None, "say": value.ask}


def _chinese(view: View, text: Text) -> str | None:
    """Return the Chinese of a sentence to be said: on English pages it is what one reads out."""
    return text.zh if view.lang == "en" else None


def varies(view: View) -> str:
    """Return all that varies: what to ask, and under it what was seen and how far that carries."""
    entries = [
        (
            value,
            RELIABILITY_ICONS[value.reliability],
            statement_citations(view, value.claims) + citations(view, value.laws, value.sources),
        )
        for value in view.guide.varies.varies
    ]
    return render("varies.html.j2", view, entries=entries, chinese=_chinese)


def hotline(view: View) -> str:
    """Return the sheet of questions for one call, with fields for what was answered."""
    guide = view.guide
    rows = []
    for entry in guide.hotline.hotline:
        questions = [find("hotline", guide.questions.questions, name) for name in entry.questions]
        values = [find("hotline", guide.varies.varies, name) for name in entry.varies]
        settles: list[tuple[Text, str | None]]
        settles = [(q.short, view.href(CHECK_PAGE, f"koc-{q.id}")) for q in questions]
        settles += [(v.title, view.place("varies", "", f"varies-{v.id}")) for v in values]
        rows.append((entry, settles))
    return render("hotline.html.j2", view, rows=rows, chinese=_chinese)
