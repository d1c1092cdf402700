"""Debian's Chromium, what a page in it did, and the self-check's page as a person uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Request, expect

from tests.support.server import Server
from tests.support.site import CHECK_PAGES, ROOT

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
# How long, in ms, a busy machine may take over one thing a page does.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


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
