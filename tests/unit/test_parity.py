"""Parity: both trees hold the same pages, built alike, with the same places, calls and links."""

import operator
from collections.abc import Callable
from pathlib import Path

import pytest

from guide.prose.pages import Page, names, read, read_all
from guide.prose.translation import remarks


@pytest.fixture(scope="module")
def trees() -> dict[str, dict[str, Page]]:
    return {lang: read_all(lang) for lang in ("zh", "en")}


def differing(trees: dict[str, dict[str, Page]], part: Callable[[Page], object]) -> list[str]:
    """Names of the pages of which `part` is not the same in both trees."""
    both = trees["zh"].keys() & trees["en"].keys()
    return sorted(name for name in both if part(trees["zh"][name]) != part(trees["en"][name]))


def test_both_trees_have_the_same_pages() -> None:
    assert names("zh") == names("en")
    assert {"index", "how", "state"} <= set(names("zh"))


def test_every_heading_has_an_id_and_none_twice(trees: dict[str, dict[str, Page]]) -> None:
    for pages in trees.values():
        for page in pages.values():
            ids = [section.id for section in page.sections]
            assert all(ids), page.path
            assert len(ids) == len(set(ids)), page.path


def test_headings_have_the_same_ids_and_levels(trees: dict[str, dict[str, Page]]) -> None:
    assert differing(trees, lambda page: [(s.id, s.level) for s in page.sections]) == []


def test_the_same_macros_are_called_with_the_same_arguments(
    trees: dict[str, dict[str, Page]],
) -> None:
    assert differing(trees, lambda page: sorted(page.calls)) == []


def test_the_same_links_are_set(trees: dict[str, dict[str, Page]]) -> None:
    assert differing(trees, lambda page: sorted(page.links)) == []


def test_pages_are_built_alike(trees: dict[str, dict[str, Page]]) -> None:
    """The same lists with as many items, tables and admonitions, in the same order."""
    assert differing(trees, lambda page: page.shape) == []


def test_the_same_parts_of_a_page_are_hidden(trees: dict[str, dict[str, Page]]) -> None:
    assert differing(trees, lambda page: page.front.hide) == []


def test_titles_and_descriptions_are_unique_in_their_language(
    trees: dict[str, dict[str, Page]],
) -> None:
    for pages in trees.values():
        for part in ("title", "description"):
            found = [getattr(page.front, part) for page in pages.values()]
            assert sorted(found) == sorted(set(found))


def test_only_english_pages_say_what_they_render(trees: dict[str, dict[str, Page]]) -> None:
    assert [page.path for page in trees["zh"].values() if page.front.translation] == []


def test_every_english_section_renders_the_chinese_one_as_it_is() -> None:
    """After a change: bring the English up to date, then `python -m guide translation --mark`."""
    assert [str(remark) for remark in remarks()] == []


@pytest.mark.parametrize(
    ("zh", "en", "part"),
    [
        ("## 一 {#a}", "## One {#b}", "sections"),
        ("## 一 {#a}", "### One {#a}", "sections"),
        ('{{ claim("C01") }}', '{{ claim("C02") }}', "calls"),
        ('{{ check_with(need="none") }}', '{{ check_with(need="ongoing") }}', "calls"),
        ("[一](how.md#a)", "[one](how.md)", "links"),
        ("- 一\n- 二", "- one", "shape"),
        ('!!! added "补充"\n\n    一', '!!! advice "Ours"\n\n    one', "shape"),
    ],
)
def test_a_difference_is_seen(tmp_path: Path, zh: str, en: str, part: str) -> None:
    docs = tmp_path / "docs"
    for lang, body in (("zh", zh), ("en", en)):
        (docs / lang).mkdir(parents=True)
        front = '---\ntitle: "a"\ndescription: "b"\n---\n\n'
        (docs / lang / "p.md").write_text(f"{front}{body}\n", encoding="utf-8")
    trees = {lang: {"p": read(lang, "p", docs)} for lang in ("zh", "en")}
    assert differing(trees, operator.attrgetter(part)) == ["p"]
