"""What every browser must do with the self-check, by itself and on other sites' pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from keep_or_cancel.browser import check_json

from guide.edition import Lang
from macros.blocks.embed import SNIPPETS, policy
from tests.browser.test_search import KINDS, SEEK, missed, put
from tests.support.cases import examples
from tests.support.embed_host import HOSTILE, LANGS, SETTLED_AS, Hosted, hosted
from tests.support.engines import (
    GROUPS,
    STEADY,
    Firefox,
    Tab,
    WebKit,
    eventually,
    firefox,
    only,
)
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, TREES, VERSION

OPAQUE = 'sandbox="allow-scripts"'
# Goes before the frame's own script: what breaks in the frame is told to the page around it. That
# sizes were told a frame later than they changed is a browser's remark, without an error.
TELL_ERRORS = b"""{
  const tell = (broken) => parent.postMessage({ broken: String(broken) }, "*");
  addEventListener("error", ({ message, error }) => error && tell(message));
  addEventListener("unhandledrejection", ({ reason }) => tell(reason));
}
"""
# All that broke in a page of the other site and in the frames on it.
BROKEN = "() => [...broken, ...messages.flatMap(({ data }) => data?.broken ?? [])]"
# How much a page has stored, or the name of the error where it may not even ask.
STORED = """() => Promise.all([
  () => localStorage.length, () => sessionStorage.length, () => document.cookie.length,
  () => indexedDB.databases().then((all) => all.length),
  () => caches.keys().then((all) => all.length),
].map(async (count) => { try { return await count() } catch (barred) { return barred.name } }))"""
# Moves an element between two places and takes it away while its frame loads, and leaves one.
RESTLESS = """async (html) => {
  await customElements.whenDefined("keep-or-cancel-embed");
  const [a, b] = document.querySelectorAll("div");
  for (const wait of [0, 5, 30, 120, 400]) {
    a.innerHTML = html;
    await new Promise((done) => setTimeout(done, wait));
    b.append(a.firstChild);
    await new Promise((done) => setTimeout(done, wait));
    b.firstChild.remove();
  }
  a.innerHTML = html;
  b.append(a.firstChild);
}"""


def with_ears(host: Hosted) -> Hosted:
    """The site and another that embeds it, which is told what breaks in the frame."""
    script = host.site.manifest["embed"]["frame"]
    content = (host.site.folder / "widget" / script).read_bytes()
    host.site.faults.replaced[script] = TELL_ERRORS + content
    return host


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Hosted]:
    for host in hosted(site, tmp_path):
        yield with_ears(host)


@pytest.fixture
def real_host(site: Path, tmp_path: Path) -> Iterator[Hosted]:
    """The same with the worker and its Python as they are published."""
    for host in hosted(site, tmp_path, stand_in=False):
        yield with_ears(host)


@pytest.fixture
def published(site: Path, host: Hosted) -> Hosted:
    """The same, with the policy that a published site's frame has: it names its address."""
    built = json.loads((site / "oembed/zh.json").read_text())["provider_url"]
    named = "https://published.invalid"
    before, after = (policy(address).encode() for address in (built, named))
    for lang in LANGS:
        name = f"embed.{lang}.html"
        content = (site / "widget" / name).read_bytes()
        assert before in content
        after_here = after.replace(named.encode(), host.site.url.rstrip("/").encode())
        host.site.faults.replaced[name] = content.replace(before, after_here)
    return host


# --- by itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_answers_lead_to_the_outcome_at_once_and_python_gives_the_same_as_cpython(
    tab: Tab, faulty: Server, lang: str
) -> None:
    # Without a runtime to load, the outcome can only come from the graph.
    faulty.faults.hanging.add(".wasm")
    tab.visit(faulty.url + CHECK_PAGES[lang]).settled()
    tab.run(
        """() => {
          window.broken = [];
          addEventListener("error", ({ message }) => broken.push(message));
          addEventListener("unhandledrejection", ({ reason }) => broken.push(String(reason)));
        }"""
    )
    assert tab.python == "loading"
    assert tab.run("() => document.querySelector('.koc-because')") is None
    faulty.faults.clear()
    tab.explained()
    for facts, case in examples("decision_model"):
        answer = tab.run("(facts) => document.querySelector('keep-or-cancel').check(facts)", facts)
        assert answer == json.loads(check_json(json.dumps(facts), lang)), case.name
        assert answer["outcome"] == case.output["outcome"], case.name
    assert tab.run("() => broken") == []


