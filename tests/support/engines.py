"""Three engines to drive alike: a tab of Chromium, of Debian's Firefox and of WebKitGTK."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import pytest
from playwright.sync_api import Browser, Error, Frame, Page
from selenium.common.exceptions import ElementNotInteractableException, NoSuchFrameException
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.service import Service

from tests.support.chromium import PATIENCE
from tests.support.embed_host import SETTLED_AS, SETTLING

DRIVER = Path(__file__).with_name("firefox.mjs")
# Notes whether what the selector names hears a click.
HEARS = """(selector) => {
  window.clicked = false;
  const hear = () => { clicked = true; };
  document.querySelector(selector).addEventListener("click", hear, { once: true });
}"""
# Resolves once what the selector names keeps its place: a frame grows only after what it holds.
STEADY = """async (selector) => {
  const wait = parent === window ? 30 : 150;
  for (let before = null; ; await new Promise((done) => setTimeout(done, wait))) {
    const { top } = document.querySelector(selector).getBoundingClientRect();
    const now = [top, innerHeight, document.documentElement.scrollHeight].join();
    if (now === before) return;
    before = now;
  }
}"""

# As people have it, where the driver would let any page from disk read any other.
PREFERENCES: Mapping[str, object] = {"security.fileuri.strict_origin_policy": True}

# One browser runs all its tests, in one process of the test run.
GROUPS = {name: pytest.mark.xdist_group(name) for name in ("chromium", "firefox", "webkit")}


def only(name: str) -> pytest.MarkDecorator:
    """For a test that is about one browser."""
    return pytest.mark.parametrize("tab", [pytest.param(name, marks=GROUPS[name])], indirect=True)


def program(name: str, package: str) -> str:
    """Return where a program is; without it the test fails and names the Debian package."""
    path = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is None:
        pytest.fail(f"no {name}: install Debian's {package}, as scripts/system-packages does")
    return path


def eventually(condition: Callable[[], Any], what: str) -> Any:
    """Wait until the condition gives something true and return it; `what` says what that is."""
    end = time.monotonic() + 2 * PATIENCE / 1000
    while not (value := condition()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)
    return value


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
    def press_on(self, selector: str) -> bool:
        """Click once with the mouse on what the selector names; return False if that cannot be."""

    def click(self, selector: str) -> None:
        """Click with the mouse on what the selector names, until it has heard of it.

        A click on what moves, as a frame does when it gets higher, or was only just drawn, is lost.
        """

        def clicked() -> bool:
            self.run(HEARS, selector)
            return self.press_on(selector) and bool(self.run("() => clicked"))

        eventually(clicked, f"a click on {selector}")

    def until(self, function: str, *given: object) -> Any:
        """Wait until the function returns something true; return it."""
        return eventually(lambda: self.run(function, *given), f"{function} {given}")

    def shown(self, selector: str) -> bool:
        """Whether what the selector names is there and to be seen."""
        seen: bool = self.run(
            "(selector) => document.querySelector(selector)?.checkVisibility() ?? false", selector
        )
        return seen

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
        """Go to each question and press its answer."""
        for name, value in facts.items():
            self.run("(name) => { location.hash = `#koc-${name}`; }", name)
            self.until(
                "(name) => document.querySelector('keep-or-cancel').dataset.step === name", name
            )
            choice = f'.koc-choices [data-value="{value}"]'
            self.run(STEADY, choice)
            self.click(choice)
        return self

    def settled(self, number: int | None = None) -> Self:
        """Go to a self-check, answer it until it has its outcome, and see that it shows it."""
        self.ready(number).answer(SETTLING)
        assert self.outcome() == SETTLED_AS
        return self

    def outcome(self) -> str | None:
        """The outcome that is shown at this moment, if any."""
        outcome: str | None = self.run(
            "() => document.querySelector('.koc-card')?.dataset.outcome ?? null"
        )
        return outcome

    @property
    def python(self) -> str:
        """How Python fares: idle, loading, ready or failed."""
        return str(self.run("() => document.querySelector('keep-or-cancel').dataset.python"))

    def compared(self) -> Self:
        """In a frame, have amounts compared, for which alone it starts Python; wait for that."""
        self.run("() => { location.hash = '#koc-amounts'; }")
        eventually(lambda: self.python == "ready", "Python is ready")
        self.run("() => { location.hash = '#koc-outcome'; }")
        self.until("() => document.querySelector('keep-or-cancel').dataset.step === 'outcome'")
        return self

    def explained(self) -> Self:
        """Wait until Python has said why the outcome is what it is."""
        self.until(
            "() => document.querySelector('keep-or-cancel').dataset.python === 'ready'"
            " && !document.querySelector('.koc-details').hasAttribute('aria-busy')"
        )
        assert self.python == "ready"
        return self


# --- Chromium ------------------------------------------------------------------------------------


class Chromium(Tab):
    """A tab of Chromium."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._place: Frame = page.main_frame

    def visit(self, url: str) -> Self:
        self.page.goto(url)
        return self.enter(None)

    def enter(self, number: int | None) -> Self:
        self._place = self.page.main_frame
        if number is not None:
            frame = self.page.query_selector_all("iframe")[number].content_frame()
            assert frame
            self._place = frame
        return self

    def run(self, function: str, *given: object) -> Any:
        call = f"(given) => ({function})(...given)"
        while True:
            try:
                return self._place.evaluate(call, list(given))
            except Error as error:
                if "context was destroyed" not in error.message:
                    raise
                # Another page has come, which ended the script: run it there.
                self.page.wait_for_load_state()

    def press_on(self, selector: str) -> bool:
        self._place.click(selector)
        return True


