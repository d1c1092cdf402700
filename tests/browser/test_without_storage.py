"""A browser that lets no page keep anything: all works, and nothing is promised."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.support.chromium import CHROMIUM, CHROMIUM_ARGS, PATIENCE, CheckPage
from tests.support.server import Server

# What Chromium writes down for "block all cookies".
BLOCKED = {"profile": {"default_content_setting_values": {"cookies": 2}}}


@pytest.fixture(scope="module")
def context(
    playwright_: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A window of Chromium whose owner has blocked all cookies."""
    profile: Path = tmp_path_factory.mktemp("profile")
    (profile / "Default").mkdir()
    (profile / "Default/Preferences").write_text(json.dumps(BLOCKED))
    with playwright_.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=CHROMIUM_ARGS
    ) as context:
        context.set_default_timeout(PATIENCE)
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of it; at the end nothing may have gone wrong in any page's script."""
    errors: list[str] = []
    with context.new_page() as page:
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
    assert errors == []


def test_the_search_finds_and_the_colours_change(page: Page, server: Server) -> None:
    page.goto(f"{server.url}glossary/")
    # The premise.
    assert page.evaluate(
        "() => { try { return localStorage.length } catch ({ name }) { return name } }"
    ) == ("SecurityError")
    page.locator(".md-search__input").press_sequentially("停机")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.keyboard.press("Escape")
    body = page.locator("body")
    for scheme in ("default", "slate"):
        page.locator("[data-md-component=palette] label:visible").click()
        expect(body).to_have_attribute("data-md-color-scheme", scheme)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_check_answers_and_says_that_nothing_is_kept(
    page: Page, server: Server, lang: str
) -> None:
    self_check = CheckPage(page, server, lang).open().tap("company", "police_stop")
    assert self_check.outcome() == "ask_first"
    self_check.python_ready()
    page.locator(".koc-keeping > summary").click()
    box = page.locator("#koc-keep")
    page.locator("label", has=box).click()
    expect(page.locator(".koc-said")).to_contain_text(
        {"zh": "没有留下", "en": "nothing was kept"}[lang]
    )
    expect(box).not_to_be_checked()
    page.reload()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    assert self_check.outcome() == "ask_first"
    self_check.clear()
    page.go_back()
    expect(self_check.element).to_have_attribute("data-outcome", "")
    assert "police_stop" not in page.url


def test_the_sheet_and_the_lists_work_and_say_that_nothing_is_kept(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}en/hotline/")
    page.locator("[data-question][name=holder]").select_option("company")
    box = page.locator("[data-keep]")
    # Playwright's check() insists on the tick.
    box.click()
    expect(box).not_to_be_checked()
    note = page.locator("[data-hotline] .sheet-tools__note")
    expect(note).to_have_text(str(note.get_attribute("data-blocked")))
    assert "holder=company" in str(page.locator("[data-back] a").get_attribute("href"))
    page.goto(f"{server.url}en/checklists/keep_use/")
    page.locator("[data-item] .check__box").first.check()
    note = page.locator("[data-not-kept]")
    expect(note).to_have_text(str(note.get_attribute("data-not-kept")))
