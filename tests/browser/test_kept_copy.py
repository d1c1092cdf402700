"""The copy of the site that a device keeps: only when asked for, whole, said to be one, removed."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from guide import Guide
from tests.support.chromium import AXE, AXE_RUN, PATIENCE, CheckPage
from tests.support.server import Faults, Server, serve
from tests.support.site import TREES, VERSION
from widgets.build import copy

pytestmark = pytest.mark.xdist_group("kept copy")
LANGS = ("zh", "en")
PART = "[data-kept-copy]"
SAID = f"{PART} [role=status]"
KEPT = """async () => ({
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
})"""
NOTHING: dict[str, list[str]] = {"caches": [], "workers": []}
NOTE = "[data-kept-note=copy_note]"
OUTDATED = "[data-kept-note=copy_outdated]"


def button(page: Page, key: str) -> None:
    page.locator(f"{PART} [data-key={key}]").click()


def keep(page: Page, url: str, lang: str = "zh", word: str = "copy_keep") -> None:
    """Ask for the copy and wait until it is kept."""
    page.goto(f"{url}{TREES[lang]}downloads/")
    button(page, word)
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, finished, in a folder of its own whose files may be replaced but not written to."""
    folder = tmp_path_factory.mktemp("kept") / "site"
    shutil.copytree(
        site, folder, copy_function=os.link, ignore=shutil.ignore_patterns(copy.LIST, copy.WORKER)
    )
    copy.write(folder)
    return folder


@pytest.fixture
def own(folder: Path) -> Iterator[Server]:
    """It on a server of one test, below a folder."""
    for server in serve(folder.parent):
        yield Server(f"{server.url}site/", server.faults, server.served, folder)


@pytest.fixture(scope="module")
def cut(folder: Path, browser: Browser) -> Iterator[tuple[Page, str]]:
    """A page whose device keeps the copy, and the site's address; the server has ended."""
    server = serve(folder.parent)
    url = f"{next(server).url}site/"
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        keep(page, url)
        page.goto(f"{url}checklists/suspend/")
        page.locator("[data-item] .check__box").nth(1).check()
        server.close()
        yield page, url


# --- for who does not ask ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_asked_for_or_kept_before_the_button(
    own: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = new_page()
    page.goto(f"{own.url}{TREES[lang]}downloads/", wait_until="networkidle")
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    # Its size is said before.
    expect(page.locator(f"{PART} .file-facts")).to_contain_text(re.compile(r"\d\d\.\d MB"))
    assert page.evaluate(KEPT) == NOTHING
    assert page.locator("link[rel=manifest]").count() == 0
    page.goto(f"{own.url}{TREES[lang]}why/", wait_until="networkidle")
    asked = [path for path in own.served if "kept-copy" in path or "app." in path]
    script = own.manifest["modules"]["kept_copy"]
    assert asked == [f"/site/widget/{script}"]


# --- with it -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "path", ["", "why/", "laws/", "situations/leaver/", "hotline/", "papers/", "downloads/"]
)
def test_every_kind_of_page_comes_and_says_that_it_is_a_copy(
    cut: tuple[Page, str], lang: str, path: str
) -> None:
    page, url = cut
    page.goto(f"{url}{TREES[lang]}{path}")
    expect(page.locator("article h1").first).to_be_visible()
    note = page.locator(NOTE)
    expect(note).to_contain_text(VERSION)
    expect(note).to_contain_text(re.compile(r"20\d\d-\d\d-\d\d"))
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != ""
    assert page.locator("a[data-lang-switch]").count() == 1


