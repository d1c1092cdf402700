"""What pages load, and when: nothing from elsewhere, nothing twice, nothing before its time."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.support.chromium import CHROMIUM, CHROMIUM_ARGS, PATIENCE, CheckPage, watch
from tests.support.server import Server
from tests.support.site import VERSION


def test_the_self_check_with_python_asks_no_other_origin_stores_and_tells_nothing(
    faulty: Server, check_page: Callable[..., CheckPage]
) -> None:
    self_check = check_page("zh", faulty)
    page = self_check.page
    seen = watch(page, faulty.url)
    self_check.open(f"#v={VERSION}&status=police_stop").answer({"need": "none"})
    self_check.python_ready()
    assert seen.foreign == []
    assert seen.errors == []
    # The server hears of no answer.
    assert [path for path in faulty.served if "runtime-" in path]
    assert not [path for path in faulty.served if "police" in path or "need" in path or "?" in path]
    assert page.context.cookies() == []
    stored = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert not [name for name in stored if "koc" in name.lower() or "keep" in name.lower()]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_a_second_visit_downloads_no_runtime_again(
    faulty: Server, playwright_: Playwright, tmp_path: Path
) -> None:
    faulty.faults.headers[""] = {"Cache-Control": "public, max-age=600"}
    # A visitor's cache is on disk; that of a context without a folder is too small for the runtime.
    visitor = playwright_.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=CHROMIUM_ARGS, headless=True
    )
    visitor.set_default_timeout(PATIENCE)
    first = CheckPage(visitor.new_page(), faulty, "zh").open(f"#v={VERSION}&status=police_stop")
    first.python_ready()
    assert [path for path in faulty.served if "runtime-" in path]
    faulty.served.clear()
    CheckPage(visitor.new_page(), faulty, "zh").open(f"#v={VERSION}&need=none").python_ready()
    assert not [path for path in faulty.served if "runtime-" in path]
    visitor.close()


@pytest.mark.parametrize("fault", ["", "missing texts", "hanging texts", "missing element"])
def test_the_themes_script_comes_after_the_outcome_or_after_all_hope_of_one(
    faulty: Server, site: Path, new_page: Callable[..., Page], fault: str
) -> None:
    manifest = faulty.stand_in().manifest
    files = {"texts": manifest["texts"]["zh"]["file"], "element": manifest["element"]}
    if fault:
        kind, name = fault.split()
        getattr(faulty.faults, kind).add(f"widget/{files[name]}")
    page = new_page()
    page.add_init_script(
        """new PerformanceObserver((list) => {
             const there = list.getEntries().some(({ name }) => name.includes("/bundle."));
             if (there) window.shown = Boolean(document.querySelector(".koc-card"));
           }).observe({ type: "resource" });"""
    )
    page.goto(f"{faulty.url}check/#v={VERSION}&status=police_stop")
    page.wait_for_function("window.document$ && window.shown !== undefined")
    assert page.evaluate("window.shown") is (not fault)


@pytest.mark.parametrize(
    ("lang", "word", "how"),
    [("", "过户", "key"), ("en/", "porting", "click"), ("", "过户", "address")],
)
def test_the_search_index_is_loaded_by_whoever_searches(
    faulty: Server, new_page: Callable[..., Page], lang: str, word: str, how: str
) -> None:
    page = new_page()
    page.goto(f"{faulty.url}{lang}check/", wait_until="networkidle")
    late = ("search_index", "search-words")
    assert not [path for path in faulty.served if any(name in path for name in late)]
    field = page.locator("input[name=query]")
    if how == "address":
        page.goto(f"{faulty.url}{lang}?q={urllib.parse.quote(word)}")
    else:
        if how == "key":
            page.keyboard.press("/")
        else:
            field.click()
        expect(field).to_be_focused()
        field.press_sequentially(word)
    expect(page.locator(".md-search-result__list")).to_contain_text(word, ignore_case=True)
    assert all(any(name in path for path in faulty.served) for name in late)


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("how/#p-3-3", "#p-3-3"),
        ("situations/leaver/", "#steps"),  # scrolled there, without an address
        ("laws/#law-tel-34", "#law-tel-34"),  # in a fold
        ("how/", ""),  # at the top
    ],
)
def test_the_other_language_opens_at_the_place_being_read(
    server: Server, new_page: Callable[..., Page], at: str, there: str
) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{server.url}{at}")
    if there and "#" not in at:
        page.locator(there).evaluate("(heading) => heading.scrollIntoView()")
    # With the mouse: Playwright's own click may scroll the page before.
    box = page.locator("[data-lang-switch]").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(f"{server.url}en/{at.partition('#')[0]}{there}")
    if there:
        top = page.locator(there).evaluate("(place) => place.getBoundingClientRect().top")
        assert 0 <= top < 300
