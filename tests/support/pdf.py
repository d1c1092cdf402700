"""Reads a PDF back: its structure with the text in it, its fields, links and lines."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary
from pypdfium2 import raw as pdfium

Char = dict[str, Any]
# What runs on within a line; all else is read as a piece of its own.
INLINE = {"Span", "Link", "Form"}


@dataclass
class Element:
    """One structure element: its tag, its marks as (page, number), what it holds, its object."""

    tag: str
    raw: pikepdf.Object
    kids: list[Element | tuple[int, int]] = field(default_factory=list)
    annotations: list[pikepdf.Object] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    @property
    def marks(self) -> list[tuple[int, int]]:
        """The marks in it and below, in order."""
        return [kid for element in self.walk() for kid in element.kids if isinstance(kid, tuple)]


@dataclass
class Line:
    """Characters that stand side by side without a wide gap, on one page (from 1)."""

    page: int
    chars: list[Char]

    @property
    def text(self) -> str:
        return "".join(char["text"] for char in self.chars)


def squeeze(text: str) -> str:
    """Return `text` without white space and hyphens: where lines break, both may differ."""
    return re.sub(r"[\s\u00ad\u200b\u2010\u2011-]+", "", text)


def drawn(page: pypdfium2.PdfPage) -> Iterator[Char]:
    """Yield the characters of a page, in the order in which they are drawn."""
    height = page.get_height()
    text = page.get_textpage()
    known: dict[int | None, dict[str, Any]] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    for place in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, place) == 1:
            continue  # a space or the end of a line, for who copies the text
        part = pdfium.FPDFText_GetTextObject(text, place)
        address = ctypes.cast(part, ctypes.c_void_p).value
        if address not in known:
            known[address] = _drawn_with(part)
        here = known[address]
        pdfium.FPDFText_GetCharOrigin(text, place, x, y)
        pdfium.FPDFText_GetLooseCharBox(text, place, box)
        bottom = height - y.value - here["descent"]
        char = chr(pdfium.FPDFText_GetUnicode(text, place))
        yield {
            **here,
            # A hyphen where a word is broken.
            "text": "-" if char == "\x02" else char,
            "x0": x.value,
            "x1": box.right,
            "top": bottom - here["size"],
            "bottom": bottom,
        }


def _drawn_with(part: Any) -> dict[str, Any]:
    """Return what the characters of one text object share."""
    marks = pdfium.FPDFPageObj_CountMarks(part)
    tag, number = None, pdfium.FPDFPageObj_GetMarkedContentID(part)
    if marks:
        name, length = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
        mark = pdfium.FPDFPageObj_GetMark(part, marks - 1)
        pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), length)
        tag = bytes(name)[: length.value].decode("utf-16-le").rstrip("\0")
    font = pdfium.FPDFTextObj_GetFont(part)
    family = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, family, len(family))
    size, descent, matrix = ctypes.c_float(), ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(part, size)
    pdfium.FPDFPageObj_GetMatrix(part, matrix)
    pdfium.FPDFFont_GetDescent(font, 1, descent)
    points = size.value * abs(matrix.d)
    return {
        "mcid": number if number >= 0 else None,
        "tag": tag,
        "fontname": family.value.decode(),
        "size": points,
        "descent": descent.value * points,
    }


class Reader:
    """One PDF, read once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pdf = pikepdf.open(path)
        self.page_numbers = {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}

    @cached_property
    def chars(self) -> list[list[Char]]:
        """The characters of each page, with place, font, tag and mark.

        "x0", "x1", "top" and "bottom" are points from the upper left corner, "size" is in points.
        """
        with pypdfium2.PdfDocument(self.path) as read:
            return [list(drawn(page)) for page in read]

    @cached_property
    def root(self) -> Element:
        """The structure's Document element with all below."""
        [document] = self.pdf.Root.StructTreeRoot.K
        return self._element(document)

    def _element(self, raw: pikepdf.Object) -> Element:
        element = Element(str(raw.S)[1:], raw)
        kids: pikepdf.Object | list[Any] = raw.get("/K", [])
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                element.kids.append((self.page_numbers[raw.Pg.objgen], kid))
            elif isinstance(kid, Dictionary) and "/S" in kid:
                element.kids.append(self._element(kid))
            elif isinstance(kid, Dictionary) and kid.Type == "/MCR":
                element.kids.append((self.page_numbers[kid.Pg.objgen], int(kid.MCID)))
            elif isinstance(kid, Dictionary) and kid.Type == "/OBJR":
                element.annotations.append(kid.Obj)
            else:
                raise AssertionError(f"a structure element holds {kid!r}")
        return element

    @cached_property
    def marked(self) -> dict[tuple[int, int], str]:
        """The text under each mark."""
        texts: dict[tuple[int, int], str] = {}
        for page, chars in enumerate(self.chars):
            for char in chars:
                if char["mcid"] is not None:
                    key = (page, char["mcid"])
                    texts[key] = texts.get(key, "") + char["text"]
        return texts

    def text(self, element: Element) -> str:
        """Return the text below `element`, in reading order."""
        return "".join(
            self.text(kid) if isinstance(kid, Element) else self.marked.get(kid, "")
            for kid in element.kids
        )

    @cached_property
    def placed(self) -> dict[tuple[int, int], list[Char]]:
        """The characters under each mark."""
        placed: dict[tuple[int, int], list[Char]] = {}
        for page, chars in enumerate(self.chars):
            for char in chars:
                if char["mcid"] is not None:
                    placed.setdefault((page, char["mcid"]), []).append(char)
        return placed

    @cached_property
    def blocks(self) -> list[list[tuple[int, int]]]:
        """The marks of each piece of text that is read as one, in reading order."""
        blocks: list[list[tuple[int, int]]] = [[]]

        def collect(element: Element) -> None:
            apart = element.tag not in INLINE
            if apart:
                blocks.append([])
            for kid in element.kids:
                if isinstance(kid, Element):
                    collect(kid)
                else:
                    blocks[-1].append(kid)
            if apart:
                blocks.append([])

        collect(self.root)
        return [block for block in blocks if block]

    @cached_property
    def destinations(self) -> dict[str, int]:
        """The page (from 0) of every named place."""
        names = list(self.pdf.Root.Names.Dests.Names)
        return {
            str(name): self.page_numbers[place[0].objgen]
            for name, place in zip(names[::2], names[1::2], strict=True)
        }

    @cached_property
    def outline(self) -> list[tuple[int, str, int]]:
        """The bookmarks as (depth from 1, title, page from 0)."""

        def entries(node: pikepdf.Object, depth: int) -> Iterator[tuple[int, str, int]]:
            entry = node.get("/First")
            while entry is not None:
                yield depth, str(entry.Title), self.page_numbers[entry.Dest[0].objgen]
                yield from entries(entry, depth + 1)
                entry = entry.get("/Next")

        return list(entries(self.pdf.Root.Outlines, 1))

    @cached_property
    def sheets(self) -> int:
        """The page (from 0) on which the sheets to write on begin: until there, it is a guide."""
        return self.destinations["self-check"]

    def annotations(self, subtype: str) -> Iterator[tuple[int, pikepdf.Object]]:
        """Yield (page from 0, annotation) for every annotation of `subtype`, "/Link"."""
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.get("/Annots", []):
                if annotation.Subtype == subtype:
                    yield number, annotation

    @cached_property
    def fields(self) -> dict[str, pikepdf.Object]:
        """The form's fields by their full names; a name that comes twice is an error.

        A choice is one field, whose boxes are its kids.
        """
        fields: dict[str, pikepdf.Object] = {}

        def collect(nodes: pikepdf.Object, prefix: str) -> None:
            for node in nodes:
                name = f"{prefix}{node.T}"
                if "/Kids" in node and "/FT" not in node:
                    collect(node.Kids, f"{name}.")
                else:
                    assert name not in fields, f"two fields are called {name}"
                    fields[name] = node

        collect(self.pdf.Root.AcroForm.Fields, "")
        return fields

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of all pages, columns apart: a gap of more than two ems parts a line."""
        lines = []
        for number, chars in enumerate(self.chars, start=1):
            rows: dict[int, list[Char]] = {}
            for char in sorted(chars, key=lambda c: (round(c["bottom"]), c["x0"])):
                if char["tag"] != "Artifact":
                    near = next((row for row in rows if abs(row - char["bottom"]) < 3), None)
                    key = round(char["bottom"]) if near is None else near
                    rows.setdefault(key, []).append(char)
            for row in rows.values():
                row.sort(key=lambda c: c["x0"])
                start = 0
                for n in range(1, len(row) + 1):
                    end = n == len(row)
                    if end or row[n]["x0"] - row[n - 1]["x1"] > 2 * row[n]["size"]:
                        lines.append(Line(number, row[start:n]))
                        start = n
        return lines
