"""What both Pythons are asked of a list: imported by the tests and by the browser's runtime."""

import importlib
import io
import json
import traceback
from datetime import date
from typing import Any

from keep_or_cancel.lists import ListError, Reading, read
from keep_or_cancel.lists.errors import LibraryMissingError
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge

TODAY = date(2026, 11, 30)
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


def failure(library: str) -> str:
    """Return the traceback of an error that is raised within a library."""
    try:
        getattr(importlib.import_module(library), OPENERS[library])(io.BytesIO(b"no workbook"))
    except ImportError:
        return json.dumps({"missing": library})
    except Exception:
        return traceback.format_exc()
    return ""
