"""What every page holds, and the markup that the self-check, the PDF and links rely on."""

from __future__ import annotations

import itertools
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml.html import HtmlElement

from guide import Guide
from guide.schema import Text
from tests.support.site import LANGUAGES, html_files

Pages = dict[str, dict[str, HtmlElement]]
BLOCKS = "section|article|table|ul|ol|form|figure|nav|div"


def everywhere(pages: Pages) -> list[tuple[str, HtmlElement]]:
    return [(f"{lang} {name}", page) for lang in LANGUAGES for name, page in pages[lang].items()]


def of(text: Text, lang: str) -> str:
    return str(getattr(text, lang))


@pytest.mark.parametrize(
    "leftover",
    ["{{", "{%", "Macro Rendering Error", "Macro Syntax Error", "guide-error"],
)
def test_no_page_shows_a_macro_that_failed(site: Path, leftover: str) -> None:
    paths = [path for path in html_files(site) if "widget" not in path.parts]
    assert [path for path in paths if leftover in path.read_text(encoding="utf-8")] == []


def test_titles_and_descriptions_are_there_and_unique(pages: Pages) -> None:
    for path in ("title", "meta[@name='description']/@content"):
        seen: dict[str, str] = {}
        for name, page in everywhere(pages):
            text = str(page.xpath(f"string(/html/head/{path})")).strip()
            assert text, f"{name} has none"
            assert text not in seen, f"{name} has that of {seen[text]}: {text}"
            seen[text] = name


def test_every_page_has_one_first_heading(pages: Pages) -> None:
    for name, page in everywhere(pages):
        assert len(page.xpath("//h1")) == 1, name


def test_headings_leave_out_no_level(pages: Pages) -> None:
    for name, page in everywhere(pages):
        headings = page.xpath("//article//*[self::h1 or self::h2 or self::h3 or self::h4]")
        levels = [int(heading.tag[1]) for heading in headings]
        jumps = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
        assert jumps == [], name


def test_no_id_stands_twice_on_a_page(pages: Pages) -> None:
    for name, page in everywhere(pages):
        ids = list(map(str, page.xpath("//@id")))
        assert sorted(ids) == sorted(set(ids)), name


def test_blocks_stand_outside_paragraphs(site: Path) -> None:
    """A browser would end the paragraph there; lxml does too, so look at the text."""
    for path in html_files(site):
        text = path.read_text(encoding="utf-8")
        for block in BLOCKS.split("|"):
            assert f"<p><{block}" not in text, path


def test_the_self_check_is_one_tap_away(pages: Pages) -> None:
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            links = page.xpath("//header//a[contains(@href, 'check/') or @aria-current='page']")
            assert links, name
            bar = page.xpath("//nav[@class='check-bar']/a")
            # The home page opens with the first question, on the self-check's page are all, and the
            # page of the list is a check itself.
            without = ("index.html", "check/index.html", "list/index.html")
            assert len(bar) == (0 if name in without else 1), name


def test_the_search_dialog_has_a_name(files: dict[str, HtmlElement]) -> None:
    for path, page in files.items():
        (dialog,) = page.xpath("//*[@role='dialog']")
        assert dialog.get("aria-label"), path


def test_palette_switches_speak_the_language_of_the_page(pages: Pages) -> None:
    for lang in LANGUAGES:
        labels = pages[lang]["index.html"].xpath("//form[@data-md-component='palette']//@title")
        assert len(labels) == 3
        for label in map(str, labels):
            assert (not label.isascii()) == (lang == "zh"), label


def test_the_missing_page_speaks_both_languages(files: dict[str, HtmlElement]) -> None:
    for path in ("404.html", "en/404.html"):
        content = files[path].xpath("string(//article)")
        assert "没有这个页面" in content
        assert "There is no such page" in content
        # Nothing on it was ever checked.
        assert files[path].xpath("//footer//time") == []


