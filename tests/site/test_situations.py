"""The pages of the situations: they say what the engine says, in both languages alike."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from keep_or_cancel import check
from keep_or_cancel.model import Model
from lxml.html import HtmlElement

import macros
from guide import Guide, compile_guide
from guide.edition import Edition
from guide.prose.pages import read_all
from macros.view import View
from tests.support.cases import every_example
from tests.support.site import LANGUAGES

Pages = dict[str, dict[str, HtmlElement]]

NAMES = (
    "own-card",
    "spare-pool",
    "in-contract",
    "arrears-stopped",
    "other-holder",
    "leaver",
    "reseller-gone",
    "company-closing",
    "other-name",
    "resale-numbers",
    "special-numbers",
    "foreign-manager",
)
# The parts of every page but special-numbers: what to do, whom to ask, what to take along.
PARTS = ("steps", "ask", "lists")
# What a page has besides; of one that treats several cases, a part for each.
OWN_PARTS = {
    "own-card": (*PARTS, "matters", "expect"),
    "spare-pool": (*PARTS, "matters", "expect"),
    "in-contract": (*PARTS, "matters", "expect"),
    "arrears-stopped": (
        *PARTS,
        "matters",
        "risk",
        "verify",
        "expired",
        "police",
        "sanction",
        "gone",
    ),
    "other-holder": (*PARTS, "matters", "not-mine"),
    "leaver": (*PARTS, "matters", "expect", "before"),
    "reseller-gone": (*PARTS, "matters", "expect"),
    "company-closing": (*PARTS, "expect", "before", "after", "bankrupt", "changed", "records"),
    "other-name": (
        "matters",
        "ways",
        "company-person",
        "company-company",
        "inherit",
        "premium",
        "ask",
    ),
    "resale-numbers": (*PARTS, "matters", "expect"),
    "special-numbers": ("short", "n400", "cloud", "iot", "ask", "lists"),
    "foreign-manager": (*PARTS, "approve", "sign", "matters", "words"),
}


@pytest.fixture(scope="module")
def model(guide: Guide) -> Model:
    return Model(compile_guide(guide))


def page(pages: Pages, lang: str, name: str) -> HtmlElement:
    article: HtmlElement
    (article,) = pages[lang][f"situations/{name}/index.html"].xpath("//article[.//h1]")
    return article


def parts(name: str) -> tuple[str, ...]:
    """Return the ids of the headings a page has."""
    return OWN_PARTS[name]


def facts(element: HtmlElement) -> dict[str, str]:
    """Return the answers that a way into the self-check fills in."""
    given = dict(parse_qsl(element.get("data-check-with"), strict_parsing=True))
    given.pop("v")
    return given


@pytest.mark.parametrize("name", NAMES)
def test_the_outcomes_a_page_states_are_those_its_answers_lead_to(
    pages: Pages, model: Model, name: str
) -> None:
    for lang in LANGUAGES:
        article = page(pages, lang, name)
        stated = set(article.xpath(".//@data-outcome"))
        reached: set[str] = set()
        ways = article.xpath(".//*[@data-check-with]")
        assert ways
        for way in ways:
            possible = check(facts(way), lang, model)["possible"]
            assert set(way.get("data-possible").split()) == set(possible)
            # Each way says itself where it leads.
            named = [
                urlsplit(href).path
                for href in way.xpath(".//*[@class='check-with__leads']/a/@href")
            ]
            assert named == [f"../../outcomes/{outcome}/" for outcome in possible]
            reached |= set(possible)
        assert stated <= reached, f"{name} states what no answers on it lead to"


@pytest.mark.parametrize("name", NAMES)
def test_the_first_way_into_the_self_check_settles_the_outcome(
    pages: Pages, model: Model, name: str
) -> None:
    way = page(pages, "zh", name).xpath("(.//*[@data-check-with])[1]")[0]
    assert check(facts(way), "zh", model)["settled"]


@pytest.mark.parametrize("name", NAMES)
def test_the_link_carries_the_answers_to_the_self_check(
    pages: Pages, guide: Guide, name: str
) -> None:
    for lang in LANGUAGES:
        for way in page(pages, lang, name).xpath(".//*[@data-check-with]"):
            (href,) = way.xpath(".//a[@class='cta__link']/@href")
            assert urlsplit(href).path == "../../check/"
            fragment = urlsplit(href).fragment
            assert fragment == way.get("data-check-with")
            assert ("v", guide.meta.rules_version) in parse_qsl(fragment)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_give_the_same_answers_outcomes_questions_and_lists(
    pages: Pages, name: str
) -> None:
    kinds = ("check-with", "possible", "outcome", "ask", "advice", "list", "items", "word")
    seen = [
        {kind: page(pages, lang, name).xpath(f".//@data-{kind}") for kind in kinds}
        for lang in LANGUAGES
    ]
    assert seen[0] == seen[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_answers_first_and_has_all_its_parts(pages: Pages, name: str) -> None:
    for lang in LANGUAGES:
        article = page(pages, lang, name)
        assert article.xpath("string(.//h1/@id)") == name
        # Before the first heading of a part: the answer, and one way into the self-check, unless
        # each part has its own.
        before = "not(preceding::h2)"
        assert article.xpath(f".//p[strong and not(text()[normalize-space()])][{before}]")
        ways = article.xpath(f".//*[@data-check-with][{before}]")
        assert len(ways) == (0 if name == "special-numbers" else 1)
        ids = article.xpath(".//h2/@id | .//h3/@id")
        for part in parts(name):
            assert part in ids, (lang, part)
        assert article.xpath(".//h2/following::ol/li")
        assert article.xpath(".//*[@data-ask]")
        # What to do comes before what else there is to know.
        common = (*PARTS, "matters")
        assert [part for part in ids if part in common] == [p for p in common if p in ids]
        assert article.xpath(".//*[@data-list]") or "lists" not in parts(name)


def test_every_case_of_a_person_is_answered_on_a_part_that_its_page_is_to_have() -> None:
    """What people came with and what the pages are about are held together by the headings."""
    places = [case.answered_on for _, case in every_example() if case.answered_on]
    assert places
    for place in places:
        page_name, _, part = place.partition("#")
        folder, _, name = page_name.rpartition("/")
        if folder == "situations" and name in OWN_PARTS and part:
            assert part in parts(name), place


def test_the_article_is_cited_and_not_repeated(pages: Pages) -> None:
    for lang in LANGUAGES:
        for name in NAMES:
            blocks = page(pages, lang, name).xpath(".//*[@data-claim or @data-addition]")
            assert blocks == [], f"{lang} {name}"


def test_the_index_leads_to_every_situation(pages: Pages) -> None:
    for lang in LANGUAGES:
        (article,) = pages[lang]["situations/index.html"].xpath("//article")
        hrefs = article.xpath(".//li/a[not(@class)]/@href")
        assert sorted(href.strip("/") for href in hrefs) == sorted(NAMES)


def test_english_pages_give_the_sentence_to_say_in_chinese_too(pages: Pages) -> None:
    for name in NAMES:
        entries = page(pages, "en", name).xpath(".//*[@data-ask]")
        for entry in entries:
            (chinese,) = entry.xpath(".//*[@lang='zh-Hans']")
            assert any("\u4e00" <= c <= "\u9fff" for c in chinese.text_content())


# --- macros refuse what is not there --------------------------------------------------------------


@pytest.fixture
def view(guide: Guide) -> View:
    return View(Edition(guide, "zh", read_all("zh")), "how/")


REFUSED: list[tuple[Callable[..., str], tuple[str, ...], dict[str, str], str]] = [
    (
        macros.blocks.check_with.check_with,
        (),
        {"holdr": "company"},
        r"check_with\(\): .*'holdr'.*holder",
    ),
    (
        macros.blocks.check_with.check_with,
        (),
        {"holder": "me"},
        r"check_with: holder\(\): .*'me'; allowed: company, self",
    ),
    (macros.blocks.check_with.check_with, (), {}, "at least one answer"),
    (
        macros.blocks.checklist.checklist_line,
        ("suspend", "suspended"),
        {},
        r"checklist_line\(\): .*'suspended'; allowed: cancel_before",
    ),
    (macros.blocks.checklist.checklist_line, (), {}, "at least one checklist"),
    (macros.blocks.ask.ask, ("need",), {}, r"ask\(\): .*'need'; allowed: holder"),
    (macros.blocks.rests_on.rests_on, ("9.9",), {}, r"rests_on\(\): .*'9\.9'; allowed: intro"),
    (macros.blocks.see.see, ("O99",), {}, "no page shows 'O99'"),
    (
        macros.blocks.terms.terms,
        ("nonesuch",),
        {},
        r"terms\(\): .*'nonesuch'; allowed: telesales-card",
    ),
]


@pytest.mark.parametrize(("macro", "arguments", "named", "says"), REFUSED)
def test_a_macro_names_what_it_refuses_and_what_there_is(
    view: View,
    macro: Callable[..., str],
    arguments: tuple[str, ...],
    named: dict[str, str],
    says: str,
) -> None:
    with pytest.raises(ValueError, match=says):
        macro(view, *arguments, **named)
