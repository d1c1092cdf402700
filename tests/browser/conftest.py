"""Fixtures of the browser tests: the site on a server, Chromium, and the self-check in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.chromium import PATIENCE, SHELL, TEST_ARGS, CheckPage, WarmCheckPage
from tests.support.engines import GROUPS, Tab, chromium, firefox, webkit
from tests.support.offline import FEW, finished
from tests.support.server import Server, serve


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    """The site on a server without faults, whose own Python stands in for that of the page."""
    for server in serve(site):
        yield server.stand_in()


@pytest.fixture
def faulty(site: Path) -> Iterator[Server]:
    """The site as it is built, on a server of one test and an origin of its own: no cache."""
    yield from serve(site)


@pytest.fixture
def small(site: Path, tmp_path: Path) -> Iterator[Server]:
    """Few of its pages, finished, on a server of one test below a folder; files may be replaced."""
    folder = finished(site, tmp_path / "site", FEW)
    for server in serve(tmp_path):
        yield Server(f"{server.url}site/", server.faults, server.served, folder)


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    """Playwright, started once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright_: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    launched = playwright_.chromium.launch(executable_path=SHELL, args=TEST_ARGS)
    yield launched
    launched.close()


@pytest.fixture(scope="session", params=[pytest.param(n, marks=m) for n, m in GROUPS.items()])
def tab(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Tab]:
    """A tab of each browser, for as long as its tests last."""
    start: dict[str, Callable[[], AbstractContextManager[Tab]]] = {
        "chromium": lambda: chromium(browser),
        "firefox": firefox,
        "webkit": webkit,
    }
    with start[request.param]() as started:
        yield started


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


@pytest.fixture(scope="session")
def standing(browser: Browser) -> Iterator[Page]:
    """The page behind `visit`."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(standing: Page, server: Server) -> Iterator[Callable[..., Page]]:
    """A function that gives the page that stands open as long as the run, as on a first visit.

    `visit(width=320, color_scheme="dark")`, for what needs no context of its own: that and a new
    page take three times as long. Listeners and scripts for all pages would stay: they are for
    `new_page`. At the end nothing may have gone wrong in its scripts.
    """
    errors: list[str] = []

    def note(error: Exception) -> None:
        errors.append(str(error))

    def given(width: int = 1280, height: int = 900, **media: Any) -> Page:
        # Something small, so that nothing is left of a page when what it kept is taken away.
        standing.goto(f"{server.url}robots.txt")
        standing.evaluate("localStorage.clear(); sessionStorage.clear()")
        standing.set_viewport_size({"width": width, "height": height})
        features = ("media", "color_scheme", "reduced_motion", "forced_colors")
        standing.emulate_media(**dict.fromkeys(features, "null") | media)
        return standing

    standing.on("pageerror", note)
    yield given
    standing.remove_listener("pageerror", note)
    assert errors == []


@pytest.fixture(scope="session")
def warm(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A function that gives the page of a language that stays open as long as the run."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    pages: dict[str, Page] = {}

    def page(lang: str) -> Page:
        if lang not in pages:
            pages[lang] = context.new_page()
        return pages[lang]

    yield page
    context.close()


@pytest.fixture
def check_page(
    server: Server, new_page: Callable[..., Page], warm: Callable[[str], Page]
) -> Iterator[Callable[..., CheckPage]]:
    """A function that makes a CheckPage: `check_page("zh", width=320, color_scheme="dark")`.

    It is on the page of the language that stays open; given a server, it is on a first visitor's.
    At the end nothing may have gone wrong in the script of the open pages.
    """
    errors: list[str] = []
    used: dict[str, Page] = {}

    def note(error: Exception) -> None:
        errors.append(str(error))

    def made(
        lang: str,
        server_: Server | None = None,
        width: int = 1280,
        height: int = 900,
        **media: Any,
    ) -> CheckPage:
        if server_ is not None:
            return CheckPage(new_page(width, height, **media), server_, lang)
        page = warm(lang)
        if lang not in used:
            used[lang] = page
            page.on("pageerror", note)
        page.set_viewport_size({"width": width, "height": height})
        features = ("media", "color_scheme", "reduced_motion", "forced_colors")
        page.emulate_media(**dict.fromkeys(features, "null") | media)
        return WarmCheckPage(page, server, lang)

    yield made
    for page in used.values():
        page.remove_listener("pageerror", note)
    assert errors == []
