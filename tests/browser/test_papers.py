"""Letters on their page: filled in with the answers and by hand, printed, copied, saved, kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import docx
import pikepdf
import pytest
from icalendar import Calendar
from keep_or_cancel import check
from playwright.sync_api import Locator, Page, expect

from guide import Guide
from tests.support.cases import CLEARED, facts_for
from tests.support.chromium import CheckPage, findings, watch
from tests.support.server import Server
from tests.support.site import TREES, VERSION, written

STORE = "keep-or-cancel.papers"
CARRIER, NUMBER, AGENT = "某某通信有限公司", "13800000001", "李四"
SCHEMES = {"light": "default", "dark": "slate"}
# All that a page may have told or kept of what was typed, beside its fields.
TOLD = """() => [location.href, document.title, JSON.stringify({ ...localStorage }),
  JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state)].join()"""


class Papers:
    """The page of letters as a person uses it; `of` is the letter in hand."""

    def __init__(self, page: Page, server: Server, lang: str, of: str = "cancel_company") -> None:
        self.page, self.server, self.lang, self.of = page, server, lang, of

    def open(self, fragment: str = "") -> Papers:
        self.page.goto(f"{self.server.url}{TREES[self.lang]}papers/{fragment}")
        expect(self.key("fill")).to_be_attached()
        return self

    @property
    def letter(self) -> Locator:
        return self.page.locator(f'[data-letter="{self.of}"]')

    @property
    def draft(self) -> Locator:
        return self.letter.locator(".paper__draft")

    @property
    def blank(self) -> Locator:
        return self.letter.locator("[data-paper-sheet]")

    @property
    def missing(self) -> Locator:
        return self.letter.locator(".paper__missing")

    @property
    def note(self) -> Locator:
        return self.letter.locator(".paper__note[role=status]:visible")

    def key(self, name: str) -> Locator:
        return self.letter.locator(f'[data-key="{name}-{self.of}"]')

    def field(self, name: str) -> Locator:
        return self.letter.locator(f'[data-field="{name}"]')

    def to(self, letter: str) -> Papers:
        """Take another letter in hand."""
        self.of = letter
        return self

    def fill(self) -> Papers:
        """Have the letter filled in, as a person does who finds it on the page."""
        if not self.key("fill").is_visible():
            self.letter.locator("summary").first.click()
        self.key("fill").click()
        return self.filled()

    def filled(self) -> Papers:
        """Wait until the letter stands there as it is filled in."""
        expect(self.draft.locator(".paper__row").first).to_be_visible()
        return self

    def unfold(self) -> Papers:
        """Show the fields that may be left out."""
        self.letter.locator(".paper__form .fold > summary").click()
        return self

    def save(self, path: Path) -> tuple[str, list[str]]:
        """Save the letter; return the file's name and its paragraphs, those of tables too."""
        with self.page.expect_download() as saved:
            self.key("docx").click()
        saved.value.save_as(path)
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return saved.value.suggested_filename, [p.text for p in document.paragraphs] + cells


Opens = Callable[..., Papers]


@pytest.fixture
def papers(server: Server, visit: Callable[..., Page], new_page: Callable[..., Page]) -> Opens:
    """A function that makes a Papers page: `papers("en", "authority", width=320)`."""

    def made(
        lang: str = "zh", of: str = "cancel_company", other: Server | None = None, **options: Any
    ) -> Papers:
        page = new_page(**options) if other else visit(**options)
        return Papers(page, other or server, lang, of)

    return made


def answers(facts: dict[str, Any], letter: str) -> str:
    text = {name: str(value).lower() for name, value in facts.items()}
    return f"{written(text)}&letter={letter}"


