"""Ticks are kept on the device by number, counted, deleted, shared; a list prints on one page."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from guide import Guide
from tests.support.cases import facts_for
from tests.support.chromium import CheckPage, watch
from tests.support.server import Server
from tests.support.site import TREES, VERSION

STORE = "keep-or-cancel.ticks"

# Stands in for the browser's own print: notes what paper would show at that moment.
NOTE_PRINT = """() => {
  window.print = () => {
    const box = document.querySelector('.print-sheet .check__box:checked');
    const seen = (element) => element.checkVisibility();
    const count = (selector) => [...document.querySelectorAll(selector)].filter(seen).length;
    window.printed = {
      how: document.documentElement.dataset.print,
      sheets: [...document.querySelectorAll('.checklist, .hotline')].filter(seen).map(e => e.id),
      headings: count('h1, h2'),
      tools: count('[data-sheet-tools]'),
      title: getComputedStyle(document.querySelector('.print-sheet'), '::before').content,
      tick: box ? getComputedStyle(box, '::before').content : null,
      head: [...document.querySelectorAll('.print-sheet .checklist__head input')]
        .filter(seen).map(input => input.value),
      reasons: count('.print-sheet .check__why') > 0,
    };
    dispatchEvent(new Event('afterprint'));
  };
}"""


def stored(page: Page) -> Any:
    return json.loads(page.evaluate(f"localStorage.getItem('{STORE}')") or "null")


def count(page: Page) -> str:
    return page.locator("[data-count]").inner_text()


def tick(page: Page, item: str) -> None:
    """Tick or untick as a person does: by the words beside the box."""
    page.locator(f"[data-item={item}] .check__do").click()


def ticked(page: Page) -> list[str]:
    items: list[str] = page.eval_on_selector_all(
        ".checklist [data-item]:has(.check__label :checked)",
        "all => all.map(one => one.dataset.item)",
    )
    return items


def choose(page: Page, number: str) -> None:
    page.locator("[data-number]").fill(number)
    page.keyboard.press("Enter")


def used(page: Page) -> list[str]:
    options: list[str] = page.eval_on_selector_all(
        "[data-used] option", "all => all.map(one => one.value)"
    )
    return options


@pytest.fixture
def at(server: Server, visit: Callable[..., Page]) -> Callable[..., Page]:
    """A function that opens the page of a list: `at("suspend", "en", width=320)`."""

    def opened(name: str, lang: str = "zh", **options: Any) -> Page:
        page = visit(**options)
        page.goto(f"{server.url}{TREES[lang]}checklists/{name}/")
        return page

    return opened


def test_ticks_are_counted_and_kept(at: Callable[..., Page]) -> None:
    page = at("suspend")
    total = page.locator(".check").count()
    assert count(page) == f"已勾 0 / {total}"
    tick(page, "suspend_terms")
    tick(page, "suspend_verify")
    assert count(page) == f"已勾 2 / {total}"
    page.reload()
    assert ticked(page) == ["suspend_terms", "suspend_verify"]
    assert count(page) == f"已勾 2 / {total}"
    tick(page, "suspend_terms")
    page.reload()
    assert ticked(page) == ["suspend_verify"]


def test_each_number_has_ticks_of_its_own(at: Callable[..., Page], server: Server) -> None:
    page = at("suspend")
    tick(page, "suspend_terms")
    assert page.locator("[data-used]").is_hidden()
    choose(page, " 尾号　0001 ")
    assert ticked(page) == []
    tick(page, "suspend_verify")
    choose(page, "尾号 0002")
    assert ticked(page) == []
    tick(page, "suspend_terms")
    assert used(page) == ["", "尾号 0001", "尾号 0002"]
    page.locator("[data-used] select").select_option("尾号 0001")
    assert ticked(page) == ["suspend_verify"]
    assert page.locator("[data-number]").input_value() == "尾号 0001"
    # The number stays chosen on the other lists, and on the lines that lead to them.
    page.goto(f"{server.url}checklists/")
    lines = page.locator("[data-ticked]:visible")
    assert lines.all_inner_texts() == ["尾号 0001 已勾 1"]
    page.goto(f"{server.url}en/checklists/suspend/")
    assert ticked(page) == ["suspend_verify"]
    choose(page, "")
    assert ticked(page) == ["suspend_terms"]


def test_a_number_is_deleted_with_all_its_ticks(at: Callable[..., Page], server: Server) -> None:
    page = at("suspend")
    assert page.locator("[data-forget]").is_hidden()
    choose(page, "尾号 0001")
    tick(page, "suspend_terms")
    page.goto(f"{server.url}checklists/keep_use/")
    tick(page, "use_plan")
    assert stored(page) == {
        "number": "尾号 0001",
        "ticks": {"尾号 0001": ["suspend_terms", "use_plan"]},
    }
    forget = page.locator("[data-forget]")
    assert forget.inner_text() == "删掉“尾号 0001”和它的勾"
    forget.click()
    assert ticked(page) == []
    assert stored(page) is None
    assert page.locator("[data-number]").input_value() == ""
    assert page.locator("[data-number]").evaluate("e => e === document.activeElement")


def test_ticks_from_before_there_were_numbers_are_taken_over(at: Callable[..., Page]) -> None:
    page = at("suspend")
    old = json.dumps(["suspend_terms", "use_plan"])
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [STORE, old])
    page.reload()
    assert ticked(page) == ["suspend_terms"]
    tick(page, "suspend_verify")
    assert stored(page) == {
        "number": "",
        "ticks": {"": ["suspend_terms", "suspend_verify", "use_plan"]},
    }


def test_ticks_survive_a_switch_of_language(at: Callable[..., Page], server: Server) -> None:
    page = at("keep_use")
    tick(page, "use_plan")
    page.locator("[data-lang-switch]").first.click()
    page.wait_for_url(f"{server.url}en/checklists/keep_use/")
    assert ticked(page) == ["use_plan"]
    assert count(page) == f"1 of {page.locator('.check').count()} ticked"


@pytest.mark.parametrize(("lang", "says"), [("zh", "已勾 1"), ("en", "1 ticked")])
def test_a_line_to_a_list_says_how_much_is_done(
    at: Callable[..., Page], server: Server, lang: str, says: str
) -> None:
    page = at("cancel_before", lang)
    tick(page, "before_confirm")
    page.goto(f"{server.url}{TREES[lang]}situations/own-card/")
    line = page.locator("[data-list=cancel_before] [data-ticked]")
    assert line.inner_text() == says
    others = page.locator("[data-list]:not([data-list=cancel_before]) [data-ticked]")
    assert others.count() > 0
    assert others.locator("visible=true").count() == 0


def test_the_outcome_and_the_lists_share_number_and_ticks(
    check_page: Callable[..., CheckPage], server: Server
) -> None:
    facts = facts_for("settle_then_cancel", blockers=["linked"])
    page = check_page("zh").open(f"#v={VERSION}&{urlencode(facts)}").page
    page.evaluate("localStorage.clear()")
    page.locator("details:has(#koc-number) > summary").click()
    page.locator("#koc-number").fill("尾号 0001")
    page.keyboard.press("Enter")
    box = page.locator("[data-item=before_confirm]")
    page.locator("details", has=box).locator("summary").first.click()
    box.check()
    assert stored(page) == {"number": "尾号 0001", "ticks": {"尾号 0001": ["before_confirm"]}}
    other = page.context.new_page()
    other.goto(f"{server.url}checklists/cancel_before/")
    assert ticked(other) == ["before_confirm"]
    assert other.locator("[data-number]").input_value() == "尾号 0001"
    other.locator("[data-forget]").click()
    expect(box).not_to_be_checked()
    other.close()


def test_clearing_empties_this_list_only(at: Callable[..., Page], server: Server) -> None:
    page = at("keep_use")
    tick(page, "use_plan")
    page.goto(f"{server.url}checklists/suspend/")
    tick(page, "suspend_terms")
    clear = page.locator("[data-clear]")
    clear.click()
    assert ticked(page) == []
    assert clear.is_disabled()
    assert count(page).startswith("已勾 0 /")
    assert stored(page)["ticks"] == {"": ["use_plan"]}
    page.goto(f"{server.url}checklists/keep_use/")
    page.locator("[data-clear]").click()
    assert stored(page) is None


def test_another_tab_sees_the_tick_and_keeps_its_number(
    at: Callable[..., Page], server: Server
) -> None:
    page = at("keep_use")
    other = page.context.new_page()
    other.goto(f"{server.url}en/checklists/keep_use/")
    tick(page, "use_plan")
    other.wait_for_selector("[data-item=use_plan] :checked", state="attached")
    choose(page, "尾号 0001")
    tick(page, "use_label")
    other.wait_for_selector("[data-used] option[value='尾号 0001']", state="attached")
    assert ticked(other) == ["use_plan"]
    assert other.locator("[data-number]").input_value() == ""
    # What one tab writes loses nothing of what the other has written.
    tick(other, "use_company_name")
    ticks = stored(other)["ticks"]
    assert ticks == {"": ["use_company_name", "use_plan"], "尾号 0001": ["use_label"]}
    other.close()


BROKEN = ["{", "null", "7", '"x"', '{"a": 1}', '{"ticks": 3}', '{"ticks": {"": "use_plan"}}']


def test_what_is_stored_may_be_broken(at: Callable[..., Page]) -> None:
    page = at("keep_use")
    for broken in (*BROKEN, '{"number": 5, "ticks": {"": [7, null]}}'):
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [STORE, broken])
        page.reload()
        assert ticked(page) == [], broken
        tick(page, "use_plan")
        assert stored(page) == {"number": "", "ticks": {"": ["use_plan"]}}, broken


def test_without_storage_ticks_work_and_the_page_says_so(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"
    )
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(f"{server.url}checklists/keep_use/")
    tick(page, "use_plan")
    assert count(page).startswith("已勾 1 /")
    assert "不让保存" in page.locator("[data-not-kept]").inner_text()
    choose(page, "尾号 0001")
    assert ticked(page) == []
    choose(page, "")
    assert ticked(page) == ["use_plan"]
    page.locator("[data-clear]").click()
    assert count(page).startswith("已勾 0 /")
    assert seen == []


def test_without_script_the_list_is_there_and_the_buttons_are_not(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}checklists/keep_use/")
    assert page.locator("[data-item=use_plan] .check__do").is_visible()
    assert page.locator("[data-sheet-tools]:visible").count() == 0


def test_nothing_is_sent_anywhere(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    seen = watch(page, server.url)
    page.goto(f"{server.url}checklists/keep_use/")
    page.wait_for_load_state("networkidle")
    before = len(server.served)
    choose(page, "尾号 0001")
    tick(page, "use_plan")
    page.locator("[data-clear]").click()
    page.wait_for_timeout(200)
    assert len(server.served) == before
    assert seen.foreign == []
    assert seen.errors == []


def test_one_list_prints_short_or_long_with_or_without_ticks(at: Callable[..., Page]) -> None:
    page = at("suspend")
    with_ticks = page.locator("[data-with-ticks]")
    assert with_ticks.is_hidden()
    choose(page, "尾号 0001")
    tick(page, "suspend_terms")
    page.evaluate(NOTE_PRINT)
    for how, ticks in product(("short", "long"), (False, True)):
        page.emulate_media(media="screen")
        with_ticks.locator("input").set_checked(ticks)
        page.emulate_media(media="print")
        # On paper the button is gone, so press it by script.
        page.locator(f"[data-print={how}]").evaluate("button => button.click()")
        printed: dict[str, Any] = page.evaluate("printed")
        assert printed == {
            "how": how,
            "sheets": ["checklist-suspend"],
            "headings": 0,
            "tools": 0,
            "title": '"停机保号"',
            "tick": '"✓"' if ticks else "none",
            "head": ["尾号 0001", "", "", ""],
            "reasons": how == "long",
        }
        # Afterwards the page is as before.
        assert page.locator(".print-way, .print-sheet").count() == 0
        assert page.locator("html[data-print], html[data-print-ticks]").count() == 0
        assert ticked(page) == ["suspend_terms"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_list_fits_on_one_a4_page(
    at: Callable[..., Page], guide: Guide, server: Server, tmp_path: Path, lang: str
) -> None:
    page = at("suspend", lang)
    for checklist in guide.checklists.checklists:
        page.goto(f"{server.url}{TREES[lang]}checklists/{checklist.id}/")
        # Keep the page as it is while it prints, so that the paper can be looked at.
        page.evaluate("window.print = () => {}")
        page.locator("[data-print=short]").click()
        page.emulate_media(media="print")
        heights = page.eval_on_selector_all(
            ".check .check__box, .checklist__head .fill", "all => all.map(one => one.offsetHeight)"
        )
        assert min(heights) > 10, checklist.id
        file = tmp_path / "list.pdf"
        page.pdf(path=file, format="A4", prefer_css_page_size=True)
        with pikepdf.open(file) as pdf:
            assert len(pdf.pages) == 1, checklist.id
        page.emulate_media(media="screen")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_boxes_and_buttons_are_large_enough_on_a_phone(at: Callable[..., Page], lang: str) -> None:
    page = at("cancel_before", lang, width=320)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for selector in (".check__box", ".sheet-tools button", ".checklist .fill", ".check summary"):
        sizes = page.eval_on_selector_all(
            selector,
            """all => all.filter(one => one.checkVisibility())
              .map(one => one.getBoundingClientRect()).map(r => [r.width, r.height])""",
        )
        assert sizes, selector
        assert all(min(size) >= 24 for size in sizes), selector
