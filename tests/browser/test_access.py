"""By keyboard alone, at 320 px, in forced colours, and without a finding of axe in any state."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.support.cases import facts_for
from tests.support.chromium import (
    AXE_DRAWN,
    CHROMIUM,
    CHROMIUM_ARGS,
    PATIENCE,
    CheckPage,
    findings,
)
from tests.support.server import Server
from tests.support.site import VERSION

Opens = Callable[..., CheckPage]
STEPS = ("empty", "question", "obstacles", "amounts", "outcome")
type Scheme = Literal["light", "dark"]
SCHEMES = {"light": "default", "dark": "slate"}
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


def in_state(check_page: Opens, state: str, faulty: Server, lang: str, **how: Any) -> CheckPage:
    """Open the self-check and bring it into `state`."""
    if state == "failed":
        faulty.faults.missing.add(faulty.manifest["worker"])
        self_check = check_page(lang, faulty, **how)
    else:
        self_check = check_page(lang, **how)
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
        self_check.to("all")
    elif state == "outcome":
        self_check.answer(SETTLED)
        self_check.python_ready().to("outcome")
    elif state == "question":
        self_check.tap("company", "normal", "none").to("number_type")
        page.locator(".koc-more summary").click()
    elif state == "obstacles":
        self_check.answer({**SETTLED, "status": "normal"})
        self_check.to("obstacles").tap("linked=some")
        page.locator('[data-line="bindings"] summary').click()
    elif state == "amounts":
        self_check.answer({**SETTLED, "contract": "in_exit_fee"})
        self_check.to("amounts")
        page.locator("#koc-penalty").fill("-1")
        expect(page.locator(".koc-error")).to_be_visible()
    elif state == "mistake":
        self_check.answer({**SETTLED, "contract": "in_exit_fee"})
        page.locator("#koc-penalty").fill("-1")
        expect(page.locator(".koc-error")).to_be_visible()
    elif state == "failed":
        self_check.answer(SETTLED)
        page.wait_for_selector(".koc-alert")
    return self_check


# What is out of a narrow window on the right, and what is too small to be hit.
WIDE = """() => [...document.querySelectorAll("keep-or-cancel *")]
  .filter(e => e.getBoundingClientRect().right > 320.5 && !e.closest(".koc-scroll"))
  .map(e => e.className || e.tagName)"""
SMALL = """() => [...document.querySelectorAll(
    "keep-or-cancel :is(button, input, summary, .koc-value label)")]
  .map(e => [e.id || e.className || e.textContent, e.getBoundingClientRect()])
  .filter(([, {width, height}]) => height && (height < 24 || width < 24))
  .map(([name, {width, height}]) => [name, width, height])"""


# Between 15 and 30 rem, where phones are, no style changes with the width. Both languages are built
# alike: by all its rules axe looks at one of them, once.
@pytest.mark.parametrize(
    ("lang", "schemes"), [("zh", {320: "light", 1280: "dark"}), ("en", {320: "dark"})]
)
@pytest.mark.parametrize("state", [*STEPS, "half", "settled", "everything", "mistake", "failed"])
def test_no_state_has_a_barrier_or_leaves_a_narrow_window(
    check_page: Opens,
    faulty: Server,
    lang: str,
    schemes: dict[int, Literal["light", "dark"]],
    state: str,
) -> None:
    page = in_state(check_page, state, faulty, lang, reduced_motion="reduce").page
    for width, scheme in schemes.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        # The theme's script, which sees to it, may still be on its way.
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
        if width == 320:
            assert page.evaluate(WIDE) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert page.evaluate(SMALL) == []
        whole = (lang, width) == ("zh", 320)
        assert findings(page, "keep-or-cancel", None if whole else AXE_DRAWN) == [], width


def test_axe_would_find_a_lost_label_and_a_pale_text(check_page: Opens) -> None:
    page = check_page("zh").open().to("all").page
    page.evaluate("document.querySelector('label[for=koc-holder-company]').remove()")
    page.evaluate("document.querySelector('.koc-bar-status').style.color = '#ccc'")
    lines = " ".join(findings(page, "keep-or-cancel"))
    assert "label" in lines
    assert "color-contrast" in lines


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_whole_check_is_done_by_keyboard(check_page: Opens, lang: str) -> None:
    self_check = check_page(lang).open()
    page = self_check.page
    page.locator(".koc-choice").first.focus()
    for _ in range(10):
        if self_check.step == "outcome":
            break
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.koc-choice')"):
                break
        page.keyboard.press("Enter")
        # What is asked next is read out: it has the focus, and shows.
        focused = page.evaluate("document.activeElement.matches('.koc-asked h2, .koc-result')")
        assert focused
        top = page.evaluate("document.activeElement.getBoundingClientRect().top")
        assert 0 <= top < 900 / 2
    assert self_check.outcome()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(self_check.element).not_to_have_attribute("data-step", "outcome")


def test_on_one_page_the_bar_leads_to_the_question_and_then_to_the_outcome(
    check_page: Opens,
) -> None:
    self_check = check_page("zh", width=390, height=640).open().to("all")
    page = self_check.page
    button = page.locator(".koc-bar button")
    button.focus()
    page.keyboard.press("Enter")
    assert self_check.step == "holder"
    self_check.answer(facts_for("keep_backup"))
    page.evaluate("scrollTo(0, 0)")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".koc-result")).to_be_focused()
    assert self_check.step == "outcome"


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
    self_check = check_page("zh", width=390).open().to("all")
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
    self_check = check_page("zh", width=390, height=700).open().to("all")
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


# --- text twice as large, as set in the browser --------------------------------------------------

# Boxes with words or to be pressed that run into each other or out of the window, or hide words.
TROUBLE = """() => {
  const kinds = "label, p, legend, h2, h3, dt, dd, button, input, summary";
  const all = [...document.querySelector("keep-or-cancel").querySelectorAll(kinds)]
    .filter(e => e.checkVisibility() && !e.closest(".koc-scroll, .koc-bar, .koc-step-actions"))
    // For those who hear it.
    .filter(e => getComputedStyle(e).clipPath === "none")
    .map(e => [e, e.getBoundingClientRect()]);
  const name = e => `${e.tagName} ${e.id || e.className} ${e.textContent.trim().slice(0, 20)}`;
  const troubles = [];
  all.forEach(([e, a], n) => {
    if (a.right > innerWidth + 0.5 || a.left < 0) troubles.push(["out", name(e)]);
    if (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "hidden")
      troubles.push(["cut", name(e)]);
    for (const [f, b] of all.slice(n + 1)) {
      if (e.contains(f) || f.contains(e)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 1) troubles.push(["over", name(e), name(f)]);
    }
  });
  return troubles;
}"""


def test_text_twice_as_large_is_whole_and_overlaps_nothing(
    playwright_: Playwright, server: Server, tmp_path: Path
) -> None:
    """As a person sees it who has set the browser's text to 200 %."""
    (tmp_path / "Default").mkdir()
    preferences = {"webkit": {"webprefs": {"default_font_size": 32}}}
    (tmp_path / "Default/Preferences").write_text(json.dumps(preferences))
    context = playwright_.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=CHROMIUM_ARGS
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()

    def whole(*where: str) -> None:
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(TROUBLE) == [], (where, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (where, width)

    for lang in ("zh", "en"):
        self_check = CheckPage(page, server, lang).open()
        # The premise: letters are twice the theme's 20 px.
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "40px"
        self_check.answer({**SETTLED, "contract": "in_exit_fee", "penalty": "-1"})
        self_check.python_ready()
        expect(page.locator(".koc-error")).to_be_visible()
        whole(lang, "mistake")
        self_check.answer({"penalty": "100", "monthly_fee": "30", "months_left": "10"})
        expect(page.locator(".koc-because")).to_have_count(1)
        page.evaluate("document.querySelectorAll('.koc-details details').forEach(d => d.open = 1)")
        whole(lang, "all")
        for step in ("number_type", "obstacles", "amounts", "outcome"):
            self_check.to(step)
            whole(lang, step)
    context.close()


def test_the_look_for_trouble_finds_it(check_page: Opens) -> None:
    page = check_page("zh").open().to("all").page
    assert page.evaluate(TROUBLE) == []
    page.add_style_tag(content="#koc-holder .koc-values { margin-top: -1em }")
    page.add_style_tag(content="#koc-status .koc-values { margin-inline-start: 95vw }")
    assert {kind for kind, *_ in page.evaluate(TROUBLE)} == {"over", "out"}


@pytest.mark.parametrize(("lang", "width"), [("zh", 320), ("en", 1280)])
def test_a_choice_stands_in_the_middle_of_the_first_line_of_its_words(
    check_page: Opens, faulty: Server, lang: str, width: int
) -> None:
    page = in_state(check_page, "settled", faulty, lang, width=width).page
    off = page.evaluate(
        """[...document.querySelectorAll(".koc-value, .koc-checks label, .koc-options label")]
            .filter(row => row.checkVisibility())
            .map(row => {
              const box = row.querySelector("input").getBoundingClientRect();
              const words = row.querySelector("span, label") ?? row;
              const range = document.createRange();
              range.selectNodeContents(words);
              const line = range.getClientRects()[0];
              return Math.abs((box.top + box.bottom) / 2 - (line.top + line.bottom) / 2);
            })"""
    )
    assert len(off) > 20
    assert max(off) <= 1


# --- mistakes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "title", "allowed"),
    [
        ("zh", "提前解约一共要付多少：", "最多两位小数"),
        ("en", "Total cost of leaving early:", "two"),
    ],
)
def test_a_mistake_names_the_field_in_the_readers_words(
    check_page: Opens, lang: str, title: str, allowed: str
) -> None:
    self_check = check_page(lang).open()
    self_check.answer({**SETTLED, "contract": "in_exit_fee", "penalty": "-1"})
    page = self_check.page
    error = page.locator(".koc-error[role=alert]")
    expect(error).to_contain_text(title)
    expect(error).to_contain_text("“-1”")
    expect(error).to_contain_text(allowed)
    assert "penalty" not in error.inner_text()
    field = page.locator("#koc-penalty")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(error.inner_text())))
    # Another answer leaves the mistake as it is: it is not read out again.
    error.evaluate("message => { window.told = message }")
    self_check.answer({"arrears": "none"})
    self_check.python_ready()
    assert page.evaluate("told.isConnected")
    field.fill("1")
    expect(error).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_wrong_months_are_reported_where_they_were_entered(check_page: Opens) -> None:
    self_check = check_page("en").open()
    self_check.answer({**SETTLED, "monthly_fee": "30"})
    self_check.python_ready()
    page = self_check.page
    page.locator(".koc-cost summary").click()
    months = page.locator("#koc-months")
    months.fill("9999")
    months.press("Tab")
    expect(page.locator(".koc-error")).to_contain_text("Months to compare")
    expect(months).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".koc-details")).not_to_have_attribute("aria-busy", "true")
    months.fill("6")
    months.press("Tab")
    expect(page.locator(".koc-error")).to_have_count(0)
    expect(page.locator(".koc-cost caption")).to_contain_text("6")


