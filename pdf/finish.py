"""Finishes a printed PDF: what WeasyPrint leaves undone for readers, forms and equal bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from pdf.combine import Attached
from pdf.errors import PdfError

# A mark on a page: the page's object number and the mark's number there.
Mark = tuple[tuple[int, int], int]
# The flag of a choice: of its boxes one at most is ticked.
RADIO = 1 << 15
# How viewers set what is typed into a text field.
TYPED = "/Helv 9 Tf 0 g"
# Draws nothing: keeps the state of the page and puts it back.
EMPTY = b"q Q"
# What has been drawn into fields: by its content and its size in points.
type Drawn = dict[tuple[bytes, tuple[float, float]], pikepdf.Object]
# What a font in a PDF is drawn from: the other tables are for text that is still to be set.
DRAWN_FROM = {"glyf", "head", "hhea", "hmtx", "loca", "maxp", "cvt ", "fpgm", "prep"}
# How the names of our fonts begin in the file; print.css gives them.
OURS = "Guide-"


def finish(printed: bytes, titles: Mapping[str, str], attached: Attached | None = None) -> bytes:
    """Return the finished PDF; `titles` says for each anchor what stands there.

    Equal input gives equal bytes. Raises PdfError when two form fields bear one name, or a font
    got in that is not one of ours.
    """
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        known = _mend_structure(pdf)
        _mark_artifacts(pdf, known)
        _describe_links(pdf, titles)
        _finish_form(pdf)
        _refuse_other_fonts(pdf)
        _strip_fonts(pdf)
        if attached:
            _attach(pdf, attached)
        pikepdf.settings.set_flate_compression_level(9)
        finished = io.BytesIO()
        pdf.save(
            finished,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )
    return finished.getvalue()


def _attach(pdf: pikepdf.Pdf, attached: Attached) -> None:
    """Let the PDF carry a file; its dates are the day it is of, so equal input stays equal."""
    day = f"D:{attached.day:%Y%m%d}000000Z"
    pdf.attachments[attached.name] = pikepdf.AttachedFileSpec(
        pdf,
        attached.text.encode(),
        filename=attached.name,
        description=attached.says,
        mime_type="application/json",
        creation_date=day,
        mod_date=day,
    )


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return what a structure element holds: elements, references, numbers of marks."""
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _mend_structure(pdf: pikepdf.Pdf) -> set[Mark]:
    """Mend the structure, element by element in reading order; return the marks it knows then.

    All in one walk: reading the structure is what takes time.
    """
    known: set[Mark] = set()
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        _drop_unnamed_figures(element)
        if element.get("/S") == "/LI":
            _fill_list_item(pdf, element)
        elif element.get("/S") == "/TR":
            _head_cells(element)
        below = []
        for kid in _children(element):
            if isinstance(kid, int):
                known.add((element.Pg.objgen, kid))
            elif isinstance(kid, Dictionary) and kid.get("/Type") == "/MCR":
                known.add((kid.Pg.objgen, int(kid.MCID)))  # on another page than its element begins
            elif isinstance(kid, Dictionary) and "/S" in kid:
                below.append(kid)
        waiting += reversed(below)
    return known


def _drop_unnamed_figures(element: pikepdf.Object) -> None:
    """Take figures without a text alternative out of `element`: they are ornament."""
    kids = _children(element)
    kept = [
        kid
        for kid in kids
        if not (isinstance(kid, Dictionary) and kid.get("/S") == "/Figure") or "/Alt" in kid
    ]
    if len(kept) < len(kids):
        element.K = Array(kept)


def _fill_list_item(pdf: pikepdf.Pdf, item: pikepdf.Object) -> None:
    """Put what stands directly in a list item into a body: beside its label only that may be."""
    kids = _children(item)
    loose = [kid for kid in kids if kid.S not in ("/Lbl", "/LBody")]
    if loose:
        body = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array(loose))
        )
        for kid in loose:
            kid.P = body
        item.K = Array([*(kid for kid in kids if kid.S in ("/Lbl", "/LBody")), body])


def _head_cells(row: pikepdf.Object) -> None:
    """Give cells without a head that of the cell before: it heads both of their columns."""
    heads: pikepdf.Object = Array()
    for cell in _children(row):
        if cell.S == "/TD":
            if not len(cell.A.Headers):
                cell.A.Headers = heads
            heads = cell.A.Headers


def _mark_artifacts(pdf: pikepdf.Pdf, known: set[Mark]) -> None:
    """Declare an artifact what bears none of the `known` marks, those of the structure.

    That is running heads, page numbers and ornament: a reader aloud passes over it.
    """
    owners = _owners(pdf)
    for page in pdf.pages:
        instructions = []
        for instruction in pikepdf.parse_content_stream(page):
            operands, operator = instruction.operands, instruction.operator
            if str(operator) == "BDC" and "/MCID" in operands[1]:
                number = int(operands[1].MCID)
                if (page.obj.objgen, number) not in known:
                    kind = Name.Layout if operands[0] == "/Figure" else Name.Pagination
                    artifact = [Name.Artifact, Dictionary(Type=kind)]
                    instruction = pikepdf.ContentStreamInstruction(artifact, operator)
                    owners[int(page.obj.StructParents)][number] = None
            instructions.append(instruction)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _owners(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """Return the parent tree: for each page's number the elements that own its marks."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): owner for key, owner in zip(numbers[::2], numbers[1::2], strict=True)}


def _describe_links(pdf: pikepdf.Pdf, titles: Mapping[str, str]) -> None:
    """Say in words where each link inside the document leads."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Link" and "/Dest" in annotation:
                annotation.Contents = String(titles[str(annotation.Dest)])


def _finish_form(pdf: pikepdf.Pdf) -> None:
    """Give every field its appearances and its place under its name's parts."""
    if "/AcroForm" not in pdf.Root:
        return
    # Some readers look for a form only where the catalogue refers to it.
    form = pdf.Root.AcroForm = pdf.make_indirect(pdf.Root.AcroForm)
    # Appearances are all here; a viewer told to make its own would drop them.
    if "/NeedAppearances" in form:
        del form.NeedAppearances
    helvetica = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )
    # Each box of a choice is listed beside the choice it belongs to.
    fields = [field for field in form.Fields if "/Parent" not in field]
    _drop_form_fonts(pdf, fields)
    form.DR = Dictionary(Font=Dictionary(Helv=helvetica))
    form.DA = String(TYPED)
    drawn: Drawn = {}
    for field in fields:
        if "/Kids" in field:
            _finish_choice(field)
        for widget in field.get("/Kids", [field]):
            _draw(pdf, widget, drawn)
    _nest(pdf, form, fields)