# --- from an outcome -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_an_outcome_to_a_filled_letter_in_three_taps(
    check_page: Callable[..., CheckPage], server: Server, tmp_path: Path, lang: str
) -> None:
    facts = {**facts_for("settle_then_cancel"), "holder": "company"}
    expected = check(facts, lang)["letters"]
    assert len(expected) > 2
    fragment = written({name: str(value).lower() for name, value in facts.items()})
    page = check_page(lang, width=390).open(fragment).python_ready().page
    fold = page.locator('details[data-key="papers"]')
    offered = fold.locator("li").evaluate_all("all => all.map((one) => one.dataset.letter)")
    assert offered == expected
    fold.locator("summary").click()  # one
    if lang == "en":
        expect(fold).to_contain_text("hand in is the Chinese")
    fold.locator("a").first.click()  # two
    page.wait_for_url(f"{server.url}{TREES[lang]}papers/#v=**")
    here = Papers(page, server, lang, expected[0]).filled()
    here.field("carrier_name").fill(CARRIER)
    expect(here.draft).to_contain_text(CARRIER)
    name, paragraphs = here.save(tmp_path / "letter.docx")  # three
    assert name.endswith(".docx")
    text = "\n".join(paragraphs)
    assert f"致：{CARRIER}" in text
    assert "{{" not in text
    # Who reads English hands in the Chinese, and sees what it says.
    assert ("To: " in text) == (lang == "en")


def test_the_letters_of_every_outcome_can_be_filled_in(papers: Opens, guide: Guide) -> None:
    here = papers().open()
    for outcome in guide.outcomes.outcomes:
        facts = facts_for(outcome.id)
        for letter in check(facts)["letters"][:2]:
            here.page.evaluate("hash => { location.hash = hash }", answers(facts, letter))
            here.to(letter).filled()
            assert "{{" not in here.draft.inner_text()
            assert here.draft.locator("text=/[＿_]{2}/").count() > 0


# --- what is typed -------------------------------------------------------------------------------


def test_what_is_missing_stays_a_line_until_it_is_typed(papers: Opens) -> None:
    here = papers().open(
        answers({**CLEARED, "linked": "none", "contract": "none"}, "cancel_company")
    )
    here.filled()
    expect(here.missing).to_contain_text("运营商的公司全称")
    expect(here.draft).to_contain_text("致：＿＿")
    here.field("carrier_name").fill(CARRIER)
    here.field("numbers").fill(f"{NUMBER}\n13800000002\n13800000003\n13800000004")
    expect(here.draft).to_contain_text(f"致：{CARRIER}")
    expect(here.draft.locator("tbody tr")).to_have_count(4)
    expect(here.missing).not_to_contain_text("运营商的公司全称")
    phone = here.unfold().field("handler_phone")
    problem = here.letter.locator(".fill__error:visible")
    # One of the numbers in question may not be reached later.
    for wrong, why in (("无", "“无”不像号码"), (NUMBER, "要处理的号码")):
        phone.fill(wrong)
        expect(problem).to_contain_text(why)
    expect(phone).to_have_attribute("aria-invalid", "true")
    described = phone.get_attribute("aria-describedby") or ""
    assert problem.get_attribute("id") in described.split()
    expect(here.draft.locator(".paper__row", has_text="电话")).not_to_contain_text(NUMBER)
    phone.fill("02112345678")
    expect(problem).to_have_count(0)
    expect(phone).not_to_have_attribute("aria-invalid", "true")
    # What is known of itself stands in its field: today, and what follows from it.
    assert here.field("sign_date").input_value()


def test_a_field_is_typed_once_and_back_keeps_it(papers: Opens) -> None:
    here = papers().open().fill()
    here.field("carrier_name").fill(CARRIER)
    expect(here.draft).to_contain_text(CARRIER)
    here.to("authority").fill()
    expect(here.field("carrier_name")).to_have_value(CARRIER)
    expect(here.draft).to_contain_text(CARRIER)
    here.field("agent_name").fill(AGENT)
    expect(here.draft).to_contain_text(AGENT)
    here.page.go_back()
    here.to("cancel_company").filled()
    expect(here.field("carrier_name")).to_have_value(CARRIER)
    here.page.go_forward()
    here.to("authority").filled()
    expect(here.field("agent_name")).to_have_value(AGENT)
    here.page.go_back()
    here.page.go_back()
    expect(here.page.locator(".paper__draft:visible")).to_have_count(0)
    here.page.go_forward()
    here.page.go_forward()
    here.filled().key("blank").click()
    expect(here.blank).to_be_visible()
    expect(here.draft).to_be_hidden()
    here.fill()
    here.page.once("dialog", lambda dialog: dialog.accept())
    here.key("clear").click()
    expect(here.field("agent_name")).to_have_value("")
    expect(here.draft).not_to_contain_text(CARRIER)


