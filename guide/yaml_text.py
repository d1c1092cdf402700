"""Reads YAML 1.2 and keeps on which line each part stands.

libyaml reads, in a tenth of the time that a reader in Python takes. What it reads are words; which
of them are no texts is said here, for PyYAML would have `no` false and `12:30` 750, as YAML 1.1.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Hashable
from typing import Any

import yaml

# What a plain word may be beside a text: what it looks like, and how it is read.
PLAIN: tuple[tuple[re.Pattern[str], Callable[[str], object]], ...] = (
    (re.compile(r"|~|null|Null|NULL"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda word: word.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), datetime.date.fromisoformat),
)
# No word of another beginning is one of them.
BEGINS = frozenset("~nNtTfF-+.0123456789")


class YamlError(ValueError):
    """A text is no YAML; `line`, from 1, is where that shows."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class DuplicateKeyError(YamlError):
    """A key stands twice in one mapping."""


class YamlMap(dict[Any, Any]):
    """A mapping; `lines` has for each key the line it stands on, from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[Any, int] = {}


class YamlList(list[Any]):
    """A sequence; `lines` has for each entry the line it begins on, from 1."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


def read(text: str) -> Any:
    """Return what a YAML document says: YamlMap, YamlList, str, int, float, bool, date or None.

    Tags are passed over. Raises YamlError for what is no YAML, DuplicateKeyError among it.
    """
    try:
        return _Reader(text).document()
    except yaml.reader.ReaderError as error:
        raise YamlError(error.reason, 1) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlError(error.problem or error.context, line) from None


class _Reader:
    """Makes of libyaml's events what they stand for."""

    def __init__(self, text: str) -> None:
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self._anchored: dict[str, Any] = {}

    def document(self) -> Any:
        """Return what the only document says; nothing says None."""
        next(self._events)  # the stream begins
        first = next(self._events)
        if isinstance(first, yaml.StreamEndEvent):
            return None
        made = self._made(next(self._events))
        next(self._events)  # the document ends
        if not isinstance(after := next(self._events), yaml.StreamEndEvent):
            raise YamlError("a second document", after.start_mark.line + 1)
        return made

    def _made(self, event: Any) -> Any:
        """Return what begins with `event`, and read on to its end."""
        if isinstance(event, yaml.ScalarEvent):
            made = _word(event) if event.implicit[0] else event.value
            self._keep(event, made)
        elif isinstance(event, yaml.MappingStartEvent):
            made = self._mapping(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            made = YamlList()
            self._keep(event, made)
            while not isinstance(entry := next(self._events), yaml.SequenceEndEvent):
                made.lines.append(entry.start_mark.line + 1)
                made.append(self._made(entry))
        elif event.anchor in self._anchored:
            made = self._anchored[event.anchor]
        else:
            raise YamlError(f"no anchor is called {event.anchor}", event.start_mark.line + 1)
        return made

    def _mapping(self, start: Any) -> YamlMap:
        made = YamlMap()
        self._keep(start, made)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._made(event)
            if not isinstance(key, Hashable):
                raise YamlError("a key is not one word or text", line)
            if key in made:
                raise DuplicateKeyError(f'duplicate key "{key}"', line)
            made[key] = self._made(next(self._events))
            made.lines[key] = line
        return made

    def _keep(self, event: Any, made: Any) -> None:
        """Keep what an anchor names: an alias is what it names."""
        if event.anchor is not None:
            self._anchored[event.anchor] = made


def _word(event: Any) -> object:
    """Return what a plain word stands for."""
    word: str = event.value
    if word and word[0] not in BEGINS:
        return word
    for pattern, meaning in PLAIN:
        if pattern.fullmatch(word):
            try:
                return meaning(word)
            except ValueError as error:
                raise YamlError(f"{word}: {error}", event.start_mark.line + 1) from None
    return word
