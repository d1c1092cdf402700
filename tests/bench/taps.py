"""What it takes to reach each outcome in the check: taps and pixels, by language and width."""

from __future__ import annotations

import os
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from tests.bench.table import table
from tests.support.chromium import CHROMIUM_ARGS, SHELL, CheckPage
from tests.support.server import serve
from tests.support.site import LANGUAGES, ROOT
from tests.support.taps import WAYS, walk

SITE = ROOT / os.environ.get("KOC_SITE", "site")
WIDTHS = {320: 640, 390: 844, 1280: 800}


def main() -> None:
    """Walk the pages of the built site as a person would, and print what it took."""
    rows: dict[str, list[object]] = {outcome: [outcome] for outcome in WAYS}
    with contextmanager(serve)(SITE) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=SHELL, args=CHROMIUM_ARGS)
        server.stand_in()
        for lang in LANGUAGES:
            for width, height in WIDTHS.items():
                for outcome, way in WAYS.items():
                    page = browser.new_page(viewport={"width": width, "height": height})
                    check = CheckPage(page, server, lang).open()
                    walked = walk(check, way)
                    assert check.outcome() == outcome, (lang, width, check.outcome(), outcome)
                    if len(rows[outcome]) == 1:
                        rows[outcome].append(walked.taps)
                    rows[outcome].append(walked.scrolled)
                    page.close()
        browser.close()
    table(
        "From the first question to an outcome: taps, and pixels the page moves by",
        ("outcome", "taps", *(f"{lang} {width}" for lang in LANGUAGES for width in WIDTHS)),
        [tuple(row) for row in rows.values()],
    )
