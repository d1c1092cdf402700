"""Every page, visited once: no error, no barrier, nothing from elsewhere, read in minutes."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.support.chromium import findings, watch
from tests.support.reading import PHONE, screens
from tests.support.server import Server
from tests.support.site import TREES, html_files

DESK = ViewportSize(width=1280, height=900)
SCHEMES = {"zh": "light", "en": "dark"}
# The links to the self-check that a finger would hit, as the page first stands.
REACHABLE = """() => [...document.querySelectorAll("a[href]")].filter(link => {
  const check = new URL(link.getAttribute("href"), location).pathname.endsWith("/check/");
  const box = link.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return check && box.height >= 24 && box.width >= 24 && link.contains(hit);
}).length"""

# Where what stands around the content is looked over, too: it is the same on all others.
WHOLE = ("", "why/", "check/")

# How high a page may be, folded as it first shows, in screens of a phone, by how its path in its
# tree begins; the first that fits counts.
BUDGETS = {
    "check/": 1.3,
    "laws/": 10,
    "varies/": 10,
    "glossary/": 10,
    "how-it-decides/": 10,
    "state/": 10,
    "": 8,
}
HOME = 4.5


def budget(name: str) -> float:
    """Return what a page may measure; home is ""."""
    if not name:
        return HOME
    return next(most for begin, most in BUDGETS.items() if name.startswith(begin))


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
    guide = [name.removeprefix(TREES[lang]) for name in pages if name.endswith("/") or not name]
    assert len(guide) > 40
    page = new_page(**PHONE, color_scheme=SCHEMES[lang], bypass_csp=True, has_touch=True)
    seen = watch(page, server.url)
    wrong: dict[str, list[str]] = {}
    for number, name in enumerate(pages):
        page.goto(server.url + name)
        faults = wrong.setdefault(name, [])
        path = name.removeprefix(TREES[lang])
        if path in guide and path != "check/" and not page.evaluate(REACHABLE):
            faults.append("the self-check is out of reach")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("wider than a phone")
        if path == "check/":
            page.wait_for_selector("keep-or-cancel[data-state=ready]")
        if path in guide and (measured := screens(page)) > budget(path):
            faults.append(f"{measured:.2f} screens high, not {budget(path)}")
        # Between the two widths other parts show, and may load what is theirs.
        page.set_viewport_size(DESK)
        # Both languages are built alike: every second page is looked over in one, on a phone by
        # day, the others in the other, on a desk by night.
        if path in WHOLE or (number % 2 == 0) == (lang == "zh"):
            page.set_viewport_size(PHONE if lang == "zh" else DESK)
            alone = path in WHOLE or not page.locator(".md-content").count()
            faults += findings(page, "html" if alone else ".md-content")
        faults += seen.errors + seen.foreign
        seen.errors.clear()
        seen.foreign.clear()
        page.set_viewport_size(PHONE)
    assert {name: faults for name, faults in wrong.items() if faults} == {}
