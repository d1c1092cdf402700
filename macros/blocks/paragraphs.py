"""What of the self-check rests on a paragraph of the article: the way back from rules to text."""

from __future__ import annotations

from macros.blocks.check import CHECK_PAGE
from macros.grounds import Citation
from macros.render import render
from macros.view import View, find


def rests_on(view: View, code: str) -> str:
    """Return the links to the questions and rules that rest on the paragraph `code` ("1.2")."""
    guide = view.guide
    find("rests_on", guide.article.paragraphs, code)
    questions = [
        Citation(view.text(q.short), view.href(CHECK_PAGE, f"koc-{q.id}"))
        for q in guide.questions.questions
        if code in q.article
    ]
    rules = [
        Citation(f"{view.word('rule')} {rule.id}", href)
        for rule in guide.rules.rules
        if code in rule.article and (href := view.place("rules", "", f"rule-{rule.id}"))
    ]
    return render("rests_on.html.j2", view, code=code, links=questions + rules)
