"""The page of dates: a plan in time, the reminders of an outcome, both in a calendar file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from guide import Guide
from tests.support.cases import facts_for
from tests.support.chromium import PATIENCE, findings, watch
from tests.support.server import Server
from tests.support.site import TREES, VERSION, written

TODAY = "2026-11-30"
WAIT = facts_for("wait_contract")
SPARE = facts_for("keep_backup")
type Opens = Callable[..., Page]


def fragment(facts: dict[str, Any]) -> str:
    parts = [f"v={VERSION}", *(f"{name}={value}" for name, value in facts.items())]
    return f"#{'&'.join(parts)}".lower()


@pytest.fixture(scope="module")
def standing(browser: Browser) -> Iterator[Page]:
    """The page that stands open for these tests, on 2026-11-30."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    context.clock.set_fixed_time(f"{TODAY}T09:00:00")
    yield context.new_page()
    context.close()


@pytest.fixture
def dates(server: Server, visit: Opens) -> Opens:
    """A function that opens the page on that day: `dates("en", "#v=…", width=390)`."""

    def opened(lang: str = "zh", hash_: str = "", **options: Any) -> Page:
        page = visit(**options)
        page.goto(f"{server.url}{TREES[lang]}dates/{hash_}")
        page.wait_for_selector("#dates-date")
        return page

    return opened


def choose(page: Page, kind: str, date: str) -> None:
    page.select_option("#dates-kind", kind)
    page.fill("#dates-date", date)


