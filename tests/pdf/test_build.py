"""How the PDF is built: same bytes, whole or not at all, and plain words when it cannot be."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pydyf
import pytest
from lxml import html
from lxml.html import builder as e
from weasyprint import HTML

import pdf.__main__
import pdf.build
import pdf.keep
import pdf.numbers
from guide import Guide
from guide.compile import compile_guide, engine_part
from guide.edition import Edition, Lang
from pdf import fonts
from pdf.__main__ import main
from pdf.build import output
from pdf.combine import combine
from pdf.document import Document
from pdf.documents import WHOLE, named
from pdf.errors import PdfError
from pdf.finish import finish
from pdf.keep import build, kept, render
from pdf.pages import Page, read_config, read_pages
from tests.support.pdf import Reader, squeeze
from tests.support.site import ROOT
from widgets import cache


def printed_page(body: str) -> bytes:
    """Return what WeasyPrint prints of `body`, unfinished."""
    text = f'<html lang="en"><title>x</title><body>{body}'
    printed: bytes = HTML(string=text).write_pdf(pdf_forms=True, pdf_variant="pdf/ua-1")
    return printed


def page(address: str, body: str) -> Page:
    """Return a page of a guide of the test's own."""
    content = html.fragment_fromstring(f"<article><h1>{address or 'home'}</h1>{body}</article>")
    name = address.strip("/") or "index"
    h1 = content.find("h1")
    assert h1 is not None
    return Page(name, 1, (), address, ROOT / f"{name}.html", name, content, h1)


def combined(guide: Guide, *pages: Page, lang: Lang = "en") -> Document:
    """Return the print document of `pages`."""
    head = e.HEAD(e.TITLE("t"))
    return combine(list(pages), [], e.SECTION("cover"), head, Edition(guide, lang))


# --- the same bytes, whole or not at all --------------------------------------------------------

PRINT_AGAIN = """
import sys
from pathlib import Path
from guide import load
from pdf.build import document
from pdf.documents import named
from pdf.keep import render
site, target, *wanted = sys.argv[1:]
guide = load()
for name, lang in (each.split("/") for each in wanted):
    [printed] = named([name])
    made = render(document(Path(site), printed, lang, guide))
    (Path(target) / printed.file(lang)).write_bytes(made)
"""


