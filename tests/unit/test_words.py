"""Words: every word of the interface is used, and every word that is used there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from guide import load

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("docs", "guide", "macros", "pdf", "widgets")
LISTS = ROOT / "widgets/keep_or_cancel/src/keep_or_cancel/lists"
ENDINGS = {".html", ".j2", ".js", ".md", ".py"}
QUOTED = re.compile(r"""(["'`])([a-z]\w*)\1""")
# ui.share_link, words.contents: the words as an object.
MEMBER = re.compile(r"\b(?:ui|words|w)\.([a-z]\w*)")
# { copied, share_link } = ui: one by one out of it.
PICKED = re.compile(r"\{([\w\s,]+)\}\s*=\s*[\w.#]*\bui\b")
# `koc_fail_${code}`, f"error_{kind}", "proof_" ~ name, and f"{day}_date": the rest is data.
BEGINNING = re.compile(r"""[`"']([a-z]\w*_)(?:\$?\{[^}]*\}[`"']|["'] [~+] )""")
ENDING = re.compile(r"""[`"']\$?\{[^}]*\}(_\w+)[`"']""")
# What takes a word and nothing else.
CALL = re.compile(
    r"""(?:(?:\bw\(|\bsay\(\s*|\b_word\()["']|\bextra\.words\.|(?<!ui\.)\bui\.(?!ui\b|yaml\b))"""
    r"""([a-z]\w*)\b(?!-|["'] [~+])"""
)


@pytest.fixture(scope="module")
def words() -> set[str]:
    return set(load().ui.ui)


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file that may use a word, with its text."""
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in ENDINGS and "__pycache__" not in path.parts:
                yield path, path.read_text(encoding="utf-8")


def used(text: str) -> tuple[set[str], tuple[str, ...], tuple[str, ...]]:
    """Return the words a source may name, and the beginnings and the ends of others."""
    names = {name for _, name in QUOTED.findall(text)} | set(MEMBER.findall(text))
    for picked in PICKED.findall(text):
        names |= set(re.findall(r"\w+", picked))
    return names, tuple(BEGINNING.findall(text)), tuple(ENDING.findall(text))


def test_every_word_is_used(words: set[str]) -> None:
    unused = set(words)
    for _, text in sources():
        names, beginnings, ends = used(text)
        unused -= names
        unused = {w for w in unused if not w.startswith(beginnings) and not w.endswith(ends)}
    assert sorted(unused) == []


def test_every_word_that_is_used_there_is(words: set[str]) -> None:
    named = {
        (path.relative_to(ROOT).as_posix(), name)
        for path, text in sources()
        # Whose words are those of lists.yaml.
        if not path.is_relative_to(LISTS)
        for name in CALL.findall(text)
    }
    assert len({name for _, name in named}) > 50
    assert {(path, name) for path, name in named if name not in words} == set()


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('{{ w("share_link") }}', "share_link"),
        ("button(ui.share_link, copy)", "share_link"),
        ("const { copied, share_link } = this.#view.ui;", "share_link"),
        ("ui[`koc_fail_${failure.code}`]", "koc_fail_offline"),
        ('w("proof_" ~ name)', "proof_gaps"),
        ('self.words(f"error_{kind}")', "error_date"),
        ("this.setting(day, `${day}_date`)", "start_date"),
    ],
)
def test_each_way_of_using_a_word_is_seen(source: str, word: str) -> None:
    names, beginnings, ends = used(source)
    assert word in names or word.startswith(beginnings) or word.endswith(ends)
    assert "share_links" not in names


def test_words_are_words() -> None:
    # What stands between words belongs to the language (`guide/edition.py`): here it would lose its
    # blanks.
    for name, word in load().ui.ui.items():
        for text in (word.zh, word.en):
            assert any(map(str.isalnum, text)), name
