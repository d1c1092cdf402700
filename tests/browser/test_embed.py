"""The self-check on another site, in Chromium: three depths, sandboxes, messages, hostile pages."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, Playwright, Request, expect

from tests.support.chromium import CHROMIUM, PATIENCE, TEST_ARGS, findings
from tests.support.embed_host import (
    LANGS,
    SETTLED_AS,
    SETTLING,
    Embedded,
    Hosted,
    Opens,
    hosted,
    messages,
)
from tests.support.taps import CANCELLING

OPAQUE = 'sandbox="allow-scripts"'
# All that the embed page may load before Python, compressed as web servers do.
MOST_BYTES = 60_000
# Every way a page can leave something in a browser; the counter is read from the frame.
SPY = """(() => {
  window.__stored = [];
  const note = (name) => window.__stored.push(name);
  for (const name of ["setItem", "getItem", "removeItem"]) {
    const before = Storage.prototype[name];
    Storage.prototype[name] = function (...given) { note(name); return before.apply(this, given); };
  }
  const doors = [
    [IDBFactory.prototype, "open"],
    [window.CacheStorage?.prototype, "open"],
    [window.ServiceWorkerContainer?.prototype, "register"],
  ];
  for (const [owner, name] of doors) {
    if (!owner) continue;
    const before = owner[name];
    owner[name] = function (...given) { note(name); return before.apply(this, given); };
  }
  const cookie = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    ...cookie, set(value) { note("cookie"); cookie.set.call(this, value); },
  });
})();"""


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Hosted]:
    yield from hosted(site, tmp_path)


@pytest.fixture
def real_host(site: Path, tmp_path: Path) -> Iterator[Hosted]:
    """The same with the worker and its Python as they are published."""
    yield from hosted(site, tmp_path, stand_in=False)


@pytest.fixture
def manifest(host: Hosted) -> dict[str, Any]:
    return host.site.manifest


def settled(page: Page, number: int = 0) -> Embedded:
    """Answer one embedded self-check until it has its outcome."""
    return Embedded(page, number).ready().answer(**SETTLING)


# --- three depths --------------------------------------------------------------------------------


def test_without_script_the_link_stays(host: Hosted, new_page: Opens) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(host.page(host.element()))
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()
    assert page.locator("iframe").count() == 0


def test_far_down_a_page_nothing_is_loaded_before_it_is_near(host: Hosted, new_page: Opens) -> None:
    page = new_page()
    page.goto(host.page(f'<div style="height: 20000px"></div>{host.element()}'))
    page.wait_for_selector("iframe", state="attached")
    page.wait_for_timeout(500)
    assert not [path for path in host.site.served if path.startswith("/widget/embed.zh.html")]
    assert settled(page).outcome() == SETTLED_AS


def test_the_link_stays_where_the_frame_is_not_let_in(host: Hosted, new_page: Opens) -> None:
    """A policy of the page around it, or one that demands what static hosts do not send."""
    page = new_page()
    policy = f"default-src * 'unsafe-inline'; frame-src {host.url}"
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.goto(host.page(host.element(), head=meta + host.script))
    page.wait_for_selector("iframe", state="attached")
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()

    address = host.page(host.element())
    host.server.faults.headers[".html"] = {"Cross-Origin-Embedder-Policy": "require-corp"}
    host.site.faults.headers[""] = {
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    page.goto(address)
    page.evaluate(
        "customElements.whenDefined('keep-or-cancel-embed').then(e => { e.patience = 300; })"
    )
    page.wait_for_selector("iframe", state="attached")
    page.wait_for_timeout(1500)
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()
    assert messages(page, "ready") == []


def test_a_frame_that_says_nothing_gives_its_place_to_the_link(
    host: Hosted, new_page: Opens
) -> None:
    page = new_page()
    host.site.faults.replaced["embed.zh.html"] = b"<!doctype html><title>silent</title>"
    address = host.page("")
    page.goto(address)
    page.evaluate(
        """async html => {
          const element = await customElements.whenDefined("keep-or-cancel-embed");
          element.patience = 200;
          document.body.insertAdjacentHTML("beforeend", html);
        }""",
        host.element(),
    )
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()


# --- sandboxes and what browsers bar -------------------------------------------------------------


def test_without_an_origin_and_without_leave_to_load_there_is_a_way_out(
    host: Hosted, new_page: Opens
) -> None:
    del host.site.faults.headers[""]
    page = new_page(bypass_csp=True)  # for axe
    page.goto(host.page(host.frame(OPAQUE), head=""))
    embedded = Embedded(page)
    inside = embedded.inside
    expect(inside.locator(".embed-unstarted")).to_be_visible()
    assert inside.locator(".embed-unstarted a").get_attribute("href") == "../check/"
    expect(inside.locator("form")).to_be_hidden()
    assert [m["data"]["code"] for m in messages(page, "error")] == ["blocked"]
    assert findings(embedded.frame) == []


def test_it_needs_no_header_from_our_server(host: Hosted, new_page: Opens) -> None:
    del host.site.faults.headers[""]
    page = new_page()
    page.goto(host.page(host.frame() + host.element()))
    for number in range(2):
        assert settled(page, number).outcome() == SETTLED_AS


def test_a_page_that_loads_the_script_as_a_module_has_it_work_too(
    host: Hosted, new_page: Opens
) -> None:
    page = new_page()
    page.goto(host.page(host.element(), head=host.script.replace("async", 'type="module"')))
    assert settled(page).outcome() == SETTLED_AS


def test_the_link_comes_back_when_the_self_check_is_barred(
    host: Hosted, new_page: Opens, manifest: dict[str, Any]
) -> None:
    host.site.faults.missing.add(manifest["element"])
    page = new_page()
    page.goto(host.page(host.element()))
    page.wait_for_function("events.length > 0")
    assert page.evaluate("events") == [["koc-error", {"code": "blocked"}]]
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()
    expect(page.locator("iframe")).to_be_hidden()


def test_data_that_does_not_arrive_is_told_and_can_be_asked_for_again(
    host: Hosted, new_page: Opens, manifest: dict[str, Any]
) -> None:
    host.site.faults.missing.add(manifest["graph"]["file"])
    page = new_page()
    page.goto(host.page(host.element()))
    embedded = Embedded(page)
    embedded.inside.locator(".koc-alert button").wait_for()
    assert page.evaluate("events") == [["koc-error", {"code": "form"}]]
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()
    host.site.faults.missing.clear()
    embedded.inside.locator(".koc-alert button").click()
    assert settled(page).outcome() == SETTLED_AS
    expect(page.locator("keep-or-cancel-embed > a")).to_be_hidden()


def test_it_stores_nothing_and_no_request_leaves_the_site_it_comes_from(
    real_host: Hosted, new_page: Opens
) -> None:
    page = new_page()
    page.add_init_script(SPY)
    asked: list[Request] = []
    page.context.on("request", lambda request: asked.append(request))
    # A page of the same site, for elsewhere Chromium itself lets the frame store nothing.
    page.goto(real_host.page(real_host.element()).replace("localhost", "127.0.0.1"))
    embedded = settled(page).python("ready")
    urls = [r.url for r in asked if not r.url.startswith(("data:", "blob:"))]
    ours = [url for url in urls if url.startswith(real_host.site.url)]
    assert any(url.endswith(".wasm") for url in ours)
    # The host's own page and its favicon aside, everything comes from the site.
    assert [u for u in urls if u not in ours] == [
        u for u in urls if u.startswith(real_host.server.url)
    ]
    # And the site does not learn from which page.
    embedding = [r for r in asked if r.url.startswith(f"{real_host.site.url}widget/embed.zh.html")]
    assert [r.headers.get("referer") for r in embedding] == [None]
    embedded.inside.locator('footer a[target="_self"]').click()
    embedded.inside.locator("html[lang=en] keep-or-cancel[data-state=ready]").wait_for()
    assert embedded.frame.evaluate("__stored") == []
    left = embedded.frame.evaluate(
        "Promise.all([localStorage.length, sessionStorage.length, document.cookie, "
        "indexedDB.databases().then(all => all.length), caches.keys().then(all => all.length)])"
    )
    assert left == [0, 0, "", 0, 0]
    assert page.context.cookies() == []


def test_it_works_where_third_parties_may_store_nothing(
    real_host: Hosted, playwright_: Playwright, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    barred = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
    (profile / "Default/Preferences").write_text(json.dumps(barred))
    context = playwright_.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=[*TEST_ARGS, "--test-third-party-cookie-phaseout"],
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(real_host.page(real_host.element()))
    embedded = settled(page)
    assert embedded.outcome() == SETTLED_AS
    embedded.python("ready")
    # The premise: here the frame could not keep anything if it tried.
    kept = "(() => { try { localStorage.setItem('a', 1); return true } catch { return false } })()"
    assert embedded.frame.evaluate(kept) is False
    context.close()


def test_it_is_small_before_python(site: Path, host: Hosted, new_page: Opens) -> None:
    page = new_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for lang in ("zh", "en"):
        asked.clear()
        page.goto(host.page(host.frame(lang=lang), head=""))
        Embedded(page).ready()
        page.wait_for_load_state("networkidle")
        ours = {url.removeprefix(host.site.url) for url in asked if url.startswith(host.site.url)}
        assert len(ours) > 5
        assert not [path for path in ours if "runtime-" in path]
        assert compressed([site / path for path in ours]) < MOST_BYTES


def compressed(paths: list[Path]) -> int:
    """The bytes of all files after brotli, each by itself, as Node does it."""
    script = (
        "const {readFileSync} = require('fs'), {brotliCompressSync} = require('zlib');"
        "console.log(process.argv.slice(1)"
        ".map(name => brotliCompressSync(readFileSync(name)).length).reduce((a, b) => a + b))"
    )
    done = subprocess.run(
        ["node", "-e", script, *map(str, paths)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_the_policy_holds(host: Hosted, new_page: Opens) -> None:
    page = new_page()
    page.goto(host.page(host.element()))
    frame = Embedded(page).ready().frame
    frame.evaluate(
        """() => {
          window.violations = [];
          addEventListener("securitypolicyviolation", e => violations.push(e.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.injected = true";
          const image = document.createElement("img");
          image.src = "https://example.invalid/a.png";
          const style = document.createElement("style");
          style.textContent = "body { display: none }";
          document.body.append(script, image, style);
        }"""
    )
    frame.wait_for_function("() => violations.length >= 3")
    assert set(frame.evaluate("violations")) == {"script-src-elem", "img-src", "style-src-elem"}
    assert frame.evaluate("window.injected") is None
    assert (
        frame.evaluate("fetch('https://example.invalid/').then(() => 'sent', () => 'stopped')")
        == "stopped"
    )


# --- height and look -----------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "width"), [("zh", 320), ("en", 320), ("en", 1280)])
def test_the_frame_keeps_its_height_and_the_page_around_it_its_place(
    host: Hosted, new_page: Opens, width: int, lang: str
) -> None:
    page = new_page(width=width, height=844)
    page.goto(host.page(host.element(lang=lang), lang=LANGS[lang]))
    embedded = Embedded(page).ready()
    page.wait_for_function("document.querySelector('iframe').clientHeight === 700")
    # Nor does it get between the page and its Back.
    place = "[scrollY, document.documentElement.scrollHeight, history.length]"
    before = page.evaluate(place)
    for value in [*CANCELLING, "@clear-all"]:
        embedded.tap(value)
        assert embedded.frame.evaluate("document.documentElement.scrollHeight") == 700
        assert embedded.frame.evaluate("document.documentElement.scrollWidth") <= width
        assert embedded.frame.evaluate("document.querySelector('main').scrollTop") == 0
        assert page.evaluate(place) == before
    assert embedded.outcome() == "cancel_now"
    assert [m["data"]["height"] for m in messages(page, "resize")] == [700]
    # The plan that goes with it is a link away, with the answers.
    plan = embedded.inside.locator(".embed-plan a")
    assert "channel=carrier" in (plan.get_attribute("href") or "")
    assert (
        embedded.frame.evaluate("document.querySelector('keep-or-cancel').dataset.python") == "idle"
    )


def test_no_frame_is_made_higher_or_lower_than_was_said(host: Hosted, new_page: Opens) -> None:
    page = new_page()
    page.goto(host.page(host.element()))
    embedded = Embedded(page).ready()
    for count, height in enumerate([1, 499, 701, 50_000], 2):
        embedded.frame.evaluate(
            """height => parent.postMessage(
                {source: "keep-or-cancel", version: 1, type: "resize", height}, "*")""",
            height,
        )
        page.wait_for_function(
            "count => messages.filter(({data}) => data?.type === 'resize').length === count",
            arg=count,
        )
        assert page.eval_on_selector("iframe", "frame => frame.clientHeight") == 700, height


def test_the_theme_is_the_systems_or_the_one_asked_for(host: Hosted, new_page: Opens) -> None:
    page = new_page(color_scheme="light")
    themes = ("auto", "light", "dark")
    page.goto(host.page("".join(host.element(f'theme="{theme}"') for theme in themes)))
    frames = [Embedded(page, number).ready() for number in range(len(themes))]
    papers = {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 29, 35)"}
    for system in ("light", "dark"):
        page.emulate_media(color_scheme=system)
        for theme, embedded in zip(themes, frames, strict=True):
            embedded.ready()  # what is out of sight is not painted anew
            embedded.frame.wait_for_function(
                "paper => getComputedStyle(document.body).backgroundColor === paper",
                arg=papers[system if theme == "auto" else theme],
            )


WHITE, BLUE, PLUM = "rgb(255, 255, 255)", "rgb(31, 95, 168)", "rgb(122, 31, 92)"
# What a page asks for, the colours that come of it, and what is told.
LOOKS = [
    ('accent="7a1f5c"', PLUM, WHITE, []),
    ('accent="#7A1F5C"', PLUM, WHITE, []),
    ('accent="7a1f5c" paper="fff8e7"', PLUM, "rgb(255, 248, 231)", []),
    ('accent="ffee00"', BLUE, WHITE, ["colour"]),
    ('paper="808080"', BLUE, WHITE, ["colour"]),
    ('accent="red;}"', BLUE, WHITE, ["colour"]),
    ('paper="url(x)"', BLUE, WHITE, ["colour"]),
    ('accent="12345"', BLUE, WHITE, ["colour"]),
    ('theme="drak"', BLUE, WHITE, ["theme"]),
]


def test_a_colour_is_used_as_far_as_it_can_be_read_and_a_theme_if_there_is_one(
    host: Hosted, new_page: Opens
) -> None:
    page = new_page(color_scheme="light")
    page.goto(host.page(host.element()))
    page.wait_for_selector("iframe")
    for attributes, accent, paper, told in LOOKS:
        page.evaluate(
            """html => {
              messages.length = 0;
              document.querySelector("keep-or-cancel-embed").outerHTML = html;
            }""",
            host.element(attributes),
        )
        embedded = Embedded(page).ready()
        button = embedded.inside.locator('[data-key="more-summary"]')
        assert button.evaluate("e => getComputedStyle(e).color") == accent, attributes
        shown = embedded.frame.evaluate("getComputedStyle(document.body).backgroundColor")
        assert shown == paper, attributes
        assert [m["data"]["code"] for m in messages(page, "error")] == told, attributes


@pytest.mark.parametrize(("lang", "scheme", "width"), [("zh", "light", 1280), ("en", "dark", 320)])
def test_axe_finds_nothing_on_the_embed_page(
    host: Hosted, new_page: Opens, lang: str, scheme: str, width: int
) -> None:
    page = new_page(width=width, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    page.goto(host.page(host.element('ask="outcome"', lang), lang=LANGS[lang]))
    embedded = Embedded(page).ready()
    frame = embedded.frame
    frame.locator("#embed-share").wait_for()
    assert findings(frame) == []
    for step in ("number_type", "amounts", "all"):
        embedded.to(step)
        assert findings(frame) == [], step
    embedded.answer(**SETTLING)
    assert findings(frame) == []


def test_another_theme_keeps_the_answers_and_another_language_the_look_too(
    host: Hosted, new_page: Opens
) -> None:
    page = new_page(color_scheme="light")
    page.goto(host.page(host.element('accent="7a1f5c"')))
    embedded = settled(page)
    page.eval_on_selector("keep-or-cancel-embed", "e => { e.setAttribute('theme', 'dark') }")
    embedded.frame.wait_for_function(
        "() => getComputedStyle(document.body).backgroundColor === 'rgb(26, 29, 35)'"
    )
    assert embedded.outcome() == SETTLED_AS
    embedded.inside.locator('footer a[target="_self"]').click()
    embedded.inside.locator("html[lang=en] .koc-card").wait_for()
    assert embedded.outcome() == SETTLED_AS
    assert "accent=7a1f5c" in embedded.frame.url
    embedded.inside.locator("body[data-md-color-scheme=slate]").wait_for()


# --- messages ------------------------------------------------------------------------------------


def test_the_outcome_is_told_only_if_asked_for_and_agreed_to_and_all_as_the_contract_says(
    host: Hosted, new_page: Opens
) -> None:
    page = new_page()
    page.goto(host.page(host.element()))
    embedded = settled(page)
    expect(embedded.inside.locator("#embed-share")).to_be_hidden()
    assert messages(page, "outcome") == []

    page.eval_on_selector("keep-or-cancel-embed", "e => { e.setAttribute('ask', 'outcome') }")
    expect(embedded.inside.locator("#embed-host")).to_have_text(host.url.split("/")[2])
    expect(embedded.inside.locator("#embed-agree")).not_to_be_checked()
    page.wait_for_timeout(300)
    assert messages(page, "outcome") == []

    embedded.inside.locator("#embed-agree").check()
    page.wait_for_function("messages.some(({data}) => data.type === 'outcome')")
    embedded.answer(status="normal")
    page.wait_for_function("events.filter(([name]) => name === 'koc-outcome').length === 2")
    embedded.answer(**SETTLING)
    page.wait_for_function("events.filter(([name]) => name === 'koc-outcome').length === 3")
    embedded.inside.locator("#embed-agree").uncheck()
    page.wait_for_function("events.filter(([name]) => name === 'koc-outcome').length === 4")
    told = [detail["outcome"] for name, detail in page.evaluate("events") if name == "koc-outcome"]
    assert told == [SETTLED_AS, None, SETTLED_AS, None]
    # Taken back, it stays so whatever is answered.
    embedded.answer(status="suspended")
    page.wait_for_timeout(300)
    assert len(messages(page, "outcome")) == 4
    embedded.python("ready")
    keys = {"ready": {"lang", "title", "rules"}, "resize": {"height"}, "outcome": {"outcome"}}
    seen = page.evaluate("messages")
    assert {m["data"]["type"] for m in seen} == keys.keys()
    for message in seen:
        data = message["data"]
        assert message["origin"] == host.site.url.rstrip("/")
        assert (data["source"], data["version"]) == ("keep-or-cancel", 1)
        assert data.keys() - {"source", "version", "type"} == keys[data["type"]]


def ask(target: str = "frame.contentWindow") -> str:
    """The script that asks a frame for its outcome."""
    return f"""{target}.postMessage(
        {{source: "keep-or-cancel", version: 1, type: "ask", want: "outcome"}}, "*")"""


def beside(page: Page) -> Frame:
    """The frame that stands beside the self-check."""
    (frame,) = [frame for frame in page.frames if frame.url == "about:srcdoc"]
    return frame


def test_nobody_but_the_page_around_it_is_heard(host: Hosted, new_page: Opens) -> None:
    """Not another frame of the page, not a page without an origin, not a window that opened it."""
    page = new_page()
    page.goto(
        host.page(
            host.frame('name="check"') + "<iframe srcdoc='x' title='beside'></iframe>",
            head="",
        )
    )
    embedded = settled(page)
    beside(page).evaluate(ask("parent.frames[0]"))
    page.wait_for_timeout(300)
    expect(embedded.inside.locator("#embed-share")).to_be_hidden()
    page.evaluate(f"const frame = document.querySelector('iframe'); {ask()}")
    expect(embedded.inside.locator("#embed-share")).to_be_visible()


def test_a_page_without_an_origin_cannot_ask(host: Hosted, new_page: Opens) -> None:
    page = new_page()
    inner = host.page(host.frame(), head="")
    page.goto(
        host.page(f'<iframe src="{inner}" sandbox="allow-scripts" title="x"></iframe>', head="")
    )
    opaque = page.frame_locator("iframe").locator("iframe")
    opaque.wait_for()
    around = page.frames[1]
    check = around.wait_for_selector("iframe")
    assert check
    frame = check.content_frame()
    assert frame
    frame.wait_for_selector("keep-or-cancel[data-state=ready]")
    around.evaluate(f"const frame = document.querySelector('iframe'); {ask()}")
    page.wait_for_timeout(300)
    expect(frame.locator("#embed-share")).to_be_hidden()


def test_the_element_hears_only_its_own_frame_from_its_own_origin(
    host: Hosted, new_page: Opens
) -> None:
    page = new_page()
    page.goto(host.page(host.element('ask="outcome"') + '<iframe title="x" srcdoc="x"></iframe>'))
    embedded = Embedded(page).ready()
    expect(embedded.inside.locator("#embed-share")).to_be_visible()
    height = page.eval_on_selector("iframe", "e => e.style.height")
    forged = """[
        {source: "keep-or-cancel", version: 1, type: "resize", height: 9},
        {source: "keep-or-cancel", version: 1, type: "outcome", outcome: "keep_use"},
        {source: "keep-or-cancel", version: 1, type: "error", code: "blocked"},
    ]"""
    count = page.evaluate("events.length")
    # From the page itself, from a frame beside, and from the right window with another origin.
    page.evaluate(f"{forged}.forEach(m => postMessage(m, '*'))")
    beside(page).evaluate(f"{forged}.forEach(m => parent.postMessage(m, '*'))")
    page.evaluate(
        f"""{forged}.forEach(data => dispatchEvent(new MessageEvent("message", {{
            data, origin: "https://example.invalid",
            source: document.querySelector("iframe").contentWindow}})))"""
    )
    page.wait_for_timeout(300)
    assert page.eval_on_selector("iframe", "e => e.style.height") == height
    assert page.evaluate("events.length") == count
    expect(page.locator("keep-or-cancel-embed > a")).to_be_hidden()


# --- hostile and clumsy pages --------------------------------------------------------------------


def test_two_snippets_define_the_element_once(
    host: Hosted, new_page: Opens, manifest: dict[str, Any]
) -> None:
    hashed = host.script.replace("embed.js", manifest["embed"]["script"]["file"])
    page = new_page()
    page.goto(host.page(host.element(), head=host.script + hashed))
    assert settled(page).outcome() == SETTLED_AS
    assert page.evaluate("broken") == []


# --- integrity -----------------------------------------------------------------------------------


def test_a_browser_checks_the_hashed_script(
    host: Hosted, new_page: Opens, manifest: dict[str, Any]
) -> None:
    script = manifest["embed"]["script"]
    tag = (
        f'<script async src="{host.site.url}widget/{script["file"]}"'
        f' integrity="{script["integrity"]}" crossorigin="anonymous"></script>'
    )
    page = new_page()
    page.goto(host.page(host.element(), head=tag))
    assert settled(page).outcome() == SETTLED_AS
    host.site.faults.corrupt.add(script["file"])
    page = new_page()
    page.goto(host.page(host.element(), head=tag))
    page.wait_for_timeout(500)
    expect(page.locator("keep-or-cancel-embed > a")).to_be_visible()
    assert page.locator("iframe").count() == 0
