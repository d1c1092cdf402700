"""What varies is a question and never a fact; the hotline sheet has a field for every answer."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from guide import Guide
from guide.schema import Text
from tests.support.site import LANGUAGES

Pages = dict[str, dict[str, HtmlElement]]
HEAD = ("carrier", "number_end", "agent", "time", "ticket")
# Each value that is not the same everywhere, so that a reader has to ask.
VARYING = {
    "freeze",
    "restoration",
    "late_fee",
    "idle_limit",
    "suspension_fee",
    "suspension_term",
    "suspension_texts",
    "exit_penalty",
    "processing_time",
    "papers",
    "remote_cancellation",
    "last_month_fee",
    "records_kept",
    "card_limit",
    "company_lookup",
    "porting_units",
}


def of(text: Text, lang: str) -> str:
    return str(getattr(text, lang))


def test_everything_that_varies_is_there(guide: Guide) -> None:
    assert {value.id for value in guide.varies.varies} == VARYING


def test_what_varies_is_shown_as_a_question_with_what_was_seen_under_it(
    pages: Pages, guide: Guide
) -> None:
    for lang in LANGUAGES:
        page = pages[lang]["varies/index.html"]
        shown = page.xpath("//*[@data-varying]/@data-varying")
        assert shown == [value.id for value in guide.varies.varies]
        for value in guide.varies.varies:
            (entry,) = page.xpath(f"//*[@data-varying='{value.id}']")
            # The question stands open; what was seen is folded, with how far it carries in sight.
            lines = [" ".join(part.text_content().split()) for part in entry.xpath("./p")]
            assert lines[0].startswith(of(guide.ui.ui["varies_ask"], lang))
            assert of(value.ask, lang) in lines[0]
            [fold] = entry.xpath("./details")
            line = fold.xpath("string(./summary)")
            assert line.startswith(of(guide.ui.ui["seen"], lang))
            assert of(guide.ui.ui[f"reliability_{value.reliability}"], lang) in line
            assert fold.xpath("string(./p[@class='varying__seen'])") == of(value.seen, lang)
            dates = fold.xpath("./p[@class='grounds']//time/@datetime")
            assert dates == [value.checked_on.isoformat(), value.review_by.isoformat()]
            assert fold.xpath("./p[@class='grounds']//a"), value.id
        english = page.xpath("//*[@data-varying]//*[@lang='zh-Hans']")
        assert len(english) == (len(shown) if lang == "en" else 0)


def test_a_range_seen_is_shown_nowhere_else(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            if name == "varies/index.html":
                continue
            text = page.xpath("string(//article)")
            for value in guide.varies.varies:
                assert of(value.seen, lang) not in text, (name, value.id)


def test_figures_known_to_be_wrong_or_unsettled_are_not_repeated(guide: Guide) -> None:
    values = {value.id: value for value in guide.varies.varies}
    for lang in LANGUAGES:
        # Each of these stands in a contract that was read; 400 is a kind of number, 50 a price.
        for name, read in (("freeze", {"90", "400"}), ("restoration", {"90", "50"})):
            assert set(re.findall(r"\d+", of(values[name].seen, lang))) <= read, name
        assert re.findall(r"\d", of(values["card_limit"].seen, lang)) == []


def test_the_sheet_asks_twelve_things_and_has_one_head(pages: Pages, guide: Guide) -> None:
    assert len(guide.hotline.hotline) == 12
    for lang in LANGUAGES:
        page = pages[lang]["hotline/index.html"]
        rows = page.xpath("//*[@data-hotline]//li[@data-hotline-question]")
        assert [row.get("data-hotline-question") for row in rows] == [
            entry.id for entry in guide.hotline.hotline
        ]
        for row, entry in zip(rows, guide.hotline.hotline, strict=True):
            assert row.xpath("string(./p[@class='hotline__say'])") == of(entry.say, lang)
            assert row.get("data-settles").split() == [
                *entry.questions,
                *entry.amounts,
                *entry.varies,
            ]
            assert row.xpath(".//input/@name") == [
                *(f"hotline.amount.{name}" for name in entry.amounts),
                f"hotline.{entry.id}.answer",
            ]
            for field in row.xpath(".//input | .//select"):
                assert field.xpath("normalize-space(ancestor::label/span)")
            links = row.xpath("./p[@class='hotline__settles']/a/@href")
            assert [href.partition("#")[2] for href in links] == [
                f"varies-{name}" for name in entry.varies
            ]
        names = page.xpath("//*[@data-hotline]//input/@name | //*[@data-hotline]//select/@name")
        assert len(names) == len(set(names))
        head = page.xpath("//*[@data-hotline]//p[@class='hotline__head']//input/@name")
        assert head == [f"hotline.{field}" for field in HEAD]


def test_the_sheet_takes_every_answer_the_check_takes(pages: Pages, guide: Guide) -> None:
    questions = {question.id: question for question in guide.questions.questions}
    settled = dict.fromkeys(name for entry in guide.hotline.hotline for name in entry.questions)
    for lang in LANGUAGES:
        page = pages[lang]["hotline/index.html"]
        picks = page.xpath("//*[@data-hotline]//select")
        assert [pick.get("name") for pick in picks] == list(settled)
        for pick in picks:
            options = [(o.get("value"), o.text_content()) for o in pick.xpath("./option")]
            assert options == [
                ("", of(guide.ui.ui["not_asked_yet"], lang)),
                *((v.id, of(v.label, lang)) for v in questions[pick.get("name")].values),
            ]


def test_every_question_for_the_carrier_is_on_the_sheet(guide: Guide) -> None:
    """Questions put to colleagues are none for a hotline."""
    asked = {name for entry in guide.hotline.hotline for name in entry.questions}
    carrier = {
        question.id
        for question in guide.questions.questions
        if question.ask and "carrier's" in question.ask.whom.en
    }
    assert carrier <= asked | {"use"}
