"""The answers stay the person's: whatever stands in the address, comes late, fails or is moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guide import Guide
from tests.support.chromium import CheckPage
from tests.support.server import Server
from tests.support.site import VERSION, written

Opens = Callable[..., CheckPage]
ANSWERS = {"status": "police_stop", "need": "none"}
FRAGMENT = written(ANSWERS)
OLD_LINK = "#v=2025.9&holder=company&status=police_stop"
REPLAYED = {
    "then": {"possible": ["fix_holder"]},
    "now": {"possible": ["ask_first"]},
    "changes": [{"kind": "rule", "id": "R01", "change": "moved"}],
}
# What the clipboard was given; a headless browser gives no page the real one.
CLIPBOARD = """() => { Object.defineProperty(navigator, "clipboard", {configurable: true, value: {
    writeText: async text => { window.clip = text; }}}); }"""
# A phone's print(): back at once, the page is laid out later.
PHONE_PRINT = "() => { window.print = () => { window.printed = true; }; }"


@pytest.fixture
def fresh(visit: Callable[..., Page], server: Server) -> Opens:
    """A function that makes a first visitor's CheckPage: what is stubbed in it stays in it."""
    return lambda lang: CheckPage(visit(), server, lang)


def press(page: Page, action: str) -> None:
    """Press one of the result's buttons as a keyboard does: no pointer is involved."""
    page.locator(f'.koc-actions [data-key="{action}"]').evaluate("button => button.click()")


def copied(self_check: CheckPage) -> str:
    """Return the fragment of the link the page copies."""
    page = self_check.page
    page.evaluate(CLIPBOARD)
    page.evaluate("delete window.clip")
    press(page, "copy")
    page.wait_for_function("window.clip")
    expect(page.locator(".koc-said")).not_to_be_empty()
    fragment: str = page.evaluate("new URL(window.clip).hash")
    return fragment


def recorded(self_check: CheckPage) -> str:
    """Return what the printed record ends with."""
    page = self_check.page
    page.evaluate(PHONE_PRINT)
    press(page, "print")
    text: str = page.locator(".koc-record").evaluate("record => record.textContent")
    return text


def switched(self_check: CheckPage) -> str:
    """Return the fragment of the header's link to the other language."""
    fragment: str = self_check.page.locator("[data-lang-switch]").evaluate("link => link.hash")
    return fragment


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_link_to_a_place_on_the_page_takes_the_answers_out_of_the_address(
    fresh: Opens, lang: str
) -> None:
    self_check = fresh(lang).open()
    self_check.answer(ANSWERS)
    page = self_check.page
    places = page.eval_on_selector_all(
        'a[href^="#"]', "all => [...new Set(all.map(link => link.getAttribute('href')))]"
    )
    assert len(places) > 5
    for place in [*places, "#outcomes", "#koc-marked"]:
        page.evaluate("place => { location.hash = place; }", place)
        page.wait_for_function("answers => location.hash === answers", arg=FRAGMENT)
        assert switched(self_check).startswith(FRAGMENT), place
    assert copied(self_check) == FRAGMENT
    assert FRAGMENT in recorded(self_check)
    page.reload()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    expect(page.locator("#koc-need-none")).to_be_checked()
    page.evaluate("location.hash = '#outcomes'")
    page.locator("[data-lang-switch]").click()
    other = "en" if lang == "zh" else "zh-Hans"
    page.wait_for_selector(f"html[lang={other}] keep-or-cancel[data-state=ready]")
    expect(page.locator("#koc-need-none")).to_be_checked()
    assert self_check.outcome() == "ask_first"


def test_what_is_handed_over_is_made_from_the_answers_never_from_the_address(fresh: Opens) -> None:
    self_check = fresh("zh").open()
    self_check.answer(ANSWERS)
    for address in ("#outcomes", "#", f"#v={VERSION}&need=ongoing"):
        # Another script's doing: no event tells the page of it.
        self_check.page.evaluate("address => history.replaceState(null, '', address)", address)
        assert copied(self_check) == FRAGMENT
        assert FRAGMENT in recorded(self_check)
        assert switched(self_check).startswith(FRAGMENT)


def test_a_place_stays_in_the_address_while_there_are_no_answers(fresh: Opens) -> None:
    self_check = fresh("zh").open()
    page = self_check.page
    page.evaluate("location.hash = '#outcomes'")
    page.wait_for_function("document.querySelector('[data-lang-switch]').hash === '#outcomes'")
    assert copied(self_check) == "#outcomes"
    self_check.answer(ANSWERS)
    # Back to where there was no answer yet: they are not lost on the way.
    page.evaluate("history.back()")
    page.wait_for_function("answers => location.hash === answers", arg=FRAGMENT)
    expect(page.locator("#koc-need-none")).to_be_checked()


