"""What a list gives: whom to ask what, answers back, files, paper, the page to approve, keeping."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from keep_or_cancel.lists import read
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from playwright.sync_api import Dialog, Page, Route, expect

from guide import Guide
from tests.support.cases import CLEARED
from tests.support.chromium import findings
from tests.support.server import Server
from tests.support.site import TREES

HEADERS = {
    "zh": "号码,运营商,月费,使用人,身份证号",
    "en": "Number,Carrier,Monthly fee,User,ID number",
}
# One answer short of an outcome that can be acted on.
FACTS = {**CLEARED, "contract": "unknown", "linked": "none", "company_event": "none"}
ASKED = 120  # numbers of one carrier with the same question
UNPAID = 30  # of these, whose fee nobody knows
SIZES = {"ask_first": ASKED, "fix_holder": 1, "open": 2, "no_number": 1}
ANSWERED = {"cancel_now": ASKED, "fix_holder": 1, "open": 2, "no_number": 1}
DAMAGED = "1.38E+10"
FORMULA = "=1+1"
PERSONAL = "x" * 18
PARTS = ".list-asks, .list-out, .list-memo, .list-keep"
QUERY = '[data-query="mobile/contract"]'
STORE = "keep-or-cancel.list"
CHAT_APP = "Mozilla/5.0 (Linux; Android 14) Chrome/116 MicroMessenger/8.0.50"
# Leaves the page as it is laid out for paper.
PRINTED = "() => { window.print = () => dispatchEvent(new Event('beforeprint')); }"


def written(lang: str) -> str:
    """A list as somebody pastes it, its headers in one of the languages."""

    def row(number: str, carrier: str, fee: str, user: str, **other: str) -> str:
        return ",".join([number, carrier, fee, user, PERSONAL, *{**FACTS, **other}.values()])

    rows = [
        row(f"1380013{n:04d}", "移动", "" if n < UNPAID else "39", f"U{n}") for n in range(ASKED)
    ]
    rows += [
        row(f"1300013{n:04d}", "联通", "", "", status="suspended", need="pause", contract="none")
        for n in range(2)
    ]
    rows.append(row(DAMAGED, "移动", "19", "", contract="none"))
    rows.append(row("13900139999", "电信", "", FORMULA, holder="other_person", need="ongoing"))
    return "\n".join([",".join([HEADERS[lang], *FACTS]), *rows])


@pytest.fixture
def opened(
    server: Server, visit: Callable[..., Page], new_page: Callable[..., Page]
) -> Callable[..., Page]:
    """A function that opens the page of the list: `opened("en", width=320)`.

    With `own=True` on a page of its own, for what would stay with the one that stands open.
    """

    def page_of(lang: str = "zh", own: bool = False, **options: Any) -> Page:
        page = new_page(**options) if own else visit(**options)
        page.goto(f"{server.url}{TREES[lang]}list/")
        page.wait_for_selector("#list-paste")
        return page

    return page_of


@pytest.fixture
def judged(opened: Callable[..., Page]) -> Callable[..., Page]:
    """A function that opens the page as `opened` does and brings the list."""

    def page_of(lang: str = "zh", **options: Any) -> Page:
        return bring(opened(lang, **options), lang)

    return page_of


def bring(page: Page, lang: str = "zh") -> Page:
    page.locator("#list-paste").fill(written(lang))
    page.locator('[data-key="read"]').click()
    expect(page.locator(".list-out")).to_be_visible()
    return page


def piles(page: Page) -> dict[str, int]:
    """Return the sizes of the piles the page offers to print, by outcome."""
    options = page.locator('[data-key="out-pile"] option')
    texts = options.evaluate_all("all => all.map(one => [one.value, one.textContent])")
    return {name: int(re.findall(r"\d+", text)[-1]) for name, text in texts}


def sizes(content: bytes) -> dict[str, int]:
    """Return the sizes of the piles that the package finds in a file."""
    return {pile.name: pile.size for pile in judge(read(content)).piles()}


def saved(page: Page, kind: str) -> tuple[str, bytes]:
    """Save a file as a person does; return its name and content."""
    with page.expect_download() as download:
        page.locator(f'[data-key="out-{kind}"]').click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def word(guide: Guide, name: str, lang: str) -> str:
    return str(getattr(guide.ui.ui[name], lang))


def asked_before_leaving(page: Page, leave: Callable[[], object]) -> bool:
    """Return whether the browser asks when the page is left; then the page stays."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    leave()
    page.remove_listener("dialog", answer)
    assert set(asked) <= {"beforeunload"}
    return bool(asked)


