"""What the browser's worker calls: JSON text in, JSON text out."""

import json

from keep_or_cancel.explain import check
from keep_or_cancel.facts import FactsError, read_object


def check_json(facts_json: str, lang: str) -> str:
    """Return the answer to a JSON object of facts as JSON text.

    Facts that are not allowed give `{"error": {"field", "value", "allowed", "message"}}`.
    """
    try:
        answer = check(read_object(facts_json), lang)
    except FactsError as error:
        answer = {
            "error": {
                "field": error.field,
                "value": error.value,
                "allowed": error.allowed,
                "message": error.message(lang),
            }
        }
    # Only a refused amount is not plain JSON: a Decimal, shown as it was written.
    return json.dumps(answer, ensure_ascii=False, default=str)
