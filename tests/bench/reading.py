"""How much there is to read: pages in screens of a phone, and what the guide says twice."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

from lxml import html
from playwright.sync_api import sync_playwright

from tests.bench.table import table
from tests.support.chromium import CHROMIUM_ARGS, SHELL
from tests.support.reading import PHONE, repeats, screens
from tests.support.server import serve
from tests.support.site import LANGUAGES, ROOT, TREES

SITE = ROOT / os.environ.get("KOC_SITE", "site")
SAMPLES = 8


def names(tree: Path) -> list[str]:
    """Return the paths of the pages of one language, home first as ""."""
    found = sorted(path.parent.relative_to(tree).as_posix() for path in tree.rglob("index.html"))
    names = ["" if name == "." else f"{name}/" for name in found]
    return [name for name in names if not name.startswith("en/")]


def main() -> None:
    """Print heights and repeats of the built site."""
    listed = names(SITE / TREES["en"])
    heights: dict[str, dict[str, float]] = {name: {} for name in listed}
    with contextmanager(serve)(SITE) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=SHELL, args=CHROMIUM_ARGS)
        page = browser.new_page(viewport=PHONE, has_touch=True)
        for lang in LANGUAGES:
            for name in listed:
                page.goto(f"{server.url}{TREES[lang]}{name}")
                heights[name][lang] = screens(page)
        browser.close()
    said = {
        lang: repeats(
            {
                name: html.parse(SITE / TREES[lang] / name / "index.html").getroot()
                for name in listed
            }
        )
        for lang in LANGUAGES
    }

    def share(lang: str, name: str) -> str:
        total, repeated = said[lang].pages[name]
        return f"{repeated / total:.0%} of {total}" if total else "-"

    table(
        "Pages at 390 px: screens of 844 px above the footer; text that stands elsewhere too",
        ("page", *LANGUAGES, *(f"repeated, {lang}" for lang in LANGUAGES)),
        [
            (
                name or "home",
                *(f"{heights[name][lang]:.1f}" for lang in LANGUAGES),
                *(share(lang, name) for lang in LANGUAGES),
            )
            for name in listed
        ],
    )
    table(
        "Repeated share of all text",
        ("language", "characters", "distinct", "repeated"),
        [(lang, s.total, s.distinct, f"{s.share:.1%}") for lang, s in said.items()],
    )
    for lang, one in said.items():
        table(
            f"Repeated most, {lang}",
            ("times", "text"),
            [(count, text[:90]) for text, count in one.worst[:SAMPLES]],
        )
