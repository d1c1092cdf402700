"""Checklists and the paper form can be filled in."""

from __future__ import annotations

import zlib
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from guide import Guide
from guide.edition import Lang
from pdf.finish import EMPTY, finish
from tests.pdf.test_text import book_pages
from tests.support.pdf import Reader, squeeze

FORM = "self_check."


def split(reader: Reader) -> tuple[dict[str, pikepdf.Object], dict[str, pikepdf.Object]]:
    """Return the boxes and the text fields by their full names."""
    boxes = {name: field for name, field in reader.fields.items() if field.FT == "/Btn"}
    texts = {name: field for name, field in reader.fields.items() if field.FT == "/Tx"}
    assert len(boxes) + len(texts) == len(reader.fields)
    return boxes, texts


def test_every_box_and_field_of_the_site_is_a_field(site: Path, lang: Lang, reader: Reader) -> None:
    boxes, texts = split(reader)
    names, fields = Counter[str](), Counter[str]()
    for _, article in book_pages(site, lang):
        names.update(article.xpath('.//input[contains(@class, "check__box")]/@name'))
        fields.update(article.xpath('.//input[@class="fill"]/@name'))
    printed = Counter(name.partition(".")[2] for name in boxes if not name.startswith(FORM))
    assert sum(names.values()) > 50
    assert printed == names
    written = Counter(name.partition(".")[2] for name in texts if not name.startswith(FORM))
    assert sum(fields.values()) > 50
    assert written == fields


def test_tooltips_are_the_items(guide: Guide, lang: Lang, reader: Reader) -> None:
    boxes, _ = split(reader)
    says = {
        f"{checklist.id}.{item.id}": getattr(item.do, lang)
        for checklist in guide.checklists.checklists
        for item in checklist.entries
    }
    for name, box in boxes.items():
        if not name.startswith(FORM):
            assert squeeze(str(box.TU)) == squeeze(says[name.partition(".")[2]])


def test_the_paper_form_has_a_box_for_every_answer(
    guide: Guide, lang: Lang, reader: Reader
) -> None:
    boxes, texts = split(reader)
    questions = guide.questions
    expected = {
        f"{FORM}{question.id}.{value.id}": getattr(value.label, lang)
        for question in questions.questions
        for value in question.values
    }
    printed = {name: box for name, box in boxes.items() if name.startswith(FORM)}
    assert printed.keys() == expected.keys()
    for name, label in expected.items():
        assert squeeze(label) in squeeze(str(printed[name].TU))
    assert {f"{FORM}{amount.id}" for amount in questions.amounts} <= texts.keys()


def test_every_field_has_a_name_and_a_place(reader: Reader) -> None:
    on_pages = {annotation.objgen: page for page, annotation in reader.annotations("/Widget")}
    assert len(on_pages) == len(reader.fields)
    for name, field in reader.fields.items():
        assert str(field.TU).strip(), name
        assert field.objgen in on_pages, name
        x1, y1, x2, y2 = (float(n) for n in field.Rect)
        assert x2 - x1 > 7, name
        assert y2 - y1 > 7, name
        assert "." not in str(field.T), name
        assert int(field.F) & 4, f"{name} is not printed"


def test_boxes_are_drawn_ticked_and_empty(reader: Reader) -> None:
    assert "/NeedAppearances" not in reader.pdf.Root.AcroForm
    boxes, texts = split(reader)
    for name, box in boxes.items():
        states = {str(state): stream for state, stream in box.AP.N.items()}
        assert states.keys() == {"/on", "/Off"}, name
        assert states["/on"].read_bytes().strip(), f"{name}: nothing is drawn when ticked"
        assert states["/Off"].read_bytes() == EMPTY, f"{name}: drawn when empty"
        assert box.AS == "/Off", name
        assert box.V == "/Off", name
        assert [float(n) for n in states["/Off"].BBox][2:] == pytest.approx(
            [float(box.Rect[2] - box.Rect[0]), float(box.Rect[3] - box.Rect[1])],
            abs=0.001,  # boxes of one size share what is drawn
        )
    for name, text in texts.items():
        assert text.AP.N.read_bytes() == EMPTY, name
        font = str(text.DA).split()[0]
        assert font in reader.pdf.Root.AcroForm.DR.Font, name


def test_the_form_and_its_streams_are_what_strict_readers_expect(reader: Reader) -> None:
    assert reader.pdf.Root.AcroForm.is_indirect
    for name, field in reader.fields.items():
        for state in field.AP.N.values() if field.FT == "/Btn" else [field.AP.N]:
            # A compressed stream has a head and a sum, however little is in it.
            assert state.Filter == "/FlateDecode", name
            assert zlib.decompress(state.read_raw_bytes()), name


def squares(page: pikepdf.Page) -> list[tuple[float, ...]]:
    """Return the squares drawn on a page, [left, low, right, high] in points.

    WeasyPrint draws in CSS pixels from the upper left.
    """
    height = float(page.mediabox[3])
    drawn = [
        [float(number) * 0.75 for number in instruction.operands]
        for instruction in pikepdf.parse_content_stream(page)
        if str(instruction.operator) == "re"
    ]
    return [
        (x, height - y - tall, x + wide, height - y)
        for x, y, wide, tall in drawn
        if abs(wide - tall) < 0.1
    ]


def test_a_box_can_be_pressed_on_its_rim(reader: Reader) -> None:
    drawn: dict[int, list[tuple[float, ...]]] = {}
    for page, box in reader.annotations("/Widget"):
        if box.FT != "/Btn":
            continue
        if page not in drawn:
            drawn[page] = squares(reader.pdf.pages[page])
        x1, y1, x2, y2 = (float(number) for number in box.Rect)
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        around = [s for s in drawn[page] if s[0] < x < s[2] and s[1] < y < s[3]]
        assert around, box.TU
        outer = max(around, key=lambda s: s[2] - s[0])
        assert outer == pytest.approx((x1, y1, x2, y2), abs=0.1), box.TU


def test_two_fields_of_one_name_are_refused(reader: Reader, tmp_path: Path) -> None:
    """A PDF as WeasyPrint prints it, with the name of one box given to another."""
    from pdf.errors import PdfError
    from tests.pdf.test_build import printed_page

    boxes = (
        '<input type="checkbox" name="a.b" title="x"><input type="checkbox" name="a.{}" title="y">'
    )
    finish(printed_page(boxes.format("c")), {})
    with pytest.raises(PdfError, match=r"called a\.b"):
        finish(printed_page(boxes.format("b")), {})
