"""Lints the language of pages and shared data: Chinese typography, and terms of both languages.

autocorrect checks spaces and full-width punctuation. The rules here are what it leaves alone:
brackets, quotes and semicolons, spaces and line breaks between Han characters, and our own terms.
"""

from __future__ import annotations

import fnmatch
import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import autocorrect_py
from pydantic import Field, model_validator

from guide.edition import LANGUAGES
from guide.loader import DATA
from guide.prose.pages import DOCS, Remark, read_all
from guide.schema import Guide, HyphenName, Strict, Words
from guide.yaml_text import YamlList, YamlMap, read

WORDING = Path(__file__).with_name("language.yaml")

# 0 is off, 1 is on. Brackets must be full-width with us, not spaced; dashes and $ do not occur.
# Half-width punctuation would be right between two pieces of code, as in `a`、`b`.
AUTOCORRECT = {
    "space-word": 1,
    "space-punctuation": 1,
    "space-backticks": 1,
    "space-bracket": 0,
    "space-dash": 0,
    "space-dollar": 0,
    "fullwidth": 1,
    "no-space-fullwidth": 1,
    "no-space-fullwidth-quote": 1,
    "halfwidth-word": 1,
    "halfwidth-punctuation": 0,
    "spellcheck": 0,
}

HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
CODE = re.compile(r"`[^`]*`")
# A macro in running text stands for words of the page's language.
MACRO = re.compile(r"\{\{.*?\}\}")
# Names of texts, and what is said in somebody else's words: between quotes, or to the carrier.
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|(?<!请)问运营商：[^。]*")

CHINESE = (
    (re.compile(rf"(?<={HAN})[!\"'(),.:;?\[\]]|[!\"'(),.:;?\[\]](?={HAN})"), "ASCII punctuation"),
    (re.compile(rf"(?<={HAN}) ?-+ ?(?={HAN})"), "ASCII hyphen"),
    (re.compile(rf"(?<={HAN}) +(?={HAN})"), "space between Han characters"),
    (re.compile(rf"(?<={HAN})\n(?={HAN})"), "line broken between Han characters"),
)
ENGLISH = (
    (re.compile(rf"(?<!{HAN})[，。；：？！（）、](?!{HAN})"), "full-width punctuation"),
    (re.compile(r"(?<=\S) {2,}(?=\S)"), "two spaces"),
    (re.compile(r"\""), "straight quotation mark"),
    (re.compile(r"[‘’]"), "curly apostrophe"),
    (re.compile(r" (?=[,.;:?!](?:\s|$))"), "space before punctuation"),
)


@dataclass(frozen=True)
class Leaf:
    """One text to lint: file under the root, first line, place in the file, language, words."""

    path: str
    line: int
    where: str
    lang: str
    text: str


class Wording(Strict):
    """Words not used for a thing, the term to use, and longer words in which they are right."""

    term: HyphenName | None = None
    say: Words | None = None
    avoid: list[Words] = Field(alias="not", min_length=1)
    unless: list[Words] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_of_term_and_say(self) -> Wording:
        if (self.term is None) == (self.say is None):
            raise ValueError("either `term`, the id of a glossary term, or `say`")
        return self


class WordingFile(Strict):
    """`language.yaml`."""

    about: list[Words]
    zh: list[Wording]
    en: list[Wording]


def wording(guide: Guide, path: Path = WORDING) -> WordingFile:
    """Return the wordings with every `term` turned into the glossary's word as `say`.

    Raises ValueError (pydantic's ValidationError among them) for a mistake in the file.
    """
    file = WordingFile.model_validate(read(path.read_text(encoding="utf-8")))
    terms = {term.id: term.term for term in guide.glossary.terms}

    def said(lang: str, entry: Wording) -> Wording:
        if entry.term is None:
            return entry
        if entry.term not in terms:
            raise ValueError(f"{path.name}: no term {entry.term!r}; allowed: {', '.join(terms)}")
        return entry.model_copy(update={"say": getattr(terms[entry.term], lang)})

    return file.model_copy(
        update={lang: [said(lang, e) for e in getattr(file, lang)] for lang in LANGUAGES}
    )


