"""Dated reminders of an outcome, each counted from a day of its own.

Working days are Monday to Friday; public holidays and the days worked in their stead are not
known here, and the data says so to the reader.
"""

import datetime
from typing import Any

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
        anchor = _anchor(facts, reminder["anchor"])
        date = (
            None if anchor is None else _shift(anchor, reminder["days"], reminder["working_days"])
        )
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


def _anchor(facts: Facts, name: str) -> datetime.date | None:
    """Return the day a reminder counts from, if it is known."""
    if name in facts.days or name != "contract_end":
        return facts.days.get(name)
    start, left = facts.days.get("start"), facts.amounts.get("months_left")
    return None if start is None or left is None else add_months(start, int(left))


def add_months(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of the month `months` later, or that month's last day."""
    # The standard library counts no months; a calendar library is not worth its bytes for one.
    years, month = divmod(day.month - 1 + months, 12)
    first = day.replace(year=day.year + years, month=month + 1, day=1)
    after = (first + datetime.timedelta(31)).replace(day=1)
    last = after - datetime.timedelta(1)
    return last.replace(day=min(day.day, last.day))


def _shift(day: datetime.date, days: int, working_days: bool) -> datetime.date:
    if not working_days:
        return day + datetime.timedelta(days)
    step = datetime.timedelta(1 if days >= 0 else -1)
    left = abs(days)
    while left:
        day += step
        left -= day.weekday() < 5
    return day