def events(page: Page, into: Path) -> list[Any]:
    with page.expect_download() as download:
        page.click("[data-key=calendar]")
    download.value.save_as(into)
    assert download.value.suggested_filename == "keep-or-cancel.ics"
    read: Any = Calendar.from_ical(into.read_bytes())
    return list(read.walk("VEVENT"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_day_becomes_a_plan_that_can_be_read_printed_and_taken_along(
    dates: Opens, server: Server, tmp_path: Path, lang: str
) -> None:
    page = dates(lang, width=320)
    seen = watch(page, server.url)
    choose(page, "contract_end", "2027-06-30")
    times = page.locator(".dates__steps time")
    expect(times).to_have_count(9)
    assert times.nth(5).get_attribute("datetime") == "2027-07-01"
    expect(page.locator(".dates__said")).to_contain_text("2027-05-01")
    expect(page.locator("[data-key=calendar]")).to_be_enabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = events(page, tmp_path / "plan.ics")
    assert len(found) == 9
    assert all(str(event["uid"]).startswith("plan_") for event in found)
    # Added once more from the same page it is the same.
    assert [e["uid"] for e in events(page, tmp_path / "again.ics")] == [e["uid"] for e in found]
    assert findings(page, ".md-content") == []
    assert (seen.errors, seen.foreign) == ([], [])
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.click("[data-key=print]")
    expect(page.locator("html")).to_have_attribute("data-print", "plan")
    page.pdf(path=tmp_path / "plan.pdf", format="A4")
    assert len(pikepdf.open(tmp_path / "plan.pdf").pages) == 1


def test_too_little_time_is_said_with_what_gives_and_a_past_day_is_refused(dates: Opens) -> None:
    page = dates("en")
    choose(page, "wish", "2026-12-03")
    said = page.locator(".dates__said")
    expect(said).to_have_attribute("data-state", "no")
    expect(said).to_contain_text("2026-12-10 or later")
    expect(page.locator("[data-step=accounts]")).to_contain_text("does not fit")
    page.fill("#dates-date", "2026-11-29")
    expect(page.locator("#dates-problem")).to_contain_text("is in the past")
    expect(page.locator("#dates-problem")).to_contain_text("Day it should be cancelled by")
    expect(page.locator(".dates__steps time")).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reminders_of_an_outcome_are_dated_by_the_day_they_name(
    dates: Opens, tmp_path: Path, lang: str
) -> None:
    page = dates(lang, fragment(WAIT))
    expect(page.locator(".dates__list li")).to_have_count(2)
    expect(page.locator(".dates__list time")).to_have_count(0)
    page.fill("#dates-day-contract_end", "2027-06-30")
    page.locator("#dates-day-contract_end").press("Tab")
    expect(page.locator(".dates__list time").first).to_have_text("2027-05-31")
    named = events(page, tmp_path / "none.ics")
    assert "138" not in "".join(str(event["summary"]) for event in named)
    page.fill("#dates-name", "0001")
    (first, *_) = events(page, tmp_path / "named.ics")
    assert str(first["summary"]).endswith(" · 0001")
    # The address holds the answers and nothing that was written here.
    assert "2027" not in page.url


def test_upkeep_comes_as_often_as_chosen_and_what_is_kept_is_there_again(
    dates: Opens, tmp_path: Path
) -> None:
    page = dates("zh", fragment(SPARE))
    page.select_option("#dates-every-upkeep", "60")
    expect(page.locator("[data-reminder=upkeep] time")).to_have_text("2027-01-29")
    page.check(".dates__tick input")
    before = [event["uid"] for event in events(page, tmp_path / "before.ics")]
    page.reload()
    expect(page.locator("#dates-every-upkeep")).to_have_value("60")
    assert [event["uid"] for event in events(page, tmp_path / "after.ics")] == before
    page.uncheck(".dates__tick input")
    assert page.evaluate("localStorage.getItem('keep-or-cancel.dates')") is None


def test_kind_and_day_stand_in_the_address_for_the_other_language_and_a_reload(
    dates: Opens, server: Server
) -> None:
    page = dates("zh", fragment({"holder": "company"}))
    choose(page, "licence", "2027-06-30")
    for url, tree in ((f"{server.url}en/dates/", "en/"), (f"{server.url}dates/", "")):
        page.locator("[data-lang-switch]").first.click()
        page.wait_for_url(f"{url}#**")
        expect(page.locator(".dates__steps time").first).to_be_visible()
        expect(page.locator("#dates-kind")).to_have_value("licence")
        expect(page.locator("#dates-date")).to_have_value("2027-06-30")
        # Back at the answers there are those alone.
        check = page.locator("[data-reminders] a").first.get_attribute("href") or ""
        assert check == f"{server.url}{tree}check/{written({'holder': 'company'})}"
    page.fill("#dates-date", "2027-07-31")
    expect(page.locator(".dates__said")).to_contain_text("2027-0")
    page.reload()
    expect(page.locator("#dates-date")).to_have_value("2027-07-31")
    expect(page.locator(".dates__steps time")).to_have_count(9)
    # A plan alone, one that is none, and a day that is none.
    for bad, kind, day in (
        ("#plan=wish&day=2027-08-01", "wish", "2027-08-01"),
        ("#plan=none&day=2027-08-01", "wish", "2027-08-01"),
        ("#plan=contract_end&day=2027-02-31", "contract_end", ""),
    ):
        page.evaluate("hash => { location.hash = hash }", bad)
        expect(page.locator("#dates-kind")).to_have_value(kind)
        expect(page.locator("#dates-date")).to_have_value(day)
    expect(page.locator("[data-reminders]")).to_contain_text("做完自查")


def test_a_contract_that_has_ended_is_said_with_what_to_ask(
    dates: Opens, server: Server, guide: Guide
) -> None:
    page = dates("en", fragment(WAIT))
    page.fill("#dates-day-contract_end", "2026-11-29")
    page.locator("#dates-day-contract_end").press("Tab")
    said = guide.ui.ui["contract_end_past"].en.format(date="2026-11-29")
    expect(page.locator("[data-remark]")).to_have_text(said)
    # So it is beside the costs, which reckon with it.
    facts = {**WAIT, "contract_end": "2026-11-29"}
    page.goto(f"{server.url}en/check/{fragment(facts)}")
    expect(page.locator(".koc-cost [data-remark]")).to_have_text(said)
    # What is over is no next thing to do.
    reminders = page.locator(".koc-reminders")
    expect(reminders).to_contain_text("Contract ends in 30 days")
    expect(reminders).not_to_contain_text("2026-")
    page.go_back()
    page.fill("#dates-day-contract_end", "2027-06-30")
    page.locator("#dates-day-contract_end").press("Tab")
    expect(page.locator("[data-remark]")).to_have_count(0)


def test_where_files_may_not_be_saved_dates_and_letters_say_what_helps(
    server: Server, new_page: Opens, guide: Guide
) -> None:
    page = new_page(user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/116 MicroMessenger/8.0.50")
    help_ = guide.ui.ui["koc_chat_save"].zh
    page.goto(f"{server.url}dates/")
    choose(page, "licence", "2099-06-30")
    page.click("[data-key=calendar]")
    expect(page.locator(".dates__calendar [role=status]")).to_contain_text(help_)
    page.goto(f"{server.url}papers/#letter=cancel_company")
    for key in ("calendar", "docx"):
        page.click(f"[data-key={key}-cancel_company]")
        note = page.locator("[data-letter=cancel_company] .paper__note[role=status]:visible")
        expect(note).to_contain_text(help_)
        expect(note).to_contain_text({"calendar": "日历", "docx": ".docx"}[key])


def test_what_did_not_load_is_said_and_tried_again(faulty: Server, new_page: Opens) -> None:
    faulty.faults.missing.add(".wasm")
    page = new_page()
    # Of answers alone nothing else is said there.
    page.goto(f"{faulty.url}dates/{fragment(SPARE)}")
    failed = page.locator("[data-dates] .koc-alert")
    expect(failed).to_have_attribute("data-failure", "missing")
    faulty.faults.clear()
    failed.locator("[data-key=retry]").click()
    expect(page.locator(".dates__list li")).to_have_count(2)
    expect(failed).to_have_count(0)


def test_by_keyboard_a_plan_is_made_and_saved(dates: Opens) -> None:
    page = dates("zh")
    page.focus("#dates-kind")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("06302027")
    expect(page.locator(".dates__steps time")).to_have_count(9)
    expect(page.locator("#dates-kind")).to_have_value("contract_end")
    page.focus("[data-key=calendar]")
    with page.expect_download():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_scripts_the_steps_and_their_days_stand_there(
    server: Server, new_page: Opens, lang: str
) -> None:
    page = new_page(width=320, java_script_enabled=False)
    page.goto(f"{server.url}{TREES[lang]}dates/")
    expect(page.locator(".dates__steps li")).to_have_count(9)
    expect(page.locator("[data-days] table tbody tr")).to_have_count(9)
    expect(page.locator("[data-days] table")).to_contain_text("45")
