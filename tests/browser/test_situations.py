"""The ways from the situations into the self-check: the answers arrive, the outcome is as said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Page

from tests.support.chromium import CheckPage
from tests.support.server import Server

TREES = {"zh": "", "en": "en/"}
# The answers that are not given.
CHECKED = """answers => Object.entries(answers).filter(
  ([name, value]) => !document.getElementById(`koc-${name}-${value}`).checked)"""


def ways(site: Path, lang: str) -> dict[str, list[str]]:
    """Return each fragment that a situation leads to the self-check with, and what it expects."""
    ways = {}
    for file in (site / f"{TREES[lang]}situations").rglob("index.html"):
        for way in html.document_fromstring(file.read_bytes()).xpath("//*[@data-check-with]"):
            ways[str(way.get("data-check-with"))] = str(way.get("data-possible")).split()
    return ways


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_self_check_restores_the_answers_and_shows_the_outcome(
    site: Path, check_page: Callable[..., CheckPage], lang: str
) -> None:
    expected = ways(site, lang)
    assert len(expected) > 11
    check = check_page(lang)
    for fragment, possible in expected.items():
        check.open(f"#{fragment}")
        answers = dict(pair.split("=") for pair in fragment.split("&"))
        del answers["v"]
        assert check.page.evaluate(CHECKED, answers) == [], fragment
        if len(possible) == 1:
            assert check.outcome() == possible[0], fragment


def test_a_tap_on_the_button_gets_there(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{server.url}situations/leaver/")
    button = page.locator(".check-with .cta__link").first
    # On the first screen of a phone, under the answer.
    assert button.bounding_box() is not None
    assert (button.bounding_box() or {"y": 9999})["y"] < 844
    button.click()
    page.wait_for_selector("keep-or-cancel[data-state=ready] .koc-card[data-outcome=fix_holder]")
