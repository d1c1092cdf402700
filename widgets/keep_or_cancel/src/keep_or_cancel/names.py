"""What the variables of a model are called in one language, and their values."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from keep_or_cancel.model import Model

# The languages all texts are in.
LANGS = ("zh", "en")


@lru_cache(maxsize=8)
def names(model: Model, lang: str) -> Mapping[str, dict[str, Any]]:
    """Return by id, for each question and each derived value, `title`, `short` and `values`.

    `short` names it in a sentence; `values` has the label of each value. The title of a derived
    value says how it is worked out.
    """
    asked = {
        name: {
            "title": question["title"][lang],
            "short": question["short"][lang],
            "values": {value["id"]: value["label"][lang] for value in question["values"]},
        }
        for name, question in model.questions.items()
    }
    derived = {
        entry["id"]: {
            "title": entry["formula"][lang],
            "short": entry["title"][lang],
            "values": {value: label[lang] for value, label in entry["labels"].items()},
        }
        for entry in model.data["derived"]
    }
    return asked | derived
