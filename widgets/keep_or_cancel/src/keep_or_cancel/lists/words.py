"""What the words in a list mean: the data of `guide/data/lists.yaml`, in tables to look up."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from keep_or_cancel.model import UNKNOWN, Model, current, packed

# Marks without width that copied text brings along: of direction, of joining, of byte order.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
UNSEEN = re.compile(f"[{INVISIBLE}]")
PUNCTUATION = re.compile(r"[\W_]+")
BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")

# No word is longer; a cell may hold a book.
LONGEST = 1000

# What holds the compiled words where this is installed: in the browser, in an archive of its own.
PACKAGE = "keep_or_cancel.lists"
# From the sources, in the guide's repository.
IN_PLACE = "../../../../../build/lists.json"

type Answers = dict[str, dict[str, str]]
type Likely = dict[str, dict[str, tuple[str, ...]]]


def seen(text: str) -> str:
    """Return `text` in usual widths, without what has no width and without blanks around."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).strip()


def bare(text: str) -> str:
    """Return what words are compared by: no blanks, punctuation, case or width.

    What is nothing but punctuation ("-", "?") stays as it is.
    """
    shown = seen(text[:LONGEST]).casefold()
    return PUNCTUATION.sub("", shown) or shown


def both(words: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the words of both languages as they are compared."""
    for lang in ("zh", "en"):
        yield from map(bare, words[lang])


class Vocabulary:
    """The words of lists for one version of the rules.

    `data` is the compiled `lists.yaml` (see `lists_part` in `guide/compile.py`). `fields` names all
    a column may be: questions, amounts, and what lists hold besides. `answers` gives for each
    question the value a word means, `likely` the values of a word that leaves a choice.
    """

    def __init__(self, model: Model, data: Mapping[str, Any]) -> None:
        self.model, self.data = model, data
        self.own: dict[str, Any] = {entry["id"]: entry for entry in data["fields"]}
        self.fields = [*self.own, *model.questions, *model.amounts]
        self.headers = dict(self._headers())
        self.others = frozenset(both(data["others"]))
        self.personal = frozenset(both(data["personal"]))
        own = self.own["number"]
        known = [bare("number"), *map(bare, own["title"].values()), *both(own["words"])]
        self._rank = {word: place for place, word in enumerate(dict.fromkeys(known))}
        self.results = {
            bare(title): entry["id"]
            for entry in data["results"]
            for title in entry["title"].values()
        }
        self.answers: Answers = {name: dict(self._answers(name)) for name in model.questions}
        self.likely: Likely = {name: {} for name in model.questions}
        for entry in data["ambiguous"]:
            words = dict.fromkeys(both(entry["words"]), tuple(entry["may"]))
            self.likely[entry["question"]] |= words
        self.blank = frozenset(both(data["blank"]))
        self.unknown = frozenset(both(data["unknown"]))
        self.no_date = frozenset(both(data["no_date"]))
        self.carriers = {
            word: entry["id"]
            for entry in data["carriers"]
            for word in (*both(entry["words"]), *map(bare, entry["title"].values()))
        }
        # As they are compared, and the longest first: "元/月" before "元".
        units = (seen(word).casefold() for words in data["units"].values() for word in words)
        self.units = tuple(sorted(units, key=len, reverse=True))
        counted = "|".join(map(re.escape, both(data["totals"])))
        # Sheets of the blank list that hold no numbers.
        self.aids = frozenset(
            name
            for word in ("help_sheet", "answers_sheet")
            for name in data["words"][word].values()
        )
        self._total = re.compile(
            rf"(?:{counted})[\d.,]*(?:个|条|张|户|行|笔|元|号码|numbers?|rows?|lines?)*"
        )
        noted = "|".join(
            re.escape(seen(word).casefold()) for words in data["notes"].values() for word in words
        )
        self._note = re.compile(rf"(?:{noted})\s*\d*\s*:")

    def _headers(self) -> Iterator[tuple[str, str]]:
        """Yield each header with its field; the later of two that are alike counts."""
        model, data = self.model, self.data
        for name, question in model.questions.items():
            yield from ((bare(text), name) for text in question["title"].values())
            yield from ((bare(text), name) for text in question["short"].values())
        for name, titles in data["amounts"].items():
            yield from ((bare(text), name) for text in titles.values())
        for entry in data["question_headers"]:
            yield from ((word, entry["question"]) for word in both(entry["words"]))
        for entry in data["amount_headers"]:
            yield from ((word, entry["amount"]) for word in both(entry["words"]))
        for name, field in self.own.items():
            yield from ((bare(text), name) for text in field["title"].values())
            yield from ((word, name) for word in both(field["words"]))
        yield from ((bare(name), name) for name in self.fields)

    def _answers(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield each word for an answer to the question `name`; the later of two alike counts."""
        values = self.model.values[name]
        if UNKNOWN in values:
            yield from ((word, UNKNOWN) for word in both(self.data["unknown"]))
        for entry in self.data["meanings"]:
            if entry["question"] == name:
                yield from ((word, entry["value"]) for word in both(entry["words"]))
        for value, brief in self.data["briefs"].get(name, {}).items():
            yield from ((bare(text), value) for text in brief.values())
        for value in self.model.questions[name]["values"]:
            yield from ((bare(text), value["id"]) for text in value["label"].values())
        yield from ((bare(value), value) for value in values)

    def header(self, text: str) -> str | None:
        """Return the field that a header names as a whole, units in brackets apart, or None."""
        name = self.headers.get(bare(text))
        if name is None and (shorter := BRACKETS.sub("", seen(text[:LONGEST]))):
            name = self.headers.get(bare(shorter))
        return name

    def rank(self, header: str) -> int:
        """Return how surely a column so headed is the one of the numbers; less is surer."""
        shorter = bare(BRACKETS.sub("", seen(header[:LONGEST])))
        return self._rank.get(bare(header), self._rank.get(shorter, len(self._rank)))

    def is_other(self, header: str) -> bool:
        """Return whether a column so headed holds other people's numbers."""
        return bare(header) in self.others

    def is_personal(self, header: str) -> bool:
        """Return whether a column so headed holds what is personal."""
        return (
            bare(header) in self.personal
            or bare(BRACKETS.sub("", seen(header[:LONGEST]))) in self.personal
        )

    def is_total(self, text: str) -> bool:
        """Return whether a row that holds this cell adds up others."""
        return self._total.fullmatch(bare(text)) is not None

    def is_note(self, text: str) -> bool:
        """Return whether a row that begins so is a note below or above a list."""
        return self._note.match(seen(text[:LONGEST]).casefold()) is not None

    def carrier(self, text: str | None) -> str | None:
        """Return the id of the carrier that a cell or a sheet names, or None."""
        return self.carriers.get(bare(text)) if text else None

    def title(self, field: str, lang: str) -> str:
        """Return what a column of this field is headed by in our own files."""
        if field in self.own:
            return str(self.own[field]["title"][lang])
        if field in self.data["amounts"]:
            return str(self.data["amounts"][field][lang])
        return str(self.model.questions[field]["short"][lang])

    def text(self, kind: str, name: str, lang: str, **parts: object) -> str:
        """Return the text `name` of a kind (problems, refused …) with its parts filled in."""
        return str(self.data[kind][name][lang]).format(**parts)

    def note(self, note: str, lang: str) -> str:
        """Return a note on a file ("hidden_sheet: old") in words."""
        code, _, what = note.partition(": ")
        return self.text("file_notes", code, lang, what=what)


@cache
def vocabulary() -> Vocabulary:
    """Return the words of lists for today's rules."""
    try:
        return Vocabulary(current(), packed(IN_PLACE, PACKAGE))
    except OSError:
        return Vocabulary(current(), packed("lists.json", PACKAGE))