def test_scripts_that_the_server_calls_text_are_run_all_the_same(tab: Tab, faulty: Server) -> None:
    """As on a Windows whose registry says so: no worker may be started from such a file."""
    faulty.faults.types[".js"] = "text/plain"
    tab.visit(faulty.url + CHECK_PAGES["en"]).settled().explained()
    # The plan is another script.
    tab.until("() => document.querySelectorAll('.koc-steps, .koc-because').length > 1")


def test_leaving_while_python_starts_is_no_reason_not_to_start_it(tab: Tab, faulty: Server) -> None:
    faulty.faults.hanging.add(".wasm")
    address = f"{faulty.url}{CHECK_PAGES['en']}#v={VERSION}&status=police_stop"
    for url in (address, f"{faulty.url}en/why/", address):
        tab.visit(url)
        if url == address:
            eventually(lambda: tab.ready().python == "loading", "Python starts by itself")
    # Where the page was ended instead, nothing has taken back what was noted.
    noted = tab.run("() => JSON.stringify({ ...sessionStorage })")
    tab.visit(f"{faulty.url}en/why/")
    tab.run("(noted) => Object.assign(sessionStorage, JSON.parse(noted))", noted)
    tab.visit(address).ready()
    tab.until(
        "() => document.querySelector('.koc-python [data-failure=ended] button')?.checkVisibility()"
    )
    assert tab.python == "idle"
    faulty.faults.clear()
    tab.click(".koc-python [data-failure=ended] button")
    tab.explained()


def test_where_no_script_may_run_the_steps_are_there(tab: Tab, faulty: Server) -> None:
    faulty.faults.types[".js"] = "text/plain"
    faulty.faults.headers[".js"] = {"X-Content-Type-Options": "nosniff"}
    tab.visit(faulty.url + CHECK_PAGES["zh"])
    tab.until("() => document.querySelector('.koc-by-hand').checkVisibility()")


