"""The self-check as a paper form: every question with a box to tick for each answer."""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition, anchor
from guide.schema import Amount, Question, Value

NAME = "self_check"


def paper_form(edition: Edition) -> HtmlElement:
    """Return the form; its fields are called `self_check.question.value`, after the model's ids.

    The site's form has the same element ids, so links to a question lead to it here too.
    """
    questions = edition.guide.questions
    form = e.DIV(e.CLASS("paper-form"))
    for group in questions.groups:
        form.append(e.H2(edition.text(group.title), id=anchor("group", group.id)))
        if group.intro:
            form.append(e.P(edition.text(group.intro)))
        for question in questions.questions:
            if question.group == group.id:
                form.append(_question(question, edition))
    form.append(e.H2(edition.word("amounts"), id=anchor("amounts")))
    amounts = (_amount(amount, edition) for amount in questions.amounts)
    form.append(e.UL(*amounts, e.CLASS("ask__amounts")))
    form.append(_result(edition))
    return form


def _question(question: Question, edition: Edition) -> HtmlElement:
    """Return one question: its words, a box for each answer, and whom to ask."""
    block = e.DIV(
        e.H3(edition.text(question.title)), e.CLASS("ask"), id=anchor("question", question.id)
    )
    if question.hint:
        block.append(e.P(edition.hint(question), e.CLASS("ask__hint")))
    values = (_value(question, value, edition) for value in question.values)
    block.append(e.UL(*values, e.CLASS("ask__values")))
    if question.ask:
        whom = edition.labelled("whom_to_ask", edition.text(question.ask.whom))
        say = edition.labelled("what_to_say", edition.text(question.ask.say))
        block.append(e.P(whom, e.BR(), say, e.CLASS("ask__whom")))
    return block


def _value(question: Question, value: Value, edition: Edition) -> HtmlElement:
    """Return one answer with its box; the box's tooltip says question and answer."""
    label = edition.text(value.label)
    box = e.INPUT(
        e.CLASS("check__box"),
        type="checkbox",
        name=f"{NAME}.{question.id}.{value.id}",
        title=edition.pair(edition.text(question.short), label),
    )
    item = e.LI(e.LABEL(box, " ", label), e.CLASS("ask__value"))
    if value.hint:
        item.append(e.SPAN(edition.text(value.hint), e.CLASS("ask__hint")))
    return item


def _amount(amount: Amount, edition: Edition) -> HtmlElement:
    """Return one amount with a field to write it in, and its unit."""
    label, unit = edition.text(amount.title), edition.word(amount.unit)
    field = e.INPUT(type="text", name=f"{NAME}.{amount.id}", title=edition.bracketed(label, unit))
    name = e.SPAN(label, e.CLASS("ask__amount"))
    item = e.LI(e.LABEL(name, field, " ", unit), id=anchor("amount", amount.id))
    if amount.hint:
        item.append(e.SPAN(edition.text(amount.hint), e.CLASS("ask__hint")))
    return item


def _result(edition: Edition) -> HtmlElement:
    """Return the line for what the decision table gave."""
    line = e.P(e.CLASS("ask__result"))
    for key in ("rule", "outcome", "date_and_initials"):
        field = e.INPUT(type="text", name=f"{NAME}.result.{key}", title=edition.word(key))
        line.append(e.LABEL(e.SPAN(edition.word(key)), " ", field))
    return line
