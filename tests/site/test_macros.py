"""A macro called with an id that is not there says which macro, which id, and what there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from mkdocs.structure.files import Files

import macros
from guide import Guide
from guide.edition import Edition, Lang
from guide.prose.pages import calls, read_all
from macros.view import View
from tests.support.site import ROOT


@pytest.fixture(scope="module")
def view(guide: Guide) -> View:
    return View(Edition(guide, "zh", read_all("zh")), "how/")


UNKNOWN = [
    (macros.blocks.claim.claim, "C01"),
    (macros.blocks.addition.addition, "O01"),
    (macros.blocks.contradiction.contradiction, "X1"),
    (macros.blocks.checklist.checklist, "cancel_before"),
    (macros.blocks.outcome.outcome_head, "keep_use"),
    (macros.blocks.advice.advice, "upkeep"),
    (macros.blocks.law.law, "fraud-31"),
    (macros.blocks.source.source, "uni"),
    (macros.blocks.question.question, "holder"),
]


@pytest.mark.parametrize(("macro", "known"), UNKNOWN)
def test_an_unknown_id_is_refused_by_name(
    view: View, macro: Callable[[View, str], str], known: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{macro.__name__}\(\): .*'nonesuch'.*{known}"):
        macro(view, "nonesuch")


@pytest.mark.parametrize(("macro", "known"), UNKNOWN)
def test_a_known_id_is_shown(view: View, macro: Callable[[View, str], str], known: str) -> None:
    assert macro(view, known).startswith("<")


@pytest.mark.parametrize(("macro", "known"), UNKNOWN)
def test_a_block_is_one_line_so_that_markdown_leaves_it(
    view: View, macro: Callable[[View, str], str], known: str
) -> None:
    assert "\n" not in macro(view, known)


def test_a_link_to_a_page_that_is_not_there_is_refused(view: View) -> None:
    with pytest.raises(ValueError, match="no page 'nonesuch' in docs/zh; there are: about, check"):
        view.href("nonesuch")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("", "laws/#law-x"),
        ("how/", "../laws/#law-x"),
        ("outcomes/suspend/", "../../laws/#law-x"),
        ("laws/", "#law-x"),
    ],
)
def test_links_are_relative_to_the_page(view: View, url: str, target: str) -> None:
    assert View(view.edition, url).href("laws", "law-x") == target


@pytest.mark.parametrize(
    ("lang", "url", "target"),
    [
        ("zh", "", "widget/"),
        ("en", "", "../widget/"),
        ("en", "check/", "../../widget/"),
        ("zh", "outcomes/suspend/", "../../widget/"),
    ],
)
def test_both_trees_use_the_files_at_the_root(
    guide: Guide, lang: Lang, url: str, target: str
) -> None:
    assert View(Edition(guide, lang), url).root("widget/") == target


def test_text_is_escaped(view: View) -> None:
    claim = view.guide.claims.claims[0]
    sharp = claim.model_copy(
        update={"statement": claim.statement.model_copy(update={"zh": "<b>&"})}
    )
    claims = view.guide.claims.model_copy(update={"claims": [sharp]})
    guide = view.guide.model_copy(update={"claims": claims})
    here = View(Edition(guide, "zh", view.edition.pages), "how/")
    shown = macros.blocks.claim.claim(here, sharp.id)
    assert "&lt;b&gt;&amp;" in shown
    assert "<b>&" not in shown


def test_macro_calls_are_read_from_pages() -> None:
    text = (
        """{{ claim("C01") }} x {{rules()}} {{ law('fraud-31') ~ checklist("a", need="none") }}"""
    )
    assert list(calls("how.md", text)) == [
        ("claim", ("C01",)),
        ("rules", ()),
        ("law", ("fraud-31",)),
        ("checklist", ("a", "need=none")),
    ]


def test_a_macro_is_found_where_its_name_says() -> None:
    for macro in macros.MACROS:
        module = macro.__module__.rpartition(".")[2]
        assert macro.__name__ in (module, f"{module}s") or macro.__name__.startswith(f"{module}_")


def bound(serving: bool, guide_error: Exception | None) -> Callable[..., str]:
    """Return `claim` as mkdocs-macros would call it, on a page without files."""
    registered: dict[str, Callable[..., str]] = {}
    env = SimpleNamespace(
        conf={"site_url": "https://site.example/en/", "extra": {"lang": "en", "serving": serving}},
        page=SimpleNamespace(url="how/"),
        variables={"files": Files([])},
        macro=lambda function: registered.setdefault(function.__name__, function),
    )
    macros.define_env(env)
    return registered["claim"]


def test_a_mistake_in_a_page_ends_a_build() -> None:
    with pytest.raises(ValueError, match="nonesuch"):
        bound(False, None)("nonesuch")


def test_a_mistake_in_a_page_is_shown_on_it_while_serving() -> None:
    shown = bound(True, None)("nonesuch")
    assert 'class="guide-error"' in shown
    assert "nonesuch" in shown


def test_every_macro_is_called_by_a_page() -> None:
    written = " ".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    called = set(re.findall(r"\{\{\s*(\w+)\(", written))
    assert {macro.__name__ for macro in macros.MACROS} == called