def test_every_page_and_what_it_loads_is_in_the_copy(cut: tuple[Page, str], folder: Path) -> None:
    page, url = cut
    page.goto(url)
    listed = json.loads((folder / copy.LIST).read_text(encoding="utf-8"))["files"]
    pages = {
        path.relative_to(folder).as_posix().removesuffix("index.html")
        for path in folder.rglob("index.html")
    }
    assert pages <= set(listed)
    missing = page.evaluate(
        """async (paths) => {
          const gone = [];
          for (const path of paths) if (!(await fetch(path).catch(() => null))?.ok) gone.push(path);
          return gone;
        }""",
        [url + path for path in listed],
    )
    assert missing == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_self_check_explains_with_python(
    cut: tuple[Page, str], folder: Path, lang: str
) -> None:
    page, url = cut
    check = CheckPage(page, Server(url, Faults(), [], folder), lang).open()
    check.tap("company", "police_stop").python_ready()
    assert check.outcome() == "ask_first"
    expect(page.locator(".koc-because")).to_have_count(1)
    expect(page.locator(NOTE)).to_be_visible()


@pytest.mark.parametrize(("lang", "sought"), [("zh", "停机"), ("en", "suspend")])
def test_the_search_finds(cut: tuple[Page, str], lang: str, sought: str) -> None:
    page, url = cut
    page.goto(f"{url}{TREES[lang]}glossary/")
    page.locator(".md-search__input").press_sequentially(sought)
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_ticks_are_there_in_the_other_language_too(cut: tuple[Page, str]) -> None:
    page, url = cut
    for lang in LANGS:
        page.goto(f"{url}{TREES[lang]}checklists/suspend/")
        expect(page.locator("[data-item] .check__box").nth(1)).to_be_checked()


def test_a_list_is_read(cut: tuple[Page, str]) -> None:
    page, url = cut
    page.goto(f"{url}list/")
    page.locator("[data-key=sample]").click()
    expect(page.locator(".list-table, .list-piles").first).to_be_visible()


@pytest.mark.parametrize(("path", "lang"), [("nothing/", "zh-Hans"), ("en/nothing/", "en")])
def test_what_is_not_in_it_is_said(cut: tuple[Page, str], path: str, lang: str) -> None:
    page, url = cut
    answer = page.goto(f"{url}{path}")
    assert answer
    assert answer.status == 503
    assert page.locator("html").get_attribute("lang") == lang
    page.locator("a").last.click()
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()


def test_a_folder_without_its_slash_is_found(cut: tuple[Page, str]) -> None:
    page, url = cut
    for path in ("why", "why/index.html", "why/?from=timeline#why"):
        page.goto(url + path)
        expect(page.locator(NOTE)).to_be_visible()
        expect(page.locator("article h1")).to_be_visible()


# --- how it looks --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGS)
def test_note_and_control_can_be_read_and_fit(
    cut: tuple[Page, str], lang: str, scheme: Literal["light", "dark"]
) -> None:
    page, url = cut
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{url}{TREES[lang]}downloads/")
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in page.locator(f"{PART} button, {NOTE} a").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 24
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for part in (PART, ".kept-note"):
        assert page.evaluate(AXE_RUN, part)["violations"] == []
    page.set_viewport_size({"width": 1280, "height": 900})


# --- a later release, and the end -----------------------------------------------------------------


def release(folder: Path, mark: str) -> None:
    """Put a later release in place of the site in `folder`."""
    page = folder / "why/index.html"
    text = page.read_text(encoding="utf-8")
    page.unlink()
    page.write_text(text.replace("</body>", f"<!-- {mark} --></body>"), encoding="utf-8")
    copy.write(folder)


