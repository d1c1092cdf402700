"""What letters are made of: the data of `guide/data/letters.yaml`, by id."""

from functools import cache
from typing import Any

from keep_or_cancel.model import Model, by_id, current, packed

# What holds the compiled letters where this is installed: in the browser, in an archive of its own.
PACKAGE = "keep_or_cancel.papers"
# From the sources, in the guide's repository.
IN_PLACE = "../../../../../build/papers.json"


class Papers:
    """The letters for one version of the rules; `data` as of `papers_part` in guide/compile.py."""

    def __init__(self, model: Model, data: dict[str, Any]) -> None:
        self.model, self.data = model, data
        self.letters: dict[str, Any] = by_id(data["letters"])
        self.fields: dict[str, Any] = by_id(data["fields"])
        self.signatures: dict[str, Any] = by_id(data["signatures"])
        self.ways: dict[str, Any] = by_id(data["ways"])
        self.follow_ups: dict[str, Any] = by_id(data["follow_ups"])
        self.columns: dict[str, Any] = by_id(data["columns"])
        self.laws: dict[str, Any] = data["laws"]

    def word(self, name: str, lang: str, /, **given: object) -> str:
        """Return words of the filler's own in one language, with what is `given` put in."""
        return str(self.data["words"][name][lang]).format(**given)

    def problem(self, code: str, lang: str, /, **given: object) -> str:
        """Return why something that was given is not taken."""
        return str(self.data["problems"][code][lang]).format(**given)


@cache
def papers() -> Papers:
    """Return the letters of the guide this package was built from, or stands in."""
    try:
        data = packed(IN_PLACE, PACKAGE)
    except OSError:
        data = packed("papers.json", PACKAGE)
    return Papers(current(), data)
