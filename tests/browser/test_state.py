"""The answers live in the address, and in nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.chromium import CheckPage
from tests.support.server import Server
from tests.support.site import VERSION, written

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
    note = page.locator(".koc-keeping > .koc-note")
    before = note.text_content()
    self_check.python_ready()
    page.locator(".koc-keeping > summary").click()
    page.locator("label", has=box).click()
    assert page.evaluate("location.hash").endswith(f"&need=none&contract=in_exit_fee&{IN_LINK}&end")
    assert note.text_content() != before
    links = page.locator("a[hreflang]")
    assert links.count()
    assert all(IN_LINK in (link.get_attribute("href") or "") for link in links.all())
    box.uncheck()
    assert page.evaluate("location.hash").endswith("&need=none&contract=in_exit_fee&end")
    assert "4321" not in "".join(link.get_attribute("href") or "" for link in links.all())
    assert note.inner_text() == before


def test_such_an_address_restores_amounts_in_both_languages(check_page: Opens) -> None:
    settled = "holder=company&status=normal&need=none&contract=in_exit_fee&compliance=ok"
    kind = "number_type=mobile&channel=carrier"
    fragment = f"#v={VERSION}&{settled}&{kind}&{IN_LINK}&months=6&application=2026-11-23"
    self_check = check_page("zh").open(fragment).python_ready()
    page = self_check.page
    for lang in ("zh", "en"):
        expect(page.locator("#koc-in-link")).to_be_checked()
        expect(page.locator("#koc-monthly_fee")).to_have_value("1000.50")
        # Leaving costs less than staying: only the amounts say so.
        expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "settle_then_cancel")
        expect(page.locator("#koc-months")).to_have_value("6")
        # What only the page of dates shows goes along.
        assert "application=2026-11-23" in page.url
        if lang == "zh":
            page.locator('a[hreflang="en"]:visible').first.click()
            page.wait_for_selector("html[lang=en] keep-or-cancel[data-python=ready]")
    page.evaluate("location.hash += '&at=outcome'")
    self_check.clear()
    assert "#" not in page.url
    expect(page.locator("#koc-in-link")).not_to_be_checked()
    expect(page.locator("#koc-penalty")).to_have_value("")
    # The months and the day are forgotten too, though they are not in the form.
    self_check.answer({"status": "police_stop"})
    page.evaluate("document.querySelector('.koc-keeping').open = true")
    page.locator("label", has=page.locator("#koc-in-link")).click()
    assert page.evaluate("location.hash") == written({"status": "police_stop"})


def test_an_address_without_amounts_takes_none_away(check_page: Opens) -> None:
    self_check = check_page("zh").open(f"#v={VERSION}&need=none&contract=in_exit_fee")
    page = self_check.page
    expect(page.locator("#koc-in-link")).not_to_be_checked()
    self_check.answer(AMOUNTS)
    page.evaluate(f"location.hash = '#v={VERSION}&need=none&contract=in_no_exit'")
    expect(page.locator("#koc-contract-in_no_exit")).to_be_checked()
    expect(page.locator("#koc-penalty")).to_have_value("4321")


def test_what_is_no_amount_never_gets_into_the_address(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"need": "none"})
    page = self_check.page
    page.evaluate("document.querySelector('.koc-keeping').open = true")
    page.locator("#koc-in-link").check()
    fee = 30
    for number in (
        "13812345678",
        "4001234567",
        "62345678",
        "6234567",
        "-1",
        "张三",
        "1e5",
        "12.345",
    ):
        page.locator("#koc-penalty").fill(number)
        # Another amount, which has the address written anew.
        page.locator("#koc-monthly_fee").fill(str(fee))
        given = written({"need": "none", "monthly_fee": str(fee)})
        assert page.evaluate("location.hash") == given, number


@pytest.mark.parametrize("text", ["13812345678", "<b>", "1e9", "-1", ""])
def test_what_is_no_amount_is_not_taken_from_the_address(check_page: Opens, text: str) -> None:
    page = check_page("zh").open(f"#v={VERSION}&need=none&penalty={text}").page
    expect(page.locator("#koc-penalty")).to_have_value("")
    expect(page.locator("#koc-need-none")).to_be_checked()


def test_opening_such_an_address_restores_the_answers(check_page: Opens, server: Server) -> None:
    self_check = check_page("zh", server).open(f"#v={VERSION}&status=police_stop&need=none")
    assert self_check.outcome() == "ask_first"
    assert self_check.page.locator("#koc-need-none").is_checked()


def test_going_to_such_an_address_on_the_page_restores_the_answers(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.page.evaluate("location.hash = '#status=police_stop'")
    expect(self_check.page.locator(".koc-card")).to_have_attribute("data-outcome", "ask_first")


@pytest.mark.parametrize(
    "fragment",
    [
        f"#v={VERSION}&colour=red",
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


def test_the_address_of_a_question_leads_to_it(check_page: Opens, server: Server) -> None:
    self_check = check_page("zh", server).open("#koc-marked")
    expect(self_check.element).to_have_attribute("data-step", "marked")
    expect(self_check.page.locator(".koc-asked h2")).to_be_focused()


def test_the_language_switch_keeps_the_answers_and_the_place(check_page: Opens) -> None:
    self_check = check_page("zh").open().tap("company", "normal")
    page = self_check.page
    at = self_check.step
    page.locator('a[hreflang="en"]:visible').first.click()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    assert "/en/check/" in page.url
    assert page.locator("#koc-status-normal").is_checked()
    assert self_check.step == at


KEPT = "localStorage.getItem('keep-or-cancel.answers')"
LINE = ".koc-kept:not([hidden])"
# Of the site, so that it shares its store, and without a script that writes there.
NO_SCRIPT = "{}robots.txt"


def keeping(check_page: Opens, lang: str = "zh") -> CheckPage:
    """Give two answers and an amount, and have them kept on the device."""
    self_check = check_page(lang).open()
    self_check.answer({"need": "none", "contract": "in_exit_fee", "penalty": "4321"})
    # What Python adds moves what stands below it.
    self_check.python_ready()
    self_check.page.locator(".koc-keeping > summary").click()
    self_check.page.locator("label", has=self_check.page.locator("#koc-keep")).click()
    return self_check


def test_what_is_kept_is_there_on_the_next_visit_in_both_languages(check_page: Opens) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    # What is given later is kept too, amounts without being in the address.
    self_check.answer({"monthly_fee": "30"})
    kept = {"need": "none", "contract": "in_exit_fee", "monthly_fee": "30", "penalty": "4321"}
    assert page.evaluate(KEPT) == written(kept)
    assert "4321" not in page.evaluate("location.href")
    for visit in ("zh", "en"):
        self_check.lang = visit
        self_check.again()
        expect(page.locator(LINE)).to_contain_text("设备" if visit == "zh" else "device")
        expect(page.locator("#koc-keep")).to_be_checked()
        expect(page.locator("#koc-need-none")).to_be_checked()
        expect(page.locator("#koc-penalty")).to_have_value("4321")
        expect(page.locator("#koc-monthly_fee")).to_have_value("30")


def test_kept_answers_can_be_forgotten_by_their_button_and_are_gone(check_page: Opens) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    self_check.again()
    page.locator(LINE).get_by_role("button").click()
    assert page.evaluate(KEPT) is None
    expect(page.locator("#koc-keep")).not_to_be_checked()
    expect(page.locator(LINE)).to_be_focused()
    # The form keeps what it holds; nothing is kept from now on.
    self_check.answer({"holder": "company"})
    expect(page.locator("#koc-need-none")).to_be_checked()
    assert page.evaluate(KEPT) is None
    assert self_check.again().outcome() is None
    expect(page.locator(LINE)).to_have_count(0)


@pytest.mark.parametrize("way", ["tick", "clear", "elsewhere"])
def test_kept_answers_go_with_the_tick_with_clear_and_from_another_page(
    check_page: Opens, way: str
) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    if way == "tick":
        page.evaluate("document.querySelector('.koc-keeping').open = true")
        page.locator("#koc-keep").uncheck()
    elif way == "clear":
        self_check.clear()
    else:
        other = page.context.new_page()
        other.goto(NO_SCRIPT.format(self_check.server.url))
        other.evaluate("localStorage.removeItem('keep-or-cancel.answers')")
        other.close()
    expect(page.locator("#koc-keep")).not_to_be_checked()
    self_check.answer({"holder": "company"})
    assert page.evaluate(KEPT) is None


def test_a_link_leaves_what_is_kept_alone_and_offers_it(check_page: Opens) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    before = page.evaluate(KEPT)
    self_check.again(f"#v={VERSION}&status=police_stop")
    assert self_check.outcome() == "ask_first"
    expect(page.locator("#koc-keep")).not_to_be_checked()
    self_check.answer({"holder": "company"})
    assert page.evaluate(KEPT) == before
    page.locator(LINE).get_by_role("button").first.click()
    expect(page.locator("#koc-contract-in_exit_fee")).to_be_checked()
    expect(page.locator("#koc-status-police_stop")).not_to_be_checked()
    expect(page.locator("#koc-penalty")).to_have_value("4321")
    expect(page.locator("#koc-keep")).to_be_checked()
    # A place on the page is no link with answers.
    page.evaluate("location.hash = '#outcomes'")
    page.wait_for_timeout(100)
    expect(page.locator("#koc-keep")).to_be_checked()


def test_a_reload_keeps_both_the_answers_and_the_tick(check_page: Opens) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    page.reload()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    expect(page.locator("#koc-keep")).to_be_checked()
    expect(page.locator("#koc-penalty")).to_have_value("4321")


def test_answers_kept_under_other_rules_come_with_a_warning(check_page: Opens) -> None:
    self_check = keeping(check_page, "en")
    page = self_check.page
    page.goto(NO_SCRIPT.format(self_check.server.url))
    page.evaluate("localStorage.setItem('keep-or-cancel.answers', '#v=2020.9&status=police_stop')")
    self_check.again()
    assert self_check.outcome() == "ask_first"
    expect(page.locator(".koc-status")).to_contain_text("kept under rules 2020.9")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nothing_can_be_kept_it_says_so_and_takes_the_tick_back(
    check_page: Opens, server: Server, lang: str
) -> None:
    self_check = check_page(lang, server)
    self_check.page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("no", "SecurityError"); }});"""
    )
    self_check.open()
    self_check.answer({"status": "police_stop"})
    page = self_check.page
    box = page.locator("#koc-keep")
    page.evaluate("document.querySelector('.koc-keeping').open = true")
    box.click()
    expect(box).not_to_be_checked()
    expect(page.locator(".koc-said")).to_contain_text(
        "什么都没有留下" if lang == "zh" else "nothing was kept"
    )
    assert self_check.outcome() == "ask_first"
    self_check.clear()
    assert self_check.outcome() is None


