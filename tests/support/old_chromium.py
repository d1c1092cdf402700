"""Chromium 86 and 109 from npm: the first of the offices' browsers that must do, and the last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.support.chromium import CHROMIUM_ARGS, PATIENCE
from tests.support.engines import Chromium
from tests.support.site import ROOT
from widgets.build.tools import run
from widgets.cache import kept

# Packages that carry the browser itself, packed: nothing else has to be fetched.
PACKED = {
    86: ROOT / "node_modules/chrome-aws-lambda/bin/chromium.br",
    109: ROOT / "node_modules/@sparticuz/chromium/bin/chromium.br",
}
UNPACK = """const fs = require("fs");
const [, packed, to] = process.argv;
const program = require("zlib").brotliDecompressSync(fs.readFileSync(packed));
fs.writeFileSync(to, program, { mode: 0o755 });
"""
# Where the middle of it is, once it is in sight.
MIDDLE = """(selector) => {
  const element = document.querySelector(selector);
  element.scrollIntoView({ block: "center" });
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


class OldChromium(Chromium):
    """A tab of one: Playwright's own click asks such a page for what it does not know."""

    def press_on(self, selector: str) -> bool:
        self.page.mouse.click(*self.run(MIDDLE, selector))
        return True

    def shown(self, selector: str) -> bool:
        boxes = "(selector) => document.querySelector(selector)?.getClientRects().length ?? 0"
        return bool(self.run(boxes, selector))

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window so large, in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": height})


@contextmanager
def old_chromium(playwright: Playwright, version: int) -> Iterator[Browser]:
    """Start the Chromium of that version."""
    packed = PACKED[version]

    def unpack(to: Path) -> None:
        run("node", "-e", UNPACK, packed, to)

    # Its size stands for its content, which npm has checked: 50 MB take long to hash.
    program = kept(f"chromium-{version}", [UNPACK, str(packed.stat().st_size)], unpack)
    browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGS)
    try:
        assert browser.version.startswith(f"{version}.")
        yield browser
    finally:
        browser.close()


@contextmanager
def tab_of(browser: Browser) -> Iterator[OldChromium]:
    """Open a tab of one's own in it."""
    with browser.new_page() as page:
        page.set_default_timeout(PATIENCE)
        yield OldChromium(page)
