"""Counting days: the one place where dates are reckoned.

Working days are Monday to Friday: public holidays and the days worked in their stead are not known
here, and the data says so to the reader.
"""

import datetime

DAY = datetime.timedelta(1)
SATURDAY = 5


def shift(day: datetime.date, days: int, *, working_days: bool = False) -> datetime.date:
    """Return the day `days` after `day`, or before it where negative."""
    if not working_days:
        return day + days * DAY
    step = DAY if days >= 0 else -DAY
    left = abs(days)
    while left:
        day += step
        left -= day.weekday() < SATURDAY
    return day


def bills_until(start: datetime.date, end: datetime.date) -> int:
    """Return how many monthly bills are still to come after that of `start`'s month, up to `end`.

    The month in which `end` falls is one of them, whatever its day: whether a part of a month is
    charged in full varies, and it is never told as less.
    """
    return max(0, (end.year - start.year) * 12 + end.month - start.month)


def next_yearly(start: datetime.date, month_day: str) -> datetime.date:
    """Return the next day called `month_day` ("03-01"), `start` itself being one."""
    day = datetime.date.fromisoformat(f"{start.year}-{month_day}")
    return day if day >= start else day.replace(year=start.year + 1)
