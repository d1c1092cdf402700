"""Dated reminders of an outcome, each counted from a day of its own."""

import datetime
from collections.abc import Mapping
from typing import Any

from keep_or_cancel.days import next_yearly, shift
from keep_or_cancel.facts import Facts
from keep_or_cancel.model import Domains, Model


def reminders(
    model: Model, facts: Facts, domains: Domains, outcome: str, lang: str
) -> list[dict[str, Any]]:
    """Return the reminders of `outcome`, the earliest first, the undated last.

    `anchor` names the day a reminder counts from, a fact of that name; `date` is ISO, or null where
    that day is not known. It repeats every `every_days`, one of `choices` where there are several,
    or `yearly`.
    """
    entries = []
    for reminder in model.data["reminders"]:
        if outcome not in reminder["outcomes"]:
            continue
        if "when" in reminder and not model.holds(reminder["when"], domains):
            continue
        # A day that is not known is not guessed: months that are left say no day.
        date = dated(reminder, facts.days.get(reminder["anchor"]))
        entries.append(
            {
                "id": reminder["id"],
                "anchor": reminder["anchor"],
                "date": date and date.isoformat(),
                "every_days": reminder.get("every_days"),
                "choices": reminder["choices"],
                "yearly": "yearly" in reminder,
                "title": reminder["title"][lang],
                "says": reminder["says"][lang],
            }
        )
    return sorted(entries, key=lambda r: (r["date"] is None, r["date"] or ""))


def dated(reminder: Mapping[str, Any], anchor: datetime.date | None) -> datetime.date | None:
    """Return the day of a reminder, None where that from which it counts is not known."""
    if anchor is None:
        return None
    if "yearly" in reminder:
        return next_yearly(anchor, reminder["yearly"])
    return shift(anchor, reminder["days"], working_days=reminder["working_days"])
