"""The built runtime, under Node, fills letters in as CPython does: same words, same bytes."""

from __future__ import annotations

import json

import pytest
from keep_or_cancel.papers.browser import call

from tests.support.letters import LETTERS, every_draft, rows
from tests.support.pyodide import Pyodide

BROWSER = "keep_or_cancel.papers.browser"


@pytest.mark.parametrize("name", LETTERS)
def test_each_letter_and_its_document_are_the_same(pyodide: Pyodide, name: str) -> None:
    for _, args in every_draft(name, each_outcome=False):
        text = json.dumps(args)
        there = pyodide.call(BROWSER, "call", "letter", text)
        assert isinstance(there, str)
        assert json.loads(there) == json.loads(str(call("letter", text)))
        # A document is made of what a letter says: the blank one, and the one with a schedule.
        if "facts" not in args or "lines" in args:
            assert pyodide.call(BROWSER, "call", "docx", text) == call("docx", text)


def test_many_letters_and_a_long_schedule_are_the_same_bytes(pyodide: Pyodide) -> None:
    long = {"id": "cancel_company", "lang": "en", "gloss": True, "numbers": rows(500)}
    text = json.dumps({"letters": [long, {"id": "handover", "lang": "zh"}]})
    there = pyodide.call(BROWSER, "call", "zip", text)
    assert there == call("zip", text)
    assert there[:2] == b"PK"


@pytest.mark.parametrize("args", ["[", "{}", '{"id": "authority", "lang": "xx"}'])
def test_what_is_refused_is_refused_in_the_same_words(pyodide: Pyodide, args: str) -> None:
    there = pyodide.call(BROWSER, "call", "letter", args)
    assert there == call("letter", args)
    assert str(there).startswith('{"error"')
