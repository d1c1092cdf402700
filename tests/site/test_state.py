"""The page on the state of the guide counts what there is, and says what is past review."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide
from guide.edition import Edition
from guide.freshness import reviews
from guide.prose.pages import names, read_all
from guide.prose.translation import SOURCE, TARGET, gaps
from macros.blocks.state import state
from macros.view import View
from tests.support.site import LANGUAGES

Pages = dict[str, dict[str, HtmlElement]]


@pytest.fixture(scope="module")
def view(guide: Guide) -> View:
    return View(Edition(guide, "zh", read_all("zh")), "state/")


def test_claims_are_counted_by_verdict(pages: Pages, guide: Guide) -> None:
    verdicts = Counter(claim.verdict for claim in guide.claims.claims)
    for lang in LANGUAGES:
        shown = {
            str(item.get("data-verdict")): int(item.xpath("string(./strong)"))
            for item in pages[lang]["state/index.html"].xpath("//li[@data-verdict]")
        }
        assert shown == verdicts


def test_what_stands_beside_the_claims_is_counted(pages: Pages, guide: Guide) -> None:
    counted = {
        "added": len(guide.claims.additions),
        "contradictions": len(guide.claims.contradictions),
        "laws": len(guide.laws.laws),
        "other_sources": len(guide.sources.sources),
        "values_that_vary": len(guide.varies.varies),
        "checklist_steps": sum(len(c.entries) for c in guide.checklists.checklists),
        "unconfirmed_rules": len(guide.laws.unconfirmed),
    }
    for lang in LANGUAGES:
        shown = {
            str(item.get("data-count")): int(item.xpath("string(./dd)"))
            for item in pages[lang]["state/index.html"].xpath("//div[@data-count]")
        }
        assert shown == counted


def test_rules_version_and_dates_are_those_of_the_guide(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        facts = pages[lang]["state/index.html"].xpath("//h2[@id='state-dates']/following::dl[1]")
        text = facts[0].text_content()
        meta = guide.meta
        for value in (meta.rules_version, meta.rules_date, meta.checked_on, meta.review_by):
            assert str(value) in text


def test_every_unconfirmed_item_is_listed_with_its_place(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        links = pages[lang]["state/index.html"].xpath("//article//a/@href")
        anchors = {str(href).partition("#")[2] for href in links}
        assert {f"unconfirmed-{entry.id}" for entry in guide.laws.unconfirmed} <= anchors


def test_every_page_is_listed_with_how_far_its_english_is(pages: Pages) -> None:
    open_gaps = Counter(
        (gap.page, gap.state)
        for gap in gaps(read_all(SOURCE), read_all(TARGET))
        if gap.state != "orphan"
    )
    for lang in LANGUAGES:
        rows = pages[lang]["state/index.html"].xpath("//li[@data-page]")
        assert sorted(str(row.get("data-page")) for row in rows) == names(lang)
        for row in rows:
            for kind in ("missing", "stale"):
                count = int(row.get(f"data-{kind}"))
                assert count == open_gaps[row.get("data-page"), kind], row.get("data-page")


def listed(view: View) -> tuple[list[str], list[str]]:
    """The review dates of all entries that are listed, and of those marked as past."""
    tree = html.fragment_fromstring(state(view, "reviews"))
    (past,) = tree.xpath("./p[@class='past']/following-sibling::ul[1]") or (None,)
    dates = [str(day) for day in tree.xpath(".//li/@data-review-by")]
    return dates, [] if past is None else [str(d) for d in past.xpath("./li/@data-review-by")]


def test_what_is_past_review_is_listed_in_full(
    view: View, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1830297600")  # 2028-01-01
    past = sorted(str(r.review_by) for r in reviews(guide) if r.past(datetime.date(2028, 1, 1)))
    assert past
    assert sorted(listed(view)[1]) == past


def test_before_all_reviews_nothing_is_past_and_the_next_are_listed(
    view: View, guide: Guide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    first = min(r.review_by for r in reviews(guide))
    due = [str(r.review_by) for r in reviews(guide) if r.review_by == first]
    assert listed(view) == (due, [])


def test_a_part_that_is_not_there_is_refused(view: View) -> None:
    with pytest.raises(ValueError, match=r"state\(\): no part 'nonesuch'; allowed: dates"):
        state(view, "nonesuch")
