"""What both Pythons are asked of a list: imported by the tests and by the browser's runtime."""

import binascii
import importlib
import io
import json
import re
import traceback
from datetime import date
from typing import Any

from keep_or_cancel.lists import ListError, Reading, read
from keep_or_cancel.lists.browser import call
from keep_or_cancel.lists.errors import LibraryMissingError
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.lists.session import Session

TODAY = date(2026, 11, 30)
ID = re.compile(r"\b[0-9a-f]{12}\b")
# Opens a workbook, by library.
OPENERS = {"openpyxl": "load_workbook", "xlrd": "open_workbook"}


def reading(content: bytes) -> Reading:
    """Return a list as read, with ids of noughts."""
    return read(bytes(content), random=bytes)


def told(lang: str, content: bytes) -> str:
    """Return as JSON how a list is read and what is decided, or why not."""
    said: dict[str, Any]
    try:
        found = reading(content)
        writer = Writer(judge(found, TODAY), lang)
        said = {"reading": found.as_json(), "decided": json.loads(writer.json())}
        said["summary"] = writer.summary()
    except LibraryMissingError as missing:
        said = {"missing": missing.what}
    except ListError as error:
        said = {"refused": error.code, "message": error.message(lang)}
    return json.dumps(said, ensure_ascii=False)


def written(kind: str, lang: str, content: bytes) -> bytes | str:
    """Return a list as decided, as a file of a kind: "xlsx", "csv" or "json"."""
    try:
        return bytes(getattr(Writer(judge(reading(content), TODAY), lang), kind)())
    except LibraryMissingError as missing:
        return json.dumps({"missing": missing.what})


# What a page asks of a list, in an order that it may ask it in.
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("judge", {}), ("rows", {}), ("rows", {"sort": {"by": "now", "down": True}})),
    *(("rows", {"filter": {"open": True}, "size": 2}), ("row", {"index": 0}), ("problems", {})),
    *(("mend", {"index": 0, "field": "number", "content": "13800138000"}), ("asks", {})),
    *(("undo", {}), ("memo", {}), ("export", {"kind": "problems"}), ("keep", {})),
)


def worked(lang: str, content: bytes) -> str:
    """Return as JSON all that a session says of a list, but for the ids drawn by lot."""
    session = Session()
    said: list[str] = []
    for name, given in (("read", {}), *CALLS):
        args = json.dumps({**given, "lang": lang, "today": TODAY.isoformat()})
        answer = call(name, args, content if name == "read" else None, session)
        text = answer if isinstance(answer, str) else answer.decode("utf-8-sig")
        if text.startswith('{"missing"'):
            return text
        said.append(text)
    return json.dumps([ID.sub("", one) for one in said], ensure_ascii=False)


def papers(lang: str, content: bytes) -> str:
    """Return as JSON which letters fit a list, each as a file by its sum, and its dates."""
    session, today = Session(), TODAY.isoformat()

    def ask(name: str, given: bytes | None = None, **args: Any) -> str | bytes:
        text = json.dumps({**args, "lang": lang, "today": today, "values": {"company_name": "甲"}})
        return call(name, text, given, session)

    for name in ("read", "judge"):
        ask(name, content if name == "read" else None)
    said = [ask("papers")]
    if isinstance(said[0], str) and "missing" not in said[0]:
        ids = [letter["id"] for letter in json.loads(said[0])["letters"]]
        said += [ask("paper", id=name, gloss=lang == "zh") for name in ids]
        said.append(ask("calendar", stamp=f"{today}T08:00:00Z"))
    for one in said:
        if isinstance(one, str) and one.startswith('{"missing"'):
            return one
    dates = said.pop()
    assert isinstance(dates, bytes)
    said.append(ID.sub("", dates.decode().replace("\r\n ", "")))
    told = [one if isinstance(one, str) else f"{len(one)} {binascii.crc32(one)}" for one in said]
    return json.dumps(told, ensure_ascii=False)


def failure(library: str) -> str:
    """Return the traceback of an error that is raised within a library."""
    try:
        getattr(importlib.import_module(library), OPENERS[library])(io.BytesIO(b"no workbook"))
    except ImportError:
        return json.dumps({"missing": library})
    except Exception:
        return traceback.format_exc()
    return ""
