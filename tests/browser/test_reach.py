"""On a phone: the self-check is one tap away on every page, and a passed review date is said."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Server

PHONE = {"width": 390, "height": 844}
# The links to the self-check that a finger would hit, as the page first stands.
REACHABLE = """() => [...document.querySelectorAll("a[href]")].filter(link => {
  const check = new URL(link.getAttribute("href"), location).pathname.endsWith("/check/");
  const box = link.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return check && box.height >= 24 && box.width >= 24 && link.contains(hit);
}).length"""


def page_names(site: Path) -> list[str]:
    """The addresses of the guide's pages under the site's root."""
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("index.html"))]
    return [n.removesuffix("index.html") for n in found if not n.startswith("widget/")]


def test_the_self_check_is_one_tap_away_on_a_phone(
    site: Path, server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(**PHONE)
    names = [name for name in page_names(site) if not name.endswith("check/")]
    assert len(names) > 20
    out_of_reach = []
    for name in names:
        page.goto(server.url + name, wait_until="domcontentloaded")
        if not page.evaluate(REACHABLE):
            out_of_reach.append(name)
    assert out_of_reach == []


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