def test_a_corrected_claim_has_its_note_with_sources_and_date(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        shown = {
            str(element.get("data-claim")): element
            for page in pages[lang].values()
            for element in page.xpath("//*[@data-claim]")
        }
        for claim in guide.claims.claims:
            element = shown[claim.id]
            assert element.get("id") == f"claim-{claim.id.lower()}"
            assert of(claim.statement, lang) in element.text_content()
            notes = element.xpath(".//*[@class='editors-note']")
            assert len(notes) == (claim.note is not None), claim.id
            for note in notes:
                assert of(guide.ui.ui["editors_note"], lang) in note.text_content()
                assert claim.note
                assert of(claim.note, lang) in note.text_content()
                assert len(note.xpath(".//a")) == len({*claim.laws, *claim.sources})
                assert note.xpath(".//time/@datetime")
            # Folded to one line: the article's sentence with its verdict, and its id at the end.
            assert element.tag == "details"
            line = " ".join(element.xpath("string(./summary)").split())
            assert of(guide.ui.ui[f"verdict_{claim.verdict}"], lang) in line
            assert of(claim.statement, lang) in line
            assert line.startswith(of(guide.ui.ui["article"], lang))
            assert line.endswith(claim.id)
            assert element.xpath("./summary//*[contains(@class, 'verdict--')]/*[name()='svg']")


def test_a_claim_stays_open_only_where_its_error_is_dangerous(pages: Pages, guide: Guide) -> None:
    dangerous = {claim.id for claim in guide.claims.claims if claim.dangerous}
    # Forward after cancelling, cancel and apply again, cancel to escape a recall.
    assert dangerous >= {"C31", "C25", "C06"}
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            for element in page.xpath("//*[@data-claim]"):
                claim = element.get("data-claim")
                assert ("open" in element.attrib) == (claim in dangerous), (name, claim)


def test_an_addition_says_what_to_do_and_folds_the_rest(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        shown = {
            str(element.get("data-addition")): element
            for page in pages[lang].values()
            for element in page.xpath("//*[@data-addition]")
        }
        for addition in guide.claims.additions:
            element = shown[addition.id]
            assert (element.tag == "details") == addition.rare, addition.id
            [says] = element.xpath(".//p[@class='addition__says']")
            assert says.text_content() == of(addition.says, lang)
            folds = list(says.iterancestors("details"))
            assert len(folds) == addition.rare
            for more in element.xpath(".//p[@class='addition__more']"):
                assert addition.more
                assert more.text_content() == of(addition.more, lang)
                assert more.getparent().tag == "details"
            grounds = element.xpath(".//p[@class='grounds']")
            assert len(grounds) == 1
            assert grounds[0].getparent().tag == "details"
            assert len(grounds[0].xpath(".//a")) == len({*addition.laws, *addition.sources})
            assert (
                of(guide.ui.ui[f"certainty_{addition.certainty}"], lang) in element.text_content()
            )
            assert element.xpath(".//time/@datetime")


def test_checklists_keep_the_markup_the_pdf_reads(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        for checklist in guide.checklists.checklists:
            page = pages[lang][f"checklists/{checklist.id}/index.html"]
            (section,) = page.xpath("//section[@data-checklist]")
            assert section.get("data-checklist") == checklist.id
            assert section.get("id") == f"checklist-{checklist.id}"
            items = section.xpath("./ul[@class='checklist__entries']/li[@class='check']")
            assert [item.get("data-item") for item in items] == [e.id for e in checklist.entries]
            for item, entry in zip(items, checklist.entries, strict=True):
                assert item.get("id") == f"check-{entry.id}"
                (box,) = item.xpath("./label[@class='check__label']/input[@type='checkbox']")
                assert box.get("name") == f"{checklist.id}.{entry.id}"
                assert box.get("class") == "check__box"
                (do,) = item.xpath("./label/span[@class='check__do']")
                assert do.text_content() == of(entry.do, lang)
                assert item.xpath("string(./details/p[@class='check__why'])") == of(entry.why, lang)
                assert len(item.xpath("./p[@class='check__done']")) == (entry.done is not None)


def test_a_checklist_stands_on_its_page_only_and_lines_lead_there(
    pages: Pages, guide: Guide
) -> None:
    lists = {checklist.id: checklist for checklist in guide.checklists.checklists}
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            shown = [str(one) for one in page.xpath("//article//@data-checklist")]
            assert shown == [one for one in lists if name == f"checklists/{one}/index.html"], name
            here = f"https://site/{name.removesuffix('index.html')}"
            for line in page.xpath("//article//a[@data-list]"):
                checklist = lists[line.get("data-list")]
                assert urljoin(here, line.get("href")) == f"https://site/checklists/{checklist.id}/"
                assert line.get("data-items").split() == [item.id for item in checklist.entries]
                assert str(len(checklist.entries)) in line.text_content()
        # Where all lists stood once: links to them lead to their lines.
        hub = pages[lang]["checklists/index.html"]
        anchors = [str(one) for one in hub.xpath("//li[.//@data-list]/@id")]
        assert sorted(anchors) == sorted(f"list-{one.replace('_', '-')}" for one in lists)


def test_the_form_asks_every_question_with_every_answer(pages: Pages, guide: Guide) -> None:
    for lang in LANGUAGES:
        (element,) = pages[lang]["check/index.html"].xpath("//keep-or-cancel")
        assert element.get("lang") == lang
        (form,) = element.xpath(".//form")
        asked = form.xpath(".//fieldset[@class='koc-q']/@data-question")
        order = [group.id for group in guide.questions.groups]
        first = guide.questions.asked
        questions = sorted(
            guide.questions.questions, key=lambda q: (order.index(q.group), first.index(q.id))
        )
        assert asked == [question.id for question in questions]
        for question in questions:
            (fieldset,) = form.xpath(f".//fieldset[@data-question='{question.id}']")
            assert of(question.title, lang) in fieldset.xpath("string(./legend)")
            boxes = fieldset.xpath(".//input[@type='radio']")
            assert [box.get("value") for box in boxes] == [v.id for v in question.values]
            for box, value in zip(boxes, question.values, strict=True):
                assert box.get("name") == question.id
                assert box.get("id") == f"koc-{question.id}-{value.id}"
                assert fieldset.xpath(f"string(.//label[@for='{box.get('id')}'])") == of(
                    value.label, lang
                )
        amounts = form.xpath(".//fieldset[@data-group='money']//input[@type='text']/@name")
        assert amounts == [amount.id for amount in guide.questions.amounts]
        assert element.xpath("./section[@class='koc-by-hand']")


def test_every_law_source_and_term_has_its_place(pages: Pages, guide: Guide) -> None:
    places = {
        "laws": [
            *(f"law-{law.id}" for law in guide.laws.laws),
            *(f"unconfirmed-{entry.id}" for entry in guide.laws.unconfirmed),
            *(f"source-{source.id}" for source in guide.sources.sources),
        ],
        "glossary": [f"term-{term.id}" for term in guide.glossary.terms],
    }
    for lang in LANGUAGES:
        for name, ids in places.items():
            ids_there = set(map(str, pages[lang][f"{name}/index.html"].xpath("//article//@id")))
            assert set(ids) <= ids_there


def test_a_law_names_the_claims_that_cite_it(pages: Pages, guide: Guide) -> None:
    page = pages["zh"]["laws/index.html"]
    for claim in guide.claims.claims:
        for law in claim.laws:
            (entry,) = page.xpath(f"//*[@data-law='{law}']")
            anchors = [str(href).partition("#")[2] for href in entry.xpath(".//a/@href")]
            assert f"claim-{claim.id.lower()}" in anchors, (law, claim.id)


def test_cells_of_tables_name_their_column(pages: Pages) -> None:
    """On narrow screens a row becomes a card, which has no column headings."""
    tables = [table for _, page in everywhere(pages) for table in page.xpath("//article//table")]
    assert tables
    for table in tables:
        labels = [th.text_content().strip() for th in table.xpath("./thead/tr/th")]
        for row in table.xpath("./tbody/tr"):
            assert [cell.get("data-label") for cell in row.xpath("./td")] == labels
