"""The whole reads as a book: said once, pages full, no heading left alone, nothing for a screen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest
from lxml import html

from guide.edition import Lang
from pdf.combine import written
from pdf.document import Document
from pdf.keep import render
from tests.support.pdf import Char, Reader, squeeze
from tests.support.reading import Repeats, is_read, said_again

# Of all that is read, at most this part may be said again.
REPEATED = 0.12
# How far down its page the text reaches at least, as a share of the room there, unless a part ends
# on it; and on how many pages it may end above the middle.
FILLED, HALF, HALF_FULL = 0.25, 0.5, 3
# Pages of the guide, before the sheets.
PAGES: dict[Lang, int] = {"zh": 62, "en": 68}
# Points; one may not be made smaller to keep a budget.
SMALLEST = 7
# So many lines follow a heading on its page, unless a part ends there.
KEPT = 3
# The room of a page between the margins of print.css, in points.
TOP, BOTTOM = 18 / 25.4 * 72, (297 - 17) / 25.4 * 72
# What is done or seen on a screen alone, and where such words are said of something else.
SCREEN: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"浏览器|点按|点它|点进|点开|点击|点一|轻点|网址|下载|屏幕|这一页有|按钮|菜单"
    ),
    "en": re.compile(
        r"(?i)\b(browsers?|click|tap|screen|scroll|download|button|menu|on this page)"
    ),
}
ALLOWED: dict[Lang, tuple[str, ...]] = {
    "zh": (
        "只在网站上：文书、日期、号码清单、嵌入、下载。",
        "在浏览器里填好就打印",
        "先把录音和话单下载下来",
        "录音和话单能下载到哪天",
        "在线下载或已拆封的数字化商品",
    ),
    "en": (
        "On the website only: papers, dates, the list of numbers, embedding, downloads.",
        "Fill it in in a browser and print at once",
        "download recordings and call records first",
        "a one-click close",
        "digital goods downloaded",
        "when such a file is opened or downloaded",
        "no screen reader was tried",
    ),
}
# Two words that nothing parts: the end of one, the beginning of the other.
ENDS, BEGINS = re.compile(r"[A-Za-z0-9,.;:!?)”%]$"), re.compile(r"^[A-Za-z0-9(“]")


def repeated(reader: Reader) -> Repeats:
    """Return what the pieces of text of a PDF say more than once."""
    texts = (
        squeeze("".join(reader.marked.get(mark, "") for mark in block)) for block in reader.blocks
    )
    return said_again({reader.path.name: [text for text in texts if is_read(text)]})


def ends_of_parts(reader: Reader, pages: int) -> set[int]:
    """Return on which of the first `pages` pages (from 0) a part of the book ends.

    A part is what a bookmark of the first level leads to, before them cover and contents.
    """
    begun = {page for depth, _, page in reader.outline if depth == 1}
    return {page - 1 for page in begun if page <= pages} | {0, pages - 1}


def filled(reader: Reader, page: int) -> float:
    """Return how far down a page its text reaches, as a share of its room."""
    lowest = max(char["bottom"] for char in reader.chars[page] if char["tag"] != "Artifact")
    return float((lowest - TOP) / (BOTTOM - TOP))


def left_alone(reader: Reader, pages: int) -> Iterator[str]:
    """Yield the headings on the first `pages` pages with less than three lines below them."""
    ends = ends_of_parts(reader, pages)
    for heading in reader.root.walk():
        if re.fullmatch("H[1-6]", heading.tag):
            page, mark = heading.marks[-1]
            foot = max(char["bottom"] for char in reader.placed[page, mark])
            lines = {
                round(char["bottom"] / 3)
                for char in reader.chars[page]
                if char["tag"] != "Artifact" and char["top"] > foot - 1
            }
            if page < pages and page not in ends and len(lines) < KEPT:
                yield f"page {page + 1}: {reader.text(heading)}"


def for_a_screen(reader: Reader, lang: Lang) -> Iterator[str]:
    """Yield what is said that holds on a screen alone."""
    for block in reader.blocks:
        text = " ".join(" ".join(reader.marked.get(mark, "") for mark in block).split())
        rest = squeeze(text) if lang == "zh" else text
        for allowed in ALLOWED[lang]:
            rest = rest.replace(squeeze(allowed) if lang == "zh" else allowed, "")
        if found := SCREEN[lang].search(rest):
            yield f"page {block[0][0] + 1}: {found[0]}: {text}"


def touching(reader: Reader) -> Iterator[str]:
    """Yield what stands side by side on a line without a space: read aloud, or copied, as one."""

    def first_and_last(mark: tuple[int, int]) -> tuple[Char, Char] | None:
        chars = reader.placed.get(mark)
        return (chars[0], chars[-1]) if chars else None

    for block in reader.blocks:
        drawn = [(mark, ends) for mark in block if (ends := first_and_last(mark))]
        for (one, (_, last)), (other, (first, _)) in itertools.pairwise(drawn):
            on_line = one[0] == other[0] and abs(last["bottom"] - first["bottom"]) < 3
            beside = on_line and abs(first["x0"] - last["x1"]) < last["size"]
            if beside and ENDS.search(last["text"]) and BEGINS.search(first["text"]):
                yield f"page {one[0] + 1}: {reader.marked[one]}|{reader.marked[other]}"


def small(reader: Reader) -> Iterator[str]:
    """Yield what is set too small."""
    for page, chars in enumerate(reader.chars, start=1):
        if text := "".join(c["text"] for c in chars if c["size"] < SMALLEST - 0.01).strip():
            yield f"page {page}: {text}"


def test_it_says_things_once(reader: Reader) -> None:
    said = repeated(reader)
    assert said.total > 20_000
    assert said.share <= REPEATED, said.worst[:5]


def test_pages_are_filled(lang: Lang, reader: Reader) -> None:
    assert reader.sheets <= PAGES[lang]
    ends = ends_of_parts(reader, reader.sheets)
    shares = {page: filled(reader, page) for page in range(reader.sheets) if page not in ends}
    assert len(shares) > 40
    assert {page + 1: share for page, share in shares.items() if share < FILLED} == {}
    assert len([page + 1 for page, share in shares.items() if share < HALF]) <= HALF_FULL


def test_headings_keep_three_lines(reader: Reader) -> None:
    assert list(left_alone(reader, reader.sheets)) == []


def test_its_type_can_be_read(reader: Reader) -> None:
    assert list(small(reader)) == []


def test_it_says_nothing_of_screens(lang: Lang, reader: Reader) -> None:
    assert list(for_a_screen(reader, lang)) == []


def test_no_two_words_touch(reader: Reader) -> None:
    assert list(touching(reader)) == []


# --- what they must find ------------------------------------------------------------------------

TWICE = "One sentence that is long enough to be read as a sentence of its own. "
BAD = f"""<!DOCTYPE html><html lang="en"><title>Bad</title><body>
  <section class="cover"><p>Cover</p></section>
  <section class="page page--part"><h1 data-level="1" data-title="Part">Part</h1>
  <p>{TWICE}</p><p>{TWICE}</p><p>Tap the button.</p><p>a one-click close</p>
  <p><b>art. 44</b> <i>The Law</i></p><p><b>art. 45</b><i> The Law</i> (<b>art. 46</b>)</p>
  <p style="font-size: 6pt">Small print</p>
  <div style="height: 185mm"></div>
  <h2 style="padding: 0; margin: 0">Alone</h2><p style="break-after: auto">One line</p>
  <div style="height: 60mm; break-inside: avoid"><h2>Overleaf</h2>
  <p>one</p><p>two</p><p>three</p></div></section>
  <section class="sheet"><h1 id="self-check">Sheet</h1></section></body></html>"""


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Return a PDF with every fault in it that is looked for here."""
    path = tmp_path_factory.mktemp("bad") / "bad.pdf"
    path.write_bytes(render(Document(BAD, {})))
    return Reader(path)


