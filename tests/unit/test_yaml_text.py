"""YAML is read as version 1.2 has it, with the lines its parts stand on."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from guide.yaml_text import DuplicateKeyError, YamlError, read

DOCUMENT = """\
# a remark
title: 消号指南
list:
  - one
  - id: two
    text: |
      first

      second

  - [a, b]
"""


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("no", "no"),  # the words that YAML 1.1 takes for something else
        ("Yes", "Yes"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("=", "="),
        ("2026.2", 2026.2),
        ("-1.5e3", -1500.0),
        ("010", 10),
        ("+7", 7),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("2026-02-03", datetime.date(2026, 2, 3)),
        ("2026-2-3", "2026-2-3"),
        ('"true"', "true"),
        ("'7'", "7"),
        ("!ENV [A, 7]", ["A", 7]),
        ("!ours 7", "7"),
        ("消号", "消号"),
    ],
)
def test_a_word_is_what_version_1_2_has_it(word: str, meant: Any) -> None:
    value = read(f"key: {word}\n")["key"]
    assert value == meant
    assert type(value) is type(meant) or isinstance(meant, list)


def test_parts_know_their_lines() -> None:
    document = read(DOCUMENT)
    assert document.lines == {"title": 2, "list": 3}
    entries = document["list"]
    assert entries.lines == [4, 5, 11]
    assert entries[1].lines == {"id": 5, "text": 6}
    assert entries[1]["text"] == "first\n\nsecond\n"
    assert entries[2].lines == [11, 11]


def test_an_alias_is_what_it_names() -> None:
    document = read("a: &all {x: 1}\nb: *all\nc: &word hi\nd: [*word, *word]\n")
    assert document["b"] is document["a"]
    assert document["d"] == ["hi", "hi"]


def test_nothing_says_none() -> None:
    assert read("") is None
    assert read("# only a remark\n") is None


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: [\n", 3, "did not find"),
        ("a: 1\n b: 2\n", 2, "mapping values are not allowed"),
        ("a: 1\n\tb: 2\n", 2, ""),
        ("a: *gone\n", 1, "no anchor is called gone"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key is not one word"),
        ("a: 1\nb: 2026-13-01\n", 2, "2026-13-01: month must be in 1..12"),
        ("a: 1\nb: \x07\n", 1, "control characters"),
    ],
)
def test_what_is_no_yaml_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(YamlError) as caught:
        read(text)
    assert says in str(caught.value)
    assert caught.value.line == line


def test_a_key_may_stand_once() -> None:
    with pytest.raises(DuplicateKeyError, match='duplicate key "b"') as caught:
        read("a: 1\nb: {c: 1}\nd: {c: 2}\nb: 3\n")
    assert caught.value.line == 4