def test_wrong_months_in_a_link_count_as_none(check_page: Opens) -> None:
    self_check = check_page("en").open(f"#v={VERSION}&status=police_stop&months=9999")
    expect(self_check.page.locator(".koc-because")).to_have_count(1)
    assert "9999" not in self_check.page.evaluate("location.href")


# --- forced colours, motion ----------------------------------------------------------------------


def look(box: Locator) -> bytes:
    """A picture of an element with what is drawn around it."""
    place = box.bounding_box()
    assert place
    return box.page.screenshot(
        clip={
            "x": place["x"] - 6,
            "y": place["y"] - 6,
            "width": place["width"] + 12,
            "height": place["height"] + 12,
        }
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_show_what_is_chosen_focused_and_concluded(
    check_page: Opens, scheme: str
) -> None:
    self_check = check_page("zh", forced_colors="active", color_scheme=scheme).open()
    page = self_check.page
    self_check.to("status")
    choice = page.locator('[data-value="normal"]')
    page.keyboard.press("Shift")
    page.mouse.move(0, 0)
    plain = look(choice)
    choice.focus()
    focused = look(choice)
    self_check.tap("normal").to("status")
    page.mouse.move(0, 0)
    chosen = look(choice)
    choice.focus()
    both = look(choice)
    assert len({plain, focused, both, chosen}) == 4
    self_check.tap("police_stop")
    card = page.locator(".koc-card")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    border = ("borderInlineStartWidth", "borderTopStyle", "borderTopWidth")
    style = card.evaluate("(e, names) => names.map((n) => getComputedStyle(e)[n])", border)
    assert style == ["8px", "solid", "1px"]
    # Never by colour alone: an icon and a word say which kind it is.
    expect(card.locator(".koc-family svg")).to_be_visible()
    expect(card.locator(".koc-family")).not_to_be_empty()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_under_reduced_motion_moving_about_takes_no_time(check_page: Opens, motion: str) -> None:
    self_check = check_page("zh", reduced_motion=motion).open(f"#v={VERSION}&status=police_stop")
    page = self_check.page
    calm = motion == "reduce"
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    self_check.to("all")
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    moved = page.evaluate(
        """async () => {
          document.querySelector('[data-key="one-by-one"]').click();
          const at = scrollY;
          await new Promise(done => setTimeout(done, 400));
          return [at, scrollY];
        }"""
    )
    assert moved[0] == moved[1]
    self_check.answer({"status": "normal"})
    # The one thing that moves is the outcome as it arrives.
    moving = page.evaluate(
        """() => {
          document.getElementById("koc-status-police_stop").click();
          return document.getAnimations().map(({animationName}) => animationName);
        }"""
    )
    assert moving == [] if calm else "koc-arrive" in moving


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