def test_broken_content_in_the_store_does_no_harm(check_page: Opens) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    page.goto(NO_SCRIPT.format(self_check.server.url))
    page.evaluate("localStorage.setItem('keep-or-cancel.answers', '{\"need\": <b>}')")
    self_check.again()
    assert self_check.outcome() is None
    expect(page.locator(LINE)).to_have_count(0)


def test_two_tabs_keep_nothing_over_each_other(check_page: Opens) -> None:
    self_check = keeping(check_page)
    page = self_check.page
    other = CheckPage(page.context.new_page(), self_check.server, "en").open()
    expect(other.page.locator("#koc-keep")).to_be_checked()
    other.answer({"need": "ongoing"})
    # Here the answers stay, and it is said that the device keeps others, which can be had.
    expect(page.locator("#koc-keep")).not_to_be_checked()
    expect(page.locator(LINE)).to_contain_text("另一份")
    self_check.answer({"holder": "company"})
    assert "need=ongoing" in page.evaluate(KEPT)
    page.locator(LINE).get_by_role("button").first.click()
    expect(page.locator("#koc-need-ongoing")).to_be_checked()
    expect(page.locator("#koc-keep")).to_be_checked()
    # What one of them deletes, the other does not keep again.
    other.clear()
    expect(page.locator("#koc-keep")).not_to_be_checked()
    expect(page.locator(LINE)).to_have_count(0)
    self_check.answer({"need": "none"})
    assert page.evaluate(KEPT) is None
    other.page.close()


def test_back_from_a_link_leads_to_the_answers_before_it(check_page: Opens) -> None:
    self_check = check_page("zh").open().tap("company", "normal")
    page = self_check.page
    step = self_check.step
    page.evaluate(f"location.hash = '#v={VERSION}&status=police_stop'")
    expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "ask_first")
    page.go_back()
    expect(self_check.element).to_have_attribute("data-step", str(step))
    assert self_check.outcome() is None
    assert page.locator("#koc-status-normal").is_checked()
    assert "holder=company" in page.url
    page.go_forward()
    expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "ask_first")
    assert not page.locator("#koc-holder-company").is_checked()