# An input method puts a word together: half of it stands in the field, keys come and go, the word
# is there at last. Says how often the theme has answered.
COMPOSE = """async () => {
  const field = document.querySelector("input[name=query]");
  let answers = 0;
  const count = document.querySelector(".md-search-result__meta");
  new MutationObserver(() => { answers += 1; }).observe(count, { childList: true });
  const tell = (kind, type, more) =>
    field.dispatchEvent(new kind(type, { bubbles: true, isComposing: true, ...more }));
  tell(CompositionEvent, "compositionstart");
  for (const half of ["t", "ting", "ting'ji"]) {
    tell(KeyboardEvent, "keydown", { key: "Process" });
    field.value = half;
    tell(InputEvent, "input");
    tell(KeyboardEvent, "keyup", { key: "g" });
  }
  field.value = "停机保号";
  tell(InputEvent, "input");
  tell(CompositionEvent, "compositionend", { data: "停机保号" });
  const hit = () => document.querySelector(".md-search-result__item a");
  while (!hit()) await new Promise(requestAnimationFrame);
  return answers;
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_search_reads_what_people_write(tab: Tab, server: Server, lang: Lang) -> None:
    tab.visit(f"{server.url}{TREES[lang]}about/")
    tab.click("input[name=query]")
    tab.run("() => { document.querySelector('input[name=query]').value = ''; }")
    assert tab.run(COMPOSE) == 1
    # All of them are tried in one browser; here one of each kind.
    firsts = {}
    for kind, pages in KINDS[lang].items():
        page, texts = next(iter(pages.items()))
        firsts[kind] = {page: texts.partition("|")[0]}
    assert missed(tab.run, lang, put(firsts)) == {}
    assert tab.run(SEEK, ["龘靐齉"]) == [[]]
    assert tab.shown(".search-otherwise a")


# As an input method does it: half a number stands in the field, Enter takes it; the number comes.
HALF_A_NUMBER = """() => {
  const field = document.querySelector("#koc-penalty");
  window.judged = [];
  new MutationObserver(() => {
    const error = document.querySelector(".koc-error");
    if (error) judged.push(error.textContent);
  }).observe(document.body, { childList: true, subtree: true });
  window.tell = (kind, type, more) =>
    field.dispatchEvent(new kind(type, { bubbles: true, isComposing: true, ...more }));
  tell(CompositionEvent, "compositionstart");
  field.value = "liu'bai";
  tell(InputEvent, "input");
  tell(KeyboardEvent, "keydown", { key: "Enter" });
}"""
THE_NUMBER = """() => {
  document.querySelector("#koc-penalty").value = "600";
  tell(InputEvent, "input");
  tell(CompositionEvent, "compositionend", { data: "600" });
}"""
ANSWERED = """() => document.querySelector("keep-or-cancel").dataset.python === "ready" &&
  !document.querySelector(".koc-details").hasAttribute("aria-busy")"""


def test_words_are_put_together_and_copied_without_a_clipboard(tab: Tab, server: Server) -> None:
    facts = "&need=none&contract=in_exit_fee&at=all"
    tab.visit(f"{server.url}{CHECK_PAGES['zh']}#v={VERSION}{facts}").ready()
    tab.until("() => document.querySelector('#koc-penalty')?.checkVisibility()")
    for written in (HALF_A_NUMBER, THE_NUMBER):
        tab.run(written)
        tab.until(ANSWERED)
    assert tab.run("() => judged") == []
    assert tab.run("() => document.querySelector('keep-or-cancel').dataset.step") == "all"
    tab.run(
        """() => {
          Object.defineProperty(navigator, "clipboard", { value: undefined, configurable: true });
          document.execCommand = () => false;
        }"""
    )
    tab.click('.koc-actions [data-key="copy"]')
    link = tab.until("() => document.querySelector('.koc-said code')?.textContent")
    assert tab.run("() => getSelection().toString()") == link
    assert "请自己复制" in tab.run("() => document.querySelector('.koc-said').textContent")


# --- on another site ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_element_gives_the_outcome_and_reasons_and_stores_nothing(
    tab: Tab, real_host: Hosted, lang: str
) -> None:
    tab.visit(real_host.page(real_host.element(lang=lang))).settled(0).compared()
    assert tab.run("() => document.documentElement.lang") == LANGS[lang]
    assert tab.run(STORED) == [0, 0, 0, 0, 0]
    tab.until("() => document.documentElement.scrollHeight <= innerHeight")
    tab.enter(None)
    assert not tab.shown("keep-or-cancel-embed > a")
    assert tab.run(STORED) == [0, 0, 0, 0, 0]
    attributes = "(name) => document.querySelector('iframe').getAttribute(name)"
    assert tab.run(attributes, "title") == "Check this number"
    assert tab.run(attributes, "loading") == "lazy"
    assert tab.run("() => events.map(([name]) => name)") == ["koc-ready"]
    assert tab.run(BROKEN) == []


def test_the_frame_that_the_site_offers_gives_them_too_and_scrolls(
    tab: Tab, host: Hosted, site: Path
) -> None:
    record = json.loads((site / "oembed/zh.json").read_text(encoding="utf-8"))
    frame = record["html"].replace(record["provider_url"], host.site.url)
    assert host.site.url in frame
    tab.visit(host.page(frame, head="")).settled(0).compared()
    height = tab.run("() => innerHeight")
    assert height == record["height"]
    assert tab.run("() => document.documentElement.scrollHeight") == height
    # What does not fit scrolls between its title and its foot.
    tab.run("() => { location.hash = '#koc-all'; }")
    tab.until("() => document.querySelector('main').scrollHeight > innerHeight")
    tab.enter(None)
    assert tab.run(BROKEN) == []


@pytest.mark.parametrize("depth", ["element", "frame"])
def test_the_page_around_it_scrolls_to_a_question_gone_back_to(
    tab: Tab, host: Hosted, depth: str
) -> None:
    listen = SNIPPETS["listen"].format(origin=host.site.url.rstrip("/"))
    body = host.element() if depth == "element" else host.frame() + listen
    space = '<p style="height: 2000px"></p>'
    tab.visit(host.page(space + body + space)).settled(0)
    tab.until("() => document.documentElement.scrollHeight <= innerHeight")

    def place() -> float:
        """How far the question's answer is below the upper edge of what is seen."""
        top = tab.run("() => document.activeElement.getBoundingClientRect().top")
        tab.enter(None)
        top += tab.run("() => document.querySelector('iframe').getBoundingClientRect().top")
        tab.enter(0)
        return float(top)

    button = '[data-key="back"]'
    tab.run(STEADY, button)
    tab.click(button)
    tab.until("() => document.activeElement.id === 'koc-asked'")
    height = tab.enter(None).run("() => innerHeight")
    tab.enter(0)
    eventually(lambda: 0 <= place() < height, "the answer is in sight")