def _finish_choice(choice: pikepdf.Object) -> None:
    """Call the states of a choice's boxes by their values; let a tick be taken back."""
    choice.Ff = RADIO
    for box, value in zip(choice.Kids, choice.Opt, strict=True):
        [ticked] = box.AP.N.values()
        box.AP.N = Dictionary({f"/{value}": ticked})
        del box.T
    del choice.Opt


def _drop_form_fonts(pdf: pikepdf.Pdf, fields: list[pikepdf.Object]) -> None:
    """Drop the fonts that only text fields name: WeasyPrint embeds them whole.

    Viewers know Helvetica, and take a Chinese font of their own for a Chinese name typed in.
    """
    named = {str(field.DA).split()[-3] for field in fields if field.FT == "/Tx"}
    for page in pdf.pages:
        for name in named & set(page.Resources.Font.keys()):
            del page.Resources.Font[name]


def _draw(pdf: pikepdf.Pdf, field: pikepdf.Object, drawn: Drawn) -> None:
    """Put the rectangle of `field` upright and complete its appearances, each `drawn` once."""
    x1, y1, x2, y2 = (float(number) for number in field.Rect)
    x1, x2, y1, y2 = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    field.Rect = Array([x1, y1, x2, y2])
    # The frame of a box and the line of a text field are drawn on the page itself. Nothing at all
    # would be compressed to no bytes, which some readers take for a broken stream.
    size = round(x2 - x1, 3), round(y2 - y1, 3)
    if (EMPTY, size) not in drawn:
        drawn[EMPTY, size] = pdf.make_stream(
            EMPTY,
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, *size]),
            Resources=Dictionary(),
        )
    empty = drawn[EMPTY, size]
    if field.FT == "/Btn":
        [state] = field.AP.N.keys()
        ticked = field.AP.N[state]
        field.AP.N[state] = drawn.setdefault((ticked.read_bytes(), size), ticked)
        field.AP.N[Name.Off] = empty
    else:
        field.AP = Dictionary(N=empty)
        field.DA = String(TYPED)


def _nest(pdf: pikepdf.Pdf, form: pikepdf.Object, fields: list[pikepdf.Object]) -> None:
    """Arrange fields called `a.b.c` as a tree: a full stop may not stand in one part of a name.

    Raises PdfError when two fields bear one name.
    """
    groups: dict[str, pikepdf.Object] = {}
    names: set[str] = set()
    form.Fields = Array()
    for field in fields:
        name = str(field.T)
        if name in names:
            raise PdfError(f"two form fields are called {name}")
        names.add(name)
        *parts, last = name.split(".")
        siblings, parent, path = form.Fields, None, ""
        for part in parts:
            path = f"{path}.{part}"
            if path not in groups:
                group = pdf.make_indirect(Dictionary(T=String(part), Kids=Array()))
                if parent is not None:
                    group.Parent = parent
                siblings.append(group)
                groups[path] = group
            parent = groups[path]
            siblings = parent.Kids
        field.T = String(last)
        if parent is not None:
            field.Parent = parent
        siblings.append(field)


def _refuse_other_fonts(pdf: pikepdf.Pdf) -> None:
    """Raise PdfError if a page draws with a font that is not one of ours.

    Where ours lack a character, one of this machine's is taken silently: each has others.
    """
    fonts = {font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()}
    for font in fonts.values():
        name = str(font.BaseFont).partition("+")[2]
        if not name.startswith(OURS):
            codes = re.findall(rb"<\w+> <(\w+)>", font.ToUnicode.read_bytes())
            drawn = "".join(bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes)
            seen = " ".join(c for c in drawn if c.isprintable() and not c.isspace())
            raise PdfError(f"the font {name} got into the PDF, for {seen}")


def _strip_fonts(pdf: pikepdf.Pdf) -> None:
    """Leave in the fonts what their glyphs are drawn from."""
    fonts = {font.objgen: font for page in pdf.pages for font in page.Resources.Font.values()}
    files = {
        file.objgen: file
        for font in fonts.values()
        for file in [font.DescendantFonts[0].FontDescriptor.FontFile2]
    }
    for file in files.values():
        stripped = io.BytesIO()
        # As it stands: the tables that stay are copied, not read.
        with TTFont(io.BytesIO(file.read_bytes()), lazy=True, recalcTimestamp=False) as font:
            for table in set(font.keys()) - DRAWN_FROM - {"GlyphOrder"}:
                del font[table]
            font.save(stripped, reorderTables=False)
        file.write(stripped.getvalue())
        file.Length1 = len(stripped.getvalue())
