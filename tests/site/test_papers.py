"""Every letter stands on the page of each language, blank, and can be used by hand."""

from __future__ import annotations

import re

import pytest
from lxml.html import HtmlElement

from guide import Guide
from guide.schema import OWN_NAME, PLACEHOLDER, Letter, Text
from tests.support.site import LANGUAGES

Pages = dict[str, dict[str, HtmlElement]]


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(pages: Pages, lang: str) -> HtmlElement:
    return pages[lang]["papers/index.html"]


def said(text: Text, lang: str) -> str:
    return str(getattr(text, lang))


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def letter_of(page: HtmlElement, letter: Letter) -> HtmlElement:
    found: HtmlElement = next(
        page.get_element_by_id(f"letter-{letter.id}").iterancestors("details")
    )
    return found


def test_every_letter_stands_once_in_its_group(page: HtmlElement, guide: Guide, lang: str) -> None:
    order = [name for group in guide.letters.groups for name in group.letters]
    assert page.xpath("//@data-letter") == order
    assert set(order) == {letter.id for letter in guide.letters.letters}
    for group in guide.letters.groups:
        heading = page.get_element_by_id(f"letters-{group.id}")
        assert heading.tag == "h2"
        assert page.xpath(f"//a[@href='#letters-{group.id}']"), group.id
        assert words(heading) == said(group.title, lang)


def test_a_blank_letter_has_all_its_paragraphs_with_named_lines_to_write_on(
    page: HtmlElement, guide: Guide
) -> None:
    fields = {field.id: field.title for field in guide.letters.fields}
    for letter in guide.letters.letters:
        (sheet,) = letter_of(page, letter).xpath(".//*[@data-paper-sheet]")
        for lang in LANGUAGES:
            rows = [words(row) for row in sheet.find_class(f"paper__{lang}")]
            for line in letter.lines:
                text = said(line.says, lang)
                names = [name for name in PLACEHOLDER.findall(text) if name != OWN_NAME]
                pieces = [
                    re.escape(" ".join(piece.split())).replace(r"\ ", " ")
                    for piece in re.split(r"\{\{\w+\}\}", text)
                ]
                pattern = r"\s*.*?\s*".join(piece.strip() for piece in pieces)
                found = [row for row in rows if re.fullmatch(pattern, row)]
                assert found, (letter.id, line.id, lang)
                blanks = {said(fields[name], lang) for name in names}
                assert any(all(blank in row for blank in blanks) for row in found), line.id
        assert "{{" not in words(sheet)
        assert len(sheet.find_class("paper__model")) == 1


def test_a_line_that_does_not_always_stand_says_when(page: HtmlElement, guide: Guide) -> None:
    for letter in guide.letters.letters:
        rows = letter_of(page, letter).find_class("paper__row--if")
        some = [one for one in letter.lines if one.when or one.optional or one.blockers]
        assert len(rows) == len(some), letter.id
        for row, line in zip(rows, some, strict=True):
            (condition,) = row.find_class("paper__if")
            assert len(words(condition)) > 1, line.id
            assert bool(condition.find_class("paper__tag")) == bool(line.optional or line.instead)


def test_what_letters_share_stands_once_and_they_lead_there(
    page: HtmlElement, guide: Guide, lang: str
) -> None:
    letters = guide.letters
    for way in letters.ways:
        (place,) = page.xpath(f"//*[@id='way-{way.id}']")
        assert said(way.says, lang) in words(place)
        assert words(page.xpath("//article")[0]).count(said(way.says, lang)) == 1
        using = sum(way.id in letter.ways for letter in letters.letters)
        assert len(page.xpath(f"//a[@href='#way-{way.id}']")) == using
    for after in guide.follow_ups:
        assert words(page.xpath("//article")[0]).count(said(after.says, lang)) == 1, after.id
        using = sum(after.id in letter.follow_ups for letter in letters.letters)
        assert len(page.xpath(f"//a[@href='#after-{after.id}']")) == using
    for signature in letters.signatures:
        (place,) = page.xpath(f"//*[@id='signed-{signature.id}']")
        if signature.note:
            assert said(signature.note, lang) in words(place)


def test_who_may_sign_differently_is_on_the_letter(page: HtmlElement, guide: Guide) -> None:
    calls = {signature.id: signature.called.zh for signature in guide.letters.signatures}
    for letter in guide.letters.letters:
        blocks = letter_of(page, letter).find_class("paper__sign")
        assert len(blocks) == len({calls[name] for name in letter.signed}), letter.id


def test_laws_are_cited_as_links_and_the_laws_page_leads_back(
    pages: Pages, page: HtmlElement, guide: Guide, lang: str
) -> None:
    laws = pages[lang]["laws/index.html"]
    cited = 0
    for letter in guide.letters.letters:
        hrefs = set(letter_of(page, letter).xpath(".//a/@href"))
        names = {*letter.laws, *(law for line in letter.lines for law in line.laws)}
        for law in names:
            assert f"../laws/#law-{law}" in hrefs, (letter.id, law)
            (entry,) = laws.xpath(f"//*[@data-law='{law}']")
            assert f"../papers/#letter-{letter.id}" in entry.xpath(".//a/@href")
            cited += 1
    assert cited > 20
