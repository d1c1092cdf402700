"""A plan counted back from one day: what to begin when, and what gives where time is too short."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from keep_or_cancel.days import DAY, shift
from keep_or_cancel.facts import FactsError, day_of
from keep_or_cancel.names import LANGS
from keep_or_cancel.papers.data import Papers, papers

APPLY = "apply"
# Forwarding for less than a billing period is said.
PERIOD = 30
# So far ahead a day is looked for on which all fits: more than all steps take.
AHEAD = 400


class PastDayError(FactsError):
    """A day that lies before today, where one is to come."""

    def __init__(self, source: Papers, date: datetime.date, today: datetime.date) -> None:
        super().__init__(source.model, "date", "date", date, today.isoformat())
        self._texts = source.data["timeline"]["words"]["past"]


@dataclass(frozen=True)
class Planned:
    """A step of a plan: the day it begins, and that on which the next may."""

    step: Mapping[str, Any]
    date: datetime.date
    until: datetime.date
    advised: datetime.date


def timeline(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan for the day `args.date` of a `kind`, reckoned on `args.today`.

    `{kind, date, today, state, says, last, beside, ordered, at, steps: [{id, title, says, date,
    until, moved, late, at, wide}]}`, texts in `args.lang`: `state` is "fits", "tight" (later than
    advised), "beside" (only with what can be done at the same time) or "no"; `last` is the last
    day for the application; where it is "no", `beside` and `ordered` are the earliest days that
    would do. A step is `moved` where it begins later than advised, and `late` where it does not
    fit before that last day. `at` and `wide` say where it stands, and the day itself, in percent
    of the time from today to the last step. Raises FactsError for a kind there is not, and for a
    day that is none or lies before today.
    """
    source = papers()
    lang = lang_of(args)
    data = source.data["timeline"]
    kinds = {kind["id"]: kind for kind in data["kinds"]}
    if args.get("kind") not in kinds:
        raise FactsError(source.model, "value", "kind", args.get("kind"), ", ".join(kinds))
    today = day_of(source.model, "today", args.get("today"))
    date = day_of(source.model, "date", args.get("date"))
    if date < today:
        raise PastDayError(source, date, today)
    kind = kinds[args["kind"]]
    plan = _Plan(data["steps"], kind, today)
    state, steps = plan.best(date)
    last = plan.last(date)
    beside = ordered = None
    if state == "no":
        beside, ordered = plan.earliest(date, beside=True), plan.earliest(date, beside=False)
    span = max(one.until for one in steps) - today

    def share(day: datetime.date) -> int:
        return round(100 * ((day - today) / span)) if span else 0

    told = {
        "kind": kind["id"],
        "date": date.isoformat(),
        "today": today.isoformat(),
        "state": state,
        "last": last.isoformat(),
        "beside": beside and beside.isoformat(),
        "ordered": ordered and ordered.isoformat(),
        "at": share(date),
        "steps": [
            {
                "id": one.step["id"],
                "title": one.step["title"][lang],
                "says": one.step["when"][kind["id"]].get("says", one.step["says"])[lang],
                "date": one.date.isoformat(),
                "until": one.until.isoformat(),
                "moved": one.date > one.advised,
                "late": _late(one, last, steps),
                "at": share(one.date),
                "wide": share(one.until) - share(one.date),
            }
            for one in steps
        ],
    }
    return told | {"says": list(_says(source, told, steps, lang))}


def lang_of(args: Mapping[str, Any]) -> str:
    """Return the language that is asked for, the first where it is none of ours."""
    return next((lang for lang in LANGS if lang == args.get("lang")), LANGS[0])


class _Plan:
    """The steps of one kind, reckoned on one day."""

    def __init__(
        self, steps: Sequence[Mapping[str, Any]], kind: Mapping[str, Any], today: datetime.date
    ) -> None:
        self.steps, self.kind, self.today = steps, kind, today

    def last(self, date: datetime.date) -> datetime.date:
        """Return the last day for the application."""
        return _shifted(date, self.kind["latest"])

    def best(self, date: datetime.date) -> tuple[str, list[Planned]]:
        """Return how the plan comes out, and its steps; where it does not, those done soonest."""
        last = self.last(date)
        steps = self.planned(date, beside=False)
        if _apply(steps) <= last:
            return "tight" if any(one.date > one.advised for one in steps) else "fits", steps
        steps = self.planned(date, beside=True)
        return "beside" if _apply(steps) <= last else "no", steps

    def planned(self, date: datetime.date, *, beside: bool) -> list[Planned]:
        """Return the steps, each on the day advised, or later where time is short."""
        found: list[Planned] = []
        # When the step before is done, and when all are that are done beside each other.
        free = together = self.today
        apply = date
        for step in self.steps:
            when = step["when"][self.kind["id"]]
            advised = _shifted(apply if when["of"] == APPLY else date, when)
            side = beside and step["beside"]
            begins = max(advised, free if side else max(free, together))
            until = _shifted(begins, when.get("takes", step["takes"]))
            found.append(Planned(step, begins, until, advised))
            together = max(together, until)
            if not side:
                free = until
            if step["id"] == APPLY:
                apply = begins
        return found

    def earliest(self, date: datetime.date, *, beside: bool) -> datetime.date | None:
        """Return the first day after `date` for which there is time."""
        for n in range(1, AHEAD):
            later = date + n * DAY
            if _apply(self.planned(later, beside=beside)) <= self.last(later):
                return later
        return None


def _shifted(day: datetime.date, span: Mapping[str, Any]) -> datetime.date:
    return shift(day, span["days"], working_days=span["working_days"])


def _apply(steps: Sequence[Planned]) -> datetime.date:
    return next(one.date for one in steps if one.step["id"] == APPLY)


def _late(one: Planned, last: datetime.date, steps: Sequence[Planned]) -> bool:
    """Return whether a step does not fit before the application's last day, or is that, later."""
    before = steps.index(one) < next(n for n, s in enumerate(steps) if s.step["id"] == APPLY)
    return one.until > last if before else one.step["id"] == APPLY and one.date > last


def _says(
    source: Papers, told: Mapping[str, Any], steps: Sequence[Planned], lang: str
) -> Iterator[str]:
    """Yield what is to be said of a plan, sentence by sentence."""
    words = source.data["timeline"]["words"]

    def word(name: str, **given: str) -> str:
        return str(words[name][lang]).format(**given)

    state = told["state"]
    name = "too_late" if state == "no" else state
    yield word(name, first=told["steps"][0]["date"], apply=_apply(steps).isoformat())
    if state == "no":
        late = [step["title"] for step in told["steps"] if step["late"]]
        listed = reduce(lambda left, right: word("listed", left=left, right=right), late)
        yield word("does_not_fit", steps=listed)
        kinds = source.data["timeline"]["kinds"]
        gives = next(kind["gives"] for kind in kinds if kind["id"] == told["kind"])
        yield str(gives[lang]).format(beside=told["beside"], ordered=told["ordered"])
    forward = next((one for one in steps if one.step["id"] == "forward"), None)
    advised = forward and forward.date == forward.advised
    if forward and not advised and (_apply(steps) - forward.date).days < PERIOD:
        yield word("short_forwarding")
