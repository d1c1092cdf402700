"""From disk, without a server or a network: the self-check in one file, in every browser."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keep_or_cancel.browser import check_json
from keep_or_cancel.lists import read
from playwright.sync_api import Page, expect

from guide.edition import Lang
from tests.browser.test_list_everywhere import BOOK, CHOOSE, CORPUS, KEEP, SAMPLE, List, piles_of
from tests.browser.test_list_out import asked_before_leaving
from tests.browser.test_search import SEEK
from tests.support.cases import examples, facts_for
from tests.support.embed_host import SETTLED_AS, SETTLING
from tests.support.engines import Chromium, Tab, WebKit
from tests.support.site import CHECK_PAGES, VERSION, written
from widgets.offline.files import FULL, LIGHT, Single

LANGS: list[Lang] = ["zh", "en"]
# Two obstacles, one of them for certain.
TO_SETTLE = (
    f"#v={VERSION}&n=12&holder=company&status=normal&need=none&used_by_other=false&compliance=ok"
    "&number_type=mobile&channel=carrier&contract=none&arrears=yes&bindings=unknown"
    "&customers_told=not_needed&records=done_or_not_needed&end"
)
# What a browser asked for beside the page itself.
ASKED = "() => performance.getEntriesByType('resource').map(({ name }) => name)"
LOCAL = ("file:", "blob:", "data:")
# As where a browser makes no worker for a page from disk.
NO_WORKER = "<script>self.Worker = class { constructor() { throw new Error('none') } }</script>"


def address(path: Path, fragment: str = "") -> str:
    """Return the address of a file, which no other has: the tab may have been on it."""
    return path.as_uri() + fragment


def left_alone(tab: Tab) -> None:
    """See that the page has asked nobody for anything."""
    assert [one for one in tab.run(ASKED) if not one.startswith(LOCAL)] == []


@pytest.fixture
def disk(tab: Tab) -> Iterator[Tab]:
    """A tab without a network, where the browser can be told so."""
    if isinstance(tab, Chromium):
        tab.page.context.set_offline(True)
    yield tab
    if isinstance(tab, Chromium):
        tab.page.context.set_offline(False)


def test_one_file_answers_as_the_package_does(disk: Tab, offline: Path) -> None:
    disk.visit(address(offline / FULL.file("zh"))).settled().explained()
    for facts, case in examples("decision_model"):
        answer = disk.run("(facts) => document.querySelector('keep-or-cancel').check(facts)", facts)
        assert answer == json.loads(check_json(json.dumps(facts), "zh")), case.name
    # Each answer is a step to go back by.
    (asked,) = SETTLING
    assert disk.outcome() == SETTLED_AS
    disk.run("() => history.back()")
    disk.until("(step) => document.querySelector('keep-or-cancel').dataset.step === step", asked)
    # What to remember is named where no page leads further.
    told = {name: str(value).lower() for name, value in facts_for("keep_backup").items()}
    disk.run("(answers) => { location.hash = answers; }", written(told))
    disk.until(
        "() => document.querySelector('.koc-reminders [data-key=dates]')?.localName === 'span'"
    )
    left_alone(disk)


def test_the_light_file_has_outcome_obstacles_and_lists(disk: Tab, offline: Path) -> None:
    # The words of the other language come in the same way.
    for lang in LANGS if isinstance(disk, Chromium) else LANGS[:1]:
        disk.visit(address(offline / LIGHT.file(lang), TO_SETTLE)).ready()
        disk.until("() => document.querySelectorAll('.koc-steps details').length > 0")
        light(disk)


def light(disk: Tab) -> None:
    """See that the page shows all that can be shown without Python, and nothing else."""
    assert disk.outcome() == "settle_then_cancel"
    blockers = disk.run(
        "() => Array.from(document.querySelectorAll('[data-blocker]'), (e) => e.dataset.blocker)"
    )
    assert blockers[0] == "arrears"
    assert disk.shown("[data-ask], [data-key^=ask-]")
    # There is no site that a link could lead to.
    names = "() => document.querySelectorAll('[data-letter]').length"
    links = "() => document.querySelectorAll('keep-or-cancel a[href]:not([href^=\"#\"])').length"
    assert (disk.run(names) > 0, disk.run(links)) == (True, 0)
    # Nothing is said of what this file has not got, and nothing tries to get it.
    assert not disk.shown("[data-key=without], .koc-python .koc-alert, [data-key=card-en]")
    assert disk.python == "idle"
    left_alone(disk)


# --- the whole site, unpacked --------------------------------------------------------------------


def opened(tab: Tab, folder: Path, page: str) -> Tab:
    """Open a page of the folder."""
    return tab.visit(address(folder / page / "index.html"))


def goes(tab: Tab, selector: str, path: str) -> None:
    """Follow the first link of that kind to a page of the folder."""
    tab.run("(selector) => document.querySelector(selector).click()", selector)
    tab.until("(path) => location.href.includes(path) && document.readyState === 'complete'", path)


def test_pages_lead_to_each_other_keep_ticks_and_are_searched(disk: Tab, unpacked: Path) -> None:
    opened(disk, unpacked, "")
    goes(disk, 'a.md-nav__link[href*="how/"]', "/how/index.html")
    place = disk.until("() => document.querySelector('article h2[id]:nth-of-type(2)').id")
    disk.run("(id) => { location.hash = id; }", place)
    disk.until("(id) => document.querySelector('[data-lang-switch]').hash === `#${id}`", place)
    goes(disk, "[data-lang-switch]", f"/en/how/index.html#{place}")

    opened(disk, unpacked, "checklists/suspend").click(".check .check__box")
    searched(opened(disk, unpacked, "about"), "停机保号")
    if isinstance(disk, Chromium):
        # English needs less of the search than Chinese.
        searched(opened(disk, unpacked, "en/about"), "suspend")
    opened(disk, unpacked, "checklists/suspend")
    disk.until("() => document.querySelector('.check .check__box').checked")
    left_alone(disk)


def searched(tab: Tab, words: str) -> None:
    """See that the page finds the words, and nothing for what no page has."""
    tab.click("input[name=query]")
    tab.run("() => { document.querySelector('input[name=query]').value = ''; }")
    hits = tab.run(SEEK, [words, "龘靐齉"])
    assert any(hit.endswith("outcomes/suspend/index.html") for hit in hits[0]), hits
    assert hits[1] == []


@pytest.fixture
def without_worker(unpacked: Path) -> Iterator[Path]:
    """The page of the self-check as it fares where a browser makes no worker."""
    page = unpacked / CHECK_PAGES["en"] / "index.html"
    text = page.read_text(encoding="utf-8")
    file = page.with_name("without-worker.html")
    file.write_text(text.replace("<script", f"{NO_WORKER}<script", 1), encoding="utf-8")
    yield file
    file.unlink()


def test_where_no_worker_can_be_made_python_runs_on_the_page(
    disk: Tab, without_worker: Path
) -> None:
    disk.visit(address(without_worker)).settled().explained()
    assert disk.shown(".koc-grounds, [data-key=grounds]")
    left_alone(disk)


def test_a_list_is_read_judged_and_written_in_the_folder(disk: Tab, unpacked: Path) -> None:
    opened(disk, unpacked, "list").run(KEEP)
    page = List(disk)
    # For a workbook Python gets a library of its own, from within its worker. WebKit takes as long
    # over that as over all else here, and is asked for it where it has a server.
    if not isinstance(disk, WebKit):
        book = (CORPUS / BOOK).read_bytes()
        expected = read(book)
        disk.click("#list-paste")
        disk.run(CHOOSE, BOOK, base64.b64encode(book).decode())
        assert page.judged(len(expected.rows)) == piles_of(expected, datetime.date.today())
        disk.click('[data-key="other"]')
    # The list to try is there, too.
    disk.click('[data-key="sample"]')
    page.there(".list-read__word")
    disk.click('[data-key="on"]')
    expected = read((unpacked / SAMPLE).read_bytes())
    assert page.judged(len(expected.rows)) == piles_of(expected, datetime.date.today())
    assert read(page.take("csv")[1]).numbers == expected.numbers
    left_alone(disk)


# --- in Chromium ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", [FULL, LIGHT], ids=lambda kind: kind.id)
def test_without_scripts_the_first_thing_said_is_how_to_open_it_and_the_steps_follow(
    offline: Path, new_page: Callable[..., Page], lang: Lang, kind: Single
) -> None:
    page = new_page(width=320, java_script_enabled=False)
    page.goto(address(offline / kind.file(lang)))
    text = page.locator("main").inner_text()
    opening = {"zh": "用浏览器打开这个文件，可以直接算", "en": "Open this file in a browser"}
    assert text.startswith(opening[lang])
    # Company's own, nothing changed, stopped by the police: the steps end in this very file.
    for place in ("#by-hand-2", "#by-hand-4", "#outcome-ask_first"):
        page.locator(f'.koc-hand-steps a[href="{place}"]:visible').first.click()
        assert page.url.endswith(place)
    assert page.locator("#outcome-ask_first").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_what_was_typed_for_a_letter_is_not_left_behind_unasked(
    unpacked: Path, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(address(unpacked / "papers/index.html"))
    page.locator("[data-letter=authority] > summary").click()
    page.locator("[data-key=fill-authority]").click()
    page.locator("[data-field=carrier_name]").fill("某某通信有限公司")
    expect(page.locator("[data-letter=authority] .paper__draft")).to_contain_text("某某通信")
    # In some browsers a page from disk does not see what another has put into the tab.
    assert asked_before_leaving(page, page.locator("[data-lang-switch]").first.click)