@contextmanager
def chromium(browser: Browser) -> Iterator[Chromium]:
    """Open a tab in the browser that runs."""
    with browser.new_page(viewport={"width": 1280, "height": 900}) as page:
        page.set_default_timeout(PATIENCE)
        yield Chromium(page)


# --- Firefox -------------------------------------------------------------------------------------


class Firefox(Tab):
    """A tab of a Firefox without a window; `storage` is where it keeps what sites store.

    One that has ended or no longer answers fails the test it does so in; the next has a new one.
    """

    def __init__(self, home: Path, preferences: Mapping[str, object]) -> None:
        self._home = home
        self._preferences = json.dumps({**PREFERENCES, **preferences})
        self._started = 0
        self._process: subprocess.Popen[str] | None = None
        self._frame: int | None = None

    @property
    def storage(self) -> Path:
        return self._profile / "storage/default"

    @property
    def _profile(self) -> Path:
        return self._home / f"profile-{self._started}"

    def _start(self) -> None:
        self._started += 1
        browser = program("firefox-esr", "firefox-esr")
        self._process = subprocess.Popen(
            ["node", DRIVER, browser, self._profile, self._preferences],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": str(self._home), "TMPDIR": str(self._home)},
        )

    def end(self) -> None:
        """End the browser, if it runs."""
        if self._process is None:
            return
        # The end of what it reads ends the driver, and that ends the browser; so does a signal.
        with self._process as process:
            self._process = None
            try:
                process.communicate(timeout=PATIENCE / 1000)
            except subprocess.TimeoutExpired:
                process.terminate()

    def visit(self, url: str) -> Self:
        if self._process is None:
            self._start()
        self._order("visit", url=url)
        return self.enter(None)

    def enter(self, number: int | None) -> Self:
        self._frame = number
        return self

    def run(self, function: str, *given: object) -> Any:
        call = f"({function})({', '.join(map(json.dumps, given))})"
        return self._order("run", frame=self._frame, script=call)

    def press_on(self, selector: str) -> bool:
        return bool(self._order("click", frame=self._frame, selector=selector))

    def press(self, key: str) -> None:
        """Press and release a key."""
        self._order("press", key=key)

    def _order(self, do: str, **more: object) -> Any:
        process = self._process
        assert process, "Firefox has ended"
        assert process.stdin
        assert process.stdout
        told = ""
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"do": do, **more}) + "\n")
            process.stdin.flush()
            # Longer than any test waits for one thing; a line is there whole or not at all.
            if select.select([process.stdout], [], [], 4 * PATIENCE / 1000)[0]:
                told = process.stdout.readline()
        if not told:
            process.terminate()
            self.end()
            pytest.fail(f"Firefox has ended or does not answer: {do} {more}")
        answer = json.loads(told)
        assert "error" not in answer, answer["error"]
        return answer["value"]