def test_a_later_release_is_said_and_taken_with_one_tap_and_all_is_removed(
    own: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    keep(page, own.url)
    before = page.evaluate(KEPT)
    assert (len(before["caches"]), before["workers"]) == (1, [own.url])
    assert page.locator("link[rel=manifest]").count() == 1
    page.goto(f"{own.url}why/")
    assert page.locator(".kept-note").count() == 0
    release(own.folder, "later")
    page.goto(f"{own.url}en/why/")
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update().catch(() => {}))")
    # Nothing is loaded unasked.
    own.served.clear()
    page.wait_for_function(
        f"""() => fetch("{own.url}en/how/").then(() => caches.keys()).then(async ([name]) =>
          (await (await caches.open(name)).keys()).some(({{ url }}) => url.endsWith("?newer")))"""
    )
    assert [path for path in own.served if path.endswith((".wasm", ".zip"))] == []
    # A browser that is busy goes past a worker that does not start in time.
    for _ in range(3):
        page.goto(f"{own.url}en/how/")
        if page.locator(OUTDATED).count():
            break
    expect(page.locator(OUTDATED)).to_be_visible()
    page.locator(f"{OUTDATED} a").click()
    own.served.clear()
    button(page, "copy_update")
    expect(page.locator(f"{PART} [data-key=copy_update]")).to_be_hidden()
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()
    # What has not changed is not loaded again.
    assert [path for path in own.served if path.endswith((".wasm", ".zip"))] == []
    assert "/site/why/" in own.served
    after = page.evaluate(KEPT)
    assert len(after["caches"]) == 1
    assert after["caches"] != before["caches"]
    own.faults.dropped.add("why/")
    page.goto(f"{own.url}why/")
    expect(page.locator(NOTE)).to_be_visible()
    assert "<!-- later -->" in page.content()
    own.faults.clear()
    page.goto(f"{own.url}downloads/")
    button(page, "copy_remove")
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


def test_a_slow_network_has_little_time(own: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    keep(page, own.url, "en")
    own.faults.hanging |= {"en/why/", "guide.js", "guide.css"}
    page.goto(f"{own.url}en/why/")
    expect(page.locator(NOTE)).to_be_visible()
    own.faults.clear()


# --- what stands in the way ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        ("navigator.storage.estimate = async () => ({ quota: 9e6, usage: 8e6 })", "copy_no_room"),
        (
            "Cache.prototype.put = async () => { throw new DOMException('full') }",
            "copy_refused",
        ),
        (
            "navigator.serviceWorker.register = async () => { throw new DOMException('no') }",
            "copy_refused",
        ),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_what_the_browser_refuses_is_said_and_nothing_is_left(
    own: Server, new_page: Callable[..., Page], guide: Guide, lang: str, broken: str, word: str
) -> None:
    page = new_page()
    page.add_init_script(broken)
    page.goto(f"{own.url}{TREES[lang]}downloads/")
    button(page, "copy_keep")
    said = getattr(guide.ui.ui[word], lang).partition("{")[0]
    expect(page.locator(SAID)).to_contain_text(said)
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize(
    ("fault", "code"), [("corrupt", "hash"), ("missing", "missing"), ("dropped", "offline")]
)
def test_a_file_that_does_not_come_right_leaves_no_copy(
    own: Server, new_page: Callable[..., Page], guide: Guide, fault: str, code: str
) -> None:
    getattr(own.faults, fault).add("laws/")
    page = new_page()
    page.goto(f"{own.url}downloads/")
    button(page, "copy_keep")
    expect(page.locator(SAID)).to_contain_text(guide.ui.ui[f"koc_fail_{code}"].zh)
    assert page.evaluate(KEPT) == NOTHING


def test_it_can_be_stopped_and_one_that_was_left_is_gone_on_with(
    own: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    own.faults.hanging.add(".wasm")
    page.goto(f"{own.url}en/downloads/")
    button(page, "copy_keep")
    expect(page.locator(f"{PART} progress")).to_be_visible()
    # All but what hangs has come.
    listed = json.loads((own.folder / copy.LIST).read_text(encoding="utf-8"))
    hanging = sum(e["bytes"] for path, e in listed["files"].items() if path.endswith(".wasm"))
    done = f"{(listed['bytes'] - hanging) / 1e6:.1f} of"
    expect(page.locator(".kept-copy__count")).to_contain_text(done)
    # The page is left in the middle.
    page.goto(f"{own.url}en/downloads/")
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()
    own.served.clear()
    button(page, "copy_keep")
    expect(page.locator(f"{PART} progress")).to_be_visible()
    button(page, "copy_stop")
    own.faults.clear()
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    assert "/site/laws/" not in own.served
    assert page.evaluate(KEPT) == NOTHING
