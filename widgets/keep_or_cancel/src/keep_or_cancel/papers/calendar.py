"""Reminders, plans and what follows letters as a calendar file: whole days, without a time zone."""

import datetime
import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from keep_or_cancel.days import DAY, next_yearly
from keep_or_cancel.decide import decide
from keep_or_cancel.explain import known, remarks
from keep_or_cancel.facts import Facts, day_of
from keep_or_cancel.papers.data import Papers, papers
from keep_or_cancel.papers.timeline import APPLY, lang_of, timeline
from keep_or_cancel.reminders import reminders

# Events of one subject share its id: random, made once, kept by whoever asks. Never the hash of a
# number, which is soon undone.
SUBJECT = re.compile(r"[A-Za-z0-9-]{6,64}")
DOMAIN = "keep-or-cancel.invalid"
# The revision of an event that is added again must be higher: minutes since this day.
FIRST = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# For how long something is repeated: a reminder without an end is switched off with all others.
YEAR = 360
YEARS = 3
MORNING = datetime.timedelta(hours=9)
LONGEST_NAME = 40


@dataclass(frozen=True)
class Event:
    """A day in the calendar; `every` days or each year once more, `times` in all."""

    id: str
    date: datetime.date
    title: str
    says: str
    every: int | None = None
    yearly: bool = False

    @property
    def times(self) -> int:
        """How often it comes in all."""
        return YEARS if self.yearly else max(1, YEAR // self.every) if self.every else 1

    def ahead(self, today: datetime.date) -> "Event | None":
        """Return it as it is to come: what repeats begins today or later, the past is gone."""
        if self.date >= today:
            return self
        if self.yearly:
            return replace(self, date=next_yearly(today, f"{self.date:%m-%d}"))
        if self.every is None:
            return None
        behind = (today - self.date).days
        return replace(self, date=self.date + -(-behind // self.every) * self.every * DAY)


def events(subject: Mapping[str, Any], today: datetime.date, lang: str) -> list[Event]:
    """Return what is to be put into a calendar for one number, in order, nothing before `today`.

    `subject`: `facts` with their days, `every` {id of a reminder: one of its choices}, `timeline`
    {kind, date}, `follow_ups` [{id, date}] of letters; each may be missing. Raises FactsError.
    """
    source = papers()
    found = [
        *(e for one in _outcome(source, subject, lang)[1] if (e := _event(one, subject))),
        *_plan(subject, today, lang),
        *_follow_ups(source, subject, lang),
    ]
    coming = [event for one in found if (event := one.ahead(today))]
    # A letter's follow-up may be the outcome's reminder: once is enough.
    once = {(event.id, event.date): event for event in reversed(coming)}
    return sorted(once.values(), key=lambda event: (event.date, event.id))


def _outcome(
    source: Papers, subject: Mapping[str, Any], lang: str
) -> tuple[str | None, list[dict[str, Any]]]:
    """Return the outcome of a subject's facts and its reminders, dated or not."""
    facts = Facts(source.model, subject.get("facts") or {})
    decision = decide(source.model, facts.domains)
    if decision.outcome is None:
        return None, []
    domains = known(source.model, facts, decision)
    return decision.outcome, reminders(source.model, facts, domains, decision.outcome, lang)


def _event(entry: Mapping[str, Any], subject: Mapping[str, Any]) -> Event | None:
    """Return the event of a reminder, None while its day is not known."""
    if entry["date"] is None:
        return None
    date = datetime.date.fromisoformat(entry["date"])
    every = entry["every_days"]
    wanted = int((subject.get("every") or {}).get(entry["id"], 0))
    if every and wanted in entry["choices"]:
        # The first comes after as many days as the rest.
        date += (wanted - every) * DAY
        every = wanted
    return Event(entry["id"], date, entry["title"], entry["says"], every, entry["yearly"])


def _plan(subject: Mapping[str, Any], today: datetime.date, lang: str) -> Iterator[Event]:
    plan = subject.get("timeline")
    if not plan:
        return
    told = timeline({**plan, "today": today.isoformat(), "lang": lang})
    title = papers().data["timeline"]["words"]["event"][lang]
    applied = bool((subject.get("facts") or {}).get("application"))
    for step in told["steps"]:
        if applied and step["id"] == APPLY:
            return  # What follows is reckoned from the day on which it was done.
        date = datetime.date.fromisoformat(step["date"])
        yield Event(f"plan_{step['id']}", date, title.format(step=step["title"]), step["says"])


def _follow_ups(source: Papers, subject: Mapping[str, Any], lang: str) -> Iterator[Event]:
    for given in subject.get("follow_ups") or ():
        entry = source.follow_ups[given["id"]]
        date = day_of(source.model, "date", given["date"])
        yield Event(entry["id"], date, entry["title"][lang], entry["says"][lang])


def outcome_dates(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reminders of the outcome of `args.subject`, and how many events there will be.

    `{outcome: id or null, entries: [{id, anchor, date, title, says, every, choices, yearly, past}],
    count, remarks}`: `date` is that of the calendar, null where its anchor is not known; `past`
    where it is over, and not in the calendar; `remarks` as of `check`.
    """
    source, lang = papers(), lang_of(args)
    today = day_of(source.model, "today", args.get("today"))
    subject = args["subject"]
    outcome, found = _outcome(source, subject, lang)
    entries = []
    for entry in found:
        event = _event(entry, subject)
        ahead = event and event.ahead(today)
        shown = ahead or event
        entries.append(
            {key: entry[key] for key in ("id", "anchor", "title", "says", "choices", "yearly")}
            | {
                "date": shown and shown.date.isoformat(),
                "every": event.every if event else entry["every_days"],
                "past": bool(event) and ahead is None,
            }
        )
    return {
        "outcome": outcome,
        "entries": sorted(entries, key=lambda entry: (entry["date"] is None, entry["date"] or "")),
        "count": len(events(subject, today, lang)),
        "remarks": remarks(source.model, Facts(source.model, subject.get("facts") or {}), lang),
    }


def calendar(args: Mapping[str, Any]) -> bytes:
    """Return a calendar file (RFC 5545) of what is to come for `args.subjects`, texts in `lang`.

    A subject is as for `events`, with `id`, random and kept, and a `name` only where a person wants
    one in the titles. `stamp` is the time it is made. The same arguments give the same bytes.
    Raises FactsError, and ModuleNotFoundError where icalendar is not there.
    """
    # By name: only who wants a calendar has it, in the browser an archive of its own.
    icalendar: Any = importlib.import_module("icalendar")
    lang = lang_of(args)
    today = day_of(papers().model, "today", args.get("today"))
    stamp = datetime.datetime.fromisoformat(str(args["stamp"])).astimezone(datetime.UTC)
    stamp = stamp.replace(microsecond=0)
    revision = max(0, int((stamp - FIRST).total_seconds()) // 60)
    made = icalendar.Calendar()
    made.add("prodid", f"-//keep-or-cancel//{papers().model.version}//{lang.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for subject in args["subjects"]:
        own = str(subject["id"])
        if not SUBJECT.fullmatch(own) or own.isdigit():
            raise ValueError("an id must be letters and digits at random")
        name = _name(subject.get("name"))
        for event in events(subject, today, lang):
            entry = icalendar.Event()
            entry.add("uid", f"{event.id}.{own}@{DOMAIN}")
            # As it is to stand there: icalendar itself would look for a data base of time zones.
            entry.add("dtstamp", icalendar.vDatetime(stamp))
            entry.add("sequence", revision)
            entry.add("dtstart", event.date)
            entry.add("dtend", event.date + DAY)
            entry.add("summary", f"{event.title} · {name}" if name else event.title)
            entry.add("description", event.says)
            entry.add("transp", "TRANSPARENT")
            if event.yearly:
                entry.add("rrule", {"freq": "yearly", "count": event.times})
            elif event.every:
                entry.add("rrule", {"freq": "daily", "interval": event.every, "count": event.times})
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", event.title)
            alarm.add("trigger", MORNING)
            entry.add_component(alarm)
            made.add_component(entry)
    content: bytes = made.to_ical()
    return content


def _name(given: object) -> str:
    """Return a name as one short line."""
    text = "".join(c if c.isprintable() else " " for c in str(given or ""))
    return " ".join(text.split())[:LONGEST_NAME]
