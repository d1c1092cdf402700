"""The empty document that letters are written into, made by python-docx when the guide is compiled.

Where a letter is, the standard library alone puts text at the tokens {{…}} of what is made here
(keep_or_cancel/papers/document.py).
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any, NamedTuple

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

# As official papers are set; without a font named for it, Chinese falls back to any.
LATIN, SONG, HEI = "Times New Roman", "宋体", "黑体"
GREY = RGBColor(0x55, 0x55, 0x55)
# A4, its margins (above, right, below, left), in centimetres.
PAPER, MARGINS = (21.0, 29.7), (2.3, 2.2, 2.0, 2.4)


class Kind(NamedTuple):
    """How a kind of paragraph looks: points, but for indents, in characters; of the first line."""

    size: float
    before: float = 6
    after: float = 0
    left: float = 0
    first: float = 0
    centred: bool = False
    grey: bool = False
    head: bool = False
    keep: bool = False


KINDS = {
    "title": Kind(18, before=0, after=8, centred=True, head=True, keep=True),
    "to": Kind(12, after=2),
    "text": Kind(12, first=2),
    "plain": Kind(12),
    "request": Kind(12, left=2, first=-2),
    "sign": Kind(12, left=12, before=8, keep=True),
    "sign_first": Kind(12, left=12, before=30, keep=True),
    "note": Kind(9, grey=True),
    "gloss": Kind(9, before=1, after=2, grey=True),
    "gloss_title": Kind(11, before=0, after=8, centred=True, grey=True),
    "gloss_request": Kind(9, before=1, after=2, left=2.67, grey=True),
    "gloss_sign": Kind(9, before=0, left=16, grey=True, keep=True),
    "schedule": Kind(14, before=0, after=6, head=True, keep=True),
    "head": Kind(9, before=2, after=2, centred=True),
    "cell": Kind(9, before=2, after=2),
    "footer": Kind(8, before=0, centred=True, grey=True),
}
# Relations of python-docx's own document that a letter needs; no thumbnail, no effects.
KEPT = ("/officeDocument", "/core-properties", "/styles", "/settings", "/footer")
# How high a row is to write in by hand, in twentieths of a point.
WRITING = 480
TOKEN = "{{text}}"
# Blanks at the ends of a text count.
PRESERVED = '<w:t xml:space="preserve">{{'
NAMESPACE = re.compile(r' xmlns:\w+="[^"]*"')


def template(day: datetime.date) -> dict[str, Any]:
    """Return the empty document, dated `day`, in texts.

    `parts` by name, with the tokens {{body}} and {{title}}, and in the footer {{footer}} and,
    around the two page numbers, {{before}}, {{between}}, {{after}}. `paragraphs` by kind with
    {{text}}; `table` with {{grid}} and {{rows}}, `column` with {{width}}, `head_row`, `row` and, to
    be written in, `blank_row` with {{cells}}, `cell` with {{width}}, {{span}} and {{paragraph}};
    `page_break` is a paragraph. `width` is that of the text in twentieths of a point.
    """
    document = Document()
    width = _page(document)
    for style in list(document.styles):
        if style.name not in ("Normal", "Default Paragraph Font", "Normal Table"):
            style.delete()
    _defaults(document)
    for name, kind in KINDS.items():
        _style(document, name, kind)
    made = {name: _xml(document.add_paragraph(TOKEN, _name(name))._p) for name in KINDS}
    _footer(document)
    table = _table(document)
    for element in list(document.element.body):
        if element.tag != qn("w:sectPr"):
            document.element.body.remove(element)
    document.add_paragraph("{{body}}")
    return {"parts": _parts(document, day), "paragraphs": made, **table, "width": width}


def _name(kind: str) -> str:
    return f"Letter {kind.replace('_', ' ')}"


def _xml(element: BaseOxmlElement) -> str:
    """Return an element without the declarations that its document makes once."""
    xml = str(NAMESPACE.sub("", element.xml)).replace("<w:t>{{", PRESERVED)
    return re.sub(r">\s+<", "><", xml).strip()


def _page(document: WordDocument) -> int:
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(side) for side in PAPER)
    above, right, below, left = (Cm(side) for side in MARGINS)
    section.top_margin, section.right_margin = above, right
    section.bottom_margin, section.left_margin = below, left
    section.footer_distance = Cm(1)
    return (section.page_width - left - right) // Pt(0.05)


def _fonts(properties: Any, chinese: str) -> None:
    if (before := properties.find(qn("w:rFonts"))) is not None:
        properties.remove(before)
    fonts = OxmlElement("w:rFonts")
    properties.insert(0, fonts)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN)
    fonts.set(qn("w:eastAsia"), chinese)


def _defaults(document: WordDocument) -> None:
    """Set the fonts and languages of all, and nothing that Word would take from a theme."""
    styles = document.styles.element
    properties = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(properties, SONG)
    properties.find(qn("w:lang")).set(qn("w:val"), "en-GB")
    properties.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    styles.remove(styles.find(qn("w:latentStyles")))
    normal = document.styles["Normal"].paragraph_format
    normal.space_before = normal.space_after = Pt(0)
    normal.line_spacing = 1.25
    settings = document.settings.element
    for child in list(settings):
        if child.tag not in {qn(f"w:{kept}") for kept in ("characterSpacingControl", "compat")}:
            settings.remove(child)
    mode = settings.find(qn("w:compat")).find(qn("w:compatSetting"))
    mode.set(qn("w:val"), "15")


def _style(document: WordDocument, name: str, kind: Kind) -> None:
    style = document.styles.add_style(_name(name), WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(kind.size)
    if kind.grey:
        style.font.color.rgb = GREY
    if kind.head:
        _fonts(style.element.get_or_add_rPr(), HEI)
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(kind.before), Pt(kind.after)
    form.left_indent, form.first_line_indent = Pt(kind.left * kind.size), Pt(kind.first * kind.size)
    form.keep_with_next = kind.keep or None
    form.widow_control = True
    if kind.centred:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if kind.head:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().append(level)


def _footer(document: WordDocument) -> None:
    """Say what the letter is, outside of it, and which page of how many this is."""
    footer = document.sections[0].footer
    footer.is_linked_to_previous = False
    said = footer.paragraphs[0]
    said.style = document.styles[_name("footer")]
    said.add_run("{{footer}}")
    pages = footer.add_paragraph(style=_name("footer"))
    pages.add_run("{{before}}")
    _number(pages, "PAGE")
    pages.add_run("{{between}}")
    _number(pages, "NUMPAGES")
    pages.add_run("{{after}}")


def _number(paragraph: Paragraph, field: str) -> None:
    code = OxmlElement("w:instrText")
    code.text = field
    begin, end = OxmlElement("w:fldChar"), OxmlElement("w:fldChar")
    begin.set(qn("w:fldCharType"), "begin")
    end.set(qn("w:fldCharType"), "end")
    for element in (begin, code, end):
        run: Any = paragraph.add_run()._r
        run.append(element)


def _table(document: WordDocument) -> dict[str, str]:
    """Return the pieces of a table: ruled, as wide as the text, its head on every page."""
    table = document.add_table(1, 1)
    properties = table._tbl.tblPr
    for child in list(properties):
        properties.remove(child)
    width, layout, borders = (
        OxmlElement(f"w:{tag}") for tag in ("tblW", "tblLayout", "tblBorders")
    )
    width.set(qn("w:type"), "pct")
    width.set(qn("w:w"), "5000")
    layout.set(qn("w:type"), "fixed")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "auto")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.extend([width, borders, layout])
    row, cell = table._tbl.tr_lst[0], table._tbl.tr_lst[0].tc_lst[0]
    for child in list(cell):
        cell.remove(child)
    cell_xml = _xml(cell)
    made = {
        "cell": re.sub(
            r"(/>|></w:tc>)$",
            '><w:tcPr><w:tcW w:w="{{width}}" w:type="dxa"/>{{span}}</w:tcPr>{{paragraph}}</w:tc>',
            cell_xml,
        ),
        "column": '<w:gridCol w:w="{{width}}"/>',
    }
    row.remove(cell)
    flags = row.get_or_add_trPr()
    flags.append(OxmlElement("w:cantSplit"))
    made["row"] = _xml(row).replace("</w:tr>", "{{cells}}</w:tr>")
    height = OxmlElement("w:trHeight")
    height.set(qn("w:val"), str(WRITING))
    flags.append(height)
    made["blank_row"] = _xml(row).replace("</w:tr>", "{{cells}}</w:tr>")
    flags.remove(height)
    flags.append(OxmlElement("w:tblHeader"))
    made["head_row"] = _xml(row).replace("</w:tr>", "{{cells}}</w:tr>")
    table._tbl.remove(row)
    for column in list(table._tbl.tblGrid):
        table._tbl.tblGrid.remove(column)
    whole = _xml(table._tbl).replace("</w:tbl>", "{{rows}}</w:tbl>")
    made["table"] = whole.replace("<w:tblGrid/>", "<w:tblGrid>{{grid}}</w:tblGrid>")
    breaking = document.add_paragraph()
    breaking.paragraph_format.page_break_before = True
    made["page_break"] = _xml(breaking._p)
    if "{{grid}}" not in made["table"] or "{{width}}" not in made["cell"]:
        raise ValueError("python-docx writes tables another way")
    return made


def _parts(document: WordDocument, day: datetime.date) -> dict[str, str]:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "{{title}}", "", ""
    properties.created = properties.modified = datetime.datetime.combine(day, datetime.time())
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if not relation.reltype.endswith(KEPT):
                del owner.rels[key]
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    body = re.compile(r"<w:p>(?:(?!</w:p>).)*\{\{body\}\}.*?</w:p>", re.DOTALL)
    parts = {name: text.replace("<w:t>{{", PRESERVED) for name, text in parts.items()}
    parts["word/document.xml"], found = body.subn("{{body}}", parts["word/document.xml"])
    if found != 1:
        raise ValueError("python-docx writes paragraphs another way")
    return parts
