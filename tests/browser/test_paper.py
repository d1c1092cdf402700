"""Paper: dark on white whatever the screen is, and one sheet alone where one was asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guide import Guide
from tests.support.server import Server
from tests.support.site import TREES, VERSION

# Every kind of page, and the self-check with an outcome.
PAGES = (
    *("", "why/", "situations/leaver/", "how-it-decides/", "outcomes/ask_first/", "laws/"),
    *("hotline/", "checklists/cancel_before/", "embed/", "state/"),
    f"check/#v={VERSION}&status=police_stop",
)
# Texts, and the lines and words of drawings, that can hardly be read on white: WCAG's contrast of
# text is 4.5, of a drawing's lines 3. Browsers leave backgrounds out on paper.
PALE = """() => {
  const share = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const onWhite = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(share);
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
  };
  return [...document.querySelectorAll("body *")].flatMap((element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return [];
    const { color, fill } = getComputedStyle(element);
    const drawn = element instanceof SVGElement;
    if (drawn && !element.matches("text, tspan")) return [];
    const said = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!said || element.closest("script, style, template, noscript")) return [];
    const colour = drawn ? fill : color;
    if (onWhite(colour) >= 4.5) return [];
    return [`${element.tagName}.${element.getAttribute("class")} ${colour}`];
  });
}"""


@pytest.fixture
def dark(visit: Callable[..., Page]) -> Page:
    """A page of somebody who reads in the dark."""
    return visit(width=794, color_scheme="dark")


# Colours are the same in both languages; each has its half of the pages.
@pytest.mark.parametrize(("lang", "paths"), [("zh", PAGES[::2]), ("en", PAGES[1::2])])
def test_from_the_dark_scheme_paper_is_dark_on_white(
    dark: Page, server: Server, lang: str, paths: tuple[str, ...]
) -> None:
    pale = {}
    for path in paths:
        dark.goto("about:blank")
        dark.goto(f"{server.url}{TREES[lang]}{path}")
        if path.startswith("check/"):
            dark.wait_for_selector(".koc-details > *")
        expect(dark.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
        # The premise: on the screen its text is too pale for paper.
        assert dark.evaluate(PALE), path
        dark.emulate_media(media="print")
        pale[path] = sorted(set(dark.evaluate(PALE)))
        background = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        assert min(dark.evaluate(background)) > 250, path
        dark.emulate_media(media="screen")
    assert {path: texts for path, texts in pale.items() if texts} == {}


def test_the_record_from_the_dark_scheme_is_dark_on_white_and_alone(
    dark: Page, server: Server
) -> None:
    dark.goto(f"{server.url}{TREES['en']}{PAGES[-1]}")
    dark.evaluate("window.print = () => {}")
    dark.locator('.koc-actions [data-key="print"]').click()
    dark.emulate_media(media="print")
    expect(dark.locator(".koc-record-sign")).to_be_visible()
    expect(dark.locator("h1").first).to_be_hidden()
    expect(dark.locator(".koc-card")).to_be_hidden()
    assert dark.evaluate(PALE) == []


@pytest.mark.parametrize(("path", "lang"), [("checklists/suspend/", "zh"), ("hotline/", "en")])
def test_a_sheet_says_what_to_do_where_printing_is_ignored(
    new_page: Callable[..., Page], server: Server, guide: Guide, path: str, lang: str
) -> None:
    page = new_page(user_agent="Mozilla/5.0 (Linux; Android 14) Chrome/116 MicroMessenger/8.0.50")
    page.add_init_script("window.print = () => {}")
    page.goto(f"{server.url}{TREES[lang]}{path}")
    note = page.locator("[data-not-printed]")
    assert note.text_content() == ""
    page.locator("[data-print]").first.click()
    expect(note).to_have_text(getattr(guide.ui.ui["koc_chat_print"], lang))
    # And the next thing that is done there finds the page as it was.
    page.mouse.click(5, 5)
    assert page.locator("html[data-print], .print-way").count() == 0
