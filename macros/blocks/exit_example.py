"""A worked example of leaving a contract early, reckoned by the engine, never typed on a page."""

from __future__ import annotations

from keep_or_cancel import check

from macros.data import current_model
from macros.render import render
from macros.view import View


def exit_example(view: View, monthly_fee: int, months_left: int) -> str:
    """Return what leaving at different costs leads to: a table of cost, ways and outcome.

    `monthly_fee` in CNY; `months_left` whole months after this one.
    """
    wait = monthly_fee * months_left
    rows = []
    for penalty in (0, wait - 1, wait, None):
        facts = {
            "holder": "company",
            "status": "normal",
            "need": "none",
            "number_type": "mobile",
            "channel": "carrier",
            "contract": "in_exit_fee",
            "company_event": "none",
            "monthly_fee": monthly_fee,
            "months_left": months_left,
            "penalty": penalty,
        }
        answer = check(facts, view.lang, current_model())
        totals = {option["id"]: option["total"] for option in answer["cost"]["options"]}
        rows.append((penalty, totals["wait"], view.edition.outcome(answer["outcome"])))
    return render("exit_example.html.j2", view, rows=rows)
