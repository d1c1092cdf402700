"""The PDFs keep to their pages and bytes, the sheets to a size one can read and write on."""

from __future__ import annotations

import pytest

from guide import Guide
from guide.edition import LANGUAGES, Lang
from pdf.documents import DOCUMENTS, GUIDE, Printed
from tests.pdf.test_book import small
from tests.support.pdf import Reader, squeeze

SHEETS = [printed for printed in DOCUMENTS if GUIDE not in printed.parts]
EACH = [
    pytest.param(printed, lang, id=printed.file(lang)) for printed in SHEETS for lang in LANGUAGES
]
Readers = dict[tuple[str, Lang], Reader]
MM = 72 / 25.4
# How far down a page something stands at least, as a share of its height; and on the page after the
# first of a list, which holds what is left of it.
FILLED, LEFT = 0.25, 0.15


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_it_keeps_its_budget(document: Printed, lang: Lang, printed: Readers) -> None:
    reader = printed[document.name, lang]
    assert len(reader.pdf.pages) <= document.pages[lang]
    assert reader.path.stat().st_size <= document.kilobytes[lang] * 1000


@pytest.mark.parametrize(("document", "lang"), EACH)
class TestSheet:
    """Each sheet in each language."""

    @pytest.fixture
    def reader(self, document: Printed, lang: Lang, printed: Readers) -> Reader:
        return printed[document.name, lang]

    def test_its_type_can_be_read(self, reader: Reader) -> None:
        assert list(small(reader)) == []

    def test_its_pages_are_filled(self, reader: Reader) -> None:
        begun = {e.marks[0][0] for e in reader.root.walk() if e.tag == "H1"}
        for page, chars in enumerate(reader.chars):
            height = float(reader.pdf.pages[page].mediabox[3])
            lowest = max(char["bottom"] for char in chars if char["tag"] != "Artifact")
            assert lowest > (FILLED if page in begun else LEFT) * height, f"page {page + 1}"

    def test_headings_keep_three_lines(self, reader: Reader) -> None:
        for heading in (e for e in reader.root.walk() if e.tag in ("H1", "H2")):
            [(page, mark), *_] = heading.marks
            own = [c for c in reader.chars[page] if c["mcid"] == mark]
            below = {
                round(c["bottom"])
                for c in reader.chars[page]
                if c["tag"] != "Artifact" and c["top"] > own[0]["bottom"] - 1
            }
            assert len(below) >= 3, reader.text(heading)

    def test_nothing_runs_over_the_edge(self, reader: Reader) -> None:
        for number, chars in enumerate(reader.chars, 1):
            width, height = (float(n) for n in reader.pdf.pages[number - 1].mediabox[2:])
            for char in chars:
                assert 9 * MM < char["x0"] <= char["x1"] < width - 9 * MM, f"page {number}"
                assert 7 * MM < char["top"] <= char["bottom"] < height - 4 * MM, f"page {number}"

    def test_lines_are_high_enough_for_a_pen(self, reader: Reader) -> None:
        lines = {n: f for n, f in reader.fields.items() if f.FT == "/Tx"}
        assert lines
        for name, field in lines.items():
            x1, y1, x2, y2 = (float(number) for number in field.Rect)
            least = 14 if name.startswith(("shop_kit.call.", "checklists.call.")) else 8
            if name.rpartition(".")[2] in HEAD:
                least = 8
            assert y2 - y1 >= least * MM - 0.1, name
            assert x2 - x1 >= (34 if name.endswith("call_time") else 14) * MM, name

    def test_boxes_can_be_hit(self, reader: Reader) -> None:
        for _, widget in reader.annotations("/Widget"):
            x1, y1, x2, y2 = (float(number) for number in widget.Rect)
            assert min(x2 - x1, y2 - y1) >= 3.3 * MM

    def test_it_says_what_typing_does(self, guide: Guide, lang: Lang, reader: Reader) -> None:
        said = getattr(guide.ui.ui["paper_typing"], lang)
        assert squeeze(said) in squeeze(reader.text(reader.root))


HEAD = ("number_end", "carrier", "agent_number", "call_time", "ticket")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_list_starts_a_page_and_the_index_says_which(
    printed: Readers, guide: Guide, lang: Lang
) -> None:
    reader = printed["checklists", lang]
    lists = guide.checklists.checklists
    starts = {squeeze(reader.text(e)): e.marks[0][0] for e in reader.root.walk() if e.tag == "H1"}
    assert len(set(starts.values())) == len(starts) == len(lists) + 2
    word = getattr(guide.ui.ui["paper_list"], lang)
    [index, *_] = (e for e in reader.root.walk() if e.tag == "Table")
    rows = [
        [squeeze(reader.text(cell)) for cell in row.walk() if cell.tag == "TD"]
        for row in index.walk()
        if row.tag == "TR"
    ]
    told = {row[1]: int(row[2]) for row in rows if row}
    for number, checklist in enumerate(lists, 1):
        title = f"{number} {getattr(checklist.title, lang)}"
        page = starts[squeeze(f"{word} {title}")]
        assert told[squeeze(title)] == page + 1
    text = squeeze(reader.text(reader.root))
    for checklist in lists:
        for item in checklist.entries:
            assert squeeze(getattr(item.do, lang)) in text