def test_what_is_bad_is_found(bad: Reader) -> None:
    assert 0.3 < repeated(bad).share <= 0.5
    assert list(small(bad)) == ["page 2: Small print"]
    assert list(touching(bad)) == ["page 2: art. 44|The Law"]
    assert list(for_a_screen(bad, "en")) == ["page 2: Tap: Tap the button."]
    assert list(left_alone(bad, 3)) == ["page 2: Alone"]
    assert filled(bad, 2) < FILLED < HALF < filled(bad, 1)


def test_a_space_between_two_parts_stands_in_one_of_them() -> None:
    parts = (
        ("<b>a</b> <i>b</i>", "<b>a</b><i> b</i>"),
        ('<b>a</b> <a href="#x">b</a>', '<b>a </b><a href="#x">b</a>'),
        ("<b>a</b> <i><svg/><b>b</b></i>", "<b>a</b><i><svg/><b> b</b></i>"),
        ('<b class="voice">a</b>b', '<b class="voice">a</b> b'),
        ('<b class="voice">a</b>: b', '<b class="voice">a</b>: b'),
        ('<b class="voice">a</b><i>b</i>', '<b class="voice">a</b><i> b</i>'),
        ("<b>a</b><i>b</i>", "<b>a</b><i>b</i>"),
    )
    for given, wanted in parts:
        root = html.fragment_fromstring(f"<p>{given}</p>")
        assert written(root, {}).html.endswith(f"<p>{wanted.replace('<svg/>', '<svg></svg>')}</p>")