def test_lines_are_picked_and_the_letter_is_written_in_either_language(papers: Opens) -> None:
    here = papers("en", "not_mine").open().fill()
    here.page.locator("[data-letter=not_mine] .paper__forms [value=zh]").check()
    expect(here.draft.locator(".paper__en")).to_have_count(0)
    expect(here.draft).not_to_contain_text("不记得办过")
    line = here.letter.locator(".paper__line-pick", has_text="does not remember")
    line.locator("input").check()
    expect(here.draft).to_contain_text("不记得办过")
    here.letter.locator(".paper__forms [value=en]").check()
    expect(here.draft).to_contain_text("does not remember")
    expect(here.draft.locator(".paper__zh")).to_have_count(0)
    # The form holds for the next letter, too.
    here.to("authority").fill()
    expect(here.draft.locator(".paper__zh")).to_have_count(0)


def test_a_form_has_a_table_and_a_text_message_says_how_long_it_is(papers: Opens) -> None:
    here = papers(of="handover").open().fill()
    rows = here.draft.locator("tbody tr")
    expect(rows).to_have_count(8)
    here.unfold().field("numbers").fill(NUMBER)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(NUMBER)
    # Under the line that speaks of it, not after the signatures.
    expect(here.draft.locator(".paper__scroll + .paper__row")).to_contain_text("□ 客户名单")
    here.to("sms_new").fill()
    expect(here.missing).to_contain_text("/70")
    here.field("sms_sign").fill("某某公司的很长很长的签名某某公司的很长很长的签名")
    expect(here.missing).to_have_attribute("data-long", "")


def test_the_other_language_has_what_was_typed(papers: Opens, server: Server) -> None:
    here = papers().open(answers(CLEARED, "authority")).to("authority").filled()
    here.field("agent_name").fill(AGENT)
    expect(here.draft).to_contain_text(AGENT)
    here.page.locator("[data-lang-switch]").first.click()
    here.page.wait_for_url(f"{server.url}en/papers/**")
    there = Papers(here.page, server, "en", "authority").filled()
    expect(there.field("agent_name")).to_have_value(AGENT)
    assert AGENT not in here.page.evaluate(TOLD)


# --- ways out ------------------------------------------------------------------------------------


def test_a_letter_prints_alone(papers: Opens, tmp_path: Path) -> None:
    here = papers("en").open()
    page = here.page
    # Keep the page as it is while it prints, so that the paper can be looked at.
    page.evaluate("() => { window.print = () => dispatchEvent(new Event('beforeprint')); }")
    here.letter.locator("summary").first.click()
    here.key("print").click()
    page.emulate_media(media="print")
    expect(here.blank).to_be_visible()
    assert page.locator("h1").is_hidden()
    assert page.locator("[data-paper-sheet]:visible").count() == 1
    # What is handed in is the Chinese.
    assert here.blank.locator(".paper__en:visible").count() == 0
    assert here.blank.locator(".paper__model:visible").count() == 1
    page.pdf(path=tmp_path / "blank.pdf", format="A4", prefer_css_page_size=True)
    with pikepdf.open(tmp_path / "blank.pdf") as pdf:
        assert len(pdf.pages) <= 2
    page.emulate_media(media="screen")
    page.keyboard.press("Shift")
    here.fill().field("carrier_name").fill(CARRIER)
    expect(here.draft).to_contain_text(CARRIER)
    here.key("print-draft").click()
    page.emulate_media(media="print")
    assert page.locator(".paper__sheet:visible").count() == 1
    assert here.field("carrier_name").is_hidden()
    # As it was chosen: with the English.
    assert here.draft.locator(".paper__en:visible").count() > 5


