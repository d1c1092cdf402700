"""Fixtures of the browser tests: the site on a server, and Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.support.chromium import CHROMIUM, CHROMIUM_ARGS, PATIENCE, CheckPage
from tests.support.server import Server, serve


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
