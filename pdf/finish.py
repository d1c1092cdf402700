"""Finishes a printed PDF: what WeasyPrint leaves undone for readers, forms and equal bytes."""

from __future__ import annotations

import io
import re

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from pdf.document import Attached
from pdf.errors import PdfError

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


def finish(printed: bytes, attached: Attached | None = None) -> bytes:
    """Return the finished PDF, which carries the file `attached`.

    Equal input gives equal bytes. Raises PdfError when two form fields bear one name, or a font
    got in that is not one of ours.
    """
    with pikepdf.open(io.BytesIO(printed)) as pdf:
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
