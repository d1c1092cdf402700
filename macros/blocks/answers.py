"""Answers to the self-check that a page takes as given: checked, reckoned with, linked to."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from keep_or_cancel import check

from guide.schema import Question, Value
from macros.blocks.check import CHECK_PAGE
from macros.blocks.decision import outcome_href
from macros.data import current_model
from macros.render import render
from macros.view import View, find

Given = list[tuple[Question, Value]]


def given(view: View, macro: str, answers: Mapping[str, str]) -> Given:
    """Return the questions and values named by `answers`, in the order of the self-check.

    Raises ValueError, naming what is allowed, for a question or a value that there is not.
    """
    questions = view.guide.questions.questions
    found = {name: find(macro, questions, name) for name in answers}
    return [
        (question, find(f"{macro}: {question.id}", question.values, answers[question.id]))
        for question in questions
        if question.id in found
    ]


def facts(answers: Given) -> dict[str, str]:
    """Return `answers` as the engine takes them."""
    return {question.id: value.id for question, value in answers}


def check_with(view: View, **answers: str) -> str:
    """Return a link into the self-check with these answers given, and where they lead.

    What they lead to is reckoned by the engine, never typed on a page.
    """
    found = given(view, "check_with", answers)
    if not found:
        raise ValueError('check_with(): needs at least one answer, such as holder="company"')
    state = facts(found)
    possible = check(state, view.lang, current_model())["possible"]
    outcomes = [o for o in view.guide.outcomes.outcomes if o.id in possible]
    fragment = urlencode({"v": view.guide.meta.rules_version, **state})
    return render(
        "check_with.html.j2",
        view,
        target=view.href(CHECK_PAGE, fragment),
        fragment=fragment,
        answers=found,
        outcomes=[(o, outcome_href(view, o)) for o in outcomes],
    )
