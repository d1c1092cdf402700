"""Steps of the check: Back and Forward, reloads, languages, chips, amounts, obstacles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from keep_or_cancel.model import current
from playwright.sync_api import Page, expect

from tests.support.chromium import CheckPage
from tests.support.server import Server
from tests.support.site import VERSION
from tests.support.taps import CANCELLING, LEAVING

Opens = Callable[..., CheckPage]
OBSTACLES = [
    name
    for name, q in current().questions.items()
    if name in ("linked", "arrears", "bindings", "customers_told", "records", "applicant")
]


def at(self_check: CheckPage, step: str) -> None:
    """Wait until a step is on the screen."""
    expect(self_check.element).to_have_attribute("data-step", step)


def given(page: Page) -> dict[str, str]:
    """The answers the form holds."""
    answers: dict[str, str] = page.evaluate(
        "Object.fromEntries(new FormData(document.querySelector('keep-or-cancel form')))"
    )
    return {name: value for name, value in answers.items() if value}


# --- back and forward -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_back_goes_one_question_back_and_forward_again_and_answers_stay(
    check_page: Opens, lang: str
) -> None:
    self_check = check_page(lang).open()
    page = self_check.page
    self_check.tap("company", "normal", "standby", "false", "ok", "mobile")
    at(self_check, "outcome")
    answers = given(page)
    passed = ["number_type", "compliance", "used_by_other", "need", "status", "holder"]
    for step in passed:
        page.evaluate("history.back()")
        at(self_check, step)
        expect(page.locator(".koc-asked h2")).to_be_focused()
        assert given(page) == answers
        # Which answer was given can be told, and the address keeps all of them.
        pressed = page.locator('.koc-choices [aria-pressed="true"]')
        expect(pressed).to_have_attribute("data-value", answers[step])
        assert "number_type=mobile" in page.url
    for step in [*reversed(passed[:-1]), "outcome"]:
        page.evaluate("history.forward()")
        at(self_check, step)
    assert self_check.outcome() == "keep_backup"


def test_the_back_button_does_the_same_and_also_where_a_link_led_here(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.tap("company", "normal", "@back")
    at(self_check, "status")
    self_check.tap("@back")
    at(self_check, "holder")
    # By a link there is no step before in the history: back leads to the answer before.
    self_check = check_page("zh").open(f"#v={VERSION}&holder=company&status=normal")
    at(self_check, "need")
    self_check.tap("@back")
    at(self_check, "status")
    self_check.tap("@back")
    at(self_check, "holder")
    expect(self_check.page.locator('[data-key="back"]')).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_leaves_and_comes_back_finds_the_step_and_the_answers(
    check_page: Opens, lang: str
) -> None:
    self_check = check_page(lang).open()
    page = self_check.page
    self_check.tap(*CANCELLING)
    at(self_check, "obstacles")
    answers = given(page)
    page.goto(f"{self_check.server.url}how-it-decides/")
    page.go_back()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    at(self_check, "obstacles")
    assert given(page) == answers
    page.evaluate("history.back()")
    at(self_check, "channel")
    page.reload()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    at(self_check, "channel")
    assert given(page) == answers


def test_where_the_history_takes_no_more_the_steps_go_on(check_page: Opens, server: Server) -> None:
    self_check = check_page("zh", server).open()
    self_check.page.evaluate(
        "() => { history.pushState = () => { throw new DOMException('often', 'SecurityError'); }; }"
    )
    self_check.tap("company", "normal", "standby", "false", "ok", "mobile")
    assert self_check.outcome() == "keep_backup"
    self_check.tap("@back")
    at(self_check, "number_type")


@pytest.mark.parametrize(
    ("lang", "step"),
    [
        ("zh", "status"),
        ("en", "number_type"),
        ("zh", "obstacles"),
        ("en", "amounts"),
        ("zh", "outcome"),
        ("en", "all"),
    ],
)
def test_the_other_language_opens_at_the_same_step_with_the_same_answers(
    check_page: Opens, lang: str, step: str
) -> None:
    ways = {
        "status": ("company",),
        "number_type": (*LEAVING, "none"),
        "obstacles": (*CANCELLING, "linked=some"),
        "amounts": (*LEAVING, "in_exit_fee"),
        "outcome": (*CANCELLING, "@clear-all"),
        "all": ("company", "normal"),
    }
    self_check = check_page(lang).open().tap(*ways[step])
    page = self_check.page
    if step == "all":
        page.locator('[data-key="all"]').click()
    at(self_check, step)
    answers = given(page)
    page.locator("[data-lang-switch]").click()
    other = {"zh": "en", "en": "zh-Hans"}[lang]
    page.wait_for_selector(f"html[lang={other}] keep-or-cancel[data-state=ready]")
    at(self_check, step)
    assert given(page) == answers


# --- what has been answered -----------------------------------------------------------------------


@pytest.mark.parametrize("width", [390, 1280])
def test_a_chip_opens_its_question_and_its_answer_leads_on_to_the_first_open_one(
    check_page: Opens, width: int
) -> None:
    self_check = check_page("en", width=width).open().tap(*LEAVING)
    page = self_check.page
    chips = page.locator(".koc-chip")
    expect(chips).to_have_count(4)
    chips.nth(1).click()
    at(self_check, "status")
    # The others still stand above it, and what is asked does not name itself.
    expect(chips).to_have_count(3)
    self_check.tap("suspended")
    at(self_check, "contract")
    assert given(page)["status"] == "suspended"


# --- amounts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_amounts_are_asked_where_the_outcome_hangs_on_them_and_only_those(
    check_page: Opens, lang: str
) -> None:
    self_check = check_page(lang).open().tap(*LEAVING, "in_exit_fee")
    page = self_check.page
    at(self_check, "amounts")
    shown = page.eval_on_selector_all(
        "[data-amount]", "all => all.filter(a => a.checkVisibility()).map(a => a.dataset.amount)"
    )
    # The months follow from the day the contract ends, where that is known.
    assert set(shown) == {"contract_end", "months_left", "monthly_fee", "penalty"}
    for name, value in {"months_left": "10", "monthly_fee": "30", "penalty": "299"}.items():
        page.locator(f"#koc-{name}").fill(value)
    self_check.tap("@next", "mobile", "carrier")
    # Leaving is the cheaper way, as Python says: the rest is what to settle first.
    at(self_check, "obstacles")
    self_check.tap("@clear-all")
    expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "settle_then_cancel")


def test_who_does_not_know_the_amounts_is_told_what_to_ask(check_page: Opens) -> None:
    self_check = check_page("zh").open().tap(*LEAVING, "in_exit_fee", "@decline")
    at(self_check, "outcome")
    assert self_check.outcome() == "ask_first"


@pytest.mark.parametrize(("lang", "says"), [("zh", "比如 10"), ("en", "for example 10")])
def test_a_mistake_in_an_amount_says_what_to_type_and_keeps_the_step(
    check_page: Opens, lang: str, says: str
) -> None:
    self_check = check_page(lang).open().tap(*LEAVING, "in_exit_fee").python_ready()
    page = self_check.page
    page.locator("#koc-months_left").fill("1_0")
    self_check.tap("@next")
    expect(page.locator(".koc-error")).to_contain_text(says)
    expect(page.locator("#koc-months_left")).to_be_focused()
    at(self_check, "amounts")
    page.locator("#koc-months_left").fill("10")
    expect(page.locator(".koc-error")).to_have_count(0)
    page.locator("#koc-months_left").press("Enter")
    expect(self_check.element).not_to_have_attribute("data-step", "amounts")


# --- obstacles ------------------------------------------------------------------------------------


def test_each_obstacle_is_one_line_and_the_last_answer_leads_on(check_page: Opens) -> None:
    self_check = check_page("zh").open().tap(*CANCELLING)
    page = self_check.page
    lines = page.eval_on_selector_all("[data-line]", "all => all.map(line => line.dataset.line)")
    assert sorted(lines) == sorted(OBSTACLES)
    answers = ["linked=none", "arrears=yes", "bindings=cleared", "customers_told=done"]
    for answer in [*answers, "records=done_or_not_needed"]:
        self_check.tap(answer)
        at(self_check, "obstacles")
        line, value = answer.split("=")
        button = page.locator(f'[data-line="{line}"] [data-value="{value}"]')
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_be_focused()
    self_check.tap("applicant=ready")
    at(self_check, "outcome")
    assert self_check.outcome() == "settle_then_cancel"


def test_once_something_is_to_be_settled_the_rest_may_wait(check_page: Opens) -> None:
    self_check = check_page("en").open().tap(*CANCELLING)
    expect(self_check.button("@pass")).to_have_count(0)
    self_check.tap("arrears=yes", "@pass")
    at(self_check, "outcome")
    assert self_check.outcome() == "settle_then_cancel"
    assert given(self_check.page)["arrears"] == "yes"
    assert "linked" not in given(self_check.page)


# --- all at once, and by link ---------------------------------------------------------------------


def test_all_questions_stand_on_one_page_and_one_at_a_time_goes_on_from_there(
    check_page: Opens,
) -> None:
    self_check = check_page("zh").open()
    page = self_check.page
    page.locator('[data-key="all"]').click()
    at(self_check, "all")
    assert page.locator(".koc-q:visible").count() == len(current().questions)
    page.locator("label[for=koc-holder-company]").click()
    page.locator("label[for=koc-need-none]").click()
    page.locator('[data-key="one-by-one"]').click()
    at(self_check, "status")


@pytest.mark.parametrize(
    ("fragment", "step"),
    [
        ("", "holder"),
        ("#koc-marked", "marked"),
        ("#koc-all", "all"),
        (f"#v={VERSION}&holder=company", "status"),
        (f"#v={VERSION}&holder=company&at=marked", "marked"),
        (f"#v={VERSION}&status=police_stop", "outcome"),
        (f"#v={VERSION}&holder=company&at=outcome", "status"),
        (f"#v={VERSION}&holder=company&at=obstacles", "status"),
    ],
)
def test_an_address_opens_the_step_it_names_or_the_one_that_follows_from_its_answers(
    check_page: Opens, fragment: str, step: str
) -> None:
    self_check = check_page("zh").open(fragment)
    at(self_check, step)


def test_a_question_that_is_not_needed_can_still_be_asked_and_leads_on(check_page: Opens) -> None:
    self_check = check_page("zh").open("#koc-marked").tap("no")
    at(self_check, "holder")
    assert given(self_check.page) == {"marked": "no"}
