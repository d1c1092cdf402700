"""What of the self-check rests on a paragraph of the article: the way back from rules to text."""

from __future__ import annotations

from guide.edition import find
from macros.grounds import Citation
from macros.render import render
from macros.view import View


def rests_on(view: View, code: str) -> str:
    """Return the links to the questions and rules that rest on the paragraph `code` ("1.2")."""
    guide = view.guide
    find("rests_on", guide.article.paragraphs, code)
    questions = [
        Citation(view.text(question.short), view.address("question", question.id))
        for question in guide.questions.questions
        if code in question.article
    ]
    rules = [
        Citation(f"{view.word('rule')} {rule.id}", view.address("rule", rule.id))
        for rule in guide.rules.rules
        if code in rule.article
    ]
    return render("rests_on.html.j2", view, code=code, links=questions + rules)