def test_a_letter_is_copied_as_text(papers: Opens) -> None:
    here = papers().open()
    here.letter.locator("summary").first.click()
    here.key("copy").click()
    expect(here.note).to_contain_text("已复制")
    copied: str = here.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("销户申请书（单位）\n")
    assert "致：＿＿＿＿\n" in copied
    assert "\n1. 列出每个号码的状态" in copied
    assert "Application" not in copied
    here.fill().field("carrier_name").fill(CARRIER)
    expect(here.draft).to_contain_text(CARRIER)
    here.key("copy-draft").click()
    expect(here.note).to_contain_text("已复制")
    assert f"致：{CARRIER}\n" in here.page.evaluate("navigator.clipboard.readText()")


def test_the_days_that_follow_a_letter_go_into_a_calendar(papers: Opens) -> None:
    here = papers("en").open().fill()
    after = here.letter.locator(".paper__after")

    def added() -> dict[str, tuple[str, str]]:
        with here.page.expect_download() as saved:
            here.key("calendar").click()
        assert saved.value.suggested_filename == "keep-or-cancel.ics"
        expect(here.note).to_contain_text("open it with your calendar")
        events = Calendar.from_ical(Path(saved.value.path()).read_bytes()).events
        for event in events:
            expect(after).to_contain_text(event.decoded("dtstart").isoformat())
        return {str(e["uid"]): (str(e["summary"]), str(e.decoded("dtstart"))) for e in events}

    first = added()
    assert len(first) > 1
    here.unfold().field("sign_date").fill("2090-01-02")
    expect(after).to_contain_text("2090-01-")
    later = added()
    # The same events, moved.
    assert later.keys() == first.keys()
    assert all(date.startswith("2090") for _, date in later.values())
    # What follows on no day that is known has nothing to add.
    here.to("dispute_bill").fill()
    expect(here.letter.locator(".paper__after")).to_be_empty()
    expect(here.key("calendar")).to_have_count(0)


# --- what stays here -----------------------------------------------------------------------------


def test_nothing_typed_leaves_the_page(papers: Opens, faulty: Server, tmp_path: Path) -> None:
    """With the Python of the page itself, and no network at all once that is there."""
    here = papers("zh", "authority", faulty)
    seen = watch(here.page, faulty.url)
    here.open(answers(CLEARED, "authority")).filled()
    asked = len(faulty.served)
    here.page.context.set_offline(True)
    for name, text in {"carrier_name": CARRIER, "numbers": NUMBER, "agent_name": AGENT}.items():
        here.field(name).fill(text)
        expect(here.draft).to_contain_text(text)
    _, paragraphs = here.save(tmp_path / "letter.docx")
    assert any(AGENT in text for text in paragraphs)
    assert len(faulty.served) == asked
    told = here.page.evaluate(TOLD)
    assert [text for text in (CARRIER, NUMBER, AGENT) if text in told] == []
    assert (seen.errors, seen.foreign) == ([], [])


def test_it_is_kept_only_where_wanted(papers: Opens) -> None:
    here = papers("zh", "authority").open().fill()
    page = here.page
    here.field("agent_name").fill(AGENT)
    expect(here.draft).to_contain_text(AGENT)
    assert page.evaluate(f"localStorage.getItem('{STORE}')") is None
    tick = here.letter.locator(".sheet-tools__tick input")
    tick.check()
    here.unfold().field("agent_post").fill("行政")
    expect(here.draft).to_contain_text("行政")
    kept = json.loads(page.evaluate(f"localStorage.getItem('{STORE}')"))
    assert kept == {"agent_name": AGENT, "agent_post": "行政"}
    page.reload()
    here.filled()
    expect(here.field("agent_name")).to_have_value(AGENT)
    expect(tick).to_be_checked()
    tick.uncheck()
    assert page.evaluate(f"localStorage.getItem('{STORE}')") is None


