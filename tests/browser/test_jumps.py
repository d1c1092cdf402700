"""Nothing moves under the finger when the scripts come: layout shifts, and where answers are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.cases import facts_for
from tests.support.chromium import LOADED
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, TREES, written

ASKED_FIRST = {"status": "police_stop"}
# Every kind of page, and what links to the self-check and to the call sheet lead to.
PAGES = (
    *("", "why/", "situations/leaver/", "how-it-decides/", "outcomes/ask_first/", "laws/"),
    *("state/", "hotline/", "hotline/#ask=contract,use", "checklists/suspend/", "embed/"),
    *("check/", f"check/{written(ASKED_FIRST)}", "check/#koc-all"),
)
# The share of the screen that moved, times how far: 0.1 is what the browser's makers call good.
BOUND = 0.02
WATCH = """window.shifts = [];
window.note = (entries) => {
  for (const { hadRecentInput, value, sources } of entries) {
    const names = sources.map(({ node }) => node?.className || node?.nodeName);
    if (!hadRecentInput) shifts.push([value, names.join(", ")]);
  }
};
window.watcher = new PerformanceObserver((list) => note(list.getEntries()));
watcher.observe({ type: "layout-shift", buffered: true });
"""
DRAWN = "performance.getEntriesByName('first-contentful-paint').length > 0"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PLACES = """() => [...document.querySelectorAll(".koc-choice")].map((choice) => {
  const { left, top, width, height } = choice.getBoundingClientRect();
  return [left, top, width, height].map(Math.round);
})"""


SCRIPTS = "**/*.js"
# Is asked for with the script, and shows in the outcome's card.
PLAN = "**/plan.*.json"


@contextmanager
def before_the_scripts(page: Page, address: str, files: str = SCRIPTS) -> Iterator[None]:
    """Open a page and keep its scripts back while it is shown; at the end all has been loaded.

    Those held back are the `files`.
    """
    held: list[Route] | None = []

    def hold(route: Route) -> None:
        if held is None:
            route.continue_()
        else:
            held.append(route)

    page.route(files, hold)
    page.goto(address, wait_until="commit")
    page.wait_for_function(DRAWN)
    page.evaluate(FRAMES)
    yield
    scripts, held = held, None
    assert scripts
    for script in scripts:
        script.continue_()
    page.wait_for_function(LOADED)
    page.evaluate(FRAMES)
    page.unroute(files)


# English breaks into most lines where it is narrow.
@pytest.mark.parametrize(("lang", "width"), [("en", 390), ("zh", 1280)])
def test_no_page_jumps_when_its_scripts_come(
    new_page: Callable[..., Page], server: Server, lang: str, width: int
) -> None:
    page = new_page(width, 844)
    page.add_init_script(WATCH)
    moved = {}
    for path in PAGES:
        page.goto("about:blank")
        with before_the_scripts(page, f"{server.url}{TREES[lang]}{path}"):
            pass
        page.evaluate("note(watcher.takeRecords())")
        shifts: list[tuple[float, str]] = page.evaluate("shifts")
        if sum(value for value, _ in shifts) > BOUND:
            moved[path] = shifts
    assert moved == {}


@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_no_outcome_jumps_when_its_plan_comes_last(
    new_page: Callable[..., Page], server: Server, lang: str, width: int
) -> None:
    page = new_page(width, 844)
    page.add_init_script(WATCH)
    moved = {}
    for facts in (ASKED_FIRST, facts_for("settle_then_cancel")):
        page.goto("about:blank")
        with before_the_scripts(page, server.url + CHECK_PAGES[lang] + written(facts), PLAN):
            expect(page.locator(".koc-card")).to_be_visible()
        page.evaluate("note(watcher.takeRecords())")
        moved[str(facts)] = page.evaluate("shifts")
    assert not any(moved.values()), moved


@pytest.mark.parametrize(("lang", "width"), [("zh", 390), ("en", 1280)])
def test_the_first_answers_stand_where_they_will_be_pressed(
    new_page: Callable[..., Page], server: Server, lang: str, width: int
) -> None:
    page = new_page(width, 844)
    with before_the_scripts(page, server.url + CHECK_PAGES[lang]):
        before = page.evaluate(PLACES)
    assert before == page.evaluate(PLACES) != []


def test_a_link_with_answers_asks_no_other_question_meanwhile(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page(390, 844)
    link = server.url + CHECK_PAGES["zh"] + written({"status": "police_stop"})
    with before_the_scripts(page, link):
        # Pressed, it would put its own answer in place of all others.
        assert not page.locator(".koc-choice").first.is_visible()
    assert page.locator("keep-or-cancel").get_attribute("data-step") == "outcome"


def test_a_list_keeps_its_place_when_it_is_ticked_and_on_return(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page(360, 844)
    address = f"{server.url}{TREES['en']}checklists/suspend/"
    top = "document.querySelector('.checklist__entries').offsetTop"
    with before_the_scripts(page, address):
        place = page.evaluate(top)
    page.locator("[data-number]").fill("0001")
    page.locator("[data-number]").press("Enter")
    page.locator(".checklist__entries .check__box").first.click()
    assert page.locator("[data-with-ticks]").is_visible()
    assert page.evaluate(top) == place
    page.goto("about:blank")
    with before_the_scripts(page, address):
        assert page.evaluate(top) == place
    assert page.locator("[data-used] select").is_visible()
    assert page.evaluate(top) == place
