"""Without script, or where the self-check does not start, steps lead to the outcome by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest
from keep_or_cancel import check
from keep_or_cancel.facts import Facts
from keep_or_cancel.model import current
from playwright.sync_api import Browser, Page, expect

from tests.support.cases import facts_for
from tests.support.chromium import PATIENCE, CheckPage, findings
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, VERSION

STEPS = ".koc-by-hand"
# A long way: every answer but the last lets it go on.
FACTS = facts_for("settle_then_cancel", blockers=["contract_exit"])


@pytest.fixture(scope="module")
def scriptless(browser: Browser) -> Iterator[Page]:
    """A phone's page without scripts, which stands open for these tests."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def followed(page: Page) -> None:
    """Go from step to step by Tab and Enter alone, and through the link of the outcome."""
    facts = Facts(current(), FACTS)
    answers = {**facts.answers, "exit_cost": facts.exit_cost}
    step = "by-hand-1"
    page.locator(f"#{step} a").first.focus()
    while "#by-hand" in page.url or step == "by-hand-1":
        variable = page.locator(f"#{step}").get_attribute("data-variable") or ""
        answer = f'#{step} > ul > li[data-values~="{answers[variable]}"] a'
        link = page.locator(answer).first
        for _ in range(12):
            if page.locator(f"{answer}:focus").count():
                break
            page.keyboard.press("Tab")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport()
        step = (link.get_attribute("href") or "").removeprefix("#")
        with page.expect_navigation():
            page.keyboard.press("Enter")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_script_the_outcome_is_reached_by_keyboard_alone(
    server: Server, scriptless: Page, lang: str
) -> None:
    page = scriptless
    page.goto(server.url + CHECK_PAGES[lang])
    expect(page.locator(STEPS)).to_be_visible()
    expect(page.locator("keep-or-cancel form")).to_be_hidden()
    followed(page)
    outcome = check(FACTS, lang)["outcome"]
    assert page.url.endswith(f"/outcomes/{outcome}/")
    page.go_back()
    expect(page.locator("li:target")).to_be_in_viewport()


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "light"), ("en", "dark")])
def test_without_script_axe_finds_nothing_and_nothing_is_too_wide(
    site: Path, faulty: Server, new_page: Callable[..., Page], lang: str, scheme: str
) -> None:
    # Axe is a script itself, so what is switched off here are the page's own.
    address = CHECK_PAGES[lang]
    text = (site / address / "index.html").read_text(encoding="utf-8")
    faulty.faults.replaced[address] = re.sub(r"(?s)<script.*?</script>", "", text).encode()
    faulty.faults.types[address] = "text/html"
    page = new_page(320, 800, color_scheme=scheme)
    page.goto(faulty.url + address)
    expect(page.locator(STEPS)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert findings(page, "keep-or-cancel") == []


def test_with_script_the_steps_do_not_show_not_even_before_the_form_answers(
    faulty: Server, check_page: Callable[..., CheckPage]
) -> None:
    faulty.faults.hanging.add(".json")
    page = check_page("zh", faulty).page
    page.goto(f"{faulty.url}check/", wait_until="domcontentloaded")
    expect(page.locator("keep-or-cancel .koc-step")).to_be_visible()
    expect(page.locator(STEPS)).to_be_hidden()
    ready = check_page("zh").open().page
    expect(ready.locator(STEPS)).to_be_hidden()


@pytest.mark.parametrize("fault", ["missing", "syntax", "graph"])
def test_where_the_self_check_does_not_start_the_steps_show(
    site: Path, faulty: Server, check_page: Callable[..., CheckPage], fault: str
) -> None:
    manifest = faulty.manifest
    if fault == "missing":
        faulty.faults.missing.add(manifest["element"])
    elif fault == "syntax":
        # What an older browser makes of a newer language.
        faulty.faults.replaced[manifest["element"]] = b"class { #x = ??? }"
    else:
        faulty.faults.missing.add(manifest["graph"]["file"])
    page = check_page("zh", faulty).page
    page.goto(f"{faulty.url}check/")
    expect(page.locator(STEPS)).to_be_visible()
    if fault == "graph":
        # The self-check's own script runs and lets the steps be.
        followed(page)
        assert page.url.endswith("/outcomes/settle_then_cancel/")


def test_where_the_script_never_arrives_the_steps_show_after_a_while(
    site: Path, faulty: Server, check_page: Callable[..., CheckPage]
) -> None:
    faulty.faults.hanging.add(faulty.manifest["element"])
    page = check_page("en", faulty).page
    page.clock.install()
    page.goto(f"{faulty.url}en/check/", wait_until="domcontentloaded")
    expect(page.locator("keep-or-cancel .koc-step")).to_be_visible()
    expect(page.locator(STEPS)).to_be_hidden()
    page.clock.fast_forward(15_000)
    expect(page.locator(STEPS)).to_be_visible()


def test_a_browser_without_modules_shows_the_steps(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.add_init_script("delete HTMLScriptElement.prototype.noModule")
    page.route("**/widget/keep-or-cancel*.js", lambda route: route.abort())
    page.goto(f"{server.url}check/")
    expect(page.locator(STEPS)).to_be_visible()
    expect(page.locator("keep-or-cancel form")).to_be_hidden()


def test_on_paper_there_are_the_steps_without_script_and_not_beside_an_answer(
    server: Server, new_page: Callable[..., Page], check_page: Callable[..., CheckPage]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}check/")
    page.emulate_media(media="print")
    expect(page.locator(STEPS)).to_be_visible()
    expect(page.locator("keep-or-cancel form")).to_be_hidden()
    answered = check_page("zh").open(f"#v={VERSION}&status=police_stop").page
    answered.emulate_media(media="print")
    expect(answered.locator(STEPS)).to_be_hidden()


# The steps are the same in both languages; one of them for each outcome.
@pytest.mark.parametrize(
    ("outcome", "lang"), [*zip(current().outcomes, cycle(CHECK_PAGES), strict=False)]
)
def test_without_script_one_step_at_a_time_leads_to_every_outcome(
    server: Server, scriptless: Page, lang: str, outcome: str
) -> None:
    facts = Facts(current(), facts_for(outcome))
    answers = {**facts.answers, "exit_cost": facts.exit_cost}
    page = scriptless
    page.goto("about:blank")
    page.goto(server.url + CHECK_PAGES[lang])
    steps = page.locator(".koc-hand-steps > li").locator("visible=true")
    asked = []
    while "/check/" in page.url:
        expect(steps).to_have_count(1)
        asked.append(steps.get_attribute("data-variable") or "")
        value = answers.get(asked[-1]) or current().presumed[asked[-1]]
        link = steps.locator(f'> ul > li[data-values~="{value}"] > a').first
        assert (link.bounding_box() or {"height": 0})["height"] >= 24
        link.click()
        if "/check/" in page.url:
            expect(page.locator("li:target")).to_be_in_viewport()
    assert page.url.endswith(f"/outcomes/{outcome}/")
    assert asked[0] == "holder"
    for step in reversed(asked[1:]):
        page.go_back()
        expect(steps).to_have_attribute("data-variable", step)
    page.go_back()
    expect(steps).to_have_attribute("data-variable", "holder")


def test_on_paper_all_steps_stand_one_after_the_other(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}check/#by-hand-3")
    page.emulate_media(media="print")
    steps = page.locator(".koc-hand-steps > li")
    assert steps.locator("visible=true").count() == steps.count() > 20
    assert page.locator(".koc-hand-to").first.is_visible()
