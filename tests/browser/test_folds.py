"""Folds: a link to what is inside opens them, paper shows them open, and Back closes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Server

OPEN = "e => e.open"


@pytest.mark.parametrize(
    "anchor",
    ["claim-c03", "rule-R17"],
    ids=["a fold by its own line", "what stands deep inside"],
)
def test_a_link_opens_the_fold_it_leads_to(
    new_page: Callable[..., Page], server: Server, anchor: str
) -> None:
    page = new_page(390, 844)
    where = "why/" if anchor.startswith("claim") else "how-it-decides/"
    page.goto(f"{server.url}{where}#{anchor}")
    fold = page.locator(f"#{anchor}")
    expect(fold).to_be_in_viewport()
    assert page.evaluate("a => !document.getElementById(a).closest('details:not([open])')", anchor)


def test_a_fold_closed_since_opens_again_by_the_same_link(
    new_page: Callable[..., Page], server: Server
) -> None:
    """The address does not change then, so no event tells of it."""
    page = new_page(390, 844)
    page.goto(f"{server.url}why/#claim-c05")
    fold = page.locator("#claim-c05")
    assert fold.evaluate(OPEN)
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML("
        "'beforeend', '<a id=again href=#claim-c05>x</a>')"
    )
    fold.locator("summary").click()
    assert not fold.evaluate(OPEN)
    page.locator("#again").click()
    assert fold.evaluate(OPEN)
    expect(fold).to_be_in_viewport()


def test_a_new_place_in_the_address_opens_its_fold_and_back_leaves_it(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page(390, 844)
    page.goto(f"{server.url}why/")
    fold = page.locator("#claim-c08")
    assert not fold.evaluate(OPEN)
    page.evaluate("location.hash = 'claim-c08'")
    page.wait_for_function("document.getElementById('claim-c08').open")
    page.go_back()
    expect(page).to_have_url(f"{server.url}why/")
    assert fold.evaluate(OPEN)


def test_paper_shows_what_is_folded_and_leaves_the_page_as_it_was(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page()
    page.goto(f"{server.url}why/")
    closed = "document.querySelectorAll('article details:not([open])').length"
    before = page.evaluate(closed)
    assert before > 10
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.onPaper = {closed} }})")
    page.pdf()
    assert page.evaluate("window.onPaper") == 0
    assert page.evaluate(closed) == before


def test_paper_shows_what_is_folded_without_script_too(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}why/")
    inside = page.locator("#claim-c04 .editors-note__text")
    expect(inside).to_be_hidden()
    page.emulate_media(media="print")
    expect(inside).to_be_visible()


def test_a_dangerous_claim_is_corrected_in_sight(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page(390, 844)
    page.goto(f"{server.url}qa/")
    for claim in ("c25", "c31"):
        expect(page.locator(f"#claim-{claim} .editors-note__text")).to_be_visible()
    expect(page.locator("#claim-c23 .editors-note__text")).to_be_hidden()


def test_a_fold_opens_by_keyboard(new_page: Callable[..., Page], server: Server) -> None:
    page = new_page()
    page.goto(f"{server.url}why/")
    fold = page.locator("#claim-c03")
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.evaluate(OPEN)
    page.keyboard.press("Space")
    assert not fold.evaluate(OPEN)
