"""How the PDF is built: same bytes, whole or not at all, and plain words when it cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from lxml import html
from lxml.html import builder as e
from weasyprint import HTML

import pdf.build
from guide import Guide
from guide.edition import Edition, Lang
from pdf.__main__ import main
from pdf.build import build, document, output, render
from pdf.combine import Document, combine
from pdf.errors import PdfError
from pdf.finish import finish
from pdf.pages import Page, read_config, read_pages
from tests.pdf.reading import Reader, squeeze

ROOT = Path(__file__).parent.parent.parent


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


def combined(guide: Guide, *pages: Page) -> Document:
    """Return the print document of `pages`."""
    head = e.HEAD(e.TITLE("t"))
    return combine(list(pages), e.DIV("paper form"), e.SECTION("cover"), head, Edition(guide, "en"))


# --- the same bytes, whole or not at all --------------------------------------------------------


def test_a_second_run_gives_the_same_bytes(
    site: Path, pdfs: dict[Lang, Reader], guide: Guide
) -> None:
    """Here, against the command line at another place, with other hashes (see conftest)."""
    assert render(document(site, "en", guide)) == pdfs["en"].path.read_bytes()


def test_the_command_line_leaves_only_whole_files(printed: Path) -> None:
    written = {path.name for path in (printed / "downloads").iterdir() if path.is_file()}
    kept = {name for name in written if name.startswith("keep-or-cancel-")}
    assert {"keep-or-cancel-zh.pdf", "keep-or-cancel-en.pdf"} <= kept
    assert not [name for name in written if name.endswith(".part")]


def test_a_change_changes_the_bytes(guide: Guide) -> None:
    one = render(combined(guide, page("", "<p>one</p>")))
    assert one == render(combined(guide, page("", "<p>one</p>")))
    assert one != render(combined(guide, page("", "<p>two</p>")))


def test_nothing_half_written_stays(
    site: Path, guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = combined(guide, page("", "<p>x</p>"))
    monkeypatch.setattr(pdf.build, "document", lambda *_: made)
    target = build(tmp_path, "en", guide)
    before = target.read_bytes()

    def broken(*_: object) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", broken)
    with pytest.raises(OSError, match="no space left"):
        build(tmp_path, "en", guide)
    assert list(target.parent.iterdir()) == [target]
    assert target.read_bytes() == before


# --- plain words --------------------------------------------------------------------------------


def test_a_site_that_is_not_built_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--site", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "is not built (no index.html)" in said
    assert len(said.splitlines()) == 1
    assert not output(tmp_path, "zh").exists()


def test_a_link_without_target_is_named(guide: Guide) -> None:
    with pytest.raises(PdfError, match=r"no target for the link how/#absent"):
        combined(guide, page("", '<a href="how/#absent">x</a>'), page("how/", ""))


def test_a_character_without_glyph_is_named(guide: Guide) -> None:
    with pytest.raises(PdfError, match=r"cannot draw: ต \(U\+0E15\)"):
        render(combined(guide, page("", "<p>ต</p>")))


def test_a_font_of_this_machine_is_refused() -> None:
    with pytest.raises(PdfError, match="got into the PDF, for x y"):
        finish(printed_page("<p>xy</p>"), {})


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
    assert '<p class="admonition-title">S</p><p>T</p>' in text


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
