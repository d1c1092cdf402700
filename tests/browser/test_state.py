"""The answers live in the address, and in nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CheckPage, Server

Opens = Callable[..., CheckPage]


def test_the_address_holds_ids_and_the_version_and_no_amount(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"need": "none", "contract": "in_exit_fee"})
    self_check.page.locator("#koc-penalty").fill("4321")
    fragment = self_check.page.url.partition("#")[2]
    assert "need=none" in fragment
    assert "contract=in_exit_fee" in fragment
    assert fragment.startswith("v=2")
    assert "4321" not in self_check.page.url


def test_opening_such_an_address_restores_the_answers(check_page: Opens) -> None:
    self_check = check_page("zh").open("#v=2026.1&status=police_stop&need=none")
    assert self_check.outcome() == "ask_first"
    assert self_check.page.locator("#koc-need-none").is_checked()


def test_going_to_such_an_address_on_the_page_restores_the_answers(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.page.evaluate("location.hash = '#status=police_stop'")
    expect(self_check.page.locator(".koc-card")).to_have_attribute("data-outcome", "ask_first")


@pytest.mark.parametrize(
    "fragment",
    [
        "#v=2026.1&colour=red",
        "#need=nothing",
        "#outcomes",
        "#%E4%B8%AD",
        "#need",
        "#v=<b>&need=none",
    ],
)
def test_an_address_with_anything_else_does_no_harm(check_page: Opens, fragment: str) -> None:
    self_check = check_page("zh").open(fragment)
    assert self_check.outcome() is None
    assert self_check.page.locator(".koc-result b").count() == 0


def test_an_address_of_other_rules_is_taken_with_a_warning(check_page: Opens) -> None:
    self_check = check_page("en").open("#v=2020.9&status=police_stop")
    assert self_check.outcome() == "ask_first"
    expect(self_check.page.locator(".koc-status")).to_contain_text("2020.9")


def test_the_address_of_a_question_unfolds_it(check_page: Opens) -> None:
    self_check = check_page("zh").open("#koc-marked")
    expect(self_check.page.locator("#koc-marked")).to_be_visible()
    expect(self_check.page.locator("#koc-marked input").first).to_be_focused()


def test_the_language_switch_keeps_the_answers_and_the_place(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"status": "police_stop", "need": "none"})
    page = self_check.page
    page.locator('a[hreflang="en"]:visible').first.click()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    assert "/en/check/" in page.url
    assert page.locator("#koc-status-police_stop").is_checked()
    expect(page.locator("#koc-need-none")).to_be_focused()


def test_nothing_is_stored(check_page: Opens, faulty: Server) -> None:
    self_check = check_page("zh", faulty).open()
    self_check.answer({"status": "police_stop"})
    self_check.python_ready()
    page = self_check.page
    assert page.context.cookies() == []
    stored = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
    assert not [name for name in stored if "koc" in name.lower()]
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_what_is_sent_to_the_server_never_holds_an_answer(
    check_page: Opens, faulty: Server
) -> None:
    self_check = check_page("zh", faulty).open("#v=2026.1&status=police_stop")
    self_check.answer({"need": "none"})
    self_check.python_ready()
    assert faulty.served
    assert not [path for path in faulty.served if "police" in path or "need" in path or "?" in path]
