"""The guide's data, read once a build, at call time, so that `mkdocs serve` sees every edit.

What is worked out from the data is kept until the data change: a build in one language finds what
the build in the other has made, and an edit of a page does not prove the rules again.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from functools import cached_property

from keep_or_cancel.model import Model
from keep_or_cancel.prove import Proof, prove

from guide import Guide, GuideError, compile_guide, load
from guide.edition import LANGUAGES, Edition, Lang
from guide.freshness import Review, reviews
from widgets.letter_files import letter_files
from widgets.list_files import list_files


class _Data:
    """One state of the guide, and what follows from it."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide

    @cached_property
    def model(self) -> Model:
        return Model(compile_guide(self.guide))

    @cached_property
    def proof(self) -> Proof:
        return prove(self.model)

    @cached_property
    def list_files(self) -> Mapping[Lang, Mapping[str, bytes]]:
        return {lang: list_files(self.model, Edition(self.guide, lang)) for lang in LANGUAGES}

    @cached_property
    def letter_files(self) -> Mapping[Lang, Mapping[str, bytes]]:
        return {lang: letter_files(self.model, Edition(self.guide, lang)) for lang in LANGUAGES}

    @cached_property
    def reviews(self) -> list[Review]:
        return reviews(self.guide)


_last: _Data | None = None


@functools.cache
def _read() -> _Data | GuideError:
    """Return the guide, or what is wrong with it: both are worth reading only once a build."""
    global _last
    try:
        guide = load()
    except GuideError as error:
        return error
    if _last is None or _last.guide is not guide:
        _last = _Data(guide)
    return _last


def begin() -> None:
    """Read the data anew when they are next asked for: another build begins."""
    _read.cache_clear()


def _current() -> _Data:
    data = _read()
    if isinstance(data, GuideError):
        raise data
    return data


def current() -> Guide:
    """Return the guide of this build; raise GuideError with every mistake in it."""
    return _current().guide


def current_model() -> Model:
    """Return the engine's model of the rules of this build; raise GuideError as `current` does."""
    return _current().model


def current_proof() -> Proof:
    """Return the proof of the rules of this build; raise GuideError as `current` does."""
    return _current().proof


def current_reviews() -> list[Review]:
    """Return the guide's dated entries, the earliest review first; raise GuideError likewise."""
    return _current().reviews


def current_letter_files(lang: Lang) -> Mapping[str, bytes]:
    """Return the blank letters of this build, by name; raise GuideError as `current` does."""
    return _current().letter_files[lang]


def current_list_files(lang: Lang) -> Mapping[str, bytes]:
    """Return the files around lists of this build, by name; raise GuideError as `current` does."""
    return _current().list_files[lang]
