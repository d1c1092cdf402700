"""The command `calendar`: reminders of one number's facts, or of a list, as an .ics file."""

import datetime
import re
import sys
import uuid
from argparse import Namespace
from pathlib import Path

from keep_or_cancel.cli import content_of, write_whole
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.lists.cli import choices_of, to_choose
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.letters import subjects as list_subjects
from keep_or_cancel.lists.table import ASK, read
from keep_or_cancel.papers.calendar import DOMAIN, calendar

FACTS = ".json"
OWN_UID = re.compile(rf"^UID:\w+\.([A-Za-z0-9-]+)@{re.escape(DOMAIN)}\r?$", re.MULTILINE)


def write_calendar(arguments: Namespace) -> int:
    """Write the calendar; return 0, 2 where something is refused, 3 where a person must choose."""
    lang: str = arguments.lang
    today: datetime.date = arguments.today or datetime.date.today()
    file: Path = arguments.file
    out: Path = arguments.output
    try:
        content = content_of(file)
        if file.suffix.lower() == FACTS:
            facts = read_object(content.decode("utf-8-sig"))
            subjects = [{"facts": {"start": str(today)} | facts, "id": _id(out)}]
        else:
            reading = read(content, choices_of(arguments))
            if reading.outcome == ASK:
                return to_choose(reading, arguments)
            subjects = list_subjects(reading, today)
        stamp = datetime.datetime.now(datetime.UTC).isoformat()
        told = {"subjects": subjects, "today": str(today), "stamp": stamp, "lang": lang}
        made = calendar(told)
        write_whole(out, made)
    except (FactsError, ListError) as error:
        print(f"{file}: {error.message(lang)}", file=sys.stderr)
        return 2
    except (OSError, UnicodeDecodeError) as error:
        print(f"{getattr(error, 'filename', None) or file}: {error}", file=sys.stderr)
        return 2
    # Within a text no line begins without a blank.
    count = made.count(b"\nBEGIN:VEVENT\r\n")
    print(f"{out}: {count} VEVENT")
    return 0


def _id(out: Path) -> str:
    """Return the id of the calendar that is there already, so that adding it again doubles none."""
    try:
        # Long lines are folded.
        found = OWN_UID.search(out.read_text(encoding="utf-8").replace("\n ", ""))
    except (OSError, UnicodeDecodeError):
        found = None
    return found[1] if found else str(uuid.uuid4())
