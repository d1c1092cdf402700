"""The search index holds words a reader would type, segmented where the language has no spaces."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from guide import Guide
from guide.edition import LANGUAGES, Lang, page_url
from guide.prose.pages import read_all
from tests.support.site import TREES, html_files


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_people_search_by_stand_with_their_page_in_both_languages(
    site: Path, lang: Lang
) -> None:
    index = json.loads((site / TREES[lang] / "search/search_index.json").read_text("utf-8"))
    tagged = {
        entry["location"]: {word.replace("\u200b", "") for word in entry["tags"]}
        for entry in index["docs"]
        if "tags" in entry
    }
    for code in LANGUAGES:
        for name, page in read_all(code).items():
            assert {page.title, *page.front.keywords} <= tagged[page_url(name)], name
    assert {"复机", "报开", "resuming service"} <= tagged["glossary/#term-service-resumption"]
    assert "卡是从哪里办的？" in tagged["check/#koc-group-card"]
    assert len(tagged) < len(index["docs"]) / 3
    for path in html_files(site / TREES[lang]):
        assert "md-tags" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_said_in_traditional_characters_is_what_the_pages_use(
    site: Path, lang: Lang
) -> None:
    index = json.loads((site / TREES[lang] / "search/search_index.json").read_text("utf-8"))
    pairs = index["config"]["simplified"]
    table = dict(zip(pairs[::2], pairs[1::2], strict=True))
    written = "註銷 銷號 停機保號 電銷卡 過戶 實名 帳號"
    meant = "注销 销号 停机保号 电销卡 过户 实名 账号"
    if lang == "zh":
        assert "".join(table.get(one, one) for one in written) == meant
    used = {one for entry in index["docs"] for one in entry["title"] + entry["text"]}
    assert not used & set(table)
    # The table stays a small part of what a searcher loads.
    assert len(json.dumps(table, ensure_ascii=False).encode()) < 10_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_to_do_counts_more_than_what_it_rests_on(site: Path, lang: Lang) -> None:
    index = json.loads((site / TREES[lang] / "search/search_index.json").read_text("utf-8"))
    boosts: dict[str, set[float]] = {}
    for entry in index["docs"]:
        boosts.setdefault(entry["location"].partition("#")[0], set()).add(entry["boost"])
    assert all(len(one) == 1 for one in boosts.values())
    first = [max(boosts[page]) for page in ("checklists/", "situations/leaver/", "hotline/")]
    last = [max(boosts[page]) for page in ("laws/", "state/", "embed/")]
    assert min(first) > max(boosts["how/"]) > max(last)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_label_and_its_text_are_apart(site: Path, guide: Guide, lang: Lang) -> None:
    index = json.loads((site / TREES[lang] / "search/search_index.json").read_text("utf-8"))
    text = " ".join(entry["text"] for entry in index["docs"]).replace("\u200b", "")
    for word in (getattr(guide.ui.ui[key], lang) for key in ("only_if", "done_when")):
        assert f"{word}{LANGUAGES[lang].colon}" in text, word
        assert not re.search(rf"{word}[^\s<{LANGUAGES[lang].colon}，。”“.,a-z]", text), word


def test_words_of_the_glossary_stay_whole(site: Path) -> None:
    """Without the glossary as dictionary they would be cut in the middle."""
    for word in ("停机保号", "二次放号", "电销卡"):
        assert pages_with(site, "zh", word) | pages_with(site, "zh", word, "title"), word


def test_every_term_of_the_glossary_can_be_found_by_its_name(site: Path, guide: Guide) -> None:
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    titles = {entry["location"]: entry["title"].replace("\u200b", "") for entry in index["docs"]}
    for term in guide.glossary.terms:
        assert titles[f"glossary/#term-{term.id}"] == term.term.zh
