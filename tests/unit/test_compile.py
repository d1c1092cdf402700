"""What the engine is sent of the guide: all that it reads, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from keep_or_cancel import check
from keep_or_cancel.facts import DAYS, FactsError, read_object
from keep_or_cancel.model import Model, current, packed
from keep_or_cancel.versions import replay

from guide import compile_guide, load
from guide.compile import engine_part
from tests.support.facts import covering_answers, facts_of
from tests.unit.test_facts import MISTAKES


class Recorded(dict[str, Any]):
    """Part of the data that notes which of its keys were read."""

    def __init__(self, part: dict[str, Any]) -> None:
        super().__init__({key: recorded(value) for key, value in part.items()})
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)

    def items(self) -> Any:
        self.seen.update(self)
        return super().items()


def recorded(part: Any) -> Any:
    if isinstance(part, dict):
        return Recorded(part)
    return [recorded(entry) for entry in part] if isinstance(part, list) else part


def keys(part: Any, kind: str = "") -> Iterator[tuple[str, bool]]:
    """Yield each key by the kind of entry it stands in, and whether it was read there."""
    for entry in part if isinstance(part, list) else [part]:
        if isinstance(entry, Recorded):
            for key, value in dict.items(entry):
                if key in ("asserts", "assertions"):
                    continue  # what the proof holds texts against; no part of an answer
                yield f"{kind}.{key}", key in entry.seen
                yield from keys(value, key)
        elif isinstance(entry, list):
            yield from keys(entry, kind)


def test_nothing_is_sent_that_the_engine_never_reads() -> None:
    data = recorded(engine_part(compile_guide(load())))
    model = Model(data)
    days = dict.fromkeys(DAYS, "2026-11-23") | {"contract_end": "2026-11-22"}
    for answers in covering_answers(40):
        for lang in ("zh", "en"):
            for facts in (facts_of(answers), {**facts_of(answers), "months": 6, **days}):
                check(facts, lang, model)
    check({"count": "3 张"}, "zh", model)
    for text, *_ in MISTAKES:
        with pytest.raises(FactsError) as raised:
            check(read_object(text, model), "zh", model)
        assert raised.value.message("zh") != raised.value.message("en")
    read: dict[str, bool] = {}
    for key, was_read in keys(data):
        read[key] = read.get(key, False) or was_read
    # The proof reads the hit policy, a replay the versions; neither is part of an answer.
    elsewhere = {".hit_policy", ".versions"}
    assert {key for key, was_read in read.items() if not was_read} == elsewhere


def test_the_engine_decides_and_says_the_same_with_the_whole_guide() -> None:
    whole = Model(compile_guide(load()))
    for answers in covering_answers()[::9]:
        for lang in ("zh", "en"):
            assert check(facts_of(answers), lang, whole) == check(facts_of(answers), lang)


def test_the_package_reads_the_guide_as_it_was_compiled_last() -> None:
    assert current().data == engine_part(compile_guide(load()))
    assert packed(f"versions/{current().version}.json")["rules"]
    assert replay(check({"need": "none"}))["same"]
