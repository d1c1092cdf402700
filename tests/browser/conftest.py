"""Fixtures of the browser tests: the built site, a server with faults to order, and Chromium."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".zip": "application/zip",
    ".svg": "image/svg+xml",
}
# How long, in ms, a busy machine may take over one thing a page does.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
CHECK_PAGES = {"zh": "check/", "en": "en/check/"}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site: the folder KOC_SITE names, else built here for this run."""
    given = os.environ.get("KOC_SITE")
    if given:
        return Path(given).resolve()
    folder = tmp_path_factory.mktemp("built") / "site"
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        check=True,
    )
    return folder


@dataclass
class Faults:
    """What a server does wrong, by how the path ends; `replaced` is sent instead of the file."""

    missing: set[str] = field(default_factory=set)
    corrupt: set[str] = field(default_factory=set)
    hanging: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    replaced: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def clear(self) -> None:
        """Serve everything properly from now on."""
        for faults in vars(self).values():
            faults.clear()


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves one folder under the base path of the site, with right types and ordered faults."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012  # as the base class has it

    def __init__(self, *args: Any, faults: Faults, served: list[str], **kwargs: Any) -> None:
        self.faults, self.served = faults, served
        super().__init__(*args, **kwargs)

    def _ordered(self, faults: set[str] | Mapping[str, Any]) -> str | None:
        path = urllib.parse.urlsplit(self.path).path
        return next((end for end in faults if path.endswith(end)), None)

    def do_GET(self) -> None:
        self.served.append(self.path)
        if self._ordered(self.faults.dropped):
            self.close_connection = True
        elif self._ordered(self.faults.hanging):
            while self._ordered(self.faults.hanging):
                time.sleep(0.05)
            self.close_connection = True
        elif self._ordered(self.faults.missing):
            self.send_error(404)
        elif end := self._ordered(self.faults.replaced):
            self._send(self.faults.replaced[end])
        elif self._ordered(self.faults.corrupt):
            content = bytearray(Path(self.translate_path(self.path)).read_bytes())
            content[len(content) // 2] ^= 1
            self._send(bytes(content))
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._ordered(self.faults.dropped):
            self.close_connection = True
        elif self._ordered(self.faults.missing):
            self.send_error(404)
        else:
            super().do_HEAD()

    def guess_type(self, path: Any) -> str:
        end = self._ordered(self.faults.types)
        return self.faults.types[end] if end else super().guess_type(path)

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        end = self._ordered(self.faults.headers)
        for name, value in (self.faults.headers[end] if end is not None else {}).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # name of the base class
        """Keep the test report free of a line a request."""


class QuietServer(http.server.ThreadingHTTPServer):
    """A server that takes a page's leaving in the middle of a file as the normal thing it is."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@dataclass(frozen=True)
class Server:
    """A running server: its address, the faults it has, the paths it was asked for."""

    url: str
    faults: Faults
    served: list[str]


def serve(folder: Path) -> Iterator[Server]:
    """Serve `folder` on a free loopback port until the generator is closed."""
    faults, served = Faults(), []  # type: Faults, list[str]
    handler = functools.partial(Handler, directory=str(folder), faults=faults, served=served)
    with QuietServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{server.server_port}/", faults, served)
        faults.clear()
        server.shutdown()


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    """The site on a server without faults."""
    yield from serve(site)


@pytest.fixture
def faulty(site: Path) -> Iterator[Server]:
    """The site on a server of one test, on an origin of its own, so nothing is cached."""
    yield from serve(site)


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    launched = playwright_.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
    yield launched
    launched.close()


@dataclass
class Watched:
    """What a page did that no page of ours may do."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def watch(page: Page, origin: str) -> Watched:
    """Record console errors, uncaught exceptions and requests that leave `origin`."""
    seen = Watched()

    def requested(request: Request) -> None:
        if not request.url.startswith((origin, "data:", "blob:")):
            seen.foreign.append(request.url)

    page.context.on("request", requested)
    page.on(
        "console",
        lambda message: seen.errors.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    return seen


@pytest.fixture(scope="session")
def shared(browser: Browser) -> Iterator[BrowserContext]:
    """A context whose cache holds the runtime after the first page: a returning visitor's."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a context of its own: `new_page(width=320, …)`."""
    contexts = []

    def opened(width: int = 1280, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


class CheckPage:
    """The self-check's page as a person uses it."""

    def __init__(self, page: Page, server: Server, lang: str) -> None:
        self.page, self.server, self.lang = page, server, lang
        self.element = page.locator("keep-or-cancel")

    def open(self, fragment: str = "") -> CheckPage:
        """Open the page and wait until the form answers."""
        self.page.goto(f"{self.server.url}{CHECK_PAGES[self.lang]}{fragment}")
        self.page.wait_for_selector("keep-or-cancel[data-state=ready]")
        return self

    def answer(self, facts: Mapping[str, object]) -> None:
        """Give each answer by a click on its words, each amount by typing."""
        for name, value in facts.items():
            field_ = self.page.locator(f"#koc-{name}")
            if field_.evaluate("field => field.tagName") == "INPUT":
                field_.fill(str(value))
                continue
            if not field_.is_visible():
                self.page.locator(".koc-rest button").click()
            word = str(value).lower() if isinstance(value, bool) else value
            self.page.locator(f'label[for="koc-{name}-{word}"]').click()

    def python_ready(self) -> CheckPage:
        """Wait until Python has started and answered."""
        self.page.wait_for_selector("keep-or-cancel[data-python=ready]")
        self.page.wait_for_function(
            "!document.querySelector('.koc-details').hasAttribute('aria-busy')"
        )
        return self

    def outcome(self) -> str | None:
        """The outcome the page shows, or None while there is none."""
        card = self.page.locator(".koc-card")
        return card.get_attribute("data-outcome") if card.count() else None

    def blockers(self) -> list[str]:
        """The blockers the page lists, in order."""
        found: list[str] = self.page.eval_on_selector_all(
            "[data-blocker]", "all => all.map(one => one.dataset.blocker)"
        )
        return found

    def check(self, facts: Mapping[str, object]) -> dict[str, Any]:
        """Return what the element's `check` resolves with."""
        answer: dict[str, Any] = self.element.evaluate(
            "(element, facts) => element.check(facts)", dict(facts)
        )
        return answer


@pytest.fixture
def check_page(
    server: Server, new_page: Callable[..., Page], shared: BrowserContext
) -> Iterator[Callable[..., CheckPage]]:
    """A function that makes a CheckPage: `check_page("zh", width=320)`.

    Given a server or an option of the context, the page is a first visitor's.
    """
    pages = []

    def made(
        lang: str,
        server_: Server | None = None,
        width: int = 1280,
        height: int = 900,
        **options: Any,
    ) -> CheckPage:
        if server_ is not None or options:
            return CheckPage(new_page(width, height, **options), server_ or server, lang)
        page = shared.new_page()
        page.set_viewport_size({"width": width, "height": height})
        pages.append(page)
        return CheckPage(page, server, lang)

    yield made
    for page in pages:
        page.close()


def command_line(facts: Mapping[str, object], lang: str) -> dict[str, Any]:
    """Return what `python -m keep_or_cancel check` prints for `facts`."""
    done = subprocess.run(
        [sys.executable, "-m", "keep_or_cancel", "check", "--lang", lang],
        input=json.dumps(facts),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "widgets/keep_or_cancel/src")},
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