@pytest.mark.parametrize("depth", ["element", "frame"])
def test_in_a_sandbox_without_an_origin_only_the_reasons_are_missing(
    tab: Tab, published: Hosted, depth: str
) -> None:
    element = depth == "element"
    body = published.element(OPAQUE, "en") if element else published.frame(OPAQUE, "en")
    tab.visit(published.page(body, head=None if element else "")).settled(0)
    assert tab.run("() => origin") == "null"
    # Only to compare amounts is Python needed, and here it cannot be had.
    assert tab.python == "idle"
    tab.run("() => { location.hash = '#koc-amounts'; }")
    eventually(lambda: tab.python == "failed", "no Python")
    assert tab.run("() => document.querySelector('.koc-alert').dataset.failure") == "sandbox"
    # The full self-check, one click away, starts with the answers.
    assert "status=police_stop" in tab.run(
        "() => document.querySelector('footer a[hreflang=en]').href"
    )
    tab.enter(None)
    codes = "() => messages.flatMap(({ data }) => data?.type === 'error' ? [data.code] : [])"
    assert tab.run(codes) == ["explanation"]
    assert tab.run(BROKEN) == []


# --- pages that mean ill or are badly made --------------------------------------------------------


def test_it_answers_on_a_page_that_moves_it_and_floods_it_with_messages(
    tab: Tab, host: Hosted
) -> None:
    tab.visit(host.page(host.element(), head=host.script + HOSTILE))
    tab.until("() => document.body.lastElementChild.matches('keep-or-cancel-embed')")
    tab.settled(0).compared()
    tab.enter(None)
    assert tab.run("() => flooded") > 1000
    # It was never agreed to tell the outcome, and what the page tells itself is not believed.
    told = tab.run("() => events.map(([name, detail]) => [name, detail.code])")
    assert {name for name, _ in told} == {"koc-ready", "koc-error"}
    # Once of each frame that it has had.
    assert {code for name, code in told if name == "koc-error"} == {"theme"}
    assert tab.run("() => document.querySelector('iframe').clientHeight") > 100
    assert not tab.shown("keep-or-cancel-embed > a")
    assert tab.run(BROKEN) == []


def test_it_answers_after_being_moved_and_removed_while_it_loads(tab: Tab, host: Hosted) -> None:
    tab.visit(host.page("<div></div><div></div>")).run(RESTLESS, host.element())
    assert tab.run("() => document.querySelectorAll('iframe').length") == 1
    tab.settled(0)
    tab.enter(None).run("() => document.querySelector('keep-or-cancel-embed').remove()")
    assert tab.run(BROKEN) == []