def test_what_is_kept_and_the_address_may_be_broken(papers: Opens) -> None:
    here = papers("zh", "authority").open()
    for broken in ("{", "null", "7", "[]", '{"agent_name": 7}'):
        here.page.evaluate("([key, value]) => localStorage.setItem(key, value)", [STORE, broken])
        here.page.reload()
        here.fill()
        expect(here.field("agent_name")).to_have_value("")
        here.page.go_back()
    here = papers().open("#letter=nonesuch")
    expect(here.page.locator(".paper__desk")).to_have_count(0)
    here.page.evaluate(f"location.hash = '#v={VERSION}&holder=nobody&letter=cancel_company'")
    here.filled()


# --- without Python, without scripts -------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_python_the_blank_letters_remain(papers: Opens, faulty: Server, lang: str) -> None:
    faulty.faults.missing.add(".wasm")
    here = papers(lang, "cancel_company", faulty, width=320).open()
    here.letter.locator("summary").first.click()
    here.key("fill").click()
    expect(here.letter.locator(".koc-alert")).to_contain_text({"zh": "空白的", "en": "blank"}[lang])
    expect(here.blank).to_be_visible()
    expect(here.key("print")).to_be_visible()
    assert findings(here.page, "[data-letter=cancel_company]") == []


def test_without_scripts_a_letter_can_be_read(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server.url}en/papers/")
    page.locator("[data-letter=authority] > summary").click()
    sheet = page.locator("[data-letter=authority] [data-paper-sheet]")
    expect(sheet).to_contain_text("委托受托人到")
    expect(sheet).to_contain_text("The agent is to deal")
    expect(page.locator("[data-letter=authority] button:visible")).to_have_count(0)


# --- for everybody -------------------------------------------------------------------------------


def test_a_letter_is_filled_in_by_keyboard_alone(papers: Opens, tmp_path: Path) -> None:
    here = papers("zh", "authority").open()
    page = here.page
    here.letter.locator("summary").first.focus()
    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)
    here.filled()
    expect(here.letter.locator(".paper__filling")).to_be_focused()
    page.keyboard.press("Tab")
    expect(here.field("carrier_name")).to_be_focused()
    page.keyboard.type(CARRIER)
    expect(here.draft).to_contain_text(CARRIER)
    expect(here.field("carrier_name")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if here.key("docx").evaluate("one => one === document.activeElement"):
            break
    with page.expect_download():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("lang", "scheme", "width"), [("zh", "dark", 320), ("en", "light", 1280)])
def test_no_barrier_in_any_state(
    papers: Opens, lang: str, scheme: Literal["light", "dark"], width: int
) -> None:
    here = papers(lang, "query_carrier", width=width, color_scheme=scheme, reduced_motion="reduce")
    page = here.open().page
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    here.letter.locator("summary").first.click()
    here.letter.locator(".paper__rest > summary").click()
    assert findings(page, ".papers") == []
    here.fill().unfold()
    here.field("email").fill("x" * 300)
    expect(here.letter.locator(".fill__error:visible")).to_have_count(1)
    here.field("numbers").fill("\n".join(f"138000000{n}" for n in range(10, 15)))
    expect(here.draft.locator("tbody tr")).to_have_count(5)
    assert findings(page, "[data-letter=query_carrier]") == []
    for each in (320, 1280):
        page.set_viewport_size({"width": each, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        sizes = here.letter.locator("button:visible, input:visible, textarea:visible").evaluate_all(
            "all => all.map((one) => (one.closest('label') ?? one).getBoundingClientRect())"
            ".map(({ width, height }) => Math.min(width, height))"
        )
        assert min(sizes) >= 24
