"""The hotline sheet: open questions first, answers back to the self-check, kept only if wanted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.support.cases import CLEARED
from tests.support.chromium import watch
from tests.support.server import Server
from tests.support.site import TREES, VERSION

STORE = "keep-or-cancel.call"


def fragment(**facts: str) -> str:
    return "#" + "&".join(f"{name}={value}" for name, value in facts.items())


def back(page: Page) -> tuple[str, dict[str, str]]:
    """Return where the way back leads: the page, and what its fragment holds."""
    href = urlsplit(page.locator("[data-back] a").get_attribute("href") or "")
    held = dict(parse_qsl(href.fragment))
    assert int(held.pop("n", "0")) == len(held.keys() - {"v"})
    return href.path, held


def pick(page: Page, question: str, value: str) -> None:
    page.locator(f"[data-question][name={question}]").select_option(value)


def shown(page: Page, within: str = "") -> list[str]:
    ids: list[str] = page.eval_on_selector_all(
        f"{within} [data-hotline-question]",
        "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.hotlineQuestion)",
    )
    return ids


@pytest.fixture
def sheet(server: Server, visit: Callable[..., Page]) -> Callable[..., Page]:
    """A function that opens the sheet: `sheet("en", "#v=…", width=390)`."""

    def opened(lang: str = "zh", hash_: str = "", **options: Any) -> Page:
        page = visit(**options)
        page.goto(f"{server.url}{TREES[lang]}hotline/{hash_}")
        page.wait_for_selector("[data-back]:not([hidden])")
        return page

    return opened


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_open_stands_first_and_the_rest_is_folded(
    sheet: Callable[..., Page], lang: str
) -> None:
    expect(sheet(lang).locator(".hotline__rest")).to_be_hidden()
    page = sheet(lang, fragment(v=VERSION, holder="company", ask="linked,applicant"))
    assert shown(page) == ["contract", "papers", "place"]
    rest = page.locator(".hotline__rest")
    assert "9" in rest.locator("summary").inner_text()
    rest.locator("summary").click()
    assert len(shown(page, ".hotline__rest")) == 9
    numbers = page.eval_on_selector_all(
        "[data-hotline-question]", "all => all.map(one => one.dataset.hotlineQuestion)"
    )
    assert len(set(numbers)) == 12
    # Another link on the same page, without anything to ask: the sheet as it is.
    page.evaluate(f"location.hash = '#v={VERSION}&holder=company'")
    page.wait_for_function("document.querySelector('.hotline__rest').hidden")
    assert shown(page)[0] == "holder"
    assert len(shown(page)) == 12


def test_answers_go_back_with_all_that_came(sheet: Callable[..., Page]) -> None:
    came = {"v": VERSION, "holder": "company", "need": "none", "penalty": "250"}
    page = sheet("zh", fragment(**came, x="1", ask="contract,linked"))
    assert back(page) == ("../check/", came)
    assert page.locator('[data-amount="penalty"]').input_value() == "250"
    pick(page, "contract", "in_exit_fee")
    page.locator('[data-amount="monthly_fee"]').fill("１,０００")
    assert back(page)[1] == came | {"contract": "in_exit_fee", "monthly_fee": "1000"}
    assert page.locator("[data-back]").inner_text().strip() == "带着 4 个答案回自查"
    # What is no amount is left out, and said.
    page.locator('[data-amount="penalty"]').fill("三百")
    assert "penalty" not in back(page)[1]
    expect(page.locator(".fill__error")).to_contain_text("“三百”不能用")
    page.locator('[data-amount="penalty"]').fill("３００元")
    expect(page.locator(".fill__error")).to_have_count(0)
    assert back(page)[1]["penalty"] == "300"
    page.locator('[data-amount="penalty"]').blur()
    assert page.locator('[data-amount="penalty"]').input_value() == "300"
    pick(page, "contract", "")
    page.locator('[data-amount="penalty"]').fill("")
    assert back(page)[1].keys() == came.keys() - {"penalty"} | {"monthly_fee"}


def test_a_sheet_opened_by_itself_leads_to_the_check(sheet: Callable[..., Page]) -> None:
    page = sheet("en")
    assert len(shown(page)) == 12
    assert back(page) == ("../check/", {})
    page.locator('[name="hotline.holder.answer"]').fill("in the company's name")
    assert back(page) == ("../check/", {})
    pick(page, "holder", "company")
    assert back(page)[1] == {"v": VERSION, "holder": "company"}


def test_a_broken_address_does_no_harm(sheet: Callable[..., Page]) -> None:
    page = sheet("zh", f"#v={VERSION}&holder=nobody&contract=%E0%A4%A&penalty=1e9&ask=,nothing,%00")
    assert len(shown(page)) == 12
    assert page.locator("[name=holder]").input_value() == ""
    note = page.locator("[data-broken]")
    for name in ("holder", "contract", "penalty"):
        field = page.locator(f'[name="{name}"], [data-amount="{name}"]')
        expect(note).to_contain_text(field.locator("xpath=../span").inner_text())
    assert "nobody" not in note.inner_text()
    pick(page, "linked", "none")
    assert back(page)[1]["linked"] == "none"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_check_to_the_call_and_back_to_the_outcome(
    sheet: Callable[..., Page], server: Server, lang: str
) -> None:
    came = {"v": VERSION, **CLEARED}
    page = sheet(lang, fragment(**came, ask="contract,linked"))
    pick(page, "contract", "none")
    pick(page, "linked", "none")
    page.locator("[data-back] a").click()
    page.wait_for_url(f"{server.url}{TREES[lang]}check/**")
    page.wait_for_selector("keep-or-cancel[data-state=ready][data-outcome=cancel_now]")


def test_the_other_language_has_the_same_answers(
    sheet: Callable[..., Page], server: Server
) -> None:
    page = sheet("zh", fragment(v=VERSION, holder="company", ask="linked"))
    pick(page, "linked", "some")
    page.locator("[data-lang-switch]").first.click()
    page.wait_for_url(f"{server.url}en/hotline/**")
    assert shown(page) == ["contract"]
    assert page.locator("[name=linked]").input_value() == "some"


def test_nothing_is_kept_unless_wanted_and_nothing_is_sent(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    seen = watch(page, server.url)
    page.goto(f"{server.url}hotline/")
    page.wait_for_load_state("networkidle")
    before = len(server.served)
    page.locator('[name="hotline.carrier"]').fill("联通")
    pick(page, "holder", "company")
    page.wait_for_timeout(200)
    assert len(server.served) == before
    assert seen.foreign == []
    assert page.evaluate(f"localStorage.getItem('{STORE}')") is None
    page.reload()
    assert page.locator('[name="hotline.carrier"]').input_value() == ""
    assert seen.errors == []


def test_it_is_kept_where_wanted_until_it_is_not(sheet: Callable[..., Page]) -> None:
    page = sheet("zh")
    page.locator('[name="hotline.carrier"]').fill("联通")
    page.locator("[data-keep]").check()
    pick(page, "holder", "company")
    page.reload()
    assert page.locator("[data-keep]").is_checked()
    assert page.locator('[name="hotline.carrier"]').input_value() == "联通"
    assert back(page)[1] == {"v": VERSION, "holder": "company"}
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-clear]").click()
    assert json.loads(page.evaluate(f"localStorage.getItem('{STORE}')")) == {}
    page.locator("[data-keep]").uncheck()
    assert page.evaluate(f"localStorage.getItem('{STORE}')") is None


def test_what_is_kept_may_be_broken(sheet: Callable[..., Page]) -> None:
    for broken in ("{", "null", "7", '"x"', '[["hotline.carrier", "x"]]'):
        page = sheet("zh")
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [STORE, broken])
        page.reload()
        assert page.locator('[name="hotline.carrier"]').input_value() == "", broken
        pick(page, "holder", "company")
        assert back(page)[1] == {"v": VERSION, "holder": "company"}, broken


def test_without_storage_the_sheet_works_and_says_so(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"
    )
    page.goto(f"{server.url}hotline/")
    page.locator("[data-keep]").click()
    assert not page.locator("[data-keep]").is_checked()
    assert "不让保存" in page.locator(".hotline .sheet-tools__note").inner_text()
    pick(page, "holder", "company")
    assert back(page)[1] == {"v": VERSION, "holder": "company"}


@pytest.mark.parametrize(("lang", "most"), [("zh", 1), ("en", 2)])
def test_the_sheet_prints_alone_on_a4(
    sheet: Callable[..., Page], tmp_path: Path, lang: str, most: int
) -> None:
    # What is folded on the screen is on paper too.
    page = sheet(lang, fragment(v=VERSION, holder="company", ask="contract"))
    page.locator('[name="hotline.contract.answer"]').fill("没有合约")
    # Keep the page as it is while it prints, so that the paper can be looked at.
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.locator(".hotline [data-print]").click()
    page.emulate_media(media="print")
    assert page.locator("h1").is_hidden()
    assert page.locator("[data-back]").is_hidden()
    assert len(shown(page)) == 12
    for name in ("carrier", "ticket", "contract.answer", "afterwards.answer"):
        assert page.locator(f'[name="hotline.{name}"]').is_visible()
    # A choice made is said; the others leave room to write.
    assert page.locator("[name=holder]").is_visible()
    assert page.locator("[name=status]").is_hidden()
    file = tmp_path / "sheet.pdf"
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    with pikepdf.open(file) as pdf:
        # In English each question stands in both languages, which takes a second page.
        assert len(pdf.pages) <= most


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_fields_are_large_enough_on_a_phone(sheet: Callable[..., Page], lang: str) -> None:
    page = sheet(lang, width=320)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    sizes = page.eval_on_selector_all(
        ".hotline :is(.fill, button, [data-keep], [data-back] a)",
        """all => all
          .filter((one) => !one.closest("dialog"))
          .map((one) => one.getBoundingClientRect())
          .map(({ width, height }) => Math.min(width, height))""",
    )
    assert min(sizes) >= 24


def test_without_script_the_sheet_can_be_filled_in(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}hotline/")
    page.locator('[name="hotline.holder.answer"]').fill("公司名下")
    assert len(page.locator("[data-hotline-question]:visible").all()) == 12
    assert page.locator("[data-sheet-tools]:visible, [data-back]:visible").count() == 0
