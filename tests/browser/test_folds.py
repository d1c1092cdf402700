"""Folds: a link to what is inside opens them, paper shows them open, and Back closes nothing."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.server import Server

OPEN = "e => e.open"


def test_a_link_opens_the_fold_it_leads_to_and_back_leaves_it(
    new_page: Callable[..., Page], server: Server
) -> None:
    page = new_page(390, 844)
    # By a link to what stands deep inside.
    page.goto(f"{server.url}how-it-decides/#rule-R17")
    expect(page.locator("#rule-R17")).to_be_in_viewport()
    assert page.evaluate("!document.getElementById('rule-R17').closest('details:not([open])')")
    # By a link to the fold itself.
    page.goto(f"{server.url}why/#claim-c05")
    fold = page.locator("#claim-c05")
    expect(fold).to_be_in_viewport()
    assert fold.evaluate(OPEN)
    # Closed since, by the same link: the address does not change, so no event tells of it.
    page.evaluate(
        "document.querySelector('article').insertAdjacentHTML("
        "'beforeend', '<a id=again href=#claim-c05>x</a>')"
    )
    fold.locator("summary").click()
    assert not fold.evaluate(OPEN)
    page.locator("#again").click()
    assert fold.evaluate(OPEN)
    expect(fold).to_be_in_viewport()
    # By a new place in the address.
    other = page.locator("#claim-c08")
    assert not other.evaluate(OPEN)
    before = page.url
    page.evaluate("location.hash = 'claim-c08'")
    page.wait_for_function("document.getElementById('claim-c08').open")
    page.go_back()
    expect(page).to_have_url(before)
    assert other.evaluate(OPEN)
    # By keyboard.
    third = page.locator("#claim-c03")
    third.locator("summary").focus()
    page.keyboard.press("Enter")
    assert third.evaluate(OPEN)
    page.keyboard.press("Space")
    assert not third.evaluate(OPEN)
    page.goto(f"{server.url}qa/")
    for claim in ("c25", "c31"):
        # A dangerous one is corrected in sight.
        expect(page.locator(f"#claim-{claim} .editors-note__text")).to_be_visible()
    expect(page.locator("#claim-c23 .editors-note__text")).to_be_hidden()


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
