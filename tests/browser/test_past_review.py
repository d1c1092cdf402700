"""A page whose review date has passed since the build says so."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from lxml import html
from playwright.sync_api import Page, expect

from tests.support.server import Server

PHONE = {"width": 390, "height": 844}


def test_a_review_date_that_has_passed_since_the_build_is_said(
    server: Server, new_page: Callable[..., Page], site: Path
) -> None:
    page = new_page(**PHONE)
    note = page.locator("footer .past")
    for name in ("how/", "en/laws/", "state/"):
        built = html.document_fromstring((site / name / "index.html").read_bytes())
        (review,) = built.xpath("//footer//time[@data-page-review]/@datetime")
        for days, passed in ((0, False), (1, True)):
            day = datetime.datetime.fromisoformat(f"{review}T12:00:00")
            page.clock.set_fixed_time(day + datetime.timedelta(days=days))
            page.goto(server.url + name)
            expect(note).to_be_visible() if passed else expect(note).to_be_hidden()
