"""What becomes of words: copied without a clipboard, put together, translated by a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.chromium import CheckPage
from tests.support.server import Server
from tests.support.site import TREES

Opens = Callable[..., CheckPage]

# Ways in which a browser keeps a page from its clipboard; silent, it says nothing at all. After
# the last, none of the others can be had on the same page.
NO_CLIPBOARD = {
    "refused": "navigator.clipboard.writeText = () => Promise.reject(new DOMException('no'))",
    "throwing": "navigator.clipboard.writeText = () => { throw new TypeError('no'); }",
    "silent": "navigator.clipboard.writeText = () => new Promise(() => {})",
    "missing": "delete Navigator.prototype.clipboard",
}
# Nor does it copy what is selected; or it does, which is noted.
COPIES = {
    False: "document.execCommand = () => false",
    True: """document.execCommand = (what) => {
      const field = document.activeElement;
      window.copied = field.matches("textarea")
        ? field.value.slice(field.selectionStart, field.selectionEnd)
        : getSelection().toString();
      return what === "copy";
    }""",
}
SELECTED = """() => document.activeElement.matches("textarea")
  ? document.activeElement.value.slice(
      document.activeElement.selectionStart, document.activeElement.selectionEnd)
  : getSelection().toString()"""


def hinder(page: Page, said: Locator, how: str, copies: bool) -> None:
    """Take the clipboard from an open page on which nothing is said, copied or selected."""
    page.evaluate(f"() => {{ {NO_CLIPBOARD[how]}; {COPIES[copies]} }}")
    said.evaluate(
        "said => { said.replaceChildren(); getSelection().empty(); delete window.copied }"
    )


def held(page: Page, said: Locator, text: str, copies: bool) -> None:
    """The text is copied and that is said; or it is selected, and it is said to copy it oneself."""
    by_hand = re.compile("请自己复制|copy it yourself")
    if copies:
        expect(said).to_have_text(re.compile("^(已复制|Copied)$"))
        assert page.evaluate("copied").strip() == text.strip()
    else:
        expect(said).to_have_text(by_hand)
        assert page.evaluate(SELECTED).strip() == text.strip()


@pytest.mark.parametrize(("lang", "copies"), [("zh", False), ("en", True)])
def test_what_cannot_be_copied_stands_there_selected(
    check_page: Opens, server: Server, lang: str, copies: bool
) -> None:
    self_check = check_page(lang, server).open()
    self_check.answer({"status": "police_stop"})
    page = self_check.page
    said = page.locator(".koc-said")
    for how in NO_CLIPBOARD:
        hinder(page, said, how, copies)
        page.locator('.koc-actions [data-key="copy"]').click()
        address = page.url
        if copies:
            held(page, said, address, copies)
        else:
            expect(said.locator("code")).to_have_text(address)
            expect(said).to_contain_text("请自己复制")
            assert page.evaluate(SELECTED) == address
    page.locator('[data-key="send"]').click()
    card = page.locator(".koc-send textarea")
    expect(card).not_to_have_value("")
    page.locator('[data-key="copy-card"]').click()
    held(page, page.locator(".koc-sent"), card.input_value(), copies)


def test_a_snippet_that_cannot_be_copied_is_selected(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(f"{server.url}en/embed/")
    snippet = page.locator('[data-snippet="link"]')
    said = snippet.locator("[role=status]")
    expect(snippet.locator("button")).to_be_visible()
    code = snippet.locator("code").text_content() or ""
    for copies in (True, False):
        hinder(page, said, "refused", copies)
        snippet.locator("button").click()
        held(page, said, code, copies)


# --- an input method ------------------------------------------------------------------------------


def compose(page: Page, field: Locator, half: str, whole: str) -> None:
    """Put `whole` into a field as an input method does, with `half` of it in between, and Enter."""
    field.focus()
    client = page.context.new_cdp_session(page)
    at = {"selectionStart": len(half), "selectionEnd": len(half)}
    client.send("Input.imeSetComposition", {"text": half, **at})
    # Enter takes what has been typed, as it stands, into the field.
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    for kind in ("rawKeyDown", "keyUp"):
        client.send("Input.dispatchKeyEvent", {"type": kind, **key})
    client.send("Input.insertText", {"text": whole})


def test_half_a_number_is_not_judged(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    page = self_check.page
    self_check.answer({"need": "none", "contract": "in_exit_fee"})
    self_check.python_ready()
    page.evaluate(
        """() => {
          window.judged = [];
          new MutationObserver(() => {
            const error = document.querySelector(".koc-error");
            if (error) judged.push(error.textContent);
          }).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    field = page.locator("#koc-penalty")
    compose(page, field, "liu'bai", "600")
    page.wait_for_function("location.hash.includes('contract=in_exit_fee')")
    expect(field).to_have_value("600")
    self_check.python_ready()
    assert self_check.step == "all"
    assert page.evaluate("judged") == []
    # What is no number is still said to be none, once it is there.
    field.fill("")
    compose(page, field, "liu'bai", "六百多")
    expect(page.locator(".koc-error")).to_contain_text("六百多")


# Notes what is kept on the device.
NOTE_KEPT = """() => {
  window.kept = [];
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (name, text) {
    kept.push(text);
    setItem.call(this, name, text);
  };
}"""


def test_half_a_name_is_not_taken(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{server.url}checklists/cancel_before/")
    page.evaluate(NOTE_KEPT)
    field = page.locator("[data-number]")
    compose(page, field, "qian'tai", "前台")
    field.press("Enter")
    kept = page.evaluate("kept")
    assert "前台" in kept[-1]
    assert not any("qian" in text for text in kept)


def test_half_a_word_is_not_kept(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{server.url}hotline/")
    page.locator("[data-keep]").check()
    page.evaluate(NOTE_KEPT)
    compose(page, page.locator('[name="hotline.ticket"]'), "gong'dan", "工单一")
    page.wait_for_function("kept.some((text) => text.includes('工单一'))")
    assert not any("gong" in text for text in page.evaluate("kept"))


# --- a browser that translates --------------------------------------------------------------------

# As Chrome does it: each text is replaced by elements with other words in them, and so is each that
# comes later. What must not be translated is left. Counts how often a live region was translated.
TRANSLATE = """() => {
  window.translated = [];
  const LEFT = "[translate=no], script, style, textarea, option, code";
  const each = (root) => {
    const texts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const parent = text.parentElement;
      if (!text.data.trim() || !parent || parent.closest(`font, ${LEFT}`)) continue;
      const region = parent.closest("[role=status], [role=alert]");
      if (region) translated.push(`${region.className}: ${text.data}`);
      const [outer, inner] = [document.createElement("font"), document.createElement("font")];
      inner.textContent = `<${text.data.toUpperCase()}>`;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node.isConnected) each(node.parentElement);
    }
  }).observe(document.body, { childList: true, subtree: true });
  each(document.body);
}"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_translated_check_goes_on_and_says_each_thing_once(
    check_page: Opens, server: Server, lang: str
) -> None:
    self_check = check_page(lang, server).open()
    page = self_check.page
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.evaluate(TRANSLATE)
    self_check.tap("company", "police_stop")
    page.wait_for_selector("keep-or-cancel[data-outcome=ask_first]")
    self_check.python_ready()
    assert self_check.outcome() == "ask_first"
    status = page.locator(".koc-status")
    once = status.text_content() or ""
    assert once.count("<") == 1
    # Its words stay with this answer: they are not written, so not read out, again.
    before = page.evaluate("translated.filter((one) => one.startsWith('koc-status')).length")
    self_check.answer({"need": "none"})
    self_check.python_ready()
    assert self_check.outcome() == "ask_first"
    assert status.text_content() == once
    after = page.evaluate("translated.filter((one) => one.startsWith('koc-status')).length")
    assert after == before
    # The sentence to say stays in Chinese for who reads English.
    if lang == "en":
        said = page.locator('.koc-ask q[lang="zh-Hans"]').first
        assert "<" not in (said.text_content() or "")
        assert re.search("[一-鿿]", said.text_content() or "")
    assert errors == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_translated_lists_and_sheets_go_on(
    server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.url}{TREES[lang]}checklists/cancel_before/")
    page.evaluate(TRANSLATE)
    boxes = page.locator("[data-item] .check__box")
    boxes.nth(0).check()
    count = page.locator("[data-count]")
    expect(count).to_have_text(re.compile("<.*1.*>"))
    boxes.nth(1).check()
    expect(count).to_have_text(re.compile("<.*2.*>"))
    assert (count.text_content() or "").count("<") == 1
    page.goto(f"{server.url}{TREES[lang]}hotline/")
    page.evaluate(TRANSLATE)
    page.locator("select[data-question]").first.select_option(index=1)
    back = page.locator("[data-back] a")
    expect(back).to_have_text(re.compile("1"))
    said: Any = page.evaluate("translated.filter((one) => one.includes('note'))")
    page.locator("select[data-question]").nth(1).select_option(index=1)
    expect(back).to_have_text(re.compile("2"))
    assert page.evaluate("translated.filter((one) => one.includes('note'))") == said
    assert errors == []
