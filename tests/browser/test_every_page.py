"""Every page, visited once: nothing from elsewhere, no error, no barrier, the self-check near."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.support.chromium import findings, watch
from tests.support.server import Server
from tests.support.site import TREES, html_files

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
SCHEMES = {"zh": "light", "en": "dark"}
# The links to the self-check that a finger would hit, as the page first stands.
REACHABLE = """() => [...document.querySelectorAll("a[href]")].filter(link => {
  const check = new URL(link.getAttribute("href"), location).pathname.endsWith("/check/");
  const box = link.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return check && box.height >= 24 && box.width >= 24 && link.contains(hit);
}).length"""


def addresses(site: Path, lang: str) -> list[str]:
    """Return the address of each page of a language under the site's root, "" being home."""
    names = [path.relative_to(site).as_posix() for path in html_files(site)]
    english = TREES["en"]
    of_lang = [n for n in names if (n.startswith(english) or ".en." in n) == (lang == "en")]
    return [urllib.parse.quote(name.removesuffix("index.html")) for name in of_lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_wrong_with_any_page(
    site: Path, server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    pages = addresses(site, lang)
    assert len(pages) > 20
    assert {TREES[lang], f"{TREES[lang]}check/", f"widget/embed.{lang}.html"} <= set(pages)
    page = new_page(**PHONE, color_scheme=SCHEMES[lang], bypass_csp=True)
    seen = watch(page, server.url)
    wrong: dict[str, list[str]] = {}
    for number, name in enumerate(pages):
        page.goto(server.url + name)
        faults = wrong.setdefault(name, [])
        of_guide = name.endswith("/") or not name
        if of_guide and not name.endswith("check/") and not page.evaluate(REACHABLE):
            faults.append("the self-check is out of reach")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("wider than a phone")
        # Between the two widths other parts show, and may load what is theirs.
        page.set_viewport_size(DESK)
        # Both languages are built alike: every second page is looked over in one, on a phone by
        # day, the others in the other, on a desk by night.
        if (number % 2 == 0) == (lang == "zh"):
            page.set_viewport_size(PHONE if lang == "zh" else DESK)
            faults += findings(page)
        faults += seen.errors + seen.foreign
        seen.errors.clear()
        seen.foreign.clear()
        page.set_viewport_size(PHONE)
    assert {name: faults for name, faults in wrong.items() if faults} == {}
