"""One tap a question and nothing else: no scrolling to reach what is asked next, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.chromium import CheckPage
from tests.support.taps import WAYS, walk

Opens = Callable[..., CheckPage]
# The seventh question of a cancellation leads to the obstacles, which are one screen.
GOALS = {
    "fix_holder": 2,
    "keep_use": 6,
    "keep_backup": 6,
    "suspend": 8,
    "wait_contract": 7,
    "cancel_now": 7 + 1,
    "settle_then_cancel": 7 + 2,
    "ask_first": 5,
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("outcome", GOALS)
def test_an_outcome_takes_one_tap_a_question_and_no_scrolling(
    check_page: Opens, lang: str, outcome: str
) -> None:
    self_check = check_page(lang, width=390, height=844).open()
    walked = walk(self_check, WAYS[outcome])
    assert self_check.outcome() == outcome
    assert self_check.step == "outcome"
    assert walked.taps == GOALS[outcome]
    assert walked.jumps == [0] * walked.taps
    # Each tap led to another screen, but for those on the screen of the obstacles.
    changed = [a != b for a, b in zip(walked.steps, walked.steps[1:], strict=False)]
    assert changed.count(False) == (1 if outcome == "settle_then_cancel" else 0)


@pytest.mark.parametrize(("lang", "choices"), [("zh", (0, -1)), ("en", (1, -2))])
def test_there_is_always_a_way_on(check_page: Opens, lang: str, choices: tuple[int, ...]) -> None:
    """Whatever is answered, one of the buttons on the screen leads on."""
    for choice in choices:
        self_check = check_page(lang, width=390, height=844).open()
        for _ in range(12):
            if self_check.step == "outcome":
                break
            buttons = self_check.page.locator(
                ".koc-choices .koc-choice, .koc-step-actions button:not(.koc-link)"
            )
            before = self_check.step
            expect(buttons.first).to_be_visible()
            count = buttons.count()
            buttons.nth(max(-count, min(choice, count - 1))).click()
            expect(self_check.element).not_to_have_attribute("data-step", before or "")
        assert self_check.step == "outcome"
