"""Call mode: the hotline sheet one sentence at a time, answered by taps, up to an outcome."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.cases import CLEARED
from tests.support.chromium import findings, watch
from tests.support.server import Server
from tests.support.site import TREES, VERSION, written

Opens = Callable[..., Page]
STORE = "keep-or-cancel.call"
PHONE = {"width": 390, "height": 844}
# What the self-check sends to the sheet where only the contract is open.
CAME = {**CLEARED, "contract": "unknown"}
ASK = "&ask=contract"
CHANGED = "cancel_now"
STEP = "() => document.querySelector('[data-call][open]')?.dataset.step ?? null"
# By how much what is asked does not fit: down, and to the side.
OVER = """() => {
  const body = document.querySelector("[data-call-body]");
  return [body.scrollHeight - body.clientHeight, body.scrollWidth - body.clientWidth];
}"""


@pytest.fixture
def call(server: Server, visit: Opens) -> Opens:
    """A function that opens the sheet and begins a call: `call("en", "#v=…", width=320)`."""

    def opened(lang: str = "zh", hash_: str = "", begin: bool = True, **options: Any) -> Page:
        page = visit(**PHONE | options)
        page.goto(f"{server.url}{TREES[lang]}hotline/{hash_}")
        if begin:
            page.locator("[data-call-start]").click()
            expect(page.locator(".call__say")).to_be_focused()
        return page

    return opened


def step(page: Page) -> str | None:
    found: str | None = page.evaluate(STEP)
    return found


def at(page: Page, expected: str | None) -> None:
    page.wait_for_function(f"step => ({STEP})() === step", arg=expected)


def tap(page: Page, value: str) -> None:
    page.locator(f"[data-call-body] [data-value={value}]").click()


def press(page: Page, key: str) -> None:
    page.locator(f"[data-call-body] [data-key={key}]").click()


def write(page: Page, name: str, text: str) -> None:
    page.locator(f'[name="call.hotline.{name}"]').fill(text)


def record(page: Page) -> list[str]:
    """Return the note of the call, once it says the outcome."""
    expect(page.locator(".call__outcome")).to_have_attribute("data-outcome", CHANGED)
    lines: list[str] = page.locator(".call__note").input_value().split("\n")
    return lines


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_tap_a_question_leads_to_a_note_and_a_changed_outcome(
    call: Opens, server: Server, lang: str
) -> None:
    """What is open takes two taps and an amount; then who it was, and the outcome."""
    page = call(lang, written(CAME) + ASK)
    assert page.locator(".call__at").inner_text().startswith("1 / 2")
    seen = [step(page)]
    for value in ("none", "none"):
        tap(page, value)
        seen.append(step(page))
    press(page, "next")
    seen.append(step(page))
    press(page, "finish")
    seen.append(step(page))
    assert seen == ["contract.contract", "contract.linked", "exit_cost.answer", "more", "who"]
    write(page, "agent", "8 0 2 6")
    write(page, "ticket", "W-17")
    press(page, "next")
    at(page, "end")

    lines = record(page)
    words = {
        "zh": (
            "通话记录",
            "客服工号：8 0 2 6",
            "- 合约：没有合约，或已到期",
            "打完后：现在就可以消号",
        ),
        "en": (
            *("Note of the call", "Agent's number: 8 0 2 6"),
            *("- Contract: No contract, or it has ended", "Now: Cancel now"),
        ),
    }[lang]
    assert [line for line in words if line not in lines] == []
    assert lines[0] == words[0]
    # The moment it began, to the minute.
    assert [line for line in lines if f"{page.evaluate('new Date().getFullYear()')}-" in line]
    # Only what was asked in the call; of the rest, that it was not.
    assert sum(line.startswith("- ") for line in lines) == 2
    before = page.locator(".call__change dd").first.inner_text()
    now = page.locator(".call__change dd").last.inner_text()
    assert before != now
    page.locator("[data-key=copy]").click()
    expect(page.locator("[data-call-body] [role=status]").nth(1)).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()").split("\n") == lines
    page.locator("[data-key=letter]").click()
    page.wait_for_url(f"{server.url}{TREES[lang]}papers/#**&letter=query_carrier")
    for field, text in {"agent_no": "8 0 2 6", "ticket": "W-17"}.items():
        expect(page.locator(f"[data-letter=query_carrier] [data-field={field}]")).to_have_value(
            text
        )
    # It came by this tab, once, and no link.
    assert "W-17" not in page.url
    assert page.evaluate("JSON.stringify(sessionStorage)").count("W-17") == 0
    page.go_back()
    at(page, "end")
    page.locator("[data-key=onward]").click()
    page.wait_for_url(f"{server.url}{TREES[lang]}check/**")
    page.wait_for_selector("keep-or-cancel[data-state=ready][data-outcome=cancel_now]")
    assert "8026" not in page.url
    assert "W-17" not in page.url


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_question_needs_scrolling_on_a_phone(call: Opens, lang: str) -> None:
    page = call(lang)
    passed = []
    while (now := step(page)) != "who":
        passed.append(now)
        assert page.evaluate(OVER) == [0, 0], now
        sizes = page.eval_on_selector_all(
            "[data-call] :is(button, input, a):not([hidden])",
            "all => all.map(one => one.getBoundingClientRect()).map(r => [r.height, r.width])",
        )
        assert min(min(size) for size in sizes) >= 44, now
        page.locator("[data-call-skip]").click()
        page.wait_for_function(f"step => ({STEP})() !== step", arg=now)
    rows = page.eval_on_selector_all(
        "[data-hotline-question]", "all => all.map(one => one.dataset.hotlineQuestion)"
    )
    assert list(dict.fromkeys(str(name).split(".")[0] for name in passed)) == rows
    assert len(rows) == 12
    # On the narrowest screen, with text twice as large, nothing is cut off at the side.
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    for _ in passed:
        page.go_back()
        assert page.evaluate(OVER)[1] == 0, step(page)
        ends = page.eval_on_selector_all(
            "[data-call] :is(button, input, h2, p):not([hidden])",
            "all => all.map(one => one.getBoundingClientRect().right)",
        )
        assert max(ends) <= 320, step(page)


def test_back_leaves_a_question_and_at_last_call_mode_but_never_the_page(call: Opens) -> None:
    page = call("zh", written(CAME) + ASK)
    at(page, "contract.contract")
    tap(page, "none")
    tap(page, "none")
    at(page, "exit_cost.answer")
    page.go_back()
    at(page, "contract.linked")
    expect(page.locator(".call__say")).to_be_focused()
    expect(page.locator("[data-call-body] [data-value=none]")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator("[data-call-back]").click()
    at(page, "contract.contract")
    # Going back unsays nothing, and another answer counts at once.
    assert "linked=none" in page.url
    tap(page, "in_no_exit")
    assert "contract=in_no_exit" in page.url
    page.reload()
    at(page, "contract.linked")
    page.go_back()
    page.go_back()
    at(page, None)
    assert "/hotline/" in page.url
    assert page.locator("[name=contract]").input_value() == "in_no_exit"
    expect(page.locator("[data-back] a")).to_be_visible()
    page.go_forward()
    at(page, "contract.contract")
    page.keyboard.press("Escape")
    at(page, None)
    # It can be begun again, and left at one stroke from deep inside.
    page.locator("[data-call-start]").click()
    for _ in range(3):
        page.locator("[data-call-skip]").click()
    at(page, "more")
    page.locator("[data-call-close]").click()
    at(page, None)
    page.evaluate(f"location.hash = '#v={VERSION}&holder=self'")
    expect(page.locator("[name=holder]")).to_have_value("self")


def test_by_keyboard_alone(call: Opens) -> None:
    page = call("en", begin=False)
    page.locator("[data-call-start]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".call__say")).to_be_focused()
    assert page.locator(".call__say").get_attribute("aria-describedby") == "call-at"
    # What is read out of where one is.
    assert "Question 1 of 12" in page.locator("#call-at").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    at(page, "status.status")
    assert "holder=company" in page.url
    page.locator("[data-call-who]").focus()
    page.keyboard.press("Enter")
    at(page, "who")
    page.keyboard.press("Tab")
    page.keyboard.type("Unicom")
    page.keyboard.press("Enter")
    at(page, "status.status")
    assert page.locator('[name="hotline.carrier"]').input_value() == "Unicom"
    page.keyboard.press("Escape")
    at(page, None)
    expect(page.locator("[data-call-start]")).to_be_focused()


def test_what_they_could_not_say_is_noted_and_amounts_are_not_asked_then(call: Opens) -> None:
    page = call("zh", f"#v={VERSION}&ask=arrears,number_type,late_fee")
    at(page, "issuer.number_type")
    tap(page, "unknown")
    at(page, "issuer.channel")
    # A question without that answer has it in words.
    tap(page, "unknown")
    at(page, "arrears.arrears")
    assert page.locator('[name="hotline.issuer.answer"]').input_value() == "对方说不清"
    tap(page, "unknown")
    at(page, "more")
    page.go_back()
    tap(page, "yes")
    at(page, "arrears.answer")
    twin = page.locator('[name="call.hotline.amount.arrears_amount"]')
    twin.fill("三百")
    press(page, "next")
    at(page, "arrears.answer")
    expect(twin).to_be_focused()
    expect(page.locator("[data-call] .fill__error")).to_contain_text("“三百”不能用")
    twin.fill("３５元")
    twin.press("Enter")
    at(page, "more")
    assert page.locator('[data-amount="arrears_amount"]').first.input_value() == "35"
    assert "arrears_amount" not in page.url
    press(page, "finish")
    press(page, "next")
    at(page, "end")
    text = page.locator(".call__note").input_value()
    assert "- 号码类型：对方说不清" in text
    assert "- 欠费金额（元）：35" in text


def test_nothing_is_asked_of_the_network_during_a_call_and_what_is_kept_is_the_sheets(
    call: Opens, server: Server
) -> None:
    page = call("zh", begin=False)
    seen = watch(page, server.url)
    with page.expect_response("**/texts.zh.*"):
        page.locator("[data-call-start]").click()
    page.wait_for_load_state("networkidle")
    before = len(server.served)
    write_note = "就这一句"
    page.locator("[data-call-who]").click()
    write(page, "agent", "7788")
    page.locator("[data-call-body] .check__box").check()
    press(page, "next")
    at(page, "holder.holder")
    write(page, "holder.answer", write_note)
    tap(page, "company")
    page.locator("[data-call-finish]").click()
    at(page, "end")
    expect(page.locator(".call__change")).to_be_visible()
    assert len(server.served) == before
    assert (seen.foreign, seen.errors) == ([], [])
    kept = json.loads(page.evaluate(f"localStorage.getItem('{STORE}')"))
    assert kept["hotline.agent"] == "7788"
    assert kept["hotline.holder.answer"] == write_note
    assert kept["holder"] == "company"
    assert "7788" not in page.evaluate("location.href + JSON.stringify(history.state)")
    # Loaded anew it stands where it stood, with all that is kept.
    page.reload()
    at(page, "end")
    assert write_note in page.locator(".call__note").input_value()
    assert "7788" in page.locator(".call__note").input_value()


def test_where_the_outcome_cannot_be_loaded_the_note_is_there_all_the_same(
    faulty: Server, new_page: Opens
) -> None:
    faulty.faults.missing.add(".json")
    page = new_page(**PHONE)
    page.goto(f"{faulty.url}en/hotline/{written(CAME)}{ASK}")
    page.locator("[data-call-start]").click()
    tap(page, "none")
    page.locator("[data-call-finish]").click()
    press(page, "next")
    expect(page.locator(".call__outcome .koc-alert")).to_contain_text("missing")
    assert "- Contract: No contract" in page.locator(".call__note").input_value()
    faulty.faults.clear()
    page.locator(".call__outcome [data-key=retry]").click()
    expect(page.locator(".call__change")).to_be_visible()


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "slate"), ("en", "default")])
def test_axe_finds_nothing_and_paper_has_the_note_alone(
    call: Opens, lang: str, scheme: str
) -> None:
    page = call(lang, written(CAME) + ASK)
    page.evaluate("scheme => document.body.dataset.mdColorScheme = scheme", scheme)
    found = findings(page, ".call")
    for _ in range(3):
        page.locator("[data-call-skip]").click()
    found += findings(page, ".call")
    press(page, "finish")
    found += findings(page, ".call")
    press(page, "next")
    expect(page.locator(".call__change")).to_be_visible()
    found += findings(page, ".call")
    assert found == []
    # Keep the page as it is while it prints, so that the paper can be looked at.
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    text = page.locator(".call__note").input_value()
    page.locator("[data-key=print]").click()
    page.emulate_media(media="print")
    assert page.locator(".call-paper").inner_text() == text
    for hidden in (".call", "h1", ".hotline__questions", ".hotline__head"):
        assert page.locator(hidden).first.is_hidden(), hidden
