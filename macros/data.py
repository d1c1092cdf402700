"""The guide's data, loaded once a build, at call time, so that `mkdocs serve` sees every edit."""

from __future__ import annotations

import functools

from keep_or_cancel.model import Model

from guide import Guide, GuideError, compile_guide, load


@functools.cache
def _loaded() -> Guide | GuideError:
    """Return the guide, or what is wrong with it: both are worth reading only once a build."""
    try:
        return load()
    except GuideError as error:
        return error


def current() -> Guide:
    """Return the guide of this build; raise GuideError with every mistake in it."""
    found = _loaded()
    if isinstance(found, GuideError):
        raise found
    return found


@functools.cache
def current_model() -> Model:
    """Return the engine's model of the rules of this build."""
    return Model(compile_guide(current()))
