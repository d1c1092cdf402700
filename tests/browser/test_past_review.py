"""A page whose review date has passed since the build says so."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Server

PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("name", ["how/", "en/laws/", "state/"])
def test_a_review_date_that_has_passed_since_the_build_is_said(
    server: Server, new_page: Callable[..., Page], name: str
) -> None:
    page = new_page(**PHONE)
    page.goto(server.url + name)
    review = page.locator("footer time[data-page-review]").get_attribute("datetime")
    note = page.locator("footer .past")
    assert review is not None
    for days, passed in ((0, False), (1, True)):
        day = datetime.datetime.fromisoformat(f"{review}T12:00:00") + datetime.timedelta(days=days)
        page.clock.set_fixed_time(day)
        page.reload()
        expect(note).to_be_visible() if passed else expect(note).to_be_hidden()
