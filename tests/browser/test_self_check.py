"""The self-check gives the right outcome by clicks, and `check` gives the package's answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from keep_or_cancel import check
from playwright.sync_api import Page, expect

from guide import load
from guide.yaml_text import read
from tests.support.cases import case_file, examples, facts_for
from tests.support.chromium import CheckPage
from tests.support.server import Server

Opens = Callable[..., CheckPage]
CASES = examples("decision_model")
# Of each outcome, and of each rule, its first. That the page decides and plans as the package does
# on every path is seen to without a browser, in tests/unit.
OF_OUTCOMES = {one.case.output["outcome"]: one for one in reversed(CASES)}
OF_RULES = {check(facts)["rule"]: facts for facts, _ in reversed(CASES)}
BASE = case_file("decision_model").base


def test_clicking_answers_shows_their_outcome_and_blockers(
    check_page: Opens,
) -> None:
    self_check = check_page("en").open()
    for facts, case in OF_OUTCOMES.values():
        self_check.answer(facts)
        self_check.python_ready()
        assert self_check.outcome() == case.output["outcome"], case.name
        assert self_check.blockers() == case.output["blockers"], case.name
        self_check.clear()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_resolves_with_the_json_of_the_package(check_page: Opens, lang: str) -> None:
    self_check = check_page(lang).open()
    given = [{}, {"status": "police_stop"}] + [example.facts for example in CASES]
    given.append({**BASE, "need": "none", "start": "2026-11-23", "months": 6, "balance": "12.50"})
    # That is JSON of either language: in English every third will do.
    for facts in given[:: {"zh": 1, "en": 3}[lang]]:
        assert self_check.check(facts) == check(facts, lang), facts


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_check_rejects_facts_that_are_not_allowed_with_the_field_and_what_is(
    check_page: Opens, lang: str
) -> None:
    self_check = check_page(lang).open()
    error = self_check.element.evaluate(
        """element => element.check({holder: "nobody"}).catch(
            ({name, field, value, allowed, message}) => ({name, field, value, allowed, message}))"""
    )
    assert (error["name"], error["field"], error["value"]) == ("FactsError", "holder", "nobody")
    assert "company" in error["allowed"]
    assert "nobody" in error["message"]


def test_the_first_outcome_is_there_without_a_byte_of_python(
    check_page: Opens, faulty: Server
) -> None:
    faulty.faults.hanging |= {".zip", ".wasm"}
    self_check = check_page("zh", faulty).open()
    assert not [path for path in faulty.served if "runtime-" in path]
    # Its worker may have been fetched; it does not run.
    assert self_check.element.get_attribute("data-python") == "idle"
    assert not [worker for worker in self_check.page.workers if "/widget/" in worker.url]
    self_check.answer({"status": "police_stop"})
    assert self_check.outcome() == "ask_first"
    assert self_check.element.get_attribute("data-python") == "loading"


def test_events_tell_the_outcome_and_that_python_is_ready(
    check_page: Opens, server: Server
) -> None:
    self_check = check_page("zh", server).open()
    self_check.page.evaluate(
        """() => {
            window.told = [];
            for (const name of ["koc-ready", "koc-outcome"])
                addEventListener(name, ({type, detail}) => told.push([type, detail?.outcome]));
        }"""
    )
    self_check.answer({"status": "police_stop"})
    self_check.python_ready()
    told = self_check.page.evaluate("window.told")
    assert ["koc-outcome", "ask_first"] in told
    assert ["koc-ready", None] in told


def test_amounts_written_in_full_width_digits_and_with_commas_count(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({**BASE, "need": "none", "contract": "in_exit_fee"})
    self_check.answer({"months_left": "１０", "monthly_fee": "1,000", "penalty": "9999"})
    self_check.python_ready()
    expect(self_check.page.locator(".koc-card")).to_have_attribute(
        "data-outcome", "settle_then_cancel"
    )
    assert self_check.blockers() == ["contract_exit"]


@pytest.mark.parametrize("answers", [{**BASE, "need": "none", "contract": "in_exit_fee"}, {}])
def test_an_amount_that_is_none_is_reported_at_its_field_and_forgotten_when_mended(
    check_page: Opens, answers: dict[str, str]
) -> None:
    self_check = check_page("zh").open()
    self_check.answer(answers)
    field = self_check.page.locator("#koc-penalty")
    field.fill("很多")
    error = self_check.page.locator(".koc-error")
    expect(error).to_contain_text("很多")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert (error.get_attribute("id") or "-") in (field.get_attribute("aria-describedby") or "")
    field.fill("300")
    expect(error).to_have_count(0)
    assert field.get_attribute("aria-invalid") is None
    assert (self_check.page.locator(".koc-card").count() > 0) is bool(answers)


def chips(page: Page) -> list[str]:
    """The questions whose answers stand above the one that is asked."""
    keys: list[str] = page.eval_on_selector_all(
        ".koc-chip", "all => all.map(chip => chip.dataset.key.replace('change-', ''))"
    )
    return keys


def test_an_answer_that_no_longer_matters_does_not_count_but_is_remembered(
    check_page: Opens,
) -> None:
    self_check = check_page("zh").open()
    self_check.tap("company", "normal", "ongoing", "false", "ok", "idle_3m")
    assert self_check.step == "number_type"
    assert chips(self_check.page)[-1] == "use"
    # Another need, and how much it is used decides nothing any more.
    self_check.page.locator('.koc-given [data-key="change-need"]').click()
    self_check.tap("standby")
    assert self_check.step == "number_type"
    assert "use" not in chips(self_check.page)
    # Back again, the answer is still known.
    self_check.page.locator('.koc-given [data-key="change-need"]').click()
    self_check.tap("ongoing")
    assert self_check.step == "number_type"
    assert chips(self_check.page)[-1] == "use"


def test_when_it_is_settled_it_says_so_and_asks_no_more(check_page: Opens) -> None:
    self_check = check_page("en").open().tap("company", "police_stop")
    page = self_check.page
    assert self_check.step == "outcome"
    expect(page.locator(".koc-status")).to_contain_text("Ask first")
    assert page.locator("keep-or-cancel form").is_hidden()
    assert page.locator(".koc-choice").count() == 0


# Answers what is asked one after the other, as far as it is among the facts; resolves with what was
# asked.
WALK = """async (facts) => {
  const element = document.querySelector("keep-or-cancel");
  const asked = [];
  for (let step; (step = element.dataset.step) in facts && !asked.includes(step); ) {
    asked.push(step);
    element.querySelector(`.koc-choices [data-value="${facts[step]}"]`).click();
    await new Promise((done) => setTimeout(done));
  }
  return asked;
}"""


def test_only_what_can_still_matter_is_asked_and_in_the_order_of_the_data(
    check_page: Opens,
) -> None:
    order = load().questions.asked
    answered = cache(lambda *given: check(dict(given)))
    for rule, facts in OF_RULES.items():
        page = check_page("zh").open().page
        asked: list[str] = page.evaluate(WALK, {n: str(v).lower() for n, v in facts.items()})
        assert asked
        for number, step in enumerate(asked):
            answer = answered(*((name, facts[name]) for name in asked[:number]))
            # Where it is cancelling for certain, also what must be settled first.
            if answer["outcome"] == "settle_then_cancel":
                continue
            assert step in answer["next_questions"], rule
            assert not number or order.index(asked[number - 1]) < order.index(step), rule


def test_an_outcome_that_rests_on_a_presumed_answer_says_so_and_asks_it(
    check_page: Opens,
) -> None:
    facts, case = next(e for e in examples("partial") if "presumed" in e.case.output)
    self_check = check_page("en").open()
    self_check.answer(facts)
    page = self_check.page
    assert self_check.outcome() == case.output["outcome"]
    expect(page.locator(".koc-presumed")).to_contain_text("We assume")
    assert list(case.output["presumed"]) == ["company_event"]


def test_every_answer_has_a_change_link_that_leads_to_its_question(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"status": "police_stop", "holder": "company"})
    page = self_check.page
    page.locator(".koc-result [data-key=grounds] > summary").click()
    assert page.locator(".koc-answers button").count() == 2
    page.locator('.koc-answers [data-key="change-holder"]').click()
    assert self_check.step == "holder"
    expect(page.locator(".koc-asked h2")).to_be_focused()
    expect(page.locator('[data-value="company"]')).to_have_attribute("aria-pressed", "true")


def test_clear_forgets_every_answer_amount_and_address(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    self_check.answer({"need": "none", "contract": "in_exit_fee", "holder": "company"})
    page = self_check.page
    page.locator("#koc-penalty").fill("300")
    self_check.clear()
    assert page.locator("keep-or-cancel input:checked").count() == 0
    assert page.locator("#koc-penalty").input_value() == ""
    assert "#" not in page.url
    expect(page.locator(".koc-card")).to_have_count(0)
    expect(page.locator(".koc-said")).not_to_be_empty()


def test_the_saved_file_holds_the_answer(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    facts = facts_for("keep_use")
    self_check.answer(facts)
    self_check.python_ready()
    with self_check.page.expect_download() as download:
        self_check.page.locator('.koc-actions [data-key="save"]').click()
    saved = read(download.value.path().read_text(encoding="utf-8"))
    assert saved["outcome"] == "keep_use"
    assert saved["rule"] == "R06"
