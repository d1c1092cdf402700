"""Another site that embeds the self-check: a second origin, its pages, and what they saw."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, Frame, FrameLocator, Page

from tests.support.server import Server, serve

ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
LANGS = {"zh": "zh-Hans", "en": "en"}
# An answer that settles the outcome by itself.
SETTLING = {"status": "police_stop"}
SETTLED_AS = "ask_first"

PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>Another site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<script>
  window.messages = [];
  window.events = [];
  window.broken = [];
  addEventListener("message", ({{ source, origin, data }}) => messages.push({{ origin, data }}));
  for (const name of ["koc-ready", "koc-outcome", "koc-error"])
    addEventListener(name, ({{ detail }}) => events.push([name, detail]));
  addEventListener("error", ({{ message }}) => broken.push(message));
</script>{head}</head>
<body><h1>Another site</h1>{body}<p id="end">The end.</p></body></html>
"""

# In the head of a page: it moves what it embeds while that loads, and floods it and itself.
HOSTILE = """<script>
  setTimeout(() => document.body.append(document.querySelector("keep-or-cancel-embed")), 50);
  const source = "keep-or-cancel";
  const types = ["theme", "ask", "ready", "resize", "outcome", "error", "__proto__", null];
  const themes = ["light", "dark", "none", 7, null];
  window.flooded = 0;
  setInterval(() => {
    const inside = document.querySelector("iframe")?.contentWindow;
    for (let n = 0; n < 100; n++) {
      const message = { source, version: n % 3, type: types[n % 8], theme: themes[n % 5] };
      inside?.postMessage({ ...message, want: "outcome" }, "*");
      flooded++;
    }
    postMessage({ source, version: 1, type: "resize", height: 9 }, "*");
    postMessage({ source, version: 1, type: "error", code: "blocked" }, "*");
    postMessage({ source, version: 1, type: "outcome", outcome: "keep_use" }, "*");
  }, 20);
</script>"""


@dataclass(frozen=True)
class Hosted:
    """The site on one origin, and on another the site that embeds it."""

    site: Server
    server: Server
    folder: Path
    numbers: Iterator[int]

    @property
    def url(self) -> str:
        """The embedding site's address: another name of this machine, so it is cross-site too."""
        return self.server.url.replace("127.0.0.1", "localhost")

    @property
    def script(self) -> str:
        """The tag that loads embed.js."""
        return f'<script async src="{self.site.url}widget/embed.js"></script>'

    def element(self, attributes: str = "", lang: str = "zh") -> str:
        """The custom element with its link."""
        path = "check/" if lang == "zh" else "en/check/"
        return (
            f'<keep-or-cancel-embed lang="{lang}" {attributes}>'
            f'<a href="{self.site.url}{path}">Check this number</a></keep-or-cancel-embed>'
        )

    def frame(self, attributes: str = "", lang: str = "zh", query: str = "") -> str:
        """The frame alone."""
        address = f"{self.site.url}widget/embed.{lang}.html{query}"
        size = 'width="600" height="700"'
        return f'<iframe src="{address}" title="Self-check" {size} {attributes}></iframe>'

    def page(self, body: str, head: str | None = None, lang: str = "zh") -> str:
        """Write a page of the embedding site, with embed.js unless told otherwise; its address."""
        name = f"{next(self.numbers)}.html"
        content = PAGE.format(lang=lang, head=self.script if head is None else head, body=body)
        (self.folder / name).write_text(content, encoding="utf-8")
        return self.url + name


def hosted(site: Path, folder: Path, *, stand_in: bool = True) -> Iterator[Hosted]:
    """Serve the site, as a static host that lets anybody read it, and another from `folder`.

    This process's Python stands in for that of the page, or not.
    """
    for ours, theirs in zip(serve(site), serve(folder), strict=True):
        ours.faults.headers[""] = ANY_ORIGIN
        if stand_in:
            ours.stand_in()
        yield Hosted(ours, theirs, folder, itertools.count())


class Embedded:
    """One embedded self-check on an open page of the other site."""

    def __init__(self, page: Page, number: int = 0) -> None:
        self.page = page
        self.handle: ElementHandle = page.wait_for_selector(
            f"iframe >> nth={number}", state="attached"
        )  # type: ignore[assignment]
        self.inside: FrameLocator = page.frame_locator("iframe").nth(number)

    @property
    def frame(self) -> Frame:
        """The frame's document."""
        frame = self.handle.content_frame()
        assert frame is not None
        return frame

    def ready(self) -> Embedded:
        """Wait until it can be answered."""
        self.handle.scroll_into_view_if_needed()
        self.inside.locator("keep-or-cancel[data-state=ready]").wait_for()
        return self

    def answer(self, **facts: str) -> Embedded:
        """Go to each question and press its answer."""
        for name, value in facts.items():
            self.to(name)
            self._click(f'.koc-choices [data-value="{value}"]')
        return self

    def tap(self, value: str) -> Embedded:
        """Press an answer of the step on the screen, or with "@" the button of a key."""
        key = f'[data-key="{value[1:]}"]'
        self._click(key if value.startswith("@") else f'.koc-choices [data-value="{value}"]')
        return self

    def to(self, step: str) -> Embedded:
        """Go to a step as a link to it does."""
        self.frame.evaluate("step => { location.hash = `#koc-${step}`; }", step)
        self.inside.locator(f'keep-or-cancel[data-step="{step}"]').wait_for()
        return self

    def _click(self, selector: str) -> None:
        """Click until it is heard: a click on a frame that was only just drawn is lost."""
        place = self.inside.locator(selector)
        hears = """e => {
          window.heard = false;
          e.addEventListener("click", () => { window.heard = true; }, { once: true });
        }"""
        while True:
            place.evaluate(hears)
            place.click()
            if self.frame.evaluate("window.heard"):
                return

    def python(self, state: str) -> Embedded:
        """Have amounts compared, for which alone Python is started; wait until it is in `state`."""
        step = self.inside.locator("keep-or-cancel").get_attribute("data-step")
        self.to("amounts")
        self.inside.locator(f"keep-or-cancel[data-python={state}]").wait_for()
        return self.to(step or "outcome")

    def outcome(self) -> str | None:
        """The outcome it shows."""
        self.inside.locator(".koc-card, .koc-possible").first.wait_for()
        card = self.inside.locator(".koc-card")
        return card.get_attribute("data-outcome") if card.count() else None


def messages(page: Page, kind: str) -> list[dict[str, Any]]:
    """The messages of one type that came to the page, as it saw them."""
    told: list[dict[str, Any]] = page.evaluate(
        "type => messages.filter(({data}) => data?.type === type)", kind
    )
    return told


Opens = Callable[..., Page]
