"""What every browser must do with the self-check, by itself and on other sites' pages.

`EveryBrowser` holds the tests; a test file of one browser inherits them and brings the `tab`.
"""

from __future__ import annotations

import json
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import pytest
from keep_or_cancel.browser import check_json
from ruamel.yaml import YAML

from macros.blocks.embed import SNIPPETS, policy
from tests.support.chromium import PATIENCE
from tests.support.embed_host import HOSTILE, LANGS, SETTLED_AS, SETTLING, Hosted, hosted
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, ROOT

CASES = YAML(typ="safe").load(
    (ROOT / "tests/unit/cases/decision_model.yaml").read_text(encoding="utf-8")
)
OPAQUE = 'sandbox="allow-scripts"'
# Goes before the frame's own script: what breaks in the frame is told to the page around it.
TELL_ERRORS = b"""{
  const tell = (broken) => parent.postMessage({ broken: String(broken) }, "*");
  addEventListener("error", ({ message }) => message && tell(message));
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
# Resolves once what the selector names keeps its place: a frame grows only after what it holds.
STEADY = """async (selector) => {
  for (let before = null; ; await new Promise((done) => setTimeout(done, 150))) {
    const { top } = document.querySelector(selector).getBoundingClientRect();
    const now = [top, innerHeight, document.documentElement.scrollHeight].join();
    if (now === before) return;
    before = now;
  }
}"""
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


def program(name: str, package: str) -> str:
    """Return where a program is; without it the test fails and names the Debian package."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"no {name}: install Debian's {package}, as scripts/system-packages does")
    return found


def eventually(condition: Callable[[], Any], what: str) -> Any:
    """Wait until the condition gives something true and return it; `what` says what that is."""
    end = time.monotonic() + 2 * PATIENCE / 1000
    while not (found := condition()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)
    return found


class Tab(ABC):
    """A tab of a real browser: the page in it, or the frame entered."""

    @abstractmethod
    def visit(self, url: str) -> Self:
        """Open a page and wait until it has loaded."""

    @abstractmethod
    def enter(self, number: int | None) -> Self:
        """Go into the frame of that number in the page, or with None back to the page."""

    @abstractmethod
    def run(self, function: str, *given: object) -> Any:
        """Return what a JavaScript function returns, or what its promise resolves with."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Click with the mouse on what the selector names."""

    def until(self, function: str, *given: object) -> Any:
        """Wait until the function returns something true; return it."""
        return eventually(lambda: self.run(function, *given), f"{function} {given}")

    def shown(self, selector: str) -> bool:
        """Whether what the selector names is there and to be seen."""
        found: bool = self.run(
            "(selector) => document.querySelector(selector)?.checkVisibility() ?? false", selector
        )
        return found

    # --- the self-check on the page, or in the frame entered -------------------------------------

    def ready(self, number: int | None = None) -> Self:
        """Go to a self-check, by default that of the page itself, and wait until it answers."""
        self.enter(None)
        if number is not None:
            self.until("(number) => document.querySelectorAll('iframe').length > number", number)
            # A frame is loaded once it is near what is seen.
            self.run(
                "(number) => document.querySelectorAll('iframe')[number].scrollIntoView()", number
            )
            self.enter(number)
        self.until("() => document.querySelector('keep-or-cancel')?.dataset.state === 'ready'")
        return self

    def answer(self, facts: Mapping[str, str]) -> Self:
        """Give each answer by a click on its words."""
        for name, value in facts.items():
            if not self.shown(f"#koc-{name}"):
                self.click(".koc-rest button")
            label = f'label[for="koc-{name}-{value}"]'
            self.run(STEADY, label)
            self.click(label)
        return self

    def settled(self, number: int | None = None) -> Self:
        """Go to a self-check, answer it until it has its outcome, and see that it shows it."""
        self.ready(number).answer(SETTLING)
        assert self.outcome() == SETTLED_AS
        return self

    def outcome(self) -> str | None:
        """The outcome that is shown at this moment, if any."""
        found: str | None = self.run(
            "() => document.querySelector('.koc-card')?.dataset.outcome ?? null"
        )
        return found

    @property
    def python(self) -> str:
        """How Python fares: idle, loading, ready or failed."""
        return str(self.run("() => document.querySelector('keep-or-cancel').dataset.python"))

    def explained(self) -> Self:
        """Wait until Python has said why the outcome is what it is."""
        self.until(
            "() => document.querySelector('.koc-because')?.checkVisibility()"
            " && !document.querySelector('.koc-details').hasAttribute('aria-busy')"
        )
        assert self.python == "ready"
        return self


