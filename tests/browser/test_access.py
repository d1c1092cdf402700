"""By keyboard alone, at 320 px, in forced colours, and without a finding of axe in any state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, CheckPage, Server

Opens = Callable[..., CheckPage]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
HALF = {"holder": "company", "need": "none"}
SETTLED = {
    "holder": "company",
    "status": "unknown",
    "need": "none",
    "number_type": "mobile",
    "channel": "carrier",
    "contract": "none",
    "arrears": "unknown",
    "compliance": "ok",
}


def findings(page: Page) -> list[str]:
    """Return what axe finds within the self-check, a line each."""
    page.add_script_tag(path=AXE)
    found: dict[str, Any] = page.evaluate("axe.run('keep-or-cancel')")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def in_state(
    check_page: Opens, state: str, server: Server, faulty: Server, **how: Any
) -> CheckPage:
    """Open the self-check and bring it into `state`."""
    lang = how.pop("lang")
    self_check = check_page(lang, faulty if state == "failed" else server, **how)
    if state == "failed":
        faulty.faults.missing.add(".zip")
    self_check.open()
    page = self_check.page
    if state == "half":
        self_check.answer(HALF)
        self_check.python_ready()
    elif state == "settled":
        self_check.answer(SETTLED)
        self_check.python_ready()
        page.evaluate("document.querySelectorAll('.koc-details details').forEach(d => d.open = 1)")
    elif state == "everything":
        page.locator(".koc-rest button").click()
    elif state == "mistake":
        self_check.answer({**SETTLED, "contract": "in_exit_fee"})
        page.locator("#koc-penalty").fill("-1")
        expect(page.locator(".koc-error")).to_be_visible()
    elif state == "failed":
        self_check.answer(SETTLED)
        page.wait_for_selector(".koc-alert")
    return self_check


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["empty", "half", "settled", "everything", "mistake", "failed"])
def test_axe_finds_nothing(
    check_page: Opens, server: Server, faulty: Server, lang: str, scheme: str, state: str
) -> None:
    how = {"lang": lang, "color_scheme": scheme, "reduced_motion": "reduce"}
    page = in_state(check_page, state, server, faulty, **how).page
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == [], width


def test_axe_would_find_a_lost_label_and_a_pale_text(check_page: Opens) -> None:
    page = check_page("zh").open().page
    page.evaluate("document.querySelector('label[for=koc-holder-company]').remove()")
    page.evaluate("document.querySelector('.koc-bar-status').style.color = '#ccc'")
    found = " ".join(findings(page))
    assert "label" in found
    assert "color-contrast" in found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("state", ["empty", "settled", "everything", "failed"])
def test_nothing_is_wider_than_320_pixels(
    check_page: Opens, server: Server, faulty: Server, lang: str, state: str
) -> None:
    self_check = in_state(check_page, state, server, faulty, lang=lang, width=320)
    wide = self_check.page.evaluate(
        """[...document.querySelectorAll("keep-or-cancel *")]
            .filter(e => e.getBoundingClientRect().right > 320.5 && !e.closest(".koc-scroll"))
            .map(e => e.className || e.tagName)"""
    )
    assert wide == []
    assert self_check.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_targets_are_at_least_24_pixels(check_page: Opens, server: Server, faulty: Server) -> None:
    self_check = in_state(check_page, "settled", server, faulty, lang="zh", width=390)
    small = self_check.page.evaluate(
        """[...document.querySelectorAll(
              "keep-or-cancel :is(button, input, summary, .koc-value label)")]
            .map(e => [e.id || e.className || e.textContent, e.getBoundingClientRect()])
            .filter(([, {width, height}]) => height && (height < 24 || width < 24))
            .map(([name, {width, height}]) => [name, width, height])"""
    )
    assert small == []


def test_the_whole_check_is_done_by_keyboard(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    page = self_check.page
    page.locator("#koc-holder-company").focus()
    page.keyboard.press("Space")
    expect(page.locator("#koc-holder-company")).to_be_checked()
    for _ in range(20):
        if self_check.outcome():
            break
        # Tab goes from question to question; Enter on the bar's button would go to the best one.
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.type")
        if focused == "radio":
            page.keyboard.press("Space")
    outcome = self_check.outcome()
    assert outcome
    for _ in range(60):
        if page.evaluate("document.activeElement.closest('.koc-result, .koc-bar') !== null"):
            break
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.koc-result, .koc-bar') !== null")


def test_enter_on_the_bar_goes_to_the_best_question_and_then_to_the_outcome(
    check_page: Opens,
) -> None:
    self_check = check_page("zh", width=390, height=640).open()
    page = self_check.page
    button = page.locator(".koc-bar button")
    button.focus()
    page.keyboard.press("Enter")
    best = page.locator(".koc-is-next").get_attribute("data-question")
    assert page.evaluate("document.activeElement.name") == best
    self_check.answer({"holder": "company", "status": "normal", "need": "standby"})
    self_check.answer({"compliance": "ok", "company_event": "none"})
    page.evaluate("scrollTo(0, 0)")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".koc-result")).to_be_focused()


def test_enter_in_the_form_leaves_the_page_and_its_answers_where_they_are(
    check_page: Opens,
) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"status": "police_stop"})
    self_check.page.locator("#koc-status-police_stop").focus()
    before = self_check.page.url
    self_check.page.keyboard.press("Enter")
    assert self_check.page.url == before
    assert self_check.outcome() == "ask_first"


def test_an_answer_keeps_its_place_on_the_screen_and_the_focus(check_page: Opens) -> None:
    self_check = check_page("zh", width=390).open()
    page = self_check.page
    choice = page.locator("#koc-status-police_stop")
    choice.scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.wait_for_timeout(200)
    before = choice.evaluate("input => input.getBoundingClientRect().top")
    choice.evaluate("input => { input.focus({preventScroll: true}); input.click(); }")
    page.wait_for_timeout(200)
    after = choice.evaluate("input => input.getBoundingClientRect().top")
    assert abs(after - before) <= 2
    expect(choice).to_be_focused()


def test_what_has_the_focus_is_not_covered_by_the_bar(check_page: Opens) -> None:
    self_check = check_page("zh", width=390, height=700).open()
    page = self_check.page
    page.locator("#koc-holder-company").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        covered = page.evaluate(
            """() => {
                const bar = document.querySelector(".koc-bar");
                const active = document.activeElement;
                if (!active.closest("form") || bar.hidden) return false;
                return active.getBoundingClientRect().top > bar.getBoundingClientRect().top;
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.id")


def test_forced_colours_keep_every_border_and_mark(
    check_page: Opens, server: Server, faulty: Server
) -> None:
    self_check = in_state(check_page, "settled", server, faulty, lang="zh", forced_colors="active")
    page = self_check.page
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    style = page.locator(".koc-card").evaluate(
        "card => [getComputedStyle(card).borderTopStyle, getComputedStyle(card).borderTopWidth]"
    )
    assert style == ["solid", "1px"]


def test_reduced_motion_moves_nothing(check_page: Opens, server: Server, faulty: Server) -> None:
    moving = "card => getComputedStyle(card).animationName"
    calm = in_state(check_page, "settled", server, faulty, lang="zh", reduced_motion="reduce")
    assert calm.page.locator(".koc-card").evaluate(moving) == "none"
    lively = in_state(
        check_page, "settled", server, faulty, lang="zh", reduced_motion="no-preference"
    )
    assert lively.page.locator(".koc-card").evaluate(moving) != "none"


def test_the_outcome_is_announced_and_details_are_not(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"status": "police_stop"})
    self_check.python_ready()
    page = self_check.page
    status = page.locator(".koc-status[role=status]")
    assert page.locator(".koc-outcome").inner_text() in status.inner_text()
    assert (
        page.locator(".koc-details").evaluate("e => e.closest('[aria-live], [role=status]')")
        is None
    )
