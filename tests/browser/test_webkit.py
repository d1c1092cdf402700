"""The self-check in WebKitGTK: what every browser must do, and what WebKit alone does not."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import pytest
from selenium.common.exceptions import ElementNotInteractableException
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.by import By
from selenium.webdriver.webkitgtk.service import Service

from tests.support.chromium import PATIENCE
from tests.support.embed_host import Hosted
from tests.support.engines import OPAQUE, EveryBrowser, Tab, eventually, program


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
        return self._driver.execute_script(f"return ({function})(...arguments)", *given)

    def click(self, selector: str) -> None:
        def clicked() -> bool:
            self._bring_into_sight(selector)
            try:
                self._driver.find_element(By.CSS_SELECTOR, selector).click()
            except ElementNotInteractableException:
                return False
            return bool(self.run("() => clicked"))

        # The driver misses what moves in the meantime, as a frame does when it gets higher.
        eventually(clicked, f"a click on {selector}")

    def _bring_into_sight(self, selector: str) -> None:
        """Scroll the page around the frame too: WebKit does not, and the driver neither."""
        frame = self._frame
        top = self.run(
            """(selector) => {
              const element = document.querySelector(selector);
              window.clicked = false;
              element.addEventListener("click", () => { clicked = true; }, { once: true });
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


@pytest.fixture(scope="module")
def tab() -> Iterator[WebKit]:
    driver = program("WebKitWebDriver", "webkit2gtk-driver")
    with display() as name, tempfile.TemporaryDirectory(prefix="webkit-") as home:
        places = dict.fromkeys(["HOME", "TMPDIR", "XDG_RUNTIME_DIR"], home)
        service = Service(driver, env={**os.environ, **places, "DISPLAY": name})
        options = WebKitGTKOptions()
        options.add_argument("--automation")
        with WebKitGTK(options, service) as browser:
            browser.set_script_timeout(2 * PATIENCE / 1000)
            yield WebKit(browser)


class TestWebKit(EveryBrowser):
    @pytest.mark.parametrize("depth", ["element", "frame"])
    def test_without_an_origin_and_not_at_https_only_a_link_is_left(
        self, tab: WebKit, host: Hosted, depth: str
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
