"""Ticks are kept on the device, counted, cleared and shared by both languages; one sheet prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Locator, Page

from tests.support.chromium import watch
from tests.support.server import Server

LISTS = {"zh": "checklists/", "en": "en/checklists/"}
STORE = "keep-or-cancel.ticks"

# Stands in for the browser's own print: notes what paper would show at that moment.
NOTE_PRINT = """() => {
  window.print = () => {
    const box = document.querySelector('.print-sheet .check__box:checked');
    const seen = (element) => element.checkVisibility();
    window.printed = {
      how: document.documentElement.dataset.print,
      sheets: [...document.querySelectorAll('.checklist, .hotline')].filter(seen).map(e => e.id),
      headings: [...document.querySelectorAll('h1, h2')].filter(seen).length,
      tools: [...document.querySelectorAll('[data-sheet-tools]')].filter(seen).length,
      title: getComputedStyle(document.querySelector('.print-sheet'), '::before').content,
      tick: box ? getComputedStyle(box, '::before').content : null,
      sign: [...document.querySelectorAll('.print-sheet .checklist__sign')].filter(seen).length,
    };
    dispatchEvent(new Event('afterprint'));
  };
}"""


def checklist(page: Page, name: str) -> Locator:
    return page.locator(f"#checklist-{name}")


def count(page: Page, name: str) -> str:
    return checklist(page, name).locator("[data-count]").inner_text()


def tick(page: Page, item: str) -> None:
    """Tick or untick as a person does: by the words beside the box."""
    page.locator(f"[data-item={item}] .check__do").click()


def ticked(page: Page) -> list[str]:
    items: list[str] = page.eval_on_selector_all(
        ".checklist [data-item]:has(:checked)", "all => all.map(one => one.dataset.item)"
    )
    return items


@pytest.fixture
def lists(server: Server, new_page: Callable[..., Page]) -> Page:
    page = new_page()
    page.goto(server.url + LISTS["zh"])
    return page


def test_ticks_are_counted_and_kept(lists: Page) -> None:
    total = checklist(lists, "suspend").locator(".check").count()
    assert count(lists, "suspend") == f"已勾 0 / {total}"
    tick(lists, "suspend_terms")
    tick(lists, "suspend_verify")
    assert count(lists, "suspend") == f"已勾 2 / {total}"
    lists.reload()
    assert ticked(lists) == ["suspend_terms", "suspend_verify"]
    assert count(lists, "suspend") == f"已勾 2 / {total}"
    tick(lists, "suspend_terms")
    lists.reload()
    assert ticked(lists) == ["suspend_verify"]


def test_ticks_survive_a_switch_of_language(lists: Page, server: Server) -> None:
    tick(lists, "use_plan")
    lists.locator("[data-lang-switch]").first.click()
    lists.wait_for_url(server.url + LISTS["en"])
    assert ticked(lists) == ["use_plan"]
    total = checklist(lists, "keep_use").locator(".check").count()
    assert count(lists, "keep_use") == f"1 of {total} ticked"


def test_an_item_is_ticked_on_every_page_that_shows_it(lists: Page, server: Server) -> None:
    tick(lists, "before_confirm")
    lists.goto(server.url + "situations/own-card/")
    assert ticked(lists) == ["before_confirm"]


def test_clearing_empties_this_list_only(lists: Page) -> None:
    tick(lists, "suspend_terms")
    tick(lists, "use_plan")
    clear = checklist(lists, "suspend").locator("[data-clear]")
    assert clear.is_visible()
    clear.click()
    assert ticked(lists) == ["use_plan"]
    assert clear.is_disabled()
    assert count(lists, "suspend").startswith("已勾 0 /")
    lists.reload()
    assert ticked(lists) == ["use_plan"]


def test_clearing_all_leaves_nothing_on_the_device(lists: Page) -> None:
    tick(lists, "use_plan")
    assert lists.evaluate(f"localStorage.getItem('{STORE}')") == '["use_plan"]'
    checklist(lists, "keep_use").locator("[data-clear]").click()
    assert lists.evaluate(f"localStorage.getItem('{STORE}')") is None


def test_another_tab_sees_the_tick(lists: Page, server: Server) -> None:
    other = lists.context.new_page()
    other.goto(server.url + LISTS["en"])
    tick(lists, "use_plan")
    other.wait_for_selector("[data-item=use_plan] :checked", state="attached")
    assert ticked(other) == ["use_plan"]


def test_what_is_stored_may_be_broken(lists: Page) -> None:
    for broken in ("{", '{"a": 1}', "null"):
        lists.evaluate("([key, value]) => localStorage.setItem(key, value)", [STORE, broken])
        lists.reload()
        assert ticked(lists) == []
        tick(lists, "use_plan")
        assert lists.evaluate(f"localStorage.getItem('{STORE}')") == '["use_plan"]'


def test_without_storage_ticks_work_and_the_page_says_so(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no'); }})"
    )
    page.goto(server.url + LISTS["zh"])
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    tick(page, "use_plan")
    assert count(page, "keep_use").startswith("已勾 1 /")
    assert "不让保存" in checklist(page, "keep_use").locator("[data-not-kept]").inner_text()
    checklist(page, "keep_use").locator("[data-clear]").click()
    assert count(page, "keep_use").startswith("已勾 0 /")
    assert seen == []


def test_without_script_the_list_is_there_and_the_buttons_are_not(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(server.url + LISTS["zh"])
    assert page.locator("[data-item=use_plan] .check__do").is_visible()
    assert page.locator("[data-sheet-tools]:visible").count() == 0


def test_nothing_is_sent_anywhere(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    seen = watch(page, server.url)
    page.goto(server.url + LISTS["zh"])
    page.wait_for_load_state("networkidle")
    before = len(server.served)
    tick(page, "use_plan")
    checklist(page, "keep_use").locator("[data-clear]").click()
    page.wait_for_timeout(200)
    assert len(server.served) == before
    assert seen.foreign == []
    assert seen.errors == []


@pytest.mark.parametrize(("how", "mark"), [("blank", "none"), ("ticked", '"✓"')])
def test_print_shows_one_list_blank_or_with_its_ticks(lists: Page, how: str, mark: str) -> None:
    tick(lists, "suspend_terms")
    lists.emulate_media(media="print")
    lists.evaluate(NOTE_PRINT)
    # On paper the button is gone, so press it by script.
    checklist(lists, "suspend").locator(f"[data-print={how}]").evaluate("button => button.click()")
    printed: dict[str, Any] = lists.evaluate("printed")
    assert printed == {
        "how": how,
        "sheets": ["checklist-suspend"],
        "headings": 0,
        "tools": 0,
        "title": '"停机保号"',
        "tick": mark,
        "sign": 1,
    }
    # Afterwards the page is as before.
    assert lists.locator(".print-way, .print-sheet").count() == 0
    assert lists.evaluate("document.documentElement.hasAttribute('data-print')") is False
    assert ticked(lists) == ["suspend_terms"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_hotline_sheet_prints_alone_on_a4(
    server: Server, new_page: Callable[..., Page], tmp_path: Path, lang: str
) -> None:
    page = new_page()
    page.goto(f"{server.url}{'en/' if lang == 'en' else ''}hotline/")
    page.locator('[name="hotline.holder.answer"]').fill("公司名下")
    # Keep the page as it is while it prints, so that the paper can be looked at.
    page.evaluate("window.print = () => {}")
    page.locator(".hotline [data-print]").click()
    page.emulate_media(media="print")
    assert page.locator("h1").is_hidden()
    assert page.locator('[name="hotline.holder.answer"]').input_value() == "公司名下"
    for name in ("carrier", "number_end", "afterwards.ticket"):
        assert page.locator(f'[name="hotline.{name}"]').is_visible()
    file = tmp_path / "sheet.pdf"
    page.pdf(path=file, format="A4")
    with pikepdf.open(file) as pdf:
        # In English each question stands in both languages, which takes a second page.
        assert len(pdf.pages) <= 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_boxes_and_buttons_are_large_enough_on_a_phone(
    server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = new_page(width=320)
    page.goto(server.url + LISTS[lang])
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    for selector in (".check__box", ".sheet-tools button"):
        sizes = page.eval_on_selector_all(
            selector,
            "all => all.map(one => one.getBoundingClientRect()).map(r => [r.width, r.height])",
        )
        assert sizes, selector
        assert all(min(size) >= 24 for size in sizes), selector
