"""Checklists and the paper form can be filled in."""

from __future__ import annotations

import zlib
from pathlib import Path

import pikepdf
import pytest

from guide import Guide
from guide.edition import Lang
from pdf.finish import EMPTY, finish
from tests.support.pdf import Reader, squeeze

LISTS = "checklists."


def split(reader: Reader) -> tuple[dict[str, pikepdf.Object], dict[str, pikepdf.Object]]:
    """Return the boxes and the text fields by their full names."""
    boxes = {name: field for name, field in reader.fields.items() if field.FT == "/Btn"}
    texts = {name: field for name, field in reader.fields.items() if field.FT == "/Tx"}
    assert len(boxes) + len(texts) == len(reader.fields)
    return boxes, texts


def test_every_item_of_every_list_has_one_box_in_its_own_words(
    guide: Guide, lang: Lang, reader: Reader
) -> None:
    boxes, _ = split(reader)
    says = {
        f"{LISTS}{checklist.id}.{item.id}": getattr(item.do, lang)
        for checklist in guide.checklists.checklists
        for item in checklist.entries
    }
    printed = {name: box for name, box in boxes.items() if name.startswith(LISTS)}
    assert printed.keys() == says.keys()
    for name, box in printed.items():
        assert squeeze(str(box.TU)) == squeeze(says[name])


def widgets(field: pikepdf.Object) -> list[pikepdf.Object]:
    """Return what stands for a field on the pages: of a choice, each of its boxes."""
    return list(field.Kids) if "/Kids" in field else [field]


def test_every_field_has_a_name_and_a_place(reader: Reader) -> None:
    on_pages = {annotation.objgen: page for page, annotation in reader.annotations("/Widget")}
    assert len(on_pages) == sum(len(widgets(field)) for field in reader.fields.values())
    for name, field in reader.fields.items():
        assert "." not in str(field.T), name
        for widget in widgets(field):
            assert str(widget.TU).strip(), name
            assert widget.objgen in on_pages, name
            x1, y1, x2, y2 = (float(n) for n in widget.Rect)
            assert x2 - x1 > 7, name
            assert y2 - y1 > 7, name
            assert int(widget.F) & 4, f"{name} is not printed"


def test_boxes_are_drawn_ticked_and_empty(reader: Reader) -> None:
    assert "/NeedAppearances" not in reader.pdf.Root.AcroForm
    boxes, texts = split(reader)
    for name, field in boxes.items():
        ticked = set()
        for box in widgets(field):
            states = {str(state): stream for state, stream in box.AP.N.items()}
            [on] = states.keys() - {"/Off"}
            ticked.add(on)
            assert states[on].read_bytes().strip(), f"{name}: nothing is drawn when ticked"
            assert states["/Off"].read_bytes() == EMPTY, f"{name}: drawn when empty"
            assert box.AS == "/Off", name
            x1, y1, x2, y2 = (float(n) for n in box.Rect)
            size = [float(n) for n in states["/Off"].BBox][2:]
            assert size == pytest.approx([x2 - x1, y2 - y1], abs=0.1)
        assert len(ticked) == len(widgets(field)), f"{name}: two answers are one"
    for name, text in texts.items():
        assert text.AP.N.read_bytes() == EMPTY, name
        font = str(text.DA).split()[0]
        assert font in reader.pdf.Root.AcroForm.DR.Font, name


def test_the_form_and_its_streams_are_what_strict_readers_expect(reader: Reader) -> None:
    assert reader.pdf.Root.AcroForm.is_indirect
    for name, field in reader.fields.items():
        for widget in widgets(field):
            for state in widget.AP.N.values() if field.FT == "/Btn" else [widget.AP.N]:
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
    finish(printed_page(boxes.format("c")))
    with pytest.raises(PdfError, match=r"called a\.b"):
        finish(printed_page(boxes.format("b")))
