"""Answers to the self-check that a page takes as given, checked against the questions."""

from __future__ import annotations

from collections.abc import Mapping

from guide.edition import find
from guide.schema import Question, Value
from macros.view import View

Given = list[tuple[Question, Value]]


def given(view: View, macro: str, answers: Mapping[str, str]) -> Given:
    """Return the questions and values named by `answers`, in the order of the self-check.

    Raises EditionError, naming what is allowed, for a question or a value that there is not.
    """
    questions = view.guide.questions.questions
    named = {name: find(macro, questions, name) for name in answers}
    return [
        (question, find(f"{macro}: {question.id}", question.values, answers[question.id]))
        for question in questions
        if question.id in named
    ]


def facts(answers: Given) -> dict[str, str]:
    """Return `answers` as the engine takes them."""
    return {question.id: value.id for question, value in answers}
