"""What the worker calls for letters and dates: a name and JSON text in, JSON or bytes out."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.papers.calendar import calendar, outcome_dates
from keep_or_cancel.papers.document import docx, several
from keep_or_cancel.papers.draft import draft
from keep_or_cancel.papers.timeline import lang_of, timeline

# By name, what it gives for the arguments.
LETTER_CALLS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "letter": draft,
    "docx": docx,
    "zip": several,
}
CALLS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    **LETTER_CALLS,
    "timeline": timeline,
    "dates": outcome_dates,
    "calendar": calendar,
}
# The archive of a library that one of them needs.
LIBRARY = "icalendar"


def call(name: str, args_json: str, content: object = None) -> str | bytes:
    """Return what `name` of CALLS gives for the arguments, as JSON text; of a file its bytes.

    Instead of it comes `{"missing": library}`: load that archive and call again; or `{"error":
    {"kind": "facts", "field", "value", "allowed", "message"}}`, a FactsError in words of
    `args.lang`. No call takes `content`.
    """
    lang = lang_of({})
    reply: Any
    try:
        args = read_object(args_json)
        lang = lang_of(args)
        if name not in CALLS or content is not None:
            raise ValueError(f"no such call: {name}")
        reply = CALLS[name](args)
    except ModuleNotFoundError as error:
        if error.name != LIBRARY:
            raise
        reply = {"missing": LIBRARY}
    except FactsError as error:
        reply = {"error": {"kind": "facts", **error.as_json(lang)}}
    if isinstance(reply, bytes):
        return reply
    return json.dumps(reply, ensure_ascii=False, allow_nan=False)
