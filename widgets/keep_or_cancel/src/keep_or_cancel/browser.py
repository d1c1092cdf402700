"""What the browser's worker calls: JSON text in, JSON text out."""

import encodings
import importlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from keep_or_cancel.explain import check
from keep_or_cancel.facts import FactsError, read_object
from keep_or_cancel.versions import replay


def check_json(facts_json: str, lang: str) -> str:
    """Return the answer to a JSON object of facts as JSON text.

    Facts that are not allowed give `{"error": {"field", "value", "allowed", "message"}}`.
    """
    return _answered(check, facts_json, lang)


def replay_json(record_json: str, lang: str) -> str:
    """Return what an earlier answer was then and would be now; errors as for `check_json`."""
    return _answered(replay, record_json, lang)


def add_archive(path: str, parts: Sequence[str]) -> None:
    """Let what the zip at `path` holds be imported, for good.

    `parts` are the packages that are here and of which it holds more modules.
    """
    sys.path.append(path)
    for package in parts:
        # A package is looked for in one place only, unless it is told of more.
        importlib.import_module(package).__path__.append(f"{path}/{package.replace('.', '/')}")
    # An encoding that was once looked for in vain would stay unknown.
    vars(encodings)["_cache"].clear()


def _answered(
    answer: Callable[[Mapping[str, Any], str], Mapping[str, Any]], text: str, lang: str
) -> str:
    try:
        reply = answer(read_object(text), lang)
    except FactsError as error:
        reply = {"error": error.as_json(lang)}
    return json.dumps(reply, ensure_ascii=False, allow_nan=False)
