"""Links as chats hand them on, on the real pages: what is not read is said, in our names for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from guide import load
from tests.support.chromium import CheckPage
from tests.support.embed_host import SETTLED_AS
from tests.support.engines import GROUPS, Tab
from tests.support.server import Server
from tests.support.site import TREES, VERSION, written

Opens = Callable[..., CheckPage]
SAID = ".koc-unread:not([hidden])"
QUESTIONS = {question.id: question for question in load().questions.questions}
AMOUNTS = {amount.id: amount for amount in load().questions.amounts}


def words(name: str, lang: str, **values: str) -> str:
    return str(getattr(load().ui.ui[name], lang)).format(**values)


def test_a_whole_link_is_not_talked_about(check_page: Opens) -> None:
    page = check_page("zh").open(written({"holder": "company", "need": "none"}) + "。谢谢").page
    expect(page.locator("#koc-need-none")).to_be_checked()
    expect(page.locator(".koc-unread")).to_be_hidden()
    assert page.evaluate("location.hash") == written({"holder": "company", "need": "none"})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_read_is_named_and_answered_below(check_page: Opens, lang: str) -> None:
    link = f"#v={VERSION}&n=4&holder=company&status=normal&need=non&penalty=3 00&end"
    self_check = check_page(lang).open(link)
    page = self_check.page
    said = page.locator(SAID)
    need = getattr(QUESTIONS["need"].short, lang)
    penalty = getattr(AMOUNTS["penalty"].title, lang)
    expect(said).to_contain_text(words("koc_link_broken", lang))
    expect(said).to_contain_text(need)
    expect(said).to_contain_text(penalty)
    assert words("koc_lost", lang) not in said.inner_text()
    expect(page.locator("#koc-holder-company")).to_be_checked()
    expect(page.locator("input[name=need]:checked")).to_have_count(0)
    expect(page.locator("#koc-penalty")).to_have_value("")
    said.locator("button").click()
    expect(self_check.element).to_have_attribute("data-step", "need")
    expect(page.locator(".koc-asked h2")).to_be_focused()
    self_check.tap("none")
    expect(said).not_to_contain_text(need)
    said.locator("button").click()
    expect(page.locator("#koc-penalty")).to_be_focused()
    page.keyboard.type("300")
    expect(said).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_contradiction_counts_as_not_given(check_page: Opens, lang: str) -> None:
    self_check = check_page(lang).open(f"#v={VERSION}&holder=company&need=none&need=pause")
    said = self_check.page.locator(SAID)
    names = getattr(QUESTIONS["need"].short, lang)
    expect(said).to_contain_text(words("koc_twice", lang, names=names))
    expect(self_check.page.locator("input[name=need]:checked")).to_have_count(0)
    self_check.tap("normal", "none")
    expect(said).to_have_count(0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_cut_link_is_said_to_be_cut(check_page: Opens, lang: str) -> None:
    whole = written({"status": "police_stop", "need": "none", "penalty": "300"})
    self_check = check_page(lang).open(whole.partition("&penalty")[0])
    said = self_check.page.locator(SAID)
    expect(said).to_contain_text(words("koc_lost", lang))
    assert self_check.outcome() == "ask_first"
    # The page is as it is; what is copied from here is whole, of what there is.
    assert self_check.page.evaluate("location.hash") == written(
        {"status": "police_stop", "need": "none"}
    )


def test_no_text_of_a_link_is_shown(check_page: Opens) -> None:
    text = "打13800000000退款<img src=x onerror=alert(1)>"
    link = f"#v={text}&n={text}&need={text}&penalty={text}&at={text}&ask={text}&start={text}&end"
    page = check_page("zh").open(link).page
    expect(page.locator(SAID)).to_be_visible()
    assert "13800000000" not in page.locator("body").inner_text()
    assert "13800000000" not in page.evaluate("location.href")


def test_a_fragment_that_became_a_query_is_read_and_not_sent_again(
    check_page: Opens, server: Server
) -> None:
    self_check = check_page("zh", server)
    fragment = written({"status": "police_stop", "need": "none"})
    self_check.open(f"{fragment.replace('#', '?')}&from=timeline")
    assert self_check.outcome() == "ask_first"
    expect(self_check.page.locator(".koc-unread")).to_be_hidden()
    assert self_check.page.url == f"{server.url}{TREES['zh']}check/?from=timeline{fragment}"


@pytest.mark.parametrize(("lang", "python"), [("zh", True), ("en", False)])
def test_an_amount_is_understood_or_refused_where_it_stands(
    check_page: Opens, faulty: Server, lang: str, python: bool
) -> None:
    """Whether Python runs or not."""
    faulty.faults.missing.add(".wasm")
    self_check = check_page(lang, None if python else faulty)
    self_check.open(written({"need": "none", "contract": "in_exit_fee"}))
    page = self_check.to("all").page
    field = page.locator("#koc-penalty")
    error = page.locator('[data-amount="penalty"] .koc-error')
    for text, number in (("￥１，２００．５元", "1200.5"), ("12,50", "12.50"), ("RMB 300", "300")):
        field.fill(text)
        field.blur()
        expect(field).to_have_value(number)
        expect(error).to_have_count(0)
    for text in ("三百", "300-500", "1.250", "1e3", "1000000"):
        field.fill(text)
        field.blur()
        expect(error).to_contain_text(
            words(
                "error_cny",
                lang,
                field=getattr(AMOUNTS["penalty"].title, lang),
                value=text,
                allowed="0 – 999,999",
            )
        )
        expect(field).to_have_value(text)


def test_what_the_device_kept_broken_is_said(check_page: Opens, server: Server) -> None:
    self_check = check_page("en", server).open()
    self_check.page.evaluate(
        "text => localStorage.setItem('keep-or-cancel.answers', text)",
        f"#v={VERSION}&n=2&holder=company&need=no",
    )
    self_check.page.goto("about:blank")
    self_check.open()
    said = self_check.page.locator(SAID)
    expect(said).to_contain_text(words("koc_kept_broken", "en"))
    expect(said).to_contain_text(QUESTIONS["need"].short.en)


@pytest.mark.parametrize(
    "tab", [pytest.param(name, marks=group) for name, group in GROUPS.items()], indirect=True
)
def test_every_browser_reads_an_encoded_link(tab: Tab, server: Server) -> None:
    link = written({"holder": "company", "need": "none", "penalty": "300"})
    encoded = link.replace("&", "%2526").replace("=", "%3D").replace("none", "no\u200bne")
    tab.visit(f"{server.url}en/check/{encoded}\uff0c\u8c22\u8c22").ready()
    tab.until("link => location.hash === link", link)
    assert tab.run("() => document.querySelector('.koc-unread').hidden")
    assert tab.run("() => document.querySelector('#koc-penalty').value") == "300"


@pytest.mark.parametrize(
    ("tab", "sign"),
    [
        *(pytest.param(name, "%23", marks=group) for name, group in GROUPS.items()),
        pytest.param("chromium", "%2523", marks=GROUPS["chromium"]),
    ],
    indirect=["tab"],
)
def test_every_browser_leads_from_an_encoded_address_to_the_answers(
    tab: Tab, faulty: Server, sign: str
) -> None:
    link = written({"status": "police_stop", "need": "none"})
    # What a host sends for a path that it does not know.
    faulty.faults.replaced["end"] = (faulty.folder / "en/404.html").read_bytes()
    faulty.faults.types["end"] = "text/html"
    tab.visit(faulty.url).run(
        "(url) => { setTimeout(() => { location.href = url; }) }",
        f"{faulty.url}en/check/{link.replace('#', sign)}",
    )
    tab.until("() => location.pathname.endsWith('/check/')")
    tab.ready()
    assert tab.outcome() == SETTLED_AS
