"""What a person does to get from the first question to an outcome: taps, and pixels scrolled."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.support.chromium import CheckPage

CANCELLING = ("company", "normal", "none", "ok", "none", "mobile", "carrier")
LEAVING = ("company", "normal", "none", "ok")
# Typical ways to each outcome: the answers pressed, the buttons after a "@", and the amounts typed.
WAYS: dict[str, tuple[str, ...]] = {
    "fix_holder": ("other_person", "normal"),
    "keep_use": ("company", "normal", "ongoing", "false", "ok", "active"),
    "keep_backup": ("company", "normal", "standby", "false", "ok", "mobile"),
    "suspend": ("company", "normal", "pause", "false", "ok", "no", "yes", "mobile"),
    "wait_contract": (*LEAVING, "in_no_exit", "mobile", "carrier"),
    "cancel_now": (*CANCELLING, "@clear-all"),
    # One that is not done, and the button that says that the rest is.
    "settle_then_cancel": (*CANCELLING, "linked=some", "@clear-all"),
    "ask_first": (*LEAVING, "unknown"),
}


@dataclass
class Walked:
    """What it took: `steps` are the screens passed, `jumps` the pixels each of them moved by."""

    taps: int
    steps: list[str]
    jumps: list[int]

    @property
    def scrolled(self) -> int:
        """All pixels the page moved by, up or down."""
        return sum(map(abs, self.jumps))


def _seen(button: Locator) -> tuple[float, float]:
    """Scroll by as little as brings a button into sight, past the bars at both edges.

    Return where its middle is: the locator's own click scrolls at its discretion.
    """
    x, y = button.evaluate(
        """button => {
            const edge = (name) => {
              const bar = document.querySelector(name);
              return bar?.checkVisibility() ? bar.getBoundingClientRect() : null;
            };
            const above = edge(".md-header")?.bottom ?? 0;
            const actions = button.closest(".koc-step-actions")
              ? null
              : edge("[data-step=obstacles] .koc-step-actions");
            const below = actions?.top ?? innerHeight;
            const { top, bottom } = button.getBoundingClientRect();
            if (top < above) scrollBy(0, top - above);
            else if (bottom > below) scrollBy(0, bottom - below);
            const box = button.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    return x, y


def walk(self_check: CheckPage, way: tuple[str, ...]) -> Walked:
    """Go a way from where the page is, and note what it takes."""
    page = self_check.page
    place = "[Math.round(scrollY), document.querySelector('keep-or-cancel').dataset.step]"
    before, step = page.evaluate(place)
    walked = Walked(0, [step], [])
    for value in way:
        page.mouse.click(*_seen(self_check.button(value)))
        walked.taps += 1
        now, step = page.evaluate(place)
        walked.steps.append(step)
        walked.jumps.append(now - before)
        before = now
    return walked
