"""The order in which the rules ask where nothing can be presumed: on paper, without a script."""

from __future__ import annotations

from guide.schema import Guide


def asked_order(guide: Guide) -> list[str]:
    """Return what is asked, in order.

    Nothing can be presumed by hand, so what the self-check presumes comes second. A derived value
    follows the questions that rules read along with it.
    """
    questions = guide.questions.in_order
    presumed = [question.id for question in questions if question.presumed]
    first, *others = (question.id for question in questions if not question.presumed)
    order = [first, *presumed, *others]
    for derived in guide.rules.derived:
        read = {
            name
            for rule in guide.rules.rules
            for case in rule.when
            if derived.id in case
            for name in case
        }
        last = max(order.index(name) for name in read & {*order})
        order.insert(last + 1, derived.id)
    return order
