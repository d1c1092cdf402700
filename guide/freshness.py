"""Says which dated entries of the guide are due for another look, and which day it is."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from guide.schema import Dated, Guide, Text


@dataclass(frozen=True)
class Review:
    """One dated entry of the guide: the file it stands in, its id, its name and its two days."""

    file: str
    kind: str
    id: str
    title: Text
    checked_on: datetime.date
    review_by: datetime.date

    def past(self, on: datetime.date) -> bool:
        """Return whether the entry should have been checked again before the day `on`."""
        return self.review_by < on


def build_day(guide: Guide) -> datetime.date:
    """Return the day a build counts as today: that of SOURCE_DATE_EPOCH, else the calendar's.

    A build of the same commit gives the same pages, so the clock must not decide. An epoch from
    before the guide was last checked is no day but a constant, and the day of that check stands
    in for it. What is due by the calendar, the `freshness` command says to whoever keeps the
    guide, and the page's own script to whoever reads it.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.date.today()
    day = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    return max(day, guide.meta.checked_on)


def reviews(guide: Guide) -> list[Review]:
    """Return every dated entry of the guide, the earliest review first.

    That is whatever the schema declares as dated, wherever it stands.
    """
    dated = (
        review for file in Guide.model_fields for review in _dated(file, getattr(guide, file), file)
    )
    return sorted(dated, key=lambda r: (r.review_by, r.file, r.kind, r.id))


def _dated(file: str, part: Any, kind: str) -> Iterator[Review]:
    if isinstance(part, Dated):
        name = str(getattr(part, "id", file))
        title = getattr(part, "title", None)
        text = title if isinstance(title, Text) else Text(zh=name, en=name)
        yield Review(file, kind, name, text, part.checked_on, part.review_by)
    if isinstance(part, BaseModel):
        for key in type(part).model_fields:
            yield from _dated(file, getattr(part, key), key)
    elif isinstance(part, list):
        for entry in part:
            yield from _dated(file, entry, kind)
    elif isinstance(part, dict):
        for key, entry in part.items():
            yield from _dated(file, entry, str(key))


def report(guide: Guide, on: datetime.date) -> tuple[list[str], bool]:
    """Return the lines of the `freshness` command, past reviews first, and whether any is past."""
    entries = reviews(guide)
    past = [r for r in entries if r.past(on)]
    lines = [
        f"{'PAST' if r.past(on) else 'due '} {r.review_by}  checked {r.checked_on}  "
        f"{r.file}.yaml {r.kind} {r.id}: {r.title.en}"
        for r in entries
    ]
    following = min((r.review_by for r in entries if not r.past(on)), default=None)
    following_words = f"next review by {following}" if following else "no review to come"
    lines.append(f"{on}: {len(entries)} dated entries, {len(past)} past review; {following_words}")
    return lines, bool(past)