class EveryBrowser:
    """The tests; `tab` is a fixture of the file that inherits them."""

    @pytest.fixture
    def host(self, site: Path, tmp_path: Path) -> Iterator[Hosted]:
        """The site and another that embeds it and is told what breaks in the frame."""
        script = json.loads((site / "widget/manifest.json").read_text())["embed"]["frame"]
        for host in hosted(site, tmp_path):
            host.site.faults.replaced[script] = (
                TELL_ERRORS + (site / "widget" / script).read_bytes()
            )
            yield host

    @pytest.fixture
    def published(self, site: Path, host: Hosted) -> Hosted:
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

    # --- by itself -------------------------------------------------------------------------------

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_answers_lead_to_the_outcome_at_once_and_python_gives_the_same_as_cpython(
        self, tab: Tab, faulty: Server, lang: str
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
        assert not tab.shown(".koc-because")
        faulty.faults.clear()
        tab.explained()
        for case in CASES["cases"]:
            facts = {**CASES["base"], **case["input"]}
            answer = tab.run(
                "(facts) => document.querySelector('keep-or-cancel').check(facts)", facts
            )
            assert answer == json.loads(check_json(json.dumps(facts), lang)), case["name"]
            assert answer["outcome"] == case["output"]["outcome"], case["name"]
        assert tab.run("() => broken") == []

    # --- on another site -------------------------------------------------------------------------

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_element_gives_the_outcome_and_reasons_and_stores_nothing(
        self, tab: Tab, host: Hosted, lang: str
    ) -> None:
        tab.visit(host.page(host.element(lang=lang))).settled(0).explained()
        assert tab.run("() => document.documentElement.lang") == LANGS[lang]
        assert tab.run(STORED) == [0, 0, 0, 0, 0]
        tab.until("() => document.documentElement.scrollHeight <= innerHeight")
        tab.enter(None)
        assert not tab.shown("keep-or-cancel-embed > a")
        assert tab.run(STORED) == [0, 0, 0, 0, 0]
        assert tab.run("() => events.map(([name]) => name)") == ["koc-ready"]
        assert tab.run(BROKEN) == []

    def test_the_frame_that_the_site_offers_gives_them_too_and_scrolls(
        self, tab: Tab, host: Hosted, site: Path
    ) -> None:
        record = json.loads((site / "oembed/zh.json").read_text(encoding="utf-8"))
        frame = record["html"].replace(record["provider_url"], host.site.url)
        assert host.site.url in frame
        tab.visit(host.page(frame, head="")).settled(0).explained()
        height = tab.run("() => innerHeight")
        assert height == record["height"]
        assert tab.run("() => document.documentElement.scrollHeight") > height
        tab.enter(None)
        assert tab.run(BROKEN) == []

    @pytest.mark.parametrize("depth", ["element", "frame"])
    def test_the_page_around_it_scrolls_to_a_question_gone_back_to(
        self, tab: Tab, host: Hosted, depth: str
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

        button = '[data-key="change-status"]'
        tab.run(STEADY, button)
        tab.click(button)
        assert tab.run("() => document.activeElement.name") == "status"
        height = tab.enter(None).run("() => innerHeight")
        tab.enter(0)
        eventually(lambda: 0 <= place() < height, "the answer is in sight")

    @pytest.mark.parametrize("depth", ["element", "frame"])
    def test_in_a_sandbox_without_an_origin_only_the_reasons_are_missing(
        self, tab: Tab, published: Hosted, depth: str
    ) -> None:
        element = depth == "element"
        body = published.element(OPAQUE, "en") if element else published.frame(OPAQUE, "en")
        tab.visit(published.page(body, head=None if element else "")).settled(0)
        assert tab.run("() => origin") == "null"
        tab.until("() => document.querySelector('.koc-python .koc-alert')?.checkVisibility()")
        assert tab.python == "failed"
        assert tab.run("() => document.querySelector('.koc-alert').dataset.failure") == "sandbox"
        # The full self-check, one click away, starts with the answers.
        assert "status=police_stop" in tab.run(
            "() => document.querySelector('footer a[hreflang=en]').href"
        )
        tab.enter(None)
        codes = "() => messages.flatMap(({ data }) => data?.type === 'error' ? [data.code] : [])"
        assert tab.run(codes) == ["explanation"]
        assert tab.run(BROKEN) == []

    # --- pages that mean ill or are badly made ---------------------------------------------------

    def test_it_answers_on_a_page_that_moves_it_and_floods_it_with_messages(
        self, tab: Tab, host: Hosted
    ) -> None:
        tab.visit(host.page(host.element(), head=host.script + HOSTILE))
        tab.until("() => document.body.lastElementChild.matches('keep-or-cancel-embed')")
        tab.settled(0).explained()
        tab.enter(None)
        assert tab.run("() => flooded") > 1000
        # It was never agreed to tell the outcome, and what the page tells itself is not believed.
        assert tab.run("() => [...new Set(events.map(([name]) => name))]") == ["koc-ready"]
        assert tab.run("() => document.querySelector('iframe').clientHeight") > 100
        assert not tab.shown("keep-or-cancel-embed > a")
        assert tab.run(BROKEN) == []

    def test_it_answers_after_being_moved_and_removed_while_it_loads(
        self, tab: Tab, host: Hosted
    ) -> None:
        tab.visit(host.page("<div></div><div></div>")).run(RESTLESS, host.element())
        assert tab.run("() => document.querySelectorAll('iframe').length") == 1
        tab.settled(0)
        tab.enter(None).run("() => document.querySelector('keep-or-cancel-embed').remove()")
        assert tab.run(BROKEN) == []

    def test_ten_on_one_page_answer_each_for_itself(self, tab: Tab, host: Hosted) -> None:
        tab.visit(host.page(host.element() * 10))
        for number in range(10):
            tab.ready(number)
        tab.settled(0).explained()
        assert tab.ready(9).answer({"status": "normal"}).outcome() is None
        tab.until("() => document.querySelector('keep-or-cancel').dataset.python === 'ready'")
        for number in range(1, 9):
            # Nobody has shown interest in these, so no Python runs for them.
            assert tab.enter(number).python == "idle"
        assert tab.enter(0).outcome() == SETTLED_AS
        assert tab.enter(None).run(BROKEN) == []

    def test_what_breaks_in_a_frame_would_be_seen(self, tab: Tab, host: Hosted) -> None:
        tab.visit(host.page(host.element())).ready(0)
        tab.run("() => { setTimeout(() => { throw new Error('on purpose') }) }")
        tab.enter(None).until(f"() => ({BROKEN})().some((text) => text.includes('on purpose'))")
