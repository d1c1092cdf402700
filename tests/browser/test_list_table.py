"""The rows of a list: piles, sorting, filters, mending, the plan of a row, no number seen."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from keep_or_cancel import check
from playwright.sync_api import FilePayload, Page, expect

from guide import Guide
from tests.support.cases import facts_for
from tests.support.chromium import CheckPage, findings
from tests.support.server import Server
from tests.support.site import TREES, VERSION

FIRST = 13800000001
# What leaving costs decides here: Python works it out.
EXIT_FEE = {
    **facts_for("cancel_now"),
    "contract": "in_exit_fee",
    "penalty": 900,
    "months_left": 2,
    "monthly_fee": 30,
}
DONE = ".list-rows__region:not([aria-busy])"
# Whole mobile numbers in all that a page holds: texts, attributes, what stands in fields.
WHOLE = r"""() => {
  const seen = [document.documentElement.outerHTML, document.title, location.href];
  for (const field of document.querySelectorAll("input, textarea, select")) seen.push(field.value);
  return [...new Set(seen.join("\n").match(/(?<!\d)1[3-9]\d{9}(?!\d)/g) ?? [])];
}"""


def numbered(facts: Sequence[Mapping[str, Any]]) -> str:
    """Return a list as CSV, a row for each of `facts`; ids of fields are its header."""
    names = list(dict.fromkeys(name for one in facts for name in one))
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["number", *names])
    for n, one in enumerate(facts):
        number = one.get("number", FIRST + n)
        table.writerow([number, *(_written(one.get(name)) for name in names)])
    return written.getvalue()


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def outcomes(guide: Guide) -> dict[str, dict[str, Any]]:
    """Return for each outcome facts that lead to it."""
    return {outcome.id: facts_for(outcome.id) for outcome in guide.outcomes.outcomes}


class ListPage:
    """The page of the number list with a list on it."""

    def __init__(self, page: Page, server: Server, lang: str, text: str) -> None:
        self.page, self.lang = page, lang
        page.goto(f"{server.url}{TREES[lang]}list/")
        file = FilePayload(name="list.csv", mimeType="text/csv", buffer=text.encode())
        page.locator("input[type=file]").set_input_files(file)
        on = page.locator(".list-read [data-key=on]")
        expect(on.or_(page.locator(".list-rows tr[data-index]").first)).to_be_visible()
        if on.is_visible():
            on.click()
        self.ready()

    def ready(self) -> None:
        """Wait until the rows asked for last are there."""
        self.page.locator(DONE).wait_for()

    def press(self, key: str) -> None:
        """Press what is called `key`, and wait for the rows."""
        self.page.locator(f'.list-rows [data-key="{key}"], .list-piles [data-key="{key}"]').click()
        self.ready()

    def column(self, name: str) -> list[str]:
        """Return what the cells of a column say, as it is seen."""
        cells = self.page.locator(f".list-rows tbody [data-column={name}]")
        return [text.split("\n")[0] for text in cells.all_inner_texts()]

    def sums(self, row: str) -> tuple[str, str]:
        """Return the sums now and after in a row of totals, with what is said of unknown ones."""
        now, after = self.page.locator(f"{row} td").all_inner_texts()[-2:]
        return now, after

    def open(self, index: int) -> None:
        """Open a row and wait for what Python says of it."""
        self.page.locator(f'[data-key="open-{index}"]').click()
        opened = self.page.locator(".list-opened .koc-result:not([aria-busy])")
        opened.wait_for()
        self.planned()

    def planned(self) -> None:
        """Wait for what Python says of the open row."""
        self.page.locator(".list-opened .koc-details[aria-busy]").wait_for(state="detached")

    def field(self, name: str) -> Any:
        """Return the field of an open row, its fold unfolded."""
        field = self.page.locator(f"#list-cell-{name}")
        fold = self.page.locator(".list-cells > details")
        if not field.is_visible():
            fold.locator("summary").click()
        return field

    @property
    def state(self) -> str:
        """What is said of the last change of an open row."""
        return self.page.locator(".list-opened__state [role=status]").inner_text()


@pytest.fixture
def listed(server: Server, visit: Callable[..., Page]) -> Callable[..., ListPage]:
    """A function that brings a list: `listed("zh", text, width=320)`."""

    def made(lang: str, text: str, **options: Any) -> ListPage:
        return ListPage(visit(**options), server, lang, text)

    return made


def mixed(guide: Guide, times: int = 2) -> str:
    """Return a list with all outcomes, carriers, fees, open answers, a repetition and faults."""
    facts = [*outcomes(guide).values()] * times
    rows = [
        {**one, "carrier": ("移动", "联通", "")[n % 3], "monthly_fee": (29, None, "8.5")[n % 3]}
        for n, one in enumerate(facts)
    ]
    rows += [
        {"number": FIRST, "holder": "company", "monthly_fee": 10},
        {"number": "1.38E+10", "holder": "company"},
        {"number": "13900000001/13900000002", "holder": "company"},
        {"status": "停机", "need": "none", "note": "转到 13912345678"},
    ]
    return numbered(rows)


# --- piles, sorting, filters ---------------------------------------------------------------------


def test_headers_sort_and_say_how(listed: Callable[..., ListPage], guide: Guide) -> None:
    made = listed("zh", mixed(guide))
    page = made.page
    sorted_by = (
        "[...document.querySelectorAll('[aria-sort]')].map(e => [e.dataset.column, e.ariaSort])"
    )
    assert page.evaluate(sorted_by) == [["row", "ascending"]]
    rows = [int(row) for row in made.column("row")]
    assert rows == sorted(rows)
    made.press("list-sort-row")
    assert [int(row) for row in made.column("row")] == rows[::-1]
    made.press("list-sort-now")
    assert page.evaluate(sorted_by) == [["now", "ascending"]]
    costs = made.column("now")
    known = [Decimal(cost.replace(",", "")) for cost in costs if cost != "不知道"]
    assert known == sorted(known)
    # What is not known is neither much nor little.
    assert costs[len(known) :] == ["不知道"] * (len(costs) - len(known)) != []
    made.press("list-sort-now")
    assert page.evaluate(sorted_by) == [["now", "descending"]]
    expect(page.locator("[data-key=list-sort-now]")).to_be_focused()
    made.press("list-sort-pile")
    titles = made.column("pile")
    assert [*dict.fromkeys(titles)] == [
        *(outcome.title.zh for outcome in guide.outcomes.outcomes),
        "答案还不够",
        "号码要先补全",
    ]


def test_each_pile_filters_the_rows_and_its_sums_are_theirs(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    made = listed("en", mixed(guide))
    page = made.page
    piles = page.locator(".list-piles tbody tr")
    total = int(page.locator(".list-piles tfoot td").first.inner_text())
    assert len(made.column("row")) == total
    whole = [page.locator(".list-piles tfoot td").nth(n).inner_text() for n in (2, 3)]
    assert [*made.sums(".list-rows tfoot tr")] == whole
    seen = 0
    for pile in piles.all():
        texts = pile.locator("td").all_inner_texts()
        show = pile.get_by_role("button")
        show.click()
        made.ready()
        expect(show).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#list-rows-title")).to_be_focused()
        name = pile.get_attribute("data-row")
        shown = page.locator(".list-rows tbody tr")
        expect(shown).to_have_count(int(texts[0]))
        assert {row.get_attribute("data-pile") for row in shown.all()} == {name}
        assert [*made.sums(".list-rows tfoot tr")] == texts[2:4]
        seen += int(texts[0])
        links = pile.locator("th a")
        assert links.count() == (name in outcomes(guide))
    assert seen == total
    made.press("list-clear")
    assert len(made.column("row")) == total
    expect(piles.first.get_by_role("button")).to_have_attribute("aria-pressed", "false")


def test_of_a_pile_whose_costs_are_not_known_no_sum_is_named(
    listed: Callable[..., ListPage],
) -> None:
    made = listed("zh", numbered([{"holder": "company"}, {"holder": "other_person"}]))
    shown = made.page.locator(".list-piles tr td:nth-child(n + 4):nth-child(-n + 5)")
    assert set(shown.all_inner_texts()) == {"不知道"}
    assert "0" not in "".join(made.sums(".list-rows tfoot tr"))


def test_filters_are_put_together_and_taken_back(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    made = listed("en", mixed(guide))
    page = made.page
    rows = page.locator(".list-rows tbody tr")
    for name, count in (("duplicates", 2), ("problems", 3)):
        button = page.locator(f'[data-key="list-filter-{name}"]')
        assert f"({count})" in button.inner_text()
        made.press(f"list-filter-{name}")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(rows).to_have_count(count)
        made.press(f"list-filter-{name}")
    carrier = page.locator("#list-filter-carrier")
    carrier.select_option(label="China Mobile (6)")
    made.ready()
    assert set(made.column("carrier")) == {"China Mobile"}
    page.locator("#list-filter-holder").select_option(index=1)
    made.ready()
    assert 0 < rows.count() < 6
    said = page.locator(".list-said").inner_text()
    assert said.startswith("Shown only: China Mobile, ")
    # The carrier that nobody stated is one, too.
    made.press("list-clear")
    expect(page.locator("#list-rows-title")).to_be_focused()
    carrier.select_option(label="Carrier unknown (9)")
    made.ready()
    assert set(made.column("carrier")) == {""}
    find = page.locator("#list-filter-find")
    find.fill("13912345678")
    find.press("Enter")
    made.ready()
    expect(rows).to_have_count(1)
    find.fill("nobody")
    find.press("Enter")
    made.ready()
    assert rows.all_inner_texts() == ["No number fits."]


# --- one row -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "changed", "undone"),
    [
        ("zh", "结论变了：原来是“", "已撤销。结论是“"),
        ("en", "The outcome has changed from “", "Undone. The outcome is “"),
    ],
    ids=["zh", "en"],
)
def test_a_mended_row_is_judged_at_once_and_taken_back(
    listed: Callable[..., ListPage], guide: Guide, lang: str, changed: str, undone: str
) -> None:
    facts = outcomes(guide)
    made = listed(lang, numbered([facts["cancel_now"], facts["cancel_now"]]))
    page = made.page
    titles = {outcome.id: getattr(outcome.title, lang) for outcome in guide.outcomes.outcomes}
    made.open(0)
    field = made.field("holder")
    field.focus()
    field.select_option("other_person")
    page.locator('.list-rows tr[data-index="0"][data-pile=fix_holder]').wait_for()
    assert made.state.startswith(changed)
    assert titles["fix_holder"] in made.state
    # Row, piles and plan say the same, and the person is where they were.
    expect(field).to_be_focused()
    assert made.column("pile") == [titles["fix_holder"], titles["cancel_now"]]
    piles = page.locator(".list-piles tbody tr")
    assert [pile.get_attribute("data-row") for pile in piles.all()] == ["cancel_now", "fix_holder"]
    expect(page.locator(".list-opened .koc-card[data-outcome=fix_holder]")).to_be_visible()
    page.locator('.list-opened [data-key="undo"]').click()
    page.locator('.list-rows tr[data-index="0"][data-pile=cancel_now]').wait_for()
    expect(page.locator(".list-opened .koc-card[data-outcome=cancel_now]")).to_be_visible()
    assert made.state.startswith(undone)
    assert field.input_value() == "company"
    expect(piles).to_have_count(1)


def test_what_is_wrong_is_said_at_its_field(listed: Callable[..., ListPage], guide: Guide) -> None:
    made = listed("zh", numbered([outcomes(guide)["keep_use"]]))
    page = made.page
    made.open(0)
    fee = made.field("monthly_fee")
    fee.fill("很多")
    fee.press("Enter")
    error = page.locator("#list-cell-monthly_fee-error")
    expect(error).to_contain_text("“很多”不是一个金额或数。请写 0 – 999,999 之间的数")
    expect(fee).to_have_attribute("aria-invalid", "true")
    assert fee.get_attribute("aria-describedby") == error.get_attribute("id")
    assert "“很多”" in made.state
    expect(page.locator(".list-rows .list-mark--wrong")).to_have_text("1 格要改")
    fee.fill("１９.9 元")
    fee.press("Enter")
    expect(error).to_have_count(0)
    expect(fee).to_have_value("19.90")
    expect(page.locator(".list-rows .list-mark--wrong")).to_have_count(0)
    assert made.column("now") == ["238.80"]


def test_what_a_word_means_is_chosen_in_its_row(listed: Callable[..., ListPage]) -> None:
    made = listed("zh", numbered([{"holder": "company", "status": "停机"}]))
    page = made.page
    made.open(0)
    status = page.locator("#list-cell-status")
    # It stands first, with what was found.
    expect(status).to_be_visible()
    assert status.locator("option:checked").inner_text() == "“停机”"
    expect(page.locator("#list-cell-status-error")).to_contain_text("可能有几种意思")
    status.select_option("police_stop")
    page.locator(".list-rows tr[data-pile=ask_first]").wait_for()
    expect(page.locator("#list-cell-status-error")).to_have_count(0)
    assert status.locator("option:checked").inner_text() != "“停机”"


def test_the_plan_of_a_row_is_what_the_check_says_of_its_facts(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    rows = [*outcomes(guide).values(), EXIT_FEE]
    made = listed("en", numbered(rows))
    page = made.page
    for index, one in enumerate(rows):
        answer = check({**one, "number_type": "mobile"}, "en")
        made.open(index)
        card = page.locator(".list-opened .koc-card")
        expect(card).to_have_attribute("data-outcome", answer["outcome"])
        assert card.locator(".koc-reason").get_attribute("data-rule") == answer["rule"]
        listed_blockers = page.locator(".list-opened [data-blocker]").all()
        assert [one.get_attribute("data-blocker") for one in listed_blockers] == answer["blockers"]
        warnings = card.locator("[data-warning]").all()
        assert [one.get_attribute("data-warning") for one in warnings] == answer["warnings"]
        options = page.locator(".list-opened [data-option]").all()
        known = [o["id"] for o in answer["cost"]["options"] if o["total"] is not None]
        assert {one.get_attribute("data-option") for one in options} <= set(known)


def test_the_plan_reads_as_on_the_page_of_the_check(
    listed: Callable[..., ListPage], check_page: Callable[..., CheckPage]
) -> None:
    rows: list[dict[str, Any]] = [
        {**given, "number_type": "mobile"}
        for given in (facts_for("settle_then_cancel"), facts_for("ask_first"), EXIT_FEE)
    ]
    made = listed("zh", numbered(rows))
    # Whose ticks they are is said otherwise.
    whose = re.compile(r"\n(勾记在.*|给这个号码单独记勾)")

    def parts(page: Page, within: str) -> list[str]:
        names = (".koc-card", ".koc-steps", ".koc-blockers", ".koc-cost", '[data-key="grounds"]')
        texts = [
            text for one in names for text in page.locator(f"{within} {one}").all_inner_texts()
        ]
        return [whose.sub("", text).strip() for text in texts]

    for index, facts in enumerate(rows):
        made.open(index)
        told = parts(made.page, ".list-opened")
        own = check_page("zh").open(f"#v={VERSION}&{urlencode(facts)}").python_ready().page
        own.locator(
            "keep-or-cancel[data-step=outcome] .koc-details:not([aria-busy]) h3"
        ).first.wait_for()
        said = parts(own, "keep-or-cancel")
        assert len(said) > 3
        assert told == said
        # The way to the check takes the answers, and nothing that could be a number.
        href = made.page.locator(".list-opened .koc-onward a").last.get_attribute("href") or ""
        assert f"holder={facts['holder']}" in href
        assert not re.search(r"\d{5}", href.split("#")[1])


def test_ticks_belong_to_the_row_and_name_no_number(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    one = outcomes(guide)["suspend"]
    made = listed("zh", numbered([one, one]))
    page = made.page
    made.open(0)
    assert page.evaluate("localStorage.getItem('keep-or-cancel.ticks')") is None
    page.locator(".list-opened .koc-steps details summary").first.click()
    page.locator(".list-opened .koc-checks input").first.check()
    page.get_by_label("显示完整号码").check()
    made.ready()
    made.open(1)
    page.locator(".list-opened .koc-steps details summary").first.click()
    box = page.locator(".list-opened .koc-checks input").first
    expect(box).not_to_be_checked()
    box.check()
    kept = json.loads(page.evaluate("localStorage.getItem('keep-or-cancel.ticks')"))
    assert [re.sub("[0-9a-f]{4}$", "", label) for label in sorted(kept["ticks"])] == [
        "138****0001 · ",
        "138****0002 · ",
    ]
    box.uncheck()
    made.open(0)
    expect(page.locator(".list-opened .koc-checks input").first).to_be_checked()


# --- no number is seen ---------------------------------------------------------------------------


def test_no_whole_number_is_on_the_page_until_it_is_asked_for(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    made = listed("zh", mixed(guide))
    page = made.page
    page.locator(".list-wrong summary").click()
    expect(page.locator(".list-wrong input")).to_have_count(2)
    assert page.evaluate(WHOLE) == []
    last = page.locator(".list-rows tbody tr").last
    made.open(int(last.get_attribute("data-index") or ""))
    note, number = made.field("note"), made.field("number")
    assert page.evaluate(WHOLE) == []
    assert (note.input_value(), note.get_attribute("placeholder")) == ("", "转到 139****5678")
    # Left as it is, what is masked stays what it was; what was written wrongly can be corrected.
    number.focus()
    note.focus()
    note.press("Enter")
    number.fill("139000033334")
    number.press("Enter")
    expect(page.locator("#list-cell-number-error")).to_be_visible()
    expect(number).to_have_value("139000033334")
    number.fill("13900003333")
    number.press("Enter")
    expect(number).to_have_attribute("placeholder", "139****3333")
    expect(number).to_have_value("")
    assert page.evaluate(WHOLE) == []
    switch = page.get_by_label("显示完整号码")
    switch.check()
    made.ready()
    expect(note).to_have_value("转到 13912345678")
    assert str(FIRST) in page.evaluate(WHOLE)
    switch.uncheck()
    made.ready()
    expect(note).to_have_value("")
    assert page.evaluate(WHOLE) == []
    # Nothing of it is kept.
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "keep-or-cancel" not in kept


# --- many pages of rows, by keyboard alone -------------------------------------------------------


def test_many_pages_of_rows_by_keyboard_alone(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    facts = [*outcomes(guide).values()]
    made = listed("zh", numbered([facts[n % len(facts)] for n in range(1200)]))
    page = made.page
    keys = page.keyboard

    def to(selector: str, most: int = 130, key: str = "Tab") -> None:
        for _ in range(most):
            keys.press(key)
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(selector)

    page.locator("#list-rows-title").evaluate("title => title.focus()")
    # The last numbers first.
    to("[data-key=list-sort-row]")
    keys.press("Enter")
    made.ready()
    assert made.column("row")[0] == "1201"
    expect(page.locator("[data-key=list-sort-row]")).to_be_focused()
    # The next page begins where its rows do.
    to("[data-key=list-next]")
    keys.press("Enter")
    expect(page.locator("#list-rows-title")).to_be_focused()
    made.ready()
    assert made.column("row")[0] == "1101"
    # Straight to the last page.
    to("#list-page")
    keys.press("End")
    page.locator(".list-rows tr[data-index='0']").wait_for()
    made.ready()
    expect(page.locator("#list-page")).to_be_focused()
    # A row opens, is changed, and closed; what has the focus stays in sight of hand and eye.
    page.locator("#list-rows-title").evaluate("title => title.focus()")
    to(".list-open")
    opener = page.evaluate("document.activeElement.dataset.key")
    keys.press("Enter")
    page.locator(".list-opened .koc-result:not([aria-busy])").wait_for()
    made.planned()
    to(".list-cells summary")
    keys.press("Enter")
    to("#list-cell-holder")
    keys.press("Home")
    page.locator(".list-opened__state").wait_for()
    expect(page.locator("#list-cell-holder")).to_be_focused()
    keys.press("Escape")
    made.ready()
    assert page.evaluate("document.activeElement.dataset.key") == opener
    # Only some of them.
    to("#list-filter-pile", key="Shift+Tab", most=40)
    keys.press("End")
    made.ready()
    assert len(set(made.column("pile"))) == 1


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "looks"),
    [("zh", [(320, "dark"), (1280, "light")]), ("en", [(1280, "dark"), (320, "light")])],
    ids=["zh", "en"],
)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    listed: Callable[..., ListPage], guide: Guide, lang: str, looks: list[tuple[int, Any]]
) -> None:
    """Of two looks each state has one in turn; the other language has it in another."""
    made = listed(lang, mixed(guide, 1), reduced_motion="reduce")
    page = made.page
    turns = itertools.cycle(looks)

    def sound(state: str) -> None:
        width, scheme = next(turns)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        slate = "slate" if scheme == "dark" else "default"
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", slate)
        assert findings(page, ".list") == [], (state, width)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, state
        small = page.evaluate(
            """[...document.querySelectorAll(".list :is(button, input, select, summary)")]
              .filter(e => e.checkVisibility())
              .map(e => [e.id || e.dataset.key, e.getBoundingClientRect()])
              .filter(([, {width, height}]) => height && (height < 24 || width < 24))"""
        )
        assert small == [], state

    sound("rows")
    made.press("list-filter-problems")
    sound("filtered")
    made.open(int(page.locator(".list-rows tbody tr").last.get_attribute("data-index") or ""))
    page.evaluate("document.querySelectorAll('.list-opened details').forEach(d => d.open = true)")
    sound("open, with a mistake")
    page.keyboard.press("Escape")
    page.locator("#list-filter-find").fill("nobody")
    page.keyboard.press("Enter")
    made.ready()
    sound("none")


def test_on_a_phone_a_row_is_a_card_of_the_same_table(
    listed: Callable[..., ListPage], guide: Guide
) -> None:
    made = listed("zh", mixed(guide), width=390, height=844)
    page = made.page
    row = page.locator(".list-rows tbody tr").first
    boxes = [cell.bounding_box() for cell in row.locator("th, td").all() if cell.is_visible()]
    assert max(box["x"] + box["width"] for box in boxes if box) <= 390
    assert len({box["y"] for box in boxes if box}) > 3
    # It is a table to who hears it.
    assert page.get_by_role("table").last.get_by_role("columnheader").count() == 10
    assert row.get_by_role("rowheader").count() == 1
    assert row.get_by_role("cell").count() == 9
    for target in page.locator(".list-open, .list-piles button").all()[:20]:
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
