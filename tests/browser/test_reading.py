"""Pages are read in minutes: how high each may be on a phone, folded as it first shows."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from guide.schema import Guide
from tests.support.cases import facts_for
from tests.support.chromium import CheckPage
from tests.support.reading import PHONE, screens
from tests.support.server import Server
from tests.support.site import LANGUAGES, TREES, VERSION

# In screens of a phone, by how the page's path begins; the first that fits counts.
BUDGETS = {
    "check/": 1.3,
    "laws/": 10,
    "varies/": 10,
    "glossary/": 10,
    "how-it-decides/": 10,
    "state/": 10,
    "": 8,
}
HOME = 4.5
OUTCOME = 3.3


def budget(name: str) -> float:
    """Return what a page may measure; home is ""."""
    if not name:
        return HOME
    return next(most for begin, most in BUDGETS.items() if name.startswith(begin))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_keeps_to_its_budget(
    site: Path, server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    tree = site / TREES[lang]
    found = [path.parent.relative_to(tree).as_posix() for path in sorted(tree.rglob("index.html"))]
    names = ["" if name == "." else f"{name}/" for name in found if not name.startswith("en")]
    assert len(names) > 40
    page = new_page(**PHONE, has_touch=True)
    over = {}
    for name in names:
        page.goto(f"{server.url}{TREES[lang]}{name}")
        if name == "check/":
            page.wait_for_selector("keep-or-cancel[data-state=ready]")
        if (measured := screens(page)) > budget(name):
            over[name] = round(measured, 2), budget(name)
    assert over == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_keeps_to_its_budget(
    guide: Guide, check_page: Callable[..., CheckPage], lang: str
) -> None:
    over = {}
    for outcome in guide.outcomes.outcomes:
        facts = {name: str(value).lower() for name, value in facts_for(outcome.id).items()}
        given = urllib.parse.urlencode({"v": VERSION, **facts})
        checked = check_page(lang, **PHONE).open(f"#{given}").python_ready()
        assert checked.outcome() == outcome.id
        if (measured := screens(checked.page)) > OUTCOME:
            over[outcome.id] = round(measured, 2)
    assert over == {}
