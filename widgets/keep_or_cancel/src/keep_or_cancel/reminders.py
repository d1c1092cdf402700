"""Dated reminders of an outcome, each counted from a day of its own."""

from typing import Any

from keep_or_cancel.days import shift
from keep_or_cancel.facts import Facts
from keep_or_cancel.model import Model


def reminders(model: Model, facts: Facts, outcome: str, lang: str) -> list[dict[str, Any]]:
    """Return the reminders of `outcome`, the earliest first, the undated last.

    `anchor` names the day a reminder counts from, a fact of that name; `date` is ISO, or null where
    that day is not known.
    """
    entries = []
    for reminder in model.data["reminders"]:
        if outcome not in reminder["outcomes"]:
            continue
        # A day that is not known is not guessed: months that are left say no day.
        anchor = facts.days.get(reminder["anchor"])
        date = anchor and shift(anchor, reminder["days"], working_days=reminder["working_days"])
        entries.append(
            {
                "id": reminder["id"],
                "anchor": reminder["anchor"],
                "date": None if date is None else date.isoformat(),
                "every_days": reminder.get("every_days"),
                "title": reminder["title"][lang],
                "says": reminder["says"][lang],
            }
        )
    return sorted(entries, key=lambda r: (r["date"] is None, r["date"] or ""))
