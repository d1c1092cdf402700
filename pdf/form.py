"""The self-check as a paper form: every question with a box to tick for each answer."""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide import Guide
from guide.schema import Amount, Question, Value
from pdf.words import Words

NAME = "self_check"


def paper_form(guide: Guide, word: Words) -> HtmlElement:
    """Return the form; its fields are called `self_check.question.value`, after the model's ids.

    The site's form has the same element ids, so links to a question lead to it here too.
    """
    form = e.DIV(e.CLASS("paper-form"))
    for group in guide.questions.groups:
        form.append(e.H2(word.of(group.title), id=f"koc-group-{group.id}"))
        if group.intro:
            form.append(e.P(word.of(group.intro)))
        for question in guide.questions.questions:
            if question.group == group.id:
                form.append(_question(question, word))
    form.append(e.H2(word("amounts"), id="koc-amounts"))
    form.append(e.UL(*(_amount(a, word) for a in guide.questions.amounts), e.CLASS("ask__amounts")))
    form.append(_result(word))
    return form


def _question(question: Question, word: Words) -> HtmlElement:
    """Return one question: its words, a box for each answer, and whom to ask."""
    block = e.DIV(e.H3(word.of(question.title)), e.CLASS("ask"), id=f"koc-{question.id}")
    if question.hint:
        block.append(e.P(word.of(question.hint), e.CLASS("ask__hint")))
    values = (_value(question, value, word) for value in question.values)
    block.append(e.UL(*values, e.CLASS("ask__values")))
    if question.ask:
        whom = word.pair(word("whom_to_ask"), word.of(question.ask.whom))
        say = word.pair(word("what_to_say"), word.of(question.ask.say))
        block.append(e.P(whom, e.BR(), say, e.CLASS("ask__whom")))
    return block


def _value(question: Question, value: Value, word: Words) -> HtmlElement:
    """Return one answer with its box; the box's tooltip says question and answer."""
    label = word.of(value.label)
    box = e.INPUT(
        e.CLASS("check__box"),
        type="checkbox",
        name=f"{NAME}.{question.id}.{value.id}",
        title=word.pair(word.of(question.short), label),
    )
    item = e.LI(e.LABEL(box, " ", label), e.CLASS("ask__value"))
    if value.hint:
        item.append(e.SPAN(word.of(value.hint), e.CLASS("ask__hint")))
    return item


def _amount(amount: Amount, word: Words) -> HtmlElement:
    """Return one amount with a field to write it in, and its unit."""
    label, unit = word.of(amount.title), word(amount.unit)
    field = e.INPUT(type="text", name=f"{NAME}.{amount.id}", title=f"{label} ({unit})")
    name = e.SPAN(label, e.CLASS("ask__amount"))
    item = e.LI(e.LABEL(name, field, " ", unit), id=f"koc-{amount.id}")
    if amount.hint:
        item.append(e.SPAN(word.of(amount.hint), e.CLASS("ask__hint")))
    return item


def _result(word: Words) -> HtmlElement:
    """Return the line for what the decision table gave."""
    line = e.P(e.CLASS("ask__result"))
    for key in ("rule", "outcome", "date_and_initials"):
        field = e.INPUT(type="text", name=f"{NAME}.result.{key}", title=word(key))
        line.append(e.LABEL(e.SPAN(word(key)), " ", field))
    return line
