"""The copy that a device keeps, in the browsers besides Chromium: kept, shown, removed."""

from __future__ import annotations

import pytest

from tests.browser.test_kept_copy import KEPT, NOTE, NOTHING, PART
from tests.support.engines import GROUPS, Tab
from tests.support.server import Server

# A busy WebKitGTK may not start in time what answers from the copy: who is told so, tries again.
TRIES = 3
# What is said, once nothing is under way.
SAID = """(part) => {
  const way = document.querySelector(`${part} [data-key]`);
  return way && way.dataset.key !== "copy_stop" && document.querySelector(part).innerText;
}"""
OTHERS = [pytest.param(name, marks=GROUPS[name]) for name in ("firefox", "webkit")]


@pytest.mark.parametrize("tab", OTHERS, indirect=True)
def test_a_copy_is_kept_opened_without_a_network_and_removed(tab: Tab, small: Server) -> None:
    def offered(key: str) -> str:
        """Wait until there is a button for it; return what names it."""
        way = f"{PART} [data-key={key}]"
        tab.until("(way) => document.querySelector(way)?.checkVisibility()", way)
        return way

    tab.visit(f"{small.url}en/downloads/")
    for _ in range(TRIES):
        tab.click(offered("copy_keep"))
        said = tab.until(SAID, PART)
        if tab.shown(f"{PART} [data-key=copy_remove]"):
            break
    assert tab.shown(f"{PART} [data-key=copy_remove]"), said
    small.faults.dropped.add("")
    # One that was open before, and one that was not.
    for path in ("en/downloads/", "why/"):
        tab.visit(small.url + path)
        assert tab.shown(NOTE)
    tab.visit(f"{small.url}downloads/")
    tab.click(offered("copy_remove"))
    offered("copy_keep")
    assert tab.run(KEPT) == NOTHING