# --- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_answer_goes_into_all_its_rows_if_it_is_one_and_can_be_taken_back(
    judged: Callable[..., Page], guide: Guide, lang: str
) -> None:
    page = judged(lang)
    assert piles(page) == SIZES
    note = page.locator(".list-asks .list__note")
    page.locator('[data-carrier="mobile"] > summary').click()
    query = page.locator(QUERY)
    # The sentence is said in Chinese, and an English reader knows what it says.
    ask = next(one for one in guide.questions.in_order if one.id == "contract").ask
    assert ask is not None
    expect(query.locator(".list-ask__say")).to_have_text(ask.say.zh)
    expect(query.locator(".list-ask__other")).to_have_count(int(lang == "en"))
    query.locator("details summary").click()
    expect(query.locator(".list-ask__numbers")).to_contain_text("138****0001")

    query.locator('[data-key$="-fill"]').click()
    expect(note).to_have_text(word(guide, "list_asks_empty", lang))
    query.locator("[name=monthly_fee]").fill("三十九")
    query.locator('[data-key$="-fill"]').click()
    expect(page.locator(".list [role=alert]")).to_contain_text("三十九")
    expect(query.locator("[name=monthly_fee]")).to_have_value("三十九")
    assert piles(page) == SIZES
    query.locator("select").select_option("none")
    query.locator("[name=monthly_fee]").fill("２９")
    query.locator('[data-key$="-fill"]').click()
    expect(query).to_have_count(0)
    expect(note).to_contain_text(str(ASKED))
    assert piles(page) == ANSWERED
    # What was there stays; what was not is filled in.
    rows = json.loads(saved(page, "json")[1])["rows"]
    fees = [row["fields"].get("monthly_fee") for row in rows[:ASKED]]
    assert fees == ["29"] * UNPAID + ["39"] * (ASKED - UNPAID)

    note.locator("button").click()
    expect(note).to_have_text(word(guide, "list_undone", lang))
    assert piles(page) == SIZES
    expect(page.locator(QUERY)).to_have_count(1)


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_file_read_back_decides_as_the_page(
    judged: Callable[..., Page], guide: Guide, lang: str
) -> None:
    page = judged(lang)
    for kind in ("xlsx", "csv"):
        name, content = saved(page, kind)
        assert re.fullmatch(rf"[^\d/]+-\d{{4}}-\d\d-\d\d\.{kind}", name)
        assert sizes(content) == piles(page) == SIZES
    # A round trip adds nothing: no second guard, no other row id.
    assert content.startswith(b"\xef\xbb\xbf")
    assert f"'{FORMULA}" in content.decode()
    assert Writer(judge(read(content)), lang).csv() == content

    _, content = saved(page, "json")
    rows = json.loads(content)["rows"]
    assert {name: [row["pile"] for row in rows].count(name) for name in SIZES} == SIZES

    name, content = saved(page, "problems")
    assert re.fullmatch(r"[^\d/]+-\d{4}-\d\d-\d\d\.csv", name)
    assert read(content).rows == [2]
    assert DAMAGED in content.decode()

    page.locator('[data-key="out-copy"]').click()
    expect(page.locator(".list-out .list__note")).to_have_text(word(guide, "list_out_copied", lang))
    assert sizes(page.evaluate("navigator.clipboard.readText()").encode()) == SIZES

    # Personal columns go along only if asked for.
    assert PERSONAL not in saved(page, "csv")[1].decode()
    page.locator('[data-key="out-personal"]').check()
    assert saved(page, "csv")[1].decode().count(PERSONAL) == sum(SIZES.values())


# --- paper ----------------------------------------------------------------------------------------


def test_the_sheets_print_one_a_carrier_and_a_pile_with_all_its_rows(
    judged: Callable[..., Page], tmp_path: Path
) -> None:
    page = judged("en", color_scheme="dark")
    page.evaluate(PRINTED)
    paper = page.locator(".list-paper.print-sheet")

    def printed() -> int:
        """Print what is laid out for it, and leave it; return its pages."""
        page.pdf(path=tmp_path / "paper.pdf", format="A4", prefer_css_page_size=True)
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        # On the screen nothing is left of it.
        page.emulate_media(media="screen")
        expect(paper).to_have_count(0)
        with pikepdf.open(tmp_path / "paper.pdf") as pdf:
            return len(pdf.pages)

    page.locator('[data-key="asks-print"]').click()
    expect(paper).to_have_count(1)
    page.emulate_media(media="print")
    expect(paper.locator("section")).to_have_count(2)
    expect(page.locator("h1").first).to_be_hidden()
    text = paper.inner_text()
    assert "138****0001" in text
    assert not re.search(r"\d{11}", text)
    assert printed() == 2

    page.locator('[data-key="out-pile"]').select_option("ask_first")
    page.locator('[data-key="out-print"]').click()
    expect(paper).to_have_count(1)
    page.emulate_media(media="print")
    expect(paper.locator("tbody tr")).to_have_count(ASKED)
    expect(paper.locator("tbody tr").last).to_contain_text("138****0119")
    expect(paper.locator(".list-paper__total")).to_contain_text("42,120")
    assert not re.search(r"\b\d{11}\b", paper.inner_text())
    head = paper.locator("thead").evaluate("one => getComputedStyle(one).display")
    assert head == "table-header-group"
    assert 1 < printed() <= 5


