"""Which questions still matter where the outcome stands: to its lists, or to what goes with it."""

from collections.abc import Iterable
from typing import Any

from keep_or_cancel.model import BLOCKERS, Case, Model


def followed_up(model: Model, outcome: str) -> dict[str, list[str]]:
    """Return the questions that cannot change `outcome` but what is said with it.

    `completes`: those its blockers and checklists read; `follow_up`: also those which advice that
    may go with it, costs, reminders, and the cases of what is said read.
    """
    data = model.data
    lists: list[Case] = [
        case
        for checklist in data["checklists"]
        if outcome in checklist["outcomes"]
        for entry in checklist["entries"]
        for case in entry.get("when", [])
    ]
    rules = (rule for rule in model.rules if rule["outcome"] == outcome)
    if any(BLOCKERS in case for rule in rules for case in rule["when"]):
        lists += [case for name in model.cancel_blockers for case in model.blockers[name]["when"]]
    told = [model.outcomes[outcome], *model.blockers.values(), *model.advice.values()]
    beside: list[Case] = [
        *(case for advice in model.advice.values() for case in advice["when"]),
        *(case for entry in told for told_by in entry.get("cases", []) for case in told_by["when"]),
        *(case for cost in data["costs"] for case in cost.get("when", [])),
        *(
            case
            for reminder in data["reminders"]
            if outcome in reminder["outcomes"]
            for case in reminder.get("when", [])
        ),
        *(case for cost in data["costs"] for case in cost.get("open_when", [])),
        *(case for factor in data["cost_factors"].values() for case in factor.get("zero_when", [])),
    ]
    completes = _read_by(model, lists, outcome)
    follow_up = completes | _read_by(model, beside, outcome)
    return {
        "completes": [name for name in model.questions if name in completes],
        "follow_up": [name for name in model.questions if name in follow_up],
    }


def _read_by(model: Model, cases: Iterable[Case], outcome: str) -> set[str]:
    """Return the variables read by those of `cases` that can hold where `outcome` is reached."""
    family = model.outcomes[outcome]["family"]
    return {
        name
        for case in cases
        if outcome in case.get("outcome", [outcome]) and family in case.get("family", [family])
        for name in case
    }


def export(model: Model) -> dict[str, Any]:
    """Return what `followed_up` gives for each outcome."""
    return {outcome: followed_up(model, outcome) for outcome in model.outcomes}
