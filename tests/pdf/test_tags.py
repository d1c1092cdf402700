"""The structure: everything is in it or declared an artifact, by the rules of PDF/UA-1.

What checkers of PDF/UA-1 miss, or say less plainly; test_gates.py holds the PDFs to those.
"""

from __future__ import annotations

import itertools
from collections import Counter

import pikepdf

from guide import Guide
from guide.edition import Lang
from tests.support.pdf import Element, Reader

# Which elements may stand directly in those that are strict about it (ISO 32000-1, 14.8.4).
ALLOWED = {
    "L": {"L", "LI"},
    "LI": {"Lbl", "LBody"},
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TR": {"TH", "TD"},
}
ONLY_IN = {"LI": {"L"}, "LBody": {"LI"}, "TR": {"Table", "THead", "TBody"}, "TD": {"TR"}}


def content_marks(page: pikepdf.Page) -> tuple[set[int], int]:
    """Return the numbers of a page's marks, and how often something is drawn outside any mark."""
    draws = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "sh"}
    marks, loose, open_marks = set(), 0, []
    for drawn in pikepdf.parse_content_stream(page):
        operands, operator = drawn.operands, drawn.operator
        name = str(operator)
        if name in ("BDC", "BMC"):
            open_marks.append(str(operands[0]))
            if name == "BDC" and "/MCID" in operands[1]:
                marks.add(int(operands[1].MCID))
        elif name == "EMC":
            open_marks.pop()
        elif name in draws and not open_marks:
            loose += 1
    return marks, loose


def loose_or_unowned(reader: Reader) -> list[str]:
    """Return what is drawn and neither in the structure nor an artifact, or in it twice."""
    owned: Counter[tuple[int, int]] = Counter(
        kid for element in reader.root.walk() for kid in element.kids if isinstance(kid, tuple)
    )
    found = [f"two elements own the mark {mark}" for mark, count in owned.items() if count > 1]
    drawn = set()
    for number, page in enumerate(reader.pdf.pages):
        marks, loose = content_marks(page)
        if loose:
            found.append(f"page {number + 1}: {loose} things outside structure and artifact")
        drawn |= {(number, mark) for mark in marks}
    return found + [f"owned or drawn alone: {mark}" for mark in sorted(drawn ^ set(owned))]


def test_all_that_is_drawn_is_tagged_or_artifact(reader: Reader) -> None:
    assert loose_or_unowned(reader) == []


def test_running_heads_are_artifacts(guide: Guide, lang: Lang, reader: Reader) -> None:
    title = getattr(guide.meta.title, lang)
    for number, chars in enumerate(reader.chars[1 : reader.sheets], start=2):
        head = [char for char in chars if char["top"] < 50]
        assert "".join(char["text"] for char in head).startswith(title), f"page {number}"
        assert {char["tag"] for char in head} == {"Artifact"}, f"page {number}"
    assert not [char for char in reader.chars[0] if char["tag"] == "Artifact"]


def test_elements_stand_where_they_may(reader: Reader) -> None:
    def misplaced(element: Element) -> list[str]:
        misfits = []
        for kid in element.kids:
            if isinstance(kid, Element):
                if kid.tag not in ALLOWED.get(element.tag, {kid.tag}):
                    misfits.append(f"{kid.tag} in {element.tag}: {reader.text(kid)[:40]}")
                if element.tag not in ONLY_IN.get(kid.tag, {element.tag}):
                    misfits.append(f"{kid.tag} in {element.tag}: {reader.text(kid)[:40]}")
                misfits += misplaced(kid)
        return misfits

    assert reader.root.tag == "Document"
    assert misplaced(reader.root) == []


def test_links_and_fields_are_in_the_structure(reader: Reader) -> None:
    owners: dict[tuple[int, int], str] = {}
    for element in reader.root.walk():
        for annotation in element.annotations:
            assert annotation.objgen not in owners
            owners[annotation.objgen] = element.tag
        if element.tag == "Link":
            assert element.annotations, f"no link: {reader.text(element)}"
    for subtype, tag in (("/Link", "Link"), ("/Widget", "Form")):
        annotations = [annotation for _, annotation in reader.annotations(subtype)]
        assert annotations
        assert {owners.get(annotation.objgen) for annotation in annotations} == {tag}


def test_headings_skip_no_level(reader: Reader) -> None:
    levels = [
        (int(element.tag[1]), reader.text(element))
        for element in reader.root.walk()
        if element.tag in {"H1", "H2", "H3", "H4", "H5", "H6"}
    ]
    assert levels[0][0] == 1
    skipped = [
        text for (above, _), (level, text) in itertools.pairwise(levels) if level > above + 1
    ]
    assert not skipped


def test_tables_say_what_heads_a_cell(reader: Reader) -> None:
    tables = [element for element in reader.root.walk() if element.tag == "Table"]
    assert tables
    for table in tables:
        ids = {str(e.raw.ID) for e in table.walk() if e.tag == "TH"}
        for cell in (e for e in table.walk() if e.tag == "TD"):
            named = {str(name) for name in cell.raw.A.Headers}
            assert named, reader.text(cell)
            assert named <= ids


def test_figures_have_a_text(reader: Reader) -> None:
    for element in reader.root.walk():
        if element.tag == "Figure":
            assert str(element.raw.Alt).strip()


def test_document_says_what_it_is(guide: Guide, lang: Lang, reader: Reader) -> None:
    root = reader.pdf.Root
    assert str(root.Lang) == {"zh": "zh-Hans", "en": "en"}[lang]
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert all(page.get("/Tabs") == "/S" for page in reader.pdf.pages)
    title = getattr(guide.meta.title, lang)
    assert str(reader.pdf.docinfo.Title) == title
    metadata = reader.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    assert metadata["dc:title"] == title
    assert str(reader.pdf.docinfo.Author) == getattr(guide.ui.ui["cover_author"], lang)
    assert metadata["pdfuaid:part"] == "1"
    day = guide.meta.rules_date.strftime("%Y%m%d")
    assert str(reader.pdf.docinfo.CreationDate).startswith(f"D:{day}")
    assert str(reader.pdf.docinfo.ModDate) == f"D:{guide.meta.checked_on:%Y%m%d}000000Z"