def test_ten_on_one_page_answer_each_for_itself(tab: Tab, host: Hosted) -> None:
    tab.visit(host.page(host.element() * 10))
    for number in range(10):
        tab.ready(number)
    tab.settled(0).compared()
    assert tab.ready(9).answer({"status": "normal"}).outcome() is None
    for number in range(1, 10):
        # Nothing is to be compared in these, so no Python runs for them.
        assert tab.enter(number).python == "idle"
    assert tab.enter(0).outcome() == SETTLED_AS
    assert tab.enter(None).run(BROKEN) == []


def test_what_breaks_in_a_frame_would_be_seen(tab: Tab, host: Hosted) -> None:
    tab.visit(host.page(host.element())).ready(0)
    tab.run("() => { setTimeout(() => { throw new Error('on purpose') }) }")
    tab.enter(None).until(f"() => ({BROKEN})().some((text) => text.includes('on purpose'))")


# --- what one of them alone does ------------------------------------------------------------------


@only("firefox")
def test_of_two_sites_only_the_one_that_stores_something_is_on_disk(
    tab: Firefox, real_host: Hosted
) -> None:
    tab.visit(real_host.page(real_host.element())).settled(0).compared()
    tab.enter(None).run("() => localStorage.setItem('a', 'b')")
    tab.visit("about:blank")
    theirs, ours = (
        f"http+++{address.hostname}+{address.port}*"
        for address in map(urlsplit, [real_host.url, real_host.site.url])
    )
    eventually(lambda: list(tab.storage.glob(theirs)), "what was stored is on disk")
    assert list(tab.storage.glob(ours)) == []


@GROUPS["firefox"]
def test_firefox_works_where_third_parties_may_store_nothing(real_host: Hosted) -> None:
    with firefox(**{"network.cookie.cookieBehavior": 1}) as tab:
        tab.visit(real_host.page(real_host.element())).settled(0).compared()
        # The premise: here the frame could not keep anything if it tried.
        assert tab.run(STORED)[0] == "SecurityError"


@only("firefox")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_keyboard_alone_leads_to_the_outcome(tab: Firefox, server: Server, lang: str) -> None:
    tab.visit(server.url + CHECK_PAGES[lang]).ready()
    for value in ("company", "police_stop"):
        go(tab, f"document.activeElement.dataset.value === '{value}'")
        tab.press("Enter")
    assert tab.outcome() == SETTLED_AS
    # And from there back to the question, to change its answer.
    go(tab, "document.activeElement.matches('[data-key=back]')", "Shift+Tab")
    tab.press("Enter")
    tab.until("() => document.querySelector('keep-or-cancel').dataset.step === 'status'")
    tab.until("() => document.activeElement.id === 'koc-asked'")


def go(tab: Firefox, there: str, key: str = "Tab") -> None:
    """Press a key until it is true that the focus is there."""
    for _ in range(80):
        if tab.run(f"() => {there}"):
            return
        tab.press(key)
    pytest.fail(f"never true: {there}")


@only("webkit")
@pytest.mark.parametrize("depth", ["element", "frame"])
def test_without_an_origin_and_not_at_https_only_a_link_is_left(
    tab: WebKit, host: Hosted, depth: str
) -> None:
    """WebKit takes 'self' for nothing there, and the policy names no address without https."""
    if depth == "element":
        tab.visit(host.page("")).run(
            """async (html) => {
              const element = await customElements.whenDefined("keep-or-cancel-embed");
              element.patience = 300;
              document.body.insertAdjacentHTML("afterbegin", html);
            }""",
            host.element(OPAQUE),
        )
        tab.until("() => document.querySelector('iframe').style.display === 'none'")
        assert tab.shown("keep-or-cancel-embed > a")
    else:
        tab.visit(host.page(host.frame(OPAQUE), head="")).enter(0)
        assert tab.shown(".embed-unstarted a")
        assert not tab.shown("form")