def fuller(route: Route) -> None:
    """Answer a call; in a memo as much stands as in that of a list of all there is."""
    if '"call":"memo"' not in (route.request.post_data or ""):
        route.continue_()
        return
    response = route.fetch()
    memo = response.json()
    memo["piles"] += [{**memo["piles"][0], "title": "W" * 30}] * 6
    due = {"title": "W" * 30, "amount": "1234567.50", "unknown": 1234}
    memo["once"] = [due, due]
    for name in ("risks", "blockers", "ask", "presumed"):
        memo[name] += [{"title": "W" * 40, "count": 1234}] * 12
    route.fulfill(response=response, json=memo)


def test_the_page_to_approve_is_one_page_in_both_languages_without_a_number(
    judged: Callable[..., Page], guide: Guide, tmp_path: Path
) -> None:
    page = judged("zh", own=True, permissions=["clipboard-read", "clipboard-write"])
    page.evaluate(PRINTED)
    page.route("**/python", fuller)
    page.locator(".list-memo summary").click()
    memo = page.locator("details .list-memo__page")
    for other in ("zh", "en"):
        page.locator(f'[data-key="memo-{other}"]').click()
        expect(memo).to_have_attribute("lang", other)
        expect(memo).to_contain_text(word(guide, "list_memo_risks", other))
        text = memo.inner_text()
        assert str(sum(SIZES.values())) in text
        assert "42,120" in text
        assert not re.search(r"\d{7,}|\d\*", text)
        page.locator('[data-key="memo-copy"]').click()
        expect(page.locator(".list-memo .list__note")).to_have_text(word(guide, "copied", "zh"))
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "42,120" in copied
        assert word(guide, "list_memo_ask", other) in copied
        page.locator('[data-key="memo-print"]').click()
        expect(page.locator(".list-paper.print-sheet")).to_have_attribute("lang", other)
        page.pdf(path=tmp_path / f"{other}.pdf", format="A4", prefer_css_page_size=True)
        with pikepdf.open(tmp_path / f"{other}.pdf") as pdf:
            assert len(pdf.pages) == 1
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".list-paper")).to_have_count(0)