def test_a_copied_link_is_not_said_to_be_copied_once_the_answers_are_others(
    fresh: Opens,
) -> None:
    self_check = fresh("zh").open()
    self_check.answer(ANSWERS)
    page = self_check.page
    copied(self_check)
    self_check.answer({"need": "ongoing"})
    expect(page.locator(".koc-said")).to_be_empty()
    # A clipboard that asks the person first may answer after that.
    page.evaluate(
        """() => { navigator.clipboard.writeText =
            () => new Promise(done => { window.allow = done; }); }"""
    )
    press(page, "copy")
    self_check.answer({"need": "none"})
    page.evaluate("window.allow()")
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(page.locator(".koc-said")).to_be_empty()


def test_an_amount_is_never_changed_on_the_quiet(check_page: Opens) -> None:
    self_check = check_page("zh").open()
    page = self_check.page
    self_check.answer({"need": "none", "contract": "in_exit_fee"})
    error = page.locator('[data-amount="penalty"] .koc-error')
    title = page.locator("label[for=koc-penalty]").inner_text()
    for number in ("1.250", "12 50", "1,2345", "0,500", "5²", "300美元"):
        self_check.answer({"penalty": number})
        expect(error).to_contain_text(f"“{number}”")
        expect(error).to_contain_text(title)
        expect(page.locator("#koc-penalty")).to_have_value(number)
        page.locator("#koc-penalty").fill("12.50")
        expect(error).to_have_count(0)


def test_a_place_in_a_link_that_is_no_question_does_no_harm(check_page: Opens) -> None:
    self_check = check_page("zh")
    page = self_check.page
    for at in ("%22%5D", "]", "nead%22%5D,*", "__proto__", "outcomes", "中文", ""):
        self_check.open(f"{FRAGMENT}&at={at}")
        expect(page.locator("#koc-need-none")).to_be_checked()
        page.evaluate("at => { location.hash = at; }", f"#v={VERSION}&need=ongoing&at={at}")
        expect(page.locator("#koc-need-ongoing")).to_be_checked()
        assert page.evaluate("document.activeElement === document.body"), at
    page.evaluate("at => { location.hash = at; }", f"#v={VERSION}&need=ongoing&at=marked")
    expect(self_check.element).to_have_attribute("data-step", "marked")
    expect(page.locator(".koc-asked h2")).to_be_focused()


PARTS = (".koc-step", ".koc-step-actions", ".koc-result", ".koc-kept", "#koc-keep", ".koc-last")


def assert_built_once(self_check: CheckPage) -> None:
    page = self_check.page
    for part in PARTS:
        expect(page.locator(part)).to_have_count(1)
    self_check.to("status")
    page.evaluate(
        "() => { window.told = 0; addEventListener('koc-outcome', () => { told += 1; }); }"
    )
    self_check.tap("normal")
    assert page.evaluate("told") == 1
    page.evaluate(f"location.hash = '#v={VERSION}&status=police_stop'")
    expect(page.locator("#koc-need-none")).not_to_be_checked()
    assert page.evaluate("told") == 2
    assert self_check.outcome() == "ask_first"


def test_an_element_that_is_moved_is_built_once_and_goes_on_answering(fresh: Opens) -> None:
    self_check = fresh("zh").open()
    self_check.answer(ANSWERS)
    self_check.python_ready()
    page = self_check.page
    for _ in range(3):
        self_check.element.evaluate("element => element.parentElement.append(element)")
    assert self_check.outcome() == "ask_first"
    expect(page.locator("#koc-need-none")).to_be_checked()
    expect(page.locator(".koc-because")).to_have_count(1)
    assert_built_once(self_check)
    self_check.python_ready()
    # Out of the page nothing is followed; back in it, all is again.
    page.evaluate(
        """hash => {
            const element = document.querySelector("keep-or-cancel");
            const before = element.parentElement;
            element.remove();
            location.hash = hash;
            setTimeout(() => before.append(element), 50);
        }""",
        f"#v={VERSION}&need=ongoing",
    )
    expect(self_check.element).to_have_count(1)
    page.evaluate(f"location.hash = '#v={VERSION}&need=standby'")
    expect(page.locator("#koc-need-standby")).to_be_checked()


def test_an_element_that_is_moved_while_it_loads_is_built_once(
    check_page: Opens, faulty: Server
) -> None:
    faulty.stand_in().faults.hanging.add(".json")
    self_check = check_page("zh", faulty)
    page = self_check.page
    page.goto(f"{faulty.url}check/{FRAGMENT}")
    page.wait_for_selector("keep-or-cancel[data-state=loading]")
    self_check.element.evaluate("element => element.parentElement.append(element)")
    faulty.faults.hanging.clear()
    page.wait_for_selector("keep-or-cancel[data-state=ready]")
    assert_built_once(self_check)