def page_leaves(docs: Path = DOCS) -> Iterator[Leaf]:
    """Yield all running text of the pages."""
    for lang in LANGUAGES:
        for page in read_all(lang, docs).values():
            for prose in page.prose:
                yield Leaf(page.path, prose.line, "", lang, prose.text)


def data_leaves(folder: Path = DATA) -> Iterator[Leaf]:
    """Yield all texts of the shared data."""
    for file in sorted(folder.glob("*.yaml")):
        yield from _leaves(f"guide/data/{file.name}", read(file.read_text(encoding="utf-8")), ())


def _leaves(path: str, node: Any, where: tuple[str, ...]) -> Iterator[Leaf]:
    if isinstance(node, YamlMap):
        for key, value in node.items():
            here = (*where, str(key))
            if key not in LANGUAGES:
                yield from _leaves(path, value, here)
            elif isinstance(value, YamlList):
                for n, word in enumerate(value):
                    yield Leaf(path, value.lines[n], ".".join(here), str(key), str(word))
            else:
                yield Leaf(path, node.lines[key], ".".join(here), str(key), str(value))
    elif isinstance(node, YamlList):
        for n, value in enumerate(node):
            name = value.get("id", n) if isinstance(value, YamlMap) else n
            yield from _leaves(path, value, (*where, str(name)))


@functools.cache
def _autocorrect() -> Callable[[str], str]:
    """Return the function that puts spaces and punctuation of a line right, by our rules."""
    config = json.dumps({"rules": AUTOCORRECT})
    autocorrect_py.load_config(config)  # type: ignore[attr-defined]  # its stub leaves it out
    return autocorrect_py.format


def lint(leaf: Leaf, rules: WordingFile) -> Iterator[Remark]:
    """Yield what is wrong with one text."""
    chinese = leaf.lang == "zh"
    text = MACRO.sub("某" if chinese else "X", leaf.text)
    prose = CODE.sub("x", text)
    for pattern, name in CHINESE if chinese else ENGLISH:
        for match in pattern.finditer(prose):
            line = leaf.line + prose.count("\n", 0, match.start())
            yield Remark(leaf.path, line, f"{name}: {_around(prose, *match.span())}")
    if chinese:
        for n, written in enumerate(text.split("\n")):
            better = _autocorrect()(written)
            if better != written:
                yield Remark(leaf.path, leaf.line + n, _difference(written, better))
    if not any(fnmatch.fnmatch(f"{leaf.path}#{leaf.where}", place) for place in rules.about):
        yield from _terms(leaf, QUOTED.sub(_blank, prose), getattr(rules, leaf.lang))


def _terms(leaf: Leaf, text: str, wordings: list[Wording]) -> Iterator[Remark]:
    for entry in wordings:
        rest = text
        for right in entry.unless:
            rest = _words(right).sub(_blank, rest)
        for word in entry.avoid:
            for match in _words(word, r"\b" if leaf.lang == "en" else "").finditer(rest):
                line = leaf.line + text.count("\n", 0, match.start())
                around = _around(text, *match.span())
                yield Remark(leaf.path, line, f"{word!r}: say {entry.say!r}: {around}")


@functools.cache
def _words(words: str, edge: str = "") -> re.Pattern[str]:
    """Return the pattern of some words, each side of them at an `edge`, in any case."""
    return re.compile(f"{edge}{re.escape(words)}{edge}", re.IGNORECASE)


def _blank(match: re.Match[str]) -> str:
    """Keep the length, so that all that follows stands where it stood."""
    return "·" * len(match[0])


def _around(text: str, start: int, end: int) -> str:
    """Return a few characters to either side of a place."""
    return repr(text[max(0, start - 8) : end + 8])


def _difference(written: str, better: str) -> str:
    """Return the first place where two texts part, with a few characters around it."""
    start = next(
        (n for n, (a, b) in enumerate(zip(written, better, strict=False)) if a != b), len(better)
    )
    around = slice(max(0, start - 8), start + 8)
    return f"found {written[around]!r}; write {better[around]!r}"


def remarks(guide: Guide, docs: Path = DOCS, folder: Path = DATA) -> list[Remark]:
    """Return what the `language` command prints: every mistake in pages and shared data."""
    rules = wording(guide)
    leaves = [*page_leaves(docs), *data_leaves(folder)]
    return sorted({remark for leaf in leaves for remark in lint(leaf, rules)})
