"""The search index holds words a reader would type, segmented where the language has no spaces."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from guide import Guide
from tests.support.site import TREES


def pages_with(site: Path, lang: str, word: str, field: str = "text") -> set[str]:
    """Return the pages whose index entries have `word` as one of the tokens of `field`."""
    index = json.loads((site / TREES[lang] / "search/search_index.json").read_text("utf-8"))
    separator = re.compile(index["config"]["separator"])
    return {
        entry["location"].partition("#")[0]
        for entry in index["docs"]
        if word.lower() in separator.split(re.sub("<[^>]*>", " ", entry[field]).lower())
    }


def test_a_word_from_the_middle_of_a_chinese_heading_is_found(site: Path, guide: Guide) -> None:
    heading = next(p for p in guide.article.paragraphs if p.id == "4.2").title.zh
    assert "自动" in heading[2:-2]
    assert "qa/" in pages_with(site, "zh", "自动", "title")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_term_is_found_where_it_stands_and_nowhere_else(site: Path, lang: str) -> None:
    word = {"zh": "携号转网", "en": "porting"}[lang]
    pages = pages_with(site, lang, word) | pages_with(site, lang, word, "title")
    assert "when-to-keep/" in pages
    assert "downloads/" not in pages


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("field", ["title", "text"])
def test_a_nonsense_word_is_not_found(site: Path, lang: str, field: str) -> None:
    assert pages_with(site, lang, "龘靐齉", field) == set()
    assert pages_with(site, lang, "xyzzyplugh", field) == set()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_term_and_what_it_says_are_apart(site: Path, guide: Guide, lang: str) -> None:
    index = json.loads((site / TREES[lang] / "search/search_index.json").read_text("utf-8"))
    text = " ".join(entry["text"] for entry in index["docs"]).replace("\u200b", "")
    for word in (getattr(guide.ui.ui[key], lang) for key in ("checked_on", "review_by")):
        assert re.search(rf"{word}\s\d", text), word
        assert not re.search(rf"{word}\d", text), word


def test_words_of_the_glossary_stay_whole(site: Path) -> None:
    """Without the glossary as dictionary they would be cut in the middle."""
    for word in ("停机保号", "二次放号", "电销卡"):
        assert pages_with(site, "zh", word) | pages_with(site, "zh", word, "title"), word


def test_every_term_of_the_glossary_can_be_found_by_its_name(site: Path, guide: Guide) -> None:
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    titles = {entry["location"]: entry["title"].replace("\u200b", "") for entry in index["docs"]}
    for term in guide.glossary.terms:
        assert titles[f"glossary/#term-{term.id}"] == term.term.zh
