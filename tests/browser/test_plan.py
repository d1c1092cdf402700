"""The outcome as a plan: to do, to ask, to tick before Python; answers back, paper and chat."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.support.cases import case_file, facts_for
from tests.support.chromium import CheckPage
from tests.support.server import Server
from tests.support.site import VERSION

Opens = Callable[..., CheckPage]
BASE = case_file("decision_model").base
SETTLE = {
    **BASE,
    "need": "none",
    "arrears": "unknown",
    "bindings": "some",
    "customers_told": "not_yet",
    "records": "unknown",
}
CONTRACT = {**BASE, "need": "none", "contract": "unknown"}
PENALTY = {**BASE, "need": "none", "contract": "in_exit_fee"}


def fragment(facts: Mapping[str, object]) -> str:
    """Return the fragment of a link with these answers."""
    words = {name: str(v).lower() if isinstance(v, bool) else v for name, v in facts.items()}
    return "#" + urlencode({"v": VERSION, **words})


def planned(self_check: CheckPage) -> Page:
    """Wait until the plan is there."""
    self_check.page.wait_for_selector(".koc-steps details, .koc-blockers details")
    return self_check.page


def unfold(page: Page, key: str) -> None:
    page.locator(f'.koc-result [data-key="{key}"] > summary').click()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_to_do_ask_and_tick_is_there_without_a_byte_of_python(
    check_page: Opens, faulty: Server, lang: str
) -> None:
    faulty.faults.hanging |= {".zip", ".wasm"}
    self_check = check_page(lang, faulty).open(fragment(SETTLE))
    page = planned(self_check)
    assert self_check.element.get_attribute("data-python") == "loading"
    assert self_check.blockers() == ["arrears", "bindings", "customers", "records"]
    assert page.locator(".koc-unknowns details").count() == 2
    assert page.locator(".koc-checks input").count() > 20
    assert page.locator(".koc-hint-entry").count() > 2


def test_what_python_adds_moves_nothing_that_was_there(check_page: Opens, faulty: Server) -> None:
    """The same parts in the same places, what is unfolded stays so, the focus where it was."""
    faulty.faults.hanging.add(faulty.stand_in().manifest["worker"])
    self_check = check_page("zh", faulty).open(fragment(SETTLE))
    page = planned(self_check)
    unfold(page, "blocker-bindings")
    page.locator('[data-key="blocker-bindings-summary"]').focus()
    tops = """() => [...document.querySelectorAll(
        ".koc-card, .koc-blockers details, .koc-unknowns details, .koc-steps details")]
        .map((part) => Math.round(part.getBoundingClientRect().top + scrollY))"""
    # The ground of what is unfolded comes below it, so what stands above is measured.
    before = page.evaluate(tops)
    faulty.faults.hanging.clear()
    page.reload()
    planned(self_check)
    self_check.python_ready()
    unfold(page, "blocker-bindings")
    after = page.evaluate(tops)
    assert after[:3] == before[:3]
    assert len(after) == len(before)


def test_the_focus_stays_when_python_answers(check_page: Opens) -> None:
    self_check = check_page("zh").open(fragment(SETTLE))
    page = planned(self_check)
    self_check.python_ready()
    summary = page.locator('[data-key="blocker-bindings-summary"]')
    summary.click()
    page.locator("#koc-plan-monthly_fee").fill("30")
    page.locator("#koc-plan-monthly_fee").press("Tab")
    expect(page.locator('[data-option="keep"]')).to_contain_text("360")
    expect(page.locator("#koc-months")).to_be_focused()
    expect(page.locator('[data-key="blocker-bindings"]')).to_have_attribute("open", "")
    expect(page.locator('[data-key="blocker-bindings"] .koc-ground')).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ask_first_has_the_sentence_in_the_card_and_the_answer_goes_back_into_the_check(
    check_page: Opens, lang: str
) -> None:
    self_check = check_page(lang).open(fragment(CONTRACT))
    page = planned(self_check)
    ask = page.locator('.koc-card [data-ask="contract"]')
    assert ask.locator("q").count() == (1 if lang == "zh" else 2)
    assert "请查这个号码有没有在期合约" in (ask.locator("q").last.text_content() or "")
    page.locator('.koc-card [data-key="answer-contract-none"]').click()
    expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "cancel_now")
    assert "contract=none" in page.url


def test_the_amounts_stand_in_the_card_and_are_compared(check_page: Opens) -> None:
    self_check = check_page("zh").open(fragment(PENALTY))
    page = planned(self_check)
    for name, text in {"penalty": "300", "months_left": "10", "monthly_fee": "30"}.items():
        page.locator(f"#koc-ask-{name}").fill(text)
    page.locator('[data-key="compare"]').click()
    expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "wait_contract")
    self_check = check_page("zh").open(fragment(PENALTY))
    planned(self_check)
    self_check.python_ready()
    page.locator("#koc-ask-penalty").fill("很多")
    page.locator('[data-key="compare"]').click()
    expect(page.locator(".koc-error:visible")).to_contain_text("很多")


def test_the_hotline_sheet_is_opened_with_exactly_the_open_questions(check_page: Opens) -> None:
    page = planned(check_page("en").open(fragment({**SETTLE, "linked": "unknown"})))
    address = page.locator('[data-key="hotline"]').get_attribute("href") or ""
    assert "/en/hotline/#" in address
    assert "ask=arrears,records,linked" in address or "ask=arrears,linked,records" in address
    assert "need=none" in address


def test_ticks_are_those_of_the_lists_own_page(check_page: Opens, server: Server) -> None:
    self_check = check_page("zh", server).open(fragment(SETTLE))
    page = planned(self_check)
    unfold(page, "stage-cancel_before-before")
    page.locator("#koc-step-before_confirm").check()
    expect(page.locator('[data-key="stage-cancel_before-before-summary"]')).to_contain_text(
        "已勾 1"
    )
    kept = json.loads(page.evaluate("localStorage.getItem('keep-or-cancel.ticks')"))
    assert kept["ticks"] == {"": ["before_confirm"]}
    page.goto(f"{server.url}checklists/cancel_before/")
    expect(page.locator("#check-before_confirm input")).to_be_checked()


def test_ticks_and_unfolded_parts_survive_another_answer(check_page: Opens) -> None:
    self_check = check_page("zh").open(fragment({**SETTLE, "arrears": "yes"}))
    page = planned(self_check)
    unfold(page, "stage-cancel_before-before")
    page.locator("#koc-step-before_confirm").check()
    unfold(page, "ask-records")
    page.locator('[data-key="answer-records-not_yet"]').click()
    expect(page.locator(".koc-unknowns")).to_have_count(0)
    expect(page.locator('[data-key="stage-cancel_before-before"]')).to_have_attribute("open", "")
    expect(page.locator("#koc-step-before_confirm")).to_be_checked()


def test_what_is_presumed_is_said_and_leads_to_the_question(check_page: Opens) -> None:
    facts = {name: value for name, value in BASE.items() if name != "company_event"}
    self_check = check_page("en").open(fragment({**facts, "need": "ongoing", "use": "active"}))
    page = planned(self_check)
    expect(page.locator(".koc-presumed")).to_contain_text("nothing has happened to the company")
    page.locator('[data-key="presumed"]').click()
    page.wait_for_function(
        """() => document.querySelector("keep-or-cancel").dataset.step === "company_event"
            || document.activeElement.closest("#koc-company_event")"""
    )


def test_costs_follow_the_fee_and_the_months_a_person_gives(check_page: Opens) -> None:
    self_check = check_page("zh").open(fragment(facts_for("keep_use")))
    page = planned(self_check)
    self_check.python_ready()
    assert page.locator(".koc-bars").count() == 0
    page.locator("#koc-plan-monthly_fee").fill("30")
    page.locator("#koc-plan-monthly_fee").press("Tab")
    keep = page.locator('[data-option="keep"] td')
    expect(keep).to_contain_text("360")
    page.locator("#koc-months").fill("6")
    page.locator("#koc-months").press("Tab")
    expect(keep).to_contain_text("180")
    page.locator("#koc-plan-monthly_fee").fill("多少")
    page.locator("#koc-plan-monthly_fee").press("Tab")
    error = page.locator(".koc-cost .koc-error")
    expect(error).to_contain_text("每月费用")
    page.locator("#koc-plan-monthly_fee").fill("20")
    page.locator("#koc-plan-monthly_fee").press("Tab")
    expect(keep).to_contain_text("120")
    expect(error).to_have_count(0)


def test_reminders_are_named_and_dated_on_a_page_of_their_own(check_page: Opens) -> None:
    self_check = check_page("zh").open(fragment(facts_for("keep_backup")))
    page = planned(self_check)
    self_check.python_ready()
    way = page.locator('.koc-reminders [data-key="dates"]')
    expect(way).to_be_visible()
    way.click()
    expect(page.locator("[data-reminder=upkeep]")).to_be_visible()


def test_a_plan_that_does_not_come_is_said_and_tried_again(
    check_page: Opens, faulty: Server
) -> None:
    self_check = check_page("zh", faulty.stand_in())
    page = self_check.page
    page.route("**/plan-view.*.js", lambda route: route.abort())
    self_check.open(fragment(SETTLE))
    expect(page.locator(".koc-card")).to_have_attribute("data-outcome", "settle_then_cancel")
    expect(page.locator(".koc-details .koc-alert")).to_be_visible()
    page.unroute("**/plan-view.*.js")
    page.locator('.koc-details [data-key="retry"]').click()
    planned(self_check)


# --- on paper and in a chat ----------------------------------------------------------------------

TYPICAL = {
    "keep_use": facts_for("keep_use"),
    "keep_backup": facts_for("keep_backup"),
    "suspend": facts_for("suspend"),
    "wait_contract": facts_for("wait_contract"),
    "cancel_now": facts_for("cancel_now"),
    "settle_then_cancel": SETTLE,
    "ask_first": CONTRACT,
    "police_stop": {**BASE, "need": "ongoing", "status": "police_stop"},
    "fix_holder": facts_for("fix_holder"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", TYPICAL)
def test_the_record_is_one_page_with_boxes_lines_and_a_signature(
    check_page: Opens, server: Server, tmp_path: Path, lang: str, name: str
) -> None:
    self_check = check_page(lang).open(fragment(TYPICAL[name]))
    page = planned(self_check)
    self_check.python_ready()
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator('.koc-actions [data-key="print"]').click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    record = page.locator(".koc-record")
    text = record.inner_text()
    pdf = tmp_path / "record.pdf"
    page.pdf(path=pdf, prefer_css_page_size=True)
    with pikepdf.open(pdf) as opened:
        assert len(opened.pages) == 1
    for kept in (VERSION, page.locator(".koc-outcome").text_content() or "-", "#v="):
        assert kept in text
    assert record.locator(".koc-box").count() > 0
    assert record.locator(".koc-record-sign .koc-line").count() == 2
    # What was ruled out is no part of a decision on paper.
    assert "R01" not in text or name == "police_stop"
    assert page.locator("h1").first.inner_text() not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_card_for_a_colleague_is_text_with_a_link_in_either_language(
    check_page: Opens, lang: str
) -> None:
    self_check = check_page(lang).open(fragment(SETTLE))
    page = planned(self_check)
    page.locator('[data-key="send"]').click()
    card = page.locator(".koc-send textarea")
    other = {"zh": "en", "en": "zh"}[lang]
    for code in (lang, other):
        page.locator(f'[data-key="card-{code}"]').click()
        expect(page.locator(f'[data-key="card-{code}"]')).to_have_attribute("aria-pressed", "true")
        text = card.input_value()
        assert {"zh": "先处理，再消号", "en": "Settle first, then cancel"}[code] in text
        assert {"zh": "财务", "en": "Finance"}[code] in text
        folder = {"zh": "/check/#", "en": "/en/check/#"}[code]
        assert folder in text
        assert "arrears=unknown" in text
        assert "undefined" not in text
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; }")
    page.locator('[data-key="copy-card"]').click()
    assert page.evaluate("window.copied") == card.input_value()
    page.keyboard.press("Escape")
    expect(page.locator(".koc-send")).to_be_hidden()


def test_chat_apps_say_where_printing_and_saving_works(check_page: Opens, server: Server) -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 MicroMessenger/8.0.50"
    self_check = check_page("zh", server, user_agent=agent).open(fragment(CONTRACT))
    page = planned(self_check)
    page.evaluate("window.print = () => {}")
    page.locator('[data-key="print"]').click()
    expect(page.locator(".koc-said")).to_contain_text("在浏览器打开")
    page.locator('.koc-actions [data-key="save"]').click()
    expect(page.locator(".koc-said")).to_contain_text("存不了文件")
