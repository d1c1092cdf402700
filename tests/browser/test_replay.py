"""A link or record made under older rules: what it led to then, and what it would lead to now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from keep_or_cancel import check
from keep_or_cancel.model import current
from keep_or_cancel.versions import replay
from playwright.sync_api import expect

from guide import load
from tests.support.chromium import CheckPage

FACTS = {"holder": "company", "status": "police_stop"}
OLD_LINK = "#v=2025.9&holder=company&status=police_stop"
# What replay answers once there are older rules; the words around it are the page's own.
REPLAYED = {
    "then": {"possible": ["fix_holder"]},
    "now": {"possible": ["ask_first"]},
    "changes": [{"kind": "rule", "id": "R01", "change": "moved"}],
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_record_replays_in_the_page_as_on_the_command_line(
    check_page: Callable[[str], CheckPage], lang: str
) -> None:
    page = check_page(lang).open()
    record = check(FACTS, lang)
    replayed = page.element.evaluate("(element, record) => element.replay(record)", record)
    assert replayed == replay(record, lang)
    assert replayed["same"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_made_under_rules_that_are_not_kept_says_so(
    check_page: Callable[[str], CheckPage], lang: str
) -> None:
    page = check_page(lang).open(OLD_LINK)
    words = getattr(load().ui.ui["koc_old_link"], lang)
    said = page.page.locator(".koc-arrived").inner_text()
    assert words.format(old="2025.9", now=current().version) in said
    assert page.outcome() == "ask_first"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_made_under_kept_rules_says_what_it_led_to_then(
    check_page: Callable[[str], CheckPage], lang: str
) -> None:
    page = check_page(lang).open()
    page.element.evaluate("(element, told) => { element.replay = async () => told; }", REPLAYED)
    page.page.evaluate("link => { location.hash = link; }", OLD_LINK)
    outcomes = current().outcomes
    titles = {o: f"“{outcomes[o]['title'][lang]}”" for o in ("fix_holder", "ask_first")}
    words = getattr(load().ui.ui["koc_replayed"], lang).format(
        then=titles["fix_holder"], now=titles["ask_first"], changed="R01"
    )
    page.page.wait_for_function(
        "words => document.querySelector('keep-or-cancel .koc-arrived').innerText.includes(words)",
        arg=words,
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_made_under_other_rules_says_so_also_where_a_question_is_open(
    check_page: Callable[[str], CheckPage], lang: str
) -> None:
    page = check_page(lang).open("#v=2025.9&holder=company")
    assert page.step == "status"
    words = getattr(load().ui.ui["koc_old_link"], lang)
    note = page.page.locator(".koc-step .koc-note")
    expect(note).to_contain_text(words.format(old="2025.9", now=current().version))
    page.tap("normal")
    expect(note).to_have_count(0)
