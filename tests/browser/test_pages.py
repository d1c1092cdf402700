"""Every page of the site: nothing from elsewhere is asked for, nothing goes wrong."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import CheckPage, Server, watch


def pages(site: Path) -> list[str]:
    """Return the address of each page under the site's root, "" being the home page."""
    found = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    return [urllib.parse.quote(name.removesuffix("index.html")) for name in found]


def test_no_page_asks_another_origin_or_logs_an_error(
    site: Path, server: Server, new_page: Callable[..., Page]
) -> None:
    names = pages(site)
    assert len(names) > 20
    assert {"", "en/", "check/", "en/check/"} <= set(names)
    page = new_page()
    seen = watch(page, server.url)
    for name in names:
        page.goto(server.url + name, wait_until="networkidle")
    assert seen.foreign == []
    assert seen.errors == []


def test_the_self_check_with_python_asks_no_other_origin_and_logs_no_error(
    server: Server, check_page: Callable[..., CheckPage]
) -> None:
    for lang in ("zh", "en"):
        self_check = check_page(lang)
        seen = watch(self_check.page, server.url)
        self_check.open().answer({"status": "police_stop"})
        self_check.python_ready()
        assert seen.foreign == []
        assert seen.errors == []


def test_a_second_visit_downloads_no_runtime_again(
    faulty: Server, check_page: Callable[..., CheckPage]
) -> None:
    faulty.faults.headers[""] = {"Cache-Control": "public, max-age=600"}
    self_check = check_page("zh", faulty).open()
    self_check.answer({"status": "police_stop"})
    self_check.python_ready()
    assert [path for path in faulty.served if "runtime-" in path]
    faulty.served.clear()
    self_check.open("#v=2026.1&status=police_stop").python_ready()
    assert not [path for path in faulty.served if "runtime-" in path]