def test_in_a_chat_app_that_saves_prints_and_keeps_nothing_it_is_said_what_to_do(
    judged: Callable[..., Page], guide: Guide
) -> None:
    lang = "zh"
    page = judged(lang, own=True, user_agent=CHAT_APP)
    page.evaluate("() => { window.print = () => {}; }")
    note = page.locator(".list-out .list__note")
    page.locator('[data-key="out-xlsx"]').click()
    expect(note).to_contain_text(word(guide, "koc_chat_save", lang))
    page.locator('[data-key="out-print"]').click()
    expect(note).to_have_text(word(guide, "koc_chat_print", lang))
    page.locator('[data-key="asks-print"]').click()
    expect(page.locator(".list-asks .list__note")).to_have_text(word(guide, "koc_chat_print", lang))
    # Nobody knows that a file arrived.
    assert asked_before_leaving(page, lambda: leave(page))
    page.evaluate("""() => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    page.locator('[data-key="keep"]').click()
    expect(page.locator(".list-keep .list__note")).to_have_text(
        word(guide, "list_keep_refused", lang)
    )
    expect(page.locator('[data-key="keep"]')).not_to_be_checked()
    assert kept(page) is None


def leave(page: Page) -> None:
    """Try to leave the page as by a link."""
    page.evaluate("location.assign('../')")


# --- keeping --------------------------------------------------------------------------------------


def kept(page: Page) -> Any:
    return json.loads(page.evaluate(f"localStorage.getItem('{STORE}')") or "null")


def stored(page: Page) -> list[str]:
    """Return the names of what the browser keeps of a list."""
    names: list[str] = page.evaluate(
        "[localStorage, sessionStorage].flatMap((store) => Object.keys(store))"
    )
    return [name for name in names if name.startswith(STORE)]


def keep(page: Page) -> None:
    page.locator('[data-key="keep"]').check()
    page.wait_for_function(f"localStorage.getItem('{STORE}')")


def answer_all(page: Page) -> None:
    """Answer the question that the most numbers wait for."""
    page.locator('[data-carrier="mobile"] > summary').click()
    page.locator(QUERY).locator("select").select_option("none")
    page.locator(QUERY).locator('[data-key$="-fill"]').click()
    expect(page.locator(QUERY)).to_have_count(0)


def test_a_list_is_kept_only_if_wanted_goes_on_and_stays_deleted(
    judged: Callable[..., Page],
) -> None:
    page = judged("en", own=True)
    assert stored(page) == []
    keep(page)
    before = kept(page)["text"]
    answer_all(page)
    changed = "([name, text]) => JSON.parse(localStorage.getItem(name)).text !== text"
    page.wait_for_function(changed, arg=[STORE, before])
    # Another list comes between, so that nothing but what is kept can bring it back.
    page.goto(page.url + "?")
    offer = page.locator(".list-keep__offer")
    expect(offer).to_contain_text(str(sum(SIZES.values())))
    offer.locator('[data-key="keep-go-on"]').click()
    expect(page.locator(".list-out")).to_be_visible()
    assert piles(page) == ANSWERED
    expect(page.locator('[data-key="keep"]')).to_be_checked()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator('[data-key="keep-clear"]').click()
    assert kept(page) is None
    page.reload()
    page.wait_for_selector("#list-paste")
    expect(offer).to_be_hidden()


def test_what_is_deleted_in_one_tab_is_kept_by_no_other(
    judged: Callable[..., Page], server: Server
) -> None:
    page = judged("zh", own=True)
    keep(page)
    other = page.context.new_page()
    other.goto(f"{server.url}list/")
    other.on("dialog", lambda dialog: dialog.accept())
    other.locator('[data-key="keep-delete"]').click()
    expect(other.locator(".list-keep__offer")).to_be_hidden()
    expect(page.locator('[data-key="keep"]')).not_to_be_checked()
    answer_all(page)
    assert kept(page) is None


def test_what_is_kept_may_be_broken(opened: Callable[..., Page]) -> None:
    page = opened("zh")
    for broken in ("{", "null", '{"saved": "x", "count": 1, "text": "x"}'):
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [STORE, broken])
        page.reload()
        page.wait_for_selector("#list-paste")
        expect(page.locator(".list-keep__offer")).to_be_hidden()


def test_the_browser_asks_before_work_is_lost_and_never_otherwise(
    opened: Callable[..., Page],
) -> None:
    page = opened("zh")
    page.locator("#list-paste").fill("x")
    assert not asked_before_leaving(page, page.reload)
    # Our own sample can be had again.
    page.locator('[data-key="sample"]').click()
    page.locator('[data-key="on"]').first.click()
    expect(page.locator(".list-out")).to_be_visible()
    assert not asked_before_leaving(page, page.reload)
    bring(page)
    assert asked_before_leaving(page, lambda: leave(page))
    saved(page, "xlsx")
    keep(page)  # saved and kept
    answer_all(page)
    page.locator('[data-key="keep"]').uncheck()
    assert asked_before_leaving(page, lambda: leave(page))
    saved(page, "xlsx")
    assert not asked_before_leaving(page, page.reload)


def test_the_list_goes_along_to_the_other_language(
    judged: Callable[..., Page], server: Server
) -> None:
    page = judged("zh")
    answer_all(page)

    def switch() -> None:
        page.locator("[data-lang-switch]").first.click()
        page.wait_for_url(f"{server.url}en/list/**")

    assert not asked_before_leaving(page, switch)
    expect(page.locator(".list-out")).to_be_visible()
    assert piles(page) == ANSWERED
    assert stored(page) == []
    assert page.url.partition("#")[0] == f"{server.url}en/list/"
    # It is still nowhere else.
    assert asked_before_leaving(page, lambda: leave(page))


# --- for everybody --------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "scheme"), [("zh", "dark"), ("en", "light")])
def test_it_holds_on_a_narrow_screen(judged: Callable[..., Page], lang: str, scheme: str) -> None:
    page = judged(lang, width=320, color_scheme=scheme)
    page.evaluate("""() => {
      for (const fold of document.querySelectorAll(".list details")) fold.open = true;
    }""")
    expect(page.locator("details .list-memo__piles")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.eval_on_selector_all(
        f":is({PARTS}) :is(button, select, input, summary)",
        """all => all.filter((one) => {
          const { width, height } = one.getBoundingClientRect();
          return Math.min(width, height) < 24;
        }).map((one) => one.outerHTML)""",
    )
    assert small == []
    assert findings(page, PARTS) == []


def test_an_answer_is_given_and_taken_back_by_keyboard(judged: Callable[..., Page]) -> None:
    page = judged("zh")
    page.locator('[data-carrier="mobile"] > summary').focus()
    page.keyboard.press("Enter")
    page.locator(QUERY).locator("select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # ends the field of an amount
    expect(page.locator(QUERY)).to_have_count(0)
    assert piles(page) == ANSWERED
    # The focus is where it is said what happened, and the way back is next.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(QUERY)).to_have_count(1)
    assert piles(page) == SIZES
