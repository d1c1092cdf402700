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
    assert "4321" not in self_check.page.evaluate("location.href")


AMOUNTS = {"months_left": "１０", "monthly_fee": "1,000.50", "penalty": "4321"}
IN_LINK = "months_left=10&monthly_fee=1000.50&penalty=4321"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_amounts_are_in_the_address_while_that_is_ticked(check_page: Opens, lang: str) -> None:
    self_check = check_page(lang).open()
    page = self_check.page
    box = page.locator("#koc-in-link")
    expect(box).not_to_be_checked()
    self_check.answer({"need": "none", "contract": "in_exit_fee", **AMOUNTS})
    note = page.locator(".koc-result > .koc-note")
    before = note.inner_text()
    page.locator("label", has=box).click()
    assert page.evaluate("location.hash").endswith(f"&need=none&contract=in_exit_fee&{IN_LINK}")
    assert note.inner_text() != before
    links = page.locator("a[hreflang]")
    assert all(IN_LINK in (link.get_attribute("href") or "") for link in links.all())
    box.uncheck()
    assert page.evaluate("location.hash").endswith("&need=none&contract=in_exit_fee")
    assert "4321" not in "".join(link.get_attribute("href") or "" for link in links.all())
    assert note.inner_text() == before


def test_such_an_address_restores_amounts_in_both_languages(check_page: Opens) -> None:
    settled = "holder=company&status=normal&need=none&contract=in_exit_fee&compliance=ok"
    kind = "number_type=mobile&channel=carrier"
    fragment = f"#v=2026.1&{settled}&{kind}&{IN_LINK}&months=6&start=2026-11-23"
    self_check = check_page("zh").open(fragment).python_ready()
    page = self_check.page
    for lang in ("zh", "en"):
        expect(page.locator("#koc-in-link")).to_be_checked()
        expect(page.locator("#koc-monthly_fee")).to_have_value("1000.50")
        # Leaving costs less than staying: only the amounts say so.
        expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "settle_then_cancel")
        expect(page.locator("#koc-months")).to_have_value("6")
        expect(page.locator("#koc-start")).to_have_value("2026-11-23")
        if lang == "zh":
            page.locator('a[hreflang="en"]:visible').first.click()
            page.wait_for_selector("html[lang=en] keep-or-cancel[data-python=ready]")
    page.locator('.koc-actions [data-key="clear"]').click()
    assert "#" not in page.url
    expect(page.locator("#koc-in-link")).not_to_be_checked()
    expect(page.locator("#koc-penalty")).to_have_value("")
    # The months and the day are forgotten too, though they are not in the form.
    self_check.answer({"status": "police_stop"})
    page.locator("label", has=page.locator("#koc-in-link")).click()
    assert page.evaluate("location.hash").partition("&")[2] == "status=police_stop"


def test_an_address_without_amounts_takes_none_away(check_page: Opens) -> None:
    self_check = check_page("zh").open("#v=2026.1&need=none&contract=in_exit_fee")
    page = self_check.page
    expect(page.locator("#koc-in-link")).not_to_be_checked()
    self_check.answer(AMOUNTS)
    page.evaluate("location.hash = '#v=2026.1&need=none&contract=in_no_exit'")
    expect(page.locator("#koc-contract-in_no_exit")).to_be_checked()
    expect(page.locator("#koc-penalty")).to_have_value("4321")


@pytest.mark.parametrize("number", ["13812345678", "4001234567", "-1", "张三", "1e5", "12.345"])
def test_what_is_no_amount_never_gets_into_the_address(check_page: Opens, number: str) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"need": "none"})
    page = self_check.page
    page.locator("#koc-in-link").check()
    page.locator("#koc-penalty").fill(number)
    page.locator("#koc-monthly_fee").fill("30")
    assert page.evaluate("location.hash").partition("&")[2] == "need=none&monthly_fee=30"


@pytest.mark.parametrize("text", ["13812345678", "<b>", "1e9", "-1", ""])
def test_what_is_no_amount_is_not_taken_from_the_address(check_page: Opens, text: str) -> None:
    page = check_page("zh").open(f"#v=2026.1&need=none&penalty={text}").page
    expect(page.locator("#koc-penalty")).to_have_value("")
    expect(page.locator("#koc-need-none")).to_be_checked()


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