@contextmanager
def firefox(**preferences: object) -> Iterator[Firefox]:
    """Give a Firefox with a profile of its own; at the end neither is left."""
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as home:
        tab = Firefox(Path(home), preferences)
        try:
            yield tab
        finally:
            tab.end()


# --- WebKitGTK -----------------------------------------------------------------------------------


class WebKit(Tab):
    """A tab of WebKitGTK's small browser."""

    def __init__(self, driver: WebKitGTK) -> None:
        self._driver = driver
        self._frame: int | None = None

    def visit(self, url: str) -> Self:
        self._driver.get(url)
        return self.enter(None)

    def enter(self, number: int | None) -> Self:
        self._frame = number
        self._driver.switch_to.default_content()
        if number is not None:
            self._driver.switch_to.frame(number)
        return self

    def run(self, function: str, *given: object) -> Any:
        script = f"return ({function})(...arguments)"
        try:
            return self._driver.execute_script(script, *given)
        except NoSuchFrameException:
            # The frame was only now loaded, which ended the script: run it in what has come.
            self.enter(self._frame)
            return self._driver.execute_script(script, *given)

    def press_on(self, selector: str) -> bool:
        self._bring_into_sight(selector)
        try:
            self._driver.find_element(By.CSS_SELECTOR, selector).click()
        except ElementNotInteractableException:
            return False
        return True

    def _bring_into_sight(self, selector: str) -> None:
        """Scroll the page around the frame too: WebKit does not, and the driver neither."""
        frame = self._frame
        top = self.run(
            """(selector) => {
              const element = document.querySelector(selector);
              element.scrollIntoView({ block: "center" });
              return element.getBoundingClientRect().top;
            }""",
            selector,
        )
        if frame is not None:
            self.enter(None).run(
                """(frame, top) => {
                  const box = document.querySelectorAll("iframe")[frame].getBoundingClientRect();
                  scrollBy(0, box.top + top - innerHeight / 2);
                }""",
                frame,
                top,
            )
            self.enter(frame)


@contextmanager
def display() -> Iterator[str]:
    """Start an X server without a screen; its name, like ":1"."""
    told, tells = os.pipe()
    with subprocess.Popen(
        [program("Xvfb", "xvfb"), "-displayfd", str(tells), "-nolisten", "tcp"],
        pass_fds=[tells],
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            os.close(tells)
            with os.fdopen(told) as number:
                yield f":{number.readline().strip()}"
        finally:
            server.terminate()


@contextmanager
def webkit() -> Iterator[WebKit]:
    """Start WebKitGTK's small browser on a screen of its own."""
    driver = program("WebKitWebDriver", "webkit2gtk-driver")
    with display() as name, tempfile.TemporaryDirectory(prefix="webkit-") as home:
        places = dict.fromkeys(["HOME", "TMPDIR", "XDG_RUNTIME_DIR"], home)
        service = Service(driver, env={**os.environ, **places, "DISPLAY": name})
        options = WebKitGTKOptions()
        options.add_argument("--automation")
        with WebKitGTK(options, service) as browser:
            browser.set_script_timeout(2 * PATIENCE / 1000)
            yield WebKit(browser)
