"""The Chromium of offices on Windows 7: 109 does everything, 86 all but Python."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from keep_or_cancel.model import current
from playwright.sync_api import Browser, Playwright

from tests.support.chromium import LOADED
from tests.support.embed_host import SETTLING
from tests.support.engines import Chromium, chromium, eventually
from tests.support.old_chromium import OldChromium, old_chromium, tab_of
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, TREES

# In one process, which looks at today's pages once for both.
pytestmark = pytest.mark.xdist_group("old-chromium")
VERSIONS = (86, 109)
WIDTHS = (390, 1280)
Seen = dict[tuple[str, int], list[tuple[str, float, float]]]
OUTCOME = f"#{urlencode({'v': current().version, **SETTLING})}"
# The kinds of pages, and the self-check at each kind of step.
PAGES = [
    *("", "why/", "how-it-decides/", "laws/", "state/", "hotline/", "checklists/cancel_before/"),
    *("check/", "check/#koc-all", f"check/{OUTCOME}"),
]
# What is seen: how an element is called, and for blocks their left edge and their width. The text
# in them is left out: newer browsers break lines better, and put room beside Latin letters.
SEEN = """() => [...document.body.querySelectorAll("*")].flatMap((element) => {
  // In a fold that is closed newer browsers have boxes, too.
  if (element.closest("svg, option, progress, details:not([open]) > :not(summary)")) return [];
  const { left, width, height } = element.getBoundingClientRect();
  const { display, visibility } = getComputedStyle(element);
  if (!width || !height || visibility === "hidden") return [];
  const called = `${element.tagName}.${element.getAttribute("class") ?? ""}#${element.id}`;
  const words = element.matches("span, a, b, strong, small, time, dt, dd");
  const block = !words && /^(block|flex|grid|table|list-item)$/.test(display);
  return [[called, block ? left : 0, block ? width : 0]];
})"""
BROKEN = """window.broken = [];
addEventListener("error", ({ message }) => message && broken.push(message));
addEventListener("unhandledrejection", ({ reason }) => broken.push(String(reason)));
"""


def versions(*wanted: int) -> pytest.MarkDecorator:
    """For a test in these versions."""
    return pytest.mark.parametrize("old", wanted, indirect=True)


@pytest.fixture(scope="session", params=VERSIONS)
def old(request: pytest.FixtureRequest, playwright_: Playwright) -> Iterator[Browser]:
    """Each of them, started once."""
    with old_chromium(playwright_, request.param) as started:
        yield started


@pytest.fixture
def tab(old: Browser) -> Iterator[OldChromium]:
    """A tab in which nothing may break."""
    with tab_of(old) as opened:
        opened.page.add_init_script(BROKEN)
        yield opened
        assert opened.run("() => broken") == []


def seen(tab: Chromium, server: Server) -> Seen:
    """Return what each page shows in each width."""
    shown: Seen = {}
    for width in WIDTHS:
        tab.page.set_viewport_size({"width": width, "height": 900})
        for path in PAGES:
            tab.visit("about:blank").visit(server.url + path)
            tab.until(LOADED)
            shown[path, width] = [tuple(entry) for entry in tab.run(SEEN)]
    return shown


@pytest.fixture(scope="module")
def today(browser: Browser, server: Server) -> Seen:
    """What today's browser shows."""
    with chromium(browser) as new:
        return seen(new, server)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_answers_lead_to_the_outcome_and_its_lists(
    tab: OldChromium, server: Server, lang: str
) -> None:
    tab.resize(390)
    tab.visit(server.url + CHECK_PAGES[lang]).settled()
    tab.until("() => document.querySelector('.koc-details').children.length > 0")
    assert tab.shown(".koc-ask")
    # What is folded opens, and the link holds the answers.
    tab.click(".koc-details summary")
    tab.until("() => document.querySelector('.koc-details details').open")
    assert "status=police_stop" in tab.run("() => location.hash")
    tab.click('[data-key="back"]')
    tab.until("() => document.querySelector('keep-or-cancel').dataset.step === 'status'")


@versions(109)
def test_109_gives_the_reasons_too(tab: OldChromium, faulty: Server) -> None:
    tab.visit(f"{faulty.url}check/").settled().explained()
    tab.until("() => document.querySelector('.koc-because')")


def test_each_kind_of_page_shows_what_it_shows_in_todays_browser(
    tab: OldChromium, server: Server, today: Seen
) -> None:
    wrong = []
    for (path, width), before in seen(tab, server).items():
        now = today[path, width]
        names, shown = ([entry[0] for entry in one] for one in (before, now))
        wrong += [f"{path} {width} only there: {name}" for name in {*names} ^ {*shown}]
        if names != shown:
            continue
        for (name, left, wide), (_, left_, wide_) in zip(before, now, strict=True):
            if abs(left - left_) > 4 or abs(wide - wide_) > 4:
                wrong.append(f"{path} {width} {name}: {left} {wide}, not {left_} {wide_}")
    assert wrong == [], "\n".join(wrong[:40])


def test_ticks_are_kept_and_counted(tab: OldChromium, server: Server) -> None:
    tab.visit(f"{server.url}checklists/suspend/")
    tab.click(".checklist__entries .check__box")
    said = "() => document.querySelector('[data-count]').textContent"
    tab.until(f"() => ({said})().includes('1')")
    tab.visit(f"{server.url}checklists/suspend/")
    assert tab.run("() => document.querySelector('.checklist__entries .check__box').checked")


@pytest.mark.parametrize(("lang", "word"), [("zh", "停机保号"), ("en", "suspend")])
def test_the_search_brings_hits(tab: OldChromium, server: Server, lang: str, word: str) -> None:
    tab.resize(1280)
    tab.visit(f"{server.url}{TREES[lang]}why/")
    tab.click(".md-search__input")
    tab.page.keyboard.insert_text(word)
    tab.until("() => document.querySelector('.md-search-result__item a')")


@versions(86)
def test_a_browser_that_cannot_read_the_script_shows_the_steps_and_no_dead_form(
    old: Browser, faulty: Server
) -> None:
    # As Chromium 83 takes a private method.
    faulty.faults.replaced[faulty.manifest["element"]] = b"class A { #a(}"
    with tab_of(old) as tab:
        tab.visit(f"{faulty.url}check/")
        tab.until("() => document.querySelector('keep-or-cancel').dataset.state === 'failed'")
        eventually(lambda: tab.shown(".koc-by-hand"), "the steps show")
        assert not tab.shown("keep-or-cancel form")
        assert not tab.shown(".koc-step")