def test_printed_again_they_have_the_same_bytes(
    site: Path, printed: dict[tuple[str, Lang], Reader], tmp_path: Path
) -> None:
    """At another place, in another time zone and with other hashes than those of `make site`.

    English stands for both languages of the whole: it takes the way of Chinese through all of the
    code, and beside its fonts has the one of narrow marks, and hyphens. A sheet stands for those
    in Chinese: the whole holds all of them.
    """
    wanted: list[tuple[str, Lang]] = [(WHOLE, "en"), ("shop-kit", "zh")]
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(site, elsewhere, ignore=shutil.ignore_patterns("widget", "search", "*.pdf"))
    done = subprocess.run(
        [sys.executable, "-c", PRINT_AGAIN, elsewhere, tmp_path, *map("/".join, wanted)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for each in wanted:
        path = printed[each].path
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_whole_carries_the_guides_data(guide: Guide, lang: Lang, reader: Reader) -> None:
    [(name, attached)] = reader.pdf.attachments.items()
    assert name == pdf.build.DATA
    file = attached.get_file()
    data = engine_part(compile_guide(guide))
    assert json.loads(file.read_bytes()) == json.loads(json.dumps(data))
    day = f"D:{guide.meta.rules_date:%Y%m%d}000000Z"
    said = file.obj.Params
    assert (str(said.CreationDate), str(said.ModDate)) == (day, day)
    assert attached.description == Edition(guide, lang).word("pdf_data")


def test_a_change_changes_the_bytes(guide: Guide, lang: Lang) -> None:
    def printed(text: str) -> bytes:
        body = f"<p>{text}</p><ul><li><input type=checkbox name=a title=b> “一”</li></ul>"
        return render(combined(guide, page("", body), lang=lang))

    one = printed("消号 one")
    assert printed("消号 one") == one
    assert printed("停机 two") != one


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Document]:
    """Return the documents printed since, by a printer that keeps nothing it printed before."""
    documents: list[Document] = []

    def rendered(source: Document) -> bytes:
        documents.append(source)
        return render(source)

    ready = fonts.prepare()
    monkeypatch.setattr(fonts, "prepare", lambda: ready)
    monkeypatch.setattr(cache, "CACHE", tmp_path / "kept")
    monkeypatch.setattr(pdf.keep, "render", rendered)
    return documents


def test_only_what_has_changed_is_printed(
    guide: Guide, renders: list[Document], tmp_path: Path
) -> None:
    def built(lang: Lang, text: str) -> bytes:
        source = combined(guide, page("", text), lang=lang)
        return build(tmp_path / f"guide-{lang}.pdf", source).read_bytes()

    first, other = built("zh", "<p>一</p>"), built("en", "<p>one</p>")
    assert len(renders) == 2
    assert (built("zh", "<p>一</p>"), built("en", "<p>one</p>")) == (first, other)
    assert len(renders) == 2
    # The site was built anew, and its PDFs are gone.
    (tmp_path / "guide-zh.pdf").unlink()
    assert built("zh", "<p>一</p>") == first
    assert len(renders) == 2
    # One language was edited.
    changed = built("zh", "<p>二</p>")
    assert changed == render(combined(guide, page("", "<p>二</p>"), lang="zh"))
    assert len(renders) == 3
    assert built("en", "<p>one</p>") == other
    assert len(renders) == 3
    assert len(list(cache.CACHE.iterdir())) == 2


def test_what_a_pdf_is_made_from_names_it(
    guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = tmp_path / "x.png"
    picture.write_bytes(b"one")
    body = f'<p>x</p><img alt="x" src="{picture.name}">'
    place = dataclasses.replace(page("", body), file=tmp_path / "index.html")
    source = combined(guide, place)
    names = [kept(source, "x.pdf")]
    assert kept(source, "x.pdf") == names[0]
    picture.write_bytes(b"two")
    names.append(kept(source, "x.pdf"))
    names.append(kept(dataclasses.replace(source, titles={"index": "other"}), "x.pdf"))
    style = tmp_path / "print.css"
    style.write_text("p { color: red }")
    monkeypatch.setattr(pdf.keep, "STYLES", (style,))
    names.append(kept(source, "x.pdf"))
    monkeypatch.setattr(pdf.keep, "distributions", list)
    names.append(kept(source, "x.pdf"))
    assert len(set(names)) == 5


def test_nothing_half_written_stays(
    guide: Guide, renders: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build(tmp_path / "downloads/x.pdf", combined(guide, page("", "<p>x</p>")))
    before = target.read_bytes()

    def broken(*_: object) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", broken)
    for text in "xy":
        with pytest.raises(OSError, match="no space left"):
            build(target, combined(guide, page("", f"<p>{text}</p>")))
    assert list(target.parent.iterdir()) == [target]
    assert target.read_bytes() == before
    assert len(list(cache.CACHE.iterdir())) == 1
    assert len(renders) == 2


def test_the_command_line_writes_what_it_names(
    guide: Guide,
    renders: list[Document],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = combined(guide, page("", "<p>x</p>"))
    monkeypatch.setattr(pdf.build, "document", lambda *_: source)
    monkeypatch.setattr(pdf.__main__, "apart", lambda function, *given: function(*given))
    assert main([WHOLE, "--site", str(tmp_path), "--lang", "en"]) == 0
    [written] = (tmp_path / "downloads").iterdir()
    assert capsys.readouterr().out.startswith(f"{written}: ")
    assert written == output(tmp_path, named([WHOLE])[0], "en")
    assert len(renders) == 1


def test_pages_are_listed_once() -> None:
    written = pydyf.PDF()
    for count in (0, 2, 3):
        pages = [pydyf.Dictionary({"Type": "/Page"}) for _ in range(count)]
        for added in pages:
            written.add_page(added)
        assert written.page_references[len(written.page_references) - count :] == [
            added.reference for added in pages
        ]
    assert len(written.page_references) == 5
    assert written.page_references is written.page_references


# --- plain words --------------------------------------------------------------------------------


def test_a_site_that_is_not_built_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--site", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "is not built (no index.html)" in said
    assert len(said.splitlines()) == 1
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_link_without_target_is_named(guide: Guide) -> None:
    with pytest.raises(PdfError, match=r"no target for the link how/#absent"):
        combined(guide, page("", '<a href="how/#absent">x</a>'), page("how/", ""))


def test_a_character_without_glyph_is_named(guide: Guide) -> None:
    with pytest.raises(PdfError, match=r"cannot draw: ต \(U\+0E15\)"):
        render(combined(guide, page("", "<p>ต</p>")))


def test_a_font_of_this_machine_is_refused() -> None:
    with pytest.raises(PdfError, match="got into the PDF, for x y"):
        finish(printed_page("<p>xy</p>"))


def test_what_the_printer_warns_of_is_an_error(guide: Guide) -> None:
    with pytest.raises(PdfError, match="unknown property"):
        render(combined(guide, page("", '<p style="no-such-thing: 1">x</p>')))


def test_a_picture_from_elsewhere_is_refused(guide: Guide) -> None:
    with pytest.raises(PdfError, match="from another place"):
        combined(guide, page("", '<img alt="x" src="https://example.org/x.png">'))


def test_a_picture_needs_a_text(guide: Guide) -> None:
    with pytest.raises(PdfError, match="no text alternative"):
        combined(guide, page("", '<img src="x.png">'))


def test_an_unreadable_config_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match=r"absent\.yml"):
        read_config(tmp_path / "absent.yml")


def paged(anchor: str, number: str) -> Document:
    """Return a document of ten pages that names the page of `anchor`; the tenth has `last`."""
    pages = '<p style="break-after: page">x</p>' * 9
    named = f'<p>see <span data-page-of="{anchor}">{number}</span></p>'
    text = f'<html lang="en"><title>x</title><body>{named}{pages}<p id="last">y</p>'
    return Document(text, {})


def test_the_page_named_is_told_to_the_right_of_its_room(tmp_path: Path) -> None:
    told = {}
    for name, source in (
        ("one", paged("first", "00").html.replace("<p>see", '<p id="first">see')),
        ("ten", paged("last", "00").html),
    ):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(render(Document(source, {})))
        chars = [c for c in Reader(path).chars[0] if c["text"].isdigit() and c["mcid"] is not None]
        told[name] = ("".join(c["text"] for c in chars), round(chars[-1]["x1"], 1))
    assert (told["one"][0], told["ten"][0]) == ("1", "10")
    assert told["one"][1] == told["ten"][1]


def test_a_page_number_that_lacks_room_or_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PdfError, match="no page has the anchor absent"):
        render(paged("absent", "00"))
    monkeypatch.setattr(pdf.numbers, "NUMBER", "0")
    with pytest.raises(PdfError, match="no room for the page number in '10'"):
        render(paged("last", "0"))


# --- from pages to one document -----------------------------------------------------------------


def test_links_and_ids_are_made_the_documents(guide: Guide) -> None:
    home = page(
        "",
        '<a href="how/">1</a><a href="how/#step">2</a><a href="#here">3</a><i id="here"></i>'
        '<a href="how/#v=2025.9&amp;holder=self">4</a><a href="https://example.org/">5</a>'
        '<a href="downloads/x.pdf">6</a><a href="../en/how/">7</a>',
    )
    how = page("how/", '<h2 id="step">Step</h2><a href="../">8</a><a href="../how/#step">9</a>')
    tree = html.document_fromstring(combined(guide, home, how).html)
    links = {a.text_content(): a.get("href") for a in tree.xpath("//section//a")}
    assert links == {
        "1": "#how",
        "2": "#how--step",
        "3": "#index--here",
        "4": "#how",
        "5": "https://example.org/",
        "8": "#index",
        "9": "#how--step",
    }
    assert "6" in tree.text_content()
    assert "7" in tree.text_content()


def test_drawings_survive_with_their_parts_and_text(guide: Guide, tmp_path: Path) -> None:
    drawing = """
      <svg viewBox="0 0 200 80" role="img" aria-label="Flow chart">
        <defs><linearGradient id="fade"><stop offset="0" stop-color="#000"/></linearGradient>
        <rect id="box" width="90" height="40" fill="url(#fade)"/></defs>
        <use href="#box" x="10"/><text x="20" y="60" font-family="Times">Start here</text>
      </svg>
      <svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><path d="M2 2h9v9z"/></svg>
    """
    made = combined(guide, page("", f'<p id="p">x</p>{drawing}'), page("b/", drawing))
    assert 'id="b--fade"' in made.html
    assert "url(#b--fade)" in made.html
    assert 'href="#b--box"' in made.html
    path = tmp_path / "drawing.pdf"
    path.write_bytes(render(made))
    reader = Reader(path)
    figures = [element for element in reader.root.walk() if element.tag == "Figure"]
    assert [str(figure.raw.Alt) for figure in figures] == ["Flow chart"] * 2
    assert [squeeze(reader.text(figure)) for figure in figures] == ["Starthere"] * 2


def test_only_the_screens_parts_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: S\ntheme: {name: null, custom_dir: .}\n"
        "nav: [{Home: index.md}, {Part: [{Sub: [a/b.md]}, https://example.org]}]\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "site/a/b").mkdir(parents=True)
    body = (
        "<article><h1>Title<a class=headerlink>#</a></h1><script>s()</script><p>kept</p>"
        "<p class='x no-print'>screen</p><noscript>none</noscript><p hidden>hid</p>"
        "<input type=radio><input class=check__box></article>"
    )
    for name, title in (("index.html", "S"), ("a/b/index.html", "Deep - S")):
        (tmp_path / "site" / name).write_text(f"<title>{title}</title><body>{body}</body>")
    home, deep = read_pages(read_config(tmp_path / "mkdocs.yml"), tmp_path / "site")
    assert (home.title, home.level, home.opens, home.url, home.anchor) == (
        "Home", 1, (), "", "index",
    )  # fmt: skip
    assert (deep.title, deep.level, deep.opens) == ("Deep", 3, (("Part", 1), ("Sub", 2)))
    assert (deep.heading, deep.url, deep.anchor) == ("Title", "a/b/", "a-b")
    assert re.sub(r"\s+", "", str(deep.content.text_content())) == "Titlekept"
    assert [i.get("class") for i in deep.content.iter("input")] == ["check__box"]


def test_definitions_become_a_list(guide: Guide, tmp_path: Path) -> None:
    lists = (
        "<dl><div><dt>a</dt><dd>b</dd></div><div><dt>c</dt><dd>d</dd></div></dl>"
        "<dl><dt>e</dt><dd>f</dd><dd>g</dd><dt>h</dt><dd>i</dd></dl>"
    )
    path = tmp_path / "lists.pdf"
    path.write_bytes(render(combined(guide, page("", lists))))
    reader = Reader(path)
    items = [reader.text(e) for e in reader.root.walk() if e.tag == "LI"]
    assert items[-4:] == ["ab", "cd", "efg", "hi"]


def test_details_are_unfolded(guide: Guide) -> None:
    text = combined(guide, page("", "<details><summary>S</summary><p>T</p></details>")).html
    assert "details" not in text
    assert '<p class="fold__head">S</p><p>T</p>' in text
    fold = (
        '<details class="fold"><summary class="fold__head"><h3>S</h3></summary>'
        '<details class="fold fold--small"><summary class="fold__head">U</summary>T</details>'
        "</details>"
    )
    text = combined(guide, page("", fold)).html
    assert '<div class="fold"><div class="fold__head"><h3>S</h3></div>' in text
    assert '<div class="fold fold--small"><p class="fold__head">U</p>T</div>' in text


def test_form_fonts_are_taken_out(guide: Guide, tmp_path: Path) -> None:
    """A font that only a text field names would come whole; typed text is set in Helvetica."""
    field = '<p>x</p><input type="text" name="a.b" title="t" class="check__box">'
    with pikepdf.open(_written(tmp_path, render(combined(guide, page("", field))))) as read:
        names = {str(f.BaseFont) for p in read.pages for f in p.Resources.Font.values()}
        assert all(name.endswith(("Guide-Sans", "Guide-Sans-Bold")) for name in names)
        [parent] = read.Root.AcroForm.Fields
        assert (str(parent.T), str(parent.Kids[0].T)) == ("a", "b")


def _written(folder: Path, content: bytes) -> Path:
    path = folder / "written.pdf"
    path.write_bytes(content)
    return path
