"""From disk, without a server or a network: the self-check in one file, in every browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keep_or_cancel.browser import check_json
from playwright.sync_api import Page

from guide.edition import Lang
from tests.support.cases import examples
from tests.support.embed_host import SETTLED_AS, SETTLING
from tests.support.engines import Chromium, Tab
from tests.support.site import VERSION
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
    left_alone(disk)


def test_where_no_worker_can_be_made_it_runs_on_the_page(
    disk: Tab, offline: Path, tmp_path: Path
) -> None:
    text = (offline / FULL.file("en")).read_text(encoding="utf-8")
    file = tmp_path / "without-worker.html"
    file.write_text(text.replace("<script", f"{NO_WORKER}<script", 1), encoding="utf-8")
    disk.visit(address(file)).settled().explained()
    assert disk.shown(".koc-grounds, [data-key=grounds]")


@pytest.mark.parametrize("lang", LANGS)
def test_the_light_file_has_outcome_obstacles_and_lists(
    disk: Tab, offline: Path, lang: Lang
) -> None:
    disk.visit(address(offline / LIGHT.file(lang), TO_SETTLE)).ready()
    disk.until("() => document.querySelectorAll('.koc-steps details').length > 0")
    assert disk.outcome() == "settle_then_cancel"
    blockers = disk.run(
        "() => Array.from(document.querySelectorAll('[data-blocker]'), (e) => e.dataset.blocker)"
    )
    assert blockers[0] == "arrears"
    assert disk.shown("[data-ask], [data-key^=ask-]")
    # Nothing is said of what this file has not got, and nothing tries to get it.
    assert not disk.shown("[data-key=without], .koc-python .koc-alert, [data-key=card-en]")
    assert disk.python == "idle"
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
