"""The copy of the site that a device keeps: only when asked for, whole, said to be one, removed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from guide import Guide
from tests.support.chromium import AXE, PATIENCE, CheckPage, findings
from tests.support.offline import finished
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
SCHEMES: Mapping[Literal["light", "dark"], str] = {"light": "default", "dark": "slate"}
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
    """The site, finished, in a folder of its small."""
    return finished(site, tmp_path_factory.mktemp("kept") / "site")


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


def test_nothing_is_asked_for_or_kept_before_the_button(
    small: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    for tree in TREES.values():
        page.goto(f"{small.url}{tree}downloads/", wait_until="networkidle")
        expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
        # Its size is said before.
        expect(page.locator(f"{PART} .file-facts")).to_contain_text(re.compile(r"\d\d\.\d MB"))
        assert page.evaluate(KEPT) == NOTHING
        assert page.locator("link[rel=manifest]").count() == 0
    page.goto(f"{small.url}why/", wait_until="networkidle")
    asked = {path for path in small.served if "kept-copy" in path or "app." in path}
    script = small.manifest["modules"]["kept_copy"]
    assert asked == {f"/site/widget/{script}"}


# --- with it -------------------------------------------------------------------------------------


def test_a_page_comes_and_says_in_its_language_that_it_is_a_copy(
    cut: tuple[Page, str], guide: Guide
) -> None:
    page, url = cut
    said = guide.ui.ui["copy_note"]
    for path, text in (("", said.zh), ("en/situations/leaver/", said.en)):
        page.goto(url + path)
        expect(page.locator("article h1").first).to_be_visible()
        note = page.locator(NOTE)
        expect(note).to_contain_text(text.partition("{")[0])
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


def test_the_self_check_explains_with_python(cut: tuple[Page, str], folder: Path) -> None:
    page, url = cut
    check = CheckPage(page, Server(url, Faults(), [], folder), "en").open()
    check.tap("company", "police_stop").python_ready()
    assert check.outcome() == "ask_first"
    expect(page.locator(".koc-because")).to_have_count(1)
    expect(page.locator(NOTE)).to_be_visible()


def test_the_search_finds(cut: tuple[Page, str]) -> None:
    page, url = cut
    # What Chinese needs of it is more than what English needs.
    page.goto(f"{url}glossary/")
    page.locator(".md-search__input").press_sequentially("停机")
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_ticks_are_there_in_the_other_language_too(cut: tuple[Page, str]) -> None:
    page, url = cut
    page.goto(f"{url}en/checklists/suspend/")
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


@pytest.mark.parametrize("lang", LANGS)
def test_note_and_control_can_be_read_and_fit(cut: tuple[Page, str], lang: str) -> None:
    page, url = cut
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{url}{TREES[lang]}downloads/")
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for target in page.locator(f"{PART} button, {NOTE} a").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 24
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme, palette in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", palette)
        for part in (PART, ".kept-note"):
            assert findings(page, part) == [], scheme
        # axe is not sure of letters that have the very colour of the page.
        inks = page.locator(f"{PART} button").evaluate_all(
            "all => all.map(one => getComputedStyle(one).color)"
        )
        assert inks
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") not in inks
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
    small: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    keep(page, small.url)
    before = page.evaluate(KEPT)
    assert (len(before["caches"]), before["workers"]) == (1, [small.url])
    assert page.locator("link[rel=manifest]").count() == 1
    page.goto(f"{small.url}why/")
    assert page.locator(".kept-note").count() == 0
    release(small.folder, "later")
    page.goto(f"{small.url}en/why/")
    page.evaluate("navigator.serviceWorker.ready.then((one) => one.update().catch(() => {}))")
    # Nothing is loaded unasked.
    small.served.clear()
    page.wait_for_function(
        f"""() => fetch("{small.url}en/").then(() => caches.keys()).then(async ([name]) =>
          (await (await caches.open(name)).keys()).some(({{ url }}) => url.endsWith("?newer")))"""
    )
    assert set(small.served) <= {"/site/en/", f"/site/{copy.WORKER}"}
    # A browser that is busy goes past a worker that does not start in time.
    for _ in range(3):
        page.goto(f"{small.url}en/")
        if page.locator(OUTDATED).count():
            break
    expect(page.locator(OUTDATED)).to_be_visible()
    page.locator(f"{OUTDATED} a").click()
    small.served.clear()
    button(page, "copy_update")
    expect(page.locator(f"{PART} [data-key=copy_update]")).to_be_hidden()
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()
    # What has not changed is not loaded again.
    assert "/site/laws/" not in small.served
    assert "/site/why/" in small.served
    after = page.evaluate(KEPT)
    assert len(after["caches"]) == 1
    assert after["caches"] != before["caches"]
    small.faults.dropped.add("why/")
    page.goto(f"{small.url}why/")
    expect(page.locator(NOTE)).to_be_visible()
    assert "<!-- later -->" in page.content()
    small.faults.clear()
    page.goto(f"{small.url}downloads/")
    button(page, "copy_remove")
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


def test_a_slow_network_has_little_time(small: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    keep(page, small.url, "en")
    small.faults.hanging |= {"en/why/", "guide.js", "guide.css"}
    page.goto(f"{small.url}en/why/")
    expect(page.locator(NOTE)).to_be_visible()
    small.faults.clear()


# --- what stands in the way ----------------------------------------------------------------------


# Half a minute is over at once.
IMPATIENT = """{
  const later = setTimeout;
  window.setTimeout = (act, ms, ...given) => later(act, ms < 30000 ? ms : 0, ...given);
}"""
# What answers from the copy is taken, and does not run.
NEVER_STARTED = f"""{{
  const {{ serviceWorker }} = navigator, register = serviceWorker.register.bind(serviceWorker);
  serviceWorker.register = async (...given) => {{
    const registration = await register(...given);
    {IMPATIENT}
    const installing = Object.assign(new EventTarget(), {{ state: "installing" }});
    return {{ installing, unregister: () => registration.unregister() }};
  }};
}}"""


@pytest.mark.parametrize(
    ("broken", "word", "lang"),
    [
        (
            "navigator.storage.estimate = async () => ({ quota: 9e6, usage: 9e6 - 5 })",
            "copy_no_room",
            "zh",
        ),
        (
            "Cache.prototype.put = async () => { throw new DOMException('full') }",
            "copy_refused",
            "en",
        ),
        (
            "navigator.serviceWorker.register = async () => { throw new DOMException('no') }",
            "copy_refused",
            "zh",
        ),
        (
            f"navigator.serviceWorker.register = () => new Promise(() => {{}}); {IMPATIENT}",
            "copy_refused",
            "en",
        ),
        (NEVER_STARTED, "copy_refused", "zh"),
    ],
)
def test_what_the_browser_refuses_is_said_and_nothing_is_left(
    small: Server, new_page: Callable[..., Page], guide: Guide, lang: str, broken: str, word: str
) -> None:
    page = new_page()
    page.add_init_script(broken)
    page.goto(f"{small.url}{TREES[lang]}downloads/")
    button(page, "copy_keep")
    said = getattr(guide.ui.ui[word], lang).partition("{")[0]
    expect(page.locator(SAID)).to_contain_text(said)
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    assert page.evaluate(KEPT) == NOTHING


def test_a_file_that_does_not_come_right_leaves_no_copy(
    small: Server, new_page: Callable[..., Page], guide: Guide
) -> None:
    page = new_page()
    page.goto(f"{small.url}downloads/")
    for fault, code in (("corrupt", "hash"), ("missing", "missing"), ("dropped", "offline")):
        small.faults.clear()
        getattr(small.faults, fault).add("laws/")
        button(page, "copy_keep")
        expect(page.locator(SAID)).to_contain_text(guide.ui.ui[f"koc_fail_{code}"].zh)
        assert page.evaluate(KEPT) == NOTHING


def test_it_can_be_stopped_and_one_that_was_left_is_gone_on_with(
    small: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    small.faults.hanging.add("laws/")
    page.goto(f"{small.url}en/downloads/")
    button(page, "copy_keep")
    expect(page.locator(f"{PART} progress")).to_be_visible()
    # All but what hangs has come.
    listed = json.loads((small.folder / copy.LIST).read_text(encoding="utf-8"))
    done = f"{(listed['bytes'] - listed['files']['laws/']['bytes']) / 1e6:.1f} of"
    assert done != f"{listed['bytes'] / 1e6:.1f} of"
    expect(page.locator(".kept-copy__count")).to_contain_text(done)
    # The page is left in the middle.
    page.goto(f"{small.url}en/downloads/")
    expect(page.locator(f"{PART} [data-key=copy_remove]")).to_be_visible()
    small.served.clear()
    button(page, "copy_keep")
    expect(page.locator(f"{PART} progress")).to_be_visible()
    button(page, "copy_stop")
    small.faults.clear()
    expect(page.locator(f"{PART} [data-key=copy_keep]")).to_be_visible()
    assert "/site/why/" not in small.served
    assert page.evaluate(KEPT) == NOTHING
