"""Debian's Chromium, what a page in it did, and the self-check's page as a person uses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame, Locator, Page, Request, expect

from tests.support.server import Server
from tests.support.site import CHECK_PAGES, ROOT

# Chromium without its window around the page opens one in a third of the time.
SHELL = "/usr/bin/chromium-headless-shell"
# The whole of it keeps to what a person has set, so it is for tests that set something.
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
# WebAssembly is compiled once, quickly: a test runs too little of it for the optimizer to pay.
TEST_ARGS = [*CHROMIUM_ARGS, "--js-flags=--liftoff-only"]
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# Of what passes one example is enough, which halves the time.
AXE_RUN = """([within, rules]) => axe.run(within, {
  resultTypes: ["violations"], ...(rules && { runOnly: rules }),
})"""
# What hangs on colours and places; all else is the same in every scheme and width.
AXE_DRAWN = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")
# How long, in ms, a busy machine may take over one thing a page does.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# Whether all that a page brings is there: scripts, and the self-check with its plan and Python.
LOADED = """() => {
  const { state, python, outcome } = document.querySelector("keep-or-cancel")?.dataset ?? {};
  const plan = document.querySelector(".koc-details");
  return document.readyState === "complete" &&
    document.documentElement.classList.contains("js") && // the theme's script has run
    (state ?? "ready") === "ready" && python !== "loading" &&
    (!outcome || (plan.children.length > 0 && !plan.hasAttribute("aria-busy")));
}"""


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


def findings(
    place: Page | Frame, within: str = "html", rules: Sequence[str] | None = None
) -> list[str]:
    """Return what axe finds in a page or frame, by all its rules or some, a line each."""
    if not place.evaluate("'axe' in window"):
        place.add_script_tag(path=AXE)
    report: dict[str, Any] = place.evaluate(AXE_RUN, [within, rules])
    assert report["passes"]
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]


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

    def again(self, fragment: str = "") -> CheckPage:
        """Open the page as on a later visit, with what the device has kept."""
        self.page.goto("about:blank")
        return CheckPage.open(self, fragment)

    def clear(self) -> None:
        """Forget all answers, as a person does."""
        self.page.locator('.koc-actions [data-key="clear"]').click()

    @property
    def step(self) -> str | None:
        """What is on the screen: a question, "amounts", "obstacles", "outcome" or "all"."""
        return self.element.get_attribute("data-step")

    def button(self, value: str) -> Locator:
        """The button of an answer; "linked=none" on an obstacle's line, "@clear-all" by its key."""
        if value.startswith("@"):
            place = f':is(.koc-step-actions, .koc-way, .koc-given) [data-key="{value[1:]}"]'
        elif "=" in value:
            line, answer = value.split("=")
            place = f'[data-line="{line}"] [data-value="{answer}"]'
        else:
            place = f'.koc-choices [data-value="{value}"]'
        return self.page.locator(place)

    def tap(self, *values: str) -> CheckPage:
        """Press one button of each step after the other, as `button` names them."""
        for value in values:
            self.button(value).click()
        return self

    def to(self, step: str) -> CheckPage:
        """Go to a step as a link to it does."""
        if self.step != step:
            self.page.evaluate("step => { location.hash = `#koc-${step}`; }", step)
            self.page.wait_for_selector(f'keep-or-cancel[data-step="{step}"]')
        return self

    def answer(self, facts: Mapping[str, object]) -> None:
        """Give answers by a click on their words and amounts by typing, all on one page.

        The clicks are a script's: those of a mouse, which `tap` makes, take ten times as long.
        """
        self.to("all")
        words = {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in facts.items()
        }
        amounts = self.page.evaluate(
            """facts => Object.entries(facts).map(([name, word]) => {
              if (document.getElementById(`koc-${name}`).tagName === "INPUT") return name;
              const label = document.querySelector(`label[for="koc-${name}-${word}"]`);
              if (!label.checkVisibility()) throw new Error(`${name} is not asked`);
              label.click();
            }).filter(Boolean)""",
            words,
        )
        for name in amounts:
            self.page.locator(f"#koc-{name}").fill(words[name])

    def python_ready(self) -> CheckPage:
        """Wait until Python has started and answered."""
        self.page.wait_for_selector("keep-or-cancel[data-python=ready]")
        # No function to wait for: a policy against eval() would bar it.
        self.page.wait_for_selector(".koc-details:not([aria-busy])", state="attached")
        return self

    def outcome(self) -> str | None:
        """The outcome the page shows, or None while there is none."""
        card = self.page.locator(".koc-card")
        return card.get_attribute("data-outcome") if card.count() else None

    def blockers(self) -> list[str]:
        """The blockers the page lists, in order."""
        blockers: list[str] = self.page.eval_on_selector_all(
            "[data-blocker]", "all => all.map(one => one.dataset.blocker)"
        )
        return blockers

    def check(self, facts: Mapping[str, object]) -> dict[str, Any]:
        """Return what the element's `check` resolves with."""
        answer: dict[str, Any] = self.element.evaluate(
            "(element, facts) => element.check(facts)", dict(facts)
        )
        return answer


# Puts the self-check as it was sent in place of the one that has been used.
ANEW = """async (fragment) => {
  window.sent ??= fetch(location.pathname).then((response) => response.text()).then((text) =>
    new DOMParser().parseFromString(text, "text/html").querySelector("keep-or-cancel"));
  const element = document.importNode(await sent, true);
  document.activeElement?.blur();
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, "", location.pathname + fragment);
  document.querySelector("keep-or-cancel").replaceWith(element);
  scrollTo(0, 0);
}"""


class WarmCheckPage(CheckPage):
    """The self-check on a page that stays open: each `open` puts a new one in its place.

    What belongs to the page remains: Python, once started, and what a script put on the window.
    """

    def open(self, fragment: str = "") -> CheckPage:
        if self.page.url.partition("#")[0] != f"{self.server.url}{CHECK_PAGES[self.lang]}":
            super().open()
        self.page.mouse.move(0, 0)
        self.page.evaluate(ANEW, fragment)
        self.page.wait_for_selector("keep-or-cancel[data-state=ready]")
        return self
