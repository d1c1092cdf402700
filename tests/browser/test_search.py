"""People search in their own words: the page that helps is among the first three hits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Server
from tests.support.site import TREES

# What people type, and a page that has to be among the first three.
SOUGHT = {
    "zh": {
        "带什么材料": "checklists/documents_company/",
        "材料": "checklists/documents_company/",
        "身份证": "checklists/documents_person/",
        "解绑": "checklists/bindings_company/",
        "换绑": "checklists/bindings_personal/",
        "封号": "situations/arrears-stopped/",
        "被停": "situations/arrears-stopped/",
        "欠费": "situations/arrears-stopped/",
        "外地": "outcomes/cancel_now/",
        "异地": "situations/own-card/",
        "离职": "situations/leaver/",
        "员工走了": "situations/leaver/",
        "违约金": "situations/in-contract/",
        "过户": "situations/other-name/",
        "没办过的号": "situations/other-holder/",
        "携号转网": "when-to-keep/",
        "停机保号": "outcomes/suspend/",
        "停机保": "outcomes/suspend/",
        "报停": "outcomes/suspend/",
        "公章": "checklists/documents_company/",
        "营业执照": "checklists/documents_company/",
        "代理商": "situations/reseller-gone/",
        "跑路": "situations/reseller-gone/",
        "公司注销": "situations/company-closing/",
        "破产": "situations/company-closing/",
        "400": "situations/special-numbers/",
        "170": "situations/resale-numbers/",
        "打电话": "hotline/",
        "10086": "hotline/",
        "Excel": "situations/spare-pool/",
        "打印": "downloads/",
        "备用": "situations/spare-pool/",
        "我要消号": "checklists/cancel_before/",
        "怎么消号": "how/",
        "法人": "glossary/",
    },
    "en": {
        "documents": "checklists/documents_company/",
        "papers": "checklists/documents_company/",
        "passport": "checklists/documents_person/",
        "unlink": "checklists/bindings_company/",
        "wechat": "checklists/bindings_personal/",
        "quit": "situations/leaver/",
        "resign": "situations/leaver/",
        "terminate": "checklists/cancel_before/",
        "chop": "situations/foreign-manager/",
        "company seal": "checklists/documents_company/",
        "excel": "situations/spare-pool/",
        "porting": "when-to-keep/",
        "port": "when-to-keep/",
        "transfer": "situations/other-name/",
        "arrears": "situations/arrears-stopped/",
        "unpaid": "situations/arrears-stopped/",
        "blocked": "situations/arrears-stopped/",
        "penalty": "situations/in-contract/",
        "contract": "situations/in-contract/",
        "suspend": "outcomes/suspend/",
        "pause": "outcomes/suspend/",
        "hotline": "hotline/",
        "call": "hotline/",
        "bankrupt": "situations/company-closing/",
        "closing": "situations/company-closing/",
        "reseller": "situations/reseller-gone/",
        "MVNO": "situations/resale-numbers/",
        "400 number": "situations/special-numbers/",
        "spare": "situations/spare-pool/",
        "foreign manager": "situations/foreign-manager/",
        "cancel": "checklists/cancel_before/",
        "print": "downloads/",
        "legal representative": "glossary/",
    },
}
FOUND = """() => [...document.querySelectorAll(".md-search-result__item")]
  .map((hit) => new URL(hit.querySelector("a").href).pathname.slice(1))"""


def opened(page: Page, server: Server, lang: str) -> Page:
    """Open the search on a page that is no hit of interest, and wait for its index."""
    page.goto(f"{server.url}{TREES[lang]}about/")
    page.locator("label.md-header__button[for=__search]").click()
    sought(page, "合约" if lang == "zh" else "contract")
    return page


def sought(page: Page, words: str) -> list[str]:
    """Put words into the field as pasting does, and return the addresses of the hits."""
    field = page.locator("input[name=query]")
    field.fill("")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    field.fill(words)
    expect(page.locator(".md-search-result__item").first).to_be_attached()
    found: list[str] = page.evaluate(FOUND)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_people_find_the_page_that_helps(
    server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = opened(new_page(width=390, height=844), server, lang)
    missed = {}
    for words, helps in SOUGHT[lang].items():
        first = sought(page, words)[:3]
        if f"{TREES[lang]}{helps}" not in first:
            missed[words] = first
    assert missed == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hit_is_its_title_and_two_lines(
    server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = opened(new_page(width=390, height=844), server, lang)
    sought(page, "材料" if lang == "zh" else "papers")
    lines = page.evaluate(
        """() => [...document.querySelectorAll(".search-hit")].filter((p) => p.offsetHeight)
          .map((p) => Math.round(p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight)))"""
    )
    assert len(lines) > 3
    assert max(lines) == 2
    assert page.locator(".md-search-result .md-tags").count() == 0
    # The word that was sought is in sight.
    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".search-hit")].filter((p) => p.offsetHeight)
          .filter((p) => { const mark = p.querySelector("mark"); return mark &&
            mark.getBoundingClientRect().bottom > p.getBoundingClientRect().bottom + 1; })
          .map((p) => p.textContent)"""
    )
    assert hidden == []


def test_a_single_character_is_no_part_of_a_word(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = opened(new_page(width=390, height=844), server, "zh")
    sought(page, "报停")
    marks = page.locator(".md-search-result mark").all_inner_texts()
    assert set(marks) <= {"报停"}, marks
    # Nothing on any page: no hit for one of its characters either.
    field = page.locator("input[name=query]")
    field.fill("龘消")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
