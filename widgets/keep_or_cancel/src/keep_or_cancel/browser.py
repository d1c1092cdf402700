"""What the browser's worker calls: JSON text in, JSON text out."""

import json
from collections.abc import Callable, Mapping
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


def _answered(
    answer: Callable[[Mapping[str, Any], str], Mapping[str, Any]], text: str, lang: str
) -> str:
    try:
        reply = answer(read_object(text), lang)
    except FactsError as error:
        reply = {
            "error": {
                "field": error.field,
                "value": error.value,
                "allowed": error.allowed,
                "message": error.message(lang),
            }
        }
    return json.dumps(reply, ensure_ascii=False, allow_nan=False)
