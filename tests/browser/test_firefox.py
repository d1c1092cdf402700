"""The self-check in Debian's Firefox: what every browser must do, storage on disk, the keyboard."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest

from tests.support.chromium import PATIENCE
from tests.support.embed_host import SETTLED_AS, SETTLING, Hosted
from tests.support.engines import STORED, EveryBrowser, Tab, eventually, program
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, ROOT

DRIVER = ROOT / "tests/support/firefox.mjs"


class Firefox(Tab):
    """A tab of a Firefox without a window; `storage` is where it keeps what sites store."""

    def __init__(self, process: subprocess.Popen[str], storage: Path) -> None:
        self.storage = storage
        self._process = process
        self._frame: int | None = None

    def visit(self, url: str) -> Self:
        self._order("visit", url=url)
        return self.enter(None)

    def enter(self, number: int | None) -> Self:
        self._frame = number
        return self

    def run(self, function: str, *given: object) -> Any:
        call = f"({function})({', '.join(map(json.dumps, given))})"
        return self._order("run", frame=self._frame, script=call)

    def click(self, selector: str) -> None:
        self._order("click", frame=self._frame, selector=selector)

    def press(self, key: str) -> None:
        """Press and release a key."""
        self._order("press", key=key)

    def _order(self, do: str, **more: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._process.stdin.flush()
        told = self._process.stdout.readline()
        assert told, "Firefox has ended"
        answer = json.loads(told)
        assert "error" not in answer, answer["error"]
        return answer["value"]


@contextmanager
def firefox(**preferences: object) -> Iterator[Firefox]:
    """Start Firefox with a profile of its own; at the end neither is left."""
    browser = program("firefox-esr", "firefox-esr")
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as home:
        profile = Path(home) / "profile"
        process = subprocess.Popen(
            ["node", DRIVER, browser, profile, json.dumps(preferences)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": home, "TMPDIR": home},
        )
        try:
            yield Firefox(process, profile / "storage/default")
        finally:
            # The end of what it reads ends the driver, and that ends the browser; so does a signal.
            with process:
                try:
                    process.communicate(timeout=PATIENCE / 1000)
                except subprocess.TimeoutExpired:
                    process.terminate()


@pytest.fixture(scope="module")
def tab() -> Iterator[Firefox]:
    with firefox() as started:
        yield started


class TestFirefox(EveryBrowser):
    def test_of_two_sites_only_the_one_that_stores_something_is_on_disk(
        self, tab: Firefox, host: Hosted
    ) -> None:
        tab.visit(host.page(host.element())).settled(0).explained()
        tab.enter(None).run("() => localStorage.setItem('a', 'b')")
        tab.visit("about:blank")
        theirs, ours = (
            f"http+++{address.hostname}+{address.port}*"
            for address in map(urlsplit, [host.url, host.site.url])
        )
        eventually(lambda: list(tab.storage.glob(theirs)), "what was stored is on disk")
        assert list(tab.storage.glob(ours)) == []

    def test_it_works_where_third_parties_may_store_nothing(self, host: Hosted) -> None:
        with firefox(**{"network.cookie.cookieBehavior": 1}) as tab:
            tab.visit(host.page(host.element())).settled(0).explained()
            # The premise: here the frame could not keep anything if it tried.
            assert tab.run(STORED)[0] == "SecurityError"

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_keyboard_alone_leads_to_the_outcome(
        self, tab: Firefox, server: Server, lang: str
    ) -> None:
        tab.visit(server.url + CHECK_PAGES[lang]).ready()
        for name, value in SETTLING.items():
            self.go(tab, f"document.activeElement.name === '{name}'")
            tab.press(" ")
            self.go(tab, f"document.activeElement.value === '{value}'", "ArrowDown")
        assert tab.outcome() == SETTLED_AS
        # And from there back to an answer, to change it.
        self.go(tab, "document.activeElement.matches('.koc-answers button')")
        tab.press("Enter")
        assert tab.run("() => document.activeElement.checked")

    @staticmethod
    def go(tab: Firefox, there: str, key: str = "Tab") -> None:
        """Press a key until it is true that the focus is there."""
        for _ in range(80):
            if tab.run(f"() => {there}"):
                return
            tab.press(key)
        pytest.fail(f"never true: {there}")