def test_what_is_wrong_is_said_although_the_element_was_away_when_the_answer_came(
    fresh: Opens,
) -> None:
    self_check = fresh("zh").open()
    page = self_check.page
    self_check.answer({"need": "none", "contract": "in_exit_fee", "penalty": "1"})
    self_check.python_ready()
    page.locator("#koc-penalty").evaluate(
        """async field => {
            field.value = "12 50";
            field.dispatchEvent(new Event("input", {bubbles: true}));
            const element = document.querySelector("keep-or-cancel");
            const before = element.parentElement;
            element.remove();
            await new Promise(done => setTimeout(done, 1000));
            before.append(element);
        }"""
    )
    expect(page.locator('[data-amount="penalty"] .koc-error')).to_contain_text("12 50")


@pytest.mark.parametrize("change", ["answer", "clear"])
def test_where_an_old_link_led_is_not_said_of_answers_given_since(
    fresh: Opens, change: str
) -> None:
    self_check = fresh("en").open()
    page = self_check.page
    self_check.element.evaluate(
        "element => { element.replay = () => new Promise(done => { window.replayed = done; }); }"
    )
    page.evaluate("link => { location.hash = link; }", OLD_LINK)
    expect(page.locator(".koc-arrived")).to_contain_text("2025.9")
    if change == "answer":
        self_check.answer({"need": "ongoing"})
    else:
        press(page, "clear")
    said = page.locator(".koc-arrived").text_content()
    page.evaluate("replayed => window.replayed(replayed)", REPLAYED)
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.locator(".koc-arrived").text_content() == said
    assert "2025.9" not in (said or "")
    expect(page.locator("#koc-need-ongoing")).to_be_checked(checked=change == "answer")


def test_a_record_stays_one_until_printing_is_over(fresh: Opens) -> None:
    self_check = fresh("zh").open()
    self_check.answer(ANSWERS)
    root = self_check.page.locator("html")
    for over in ("afterprint", "pointerdown", "keydown", "focus", "pageshow"):
        recorded(self_check)
        expect(root).to_have_attribute("data-print", "record")
        # A phone lays the page out after print() has returned.
        self_check.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(root).to_have_attribute("data-print", "record")
        self_check.page.evaluate("over => dispatchEvent(new Event(over))", over)
        assert root.get_attribute("data-print") is None, over
        assert self_check.page.locator(".print-way, .print-sheet").count() == 0, over


def test_where_printing_is_ignored_or_cannot_be_a_line_says_what_to_do(
    check_page: Opens, server: Server, guide: Guide
) -> None:
    self_check = check_page("en", server).open()  # whose clock stays stopped
    page = self_check.page
    self_check.answer(ANSWERS)
    said = page.locator(".koc-said")
    page.clock.install()
    page.evaluate("window.print = () => {}")
    press(page, "print")
    assert said.text_content() == ""
    page.clock.run_for(10_000)
    expect(said).to_have_text(guide.ui.ui["koc_chat_print"].en)
    assert page.locator("html").get_attribute("data-print") is None
    page.evaluate("window.print = undefined")
    self_check.answer({"need": "ongoing"})
    expect(said).to_be_empty()
    press(page, "print")
    expect(said).not_to_be_empty()
    assert page.locator("html").get_attribute("data-print") is None


def test_a_saved_file_can_still_be_read_a_while_later(fresh: Opens) -> None:
    self_check = fresh("zh").open()
    self_check.answer(ANSWERS)
    page = self_check.page
    # A phone asks where to put it, and reads it after that.
    page.evaluate(
        """() => { HTMLAnchorElement.prototype.click = function () {
            setTimeout(async () => { window.file = await (await fetch(this.href)).json(); }, 500);
        }; }"""
    )
    press(page, "save")
    page.wait_for_function("window.file")
    assert page.evaluate("window.file.outcome") == "ask_first"


@pytest.mark.parametrize(
    "refusal",
    [
        "history.replaceState = () => { throw new DOMException('often', 'SecurityError'); }",
        "Storage.prototype.setItem = () => { throw new DOMException('full'); }",
        "delete Navigator.prototype.clipboard; document.execCommand = () => false",
    ],
)
def test_whatever_the_browser_refuses_the_outcome_is_shown(fresh: Opens, refusal: str) -> None:
    self_check = fresh("zh").open()
    page = self_check.page
    page.evaluate(f"() => {{ {refusal} }}")
    self_check.answer(ANSWERS)
    page.locator(".koc-keeping summary").click()
    page.locator("label", has=page.locator("#koc-keep")).click()
    press(page, "copy")
    self_check.python_ready()
    assert self_check.outcome() == "ask_first"
    expect(page.locator(".koc-because")).to_have_count(1)
    assert switched(self_check).startswith(FRAGMENT)
    # Without a clipboard the link stands there to be copied by hand.
    if "clipboard" in refusal:
        expect(page.locator(".koc-said code")).to_contain_text(FRAGMENT)
