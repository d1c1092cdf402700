"""Mends the structure of a PDF while it is printed: what page breaks cut is made one again.

WeasyPrint builds the structure page by page. A list that goes over two pages becomes two lists, the
head of a table is read again on each page, and each line of text is an element of its own. Here
parts of one element are joined, repeated heads become ornament, and elements that say nothing go.

It is done before anything is written: to read all of that from a file takes longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pydyf
from weasyprint.pdf import tags

# What groups others: text may not stand directly in it.
GROUPING = {"Document", "Sect", "Div", "Part", "Art", "BlockQuote", "L", "LI"}
TABLES = {"Table", "THead", "TBody", "TFoot", "TR"}
# What has no meaning of its own, as long as it has no attribute.
IDLE = {"/Span", "/NonStruct"}
PLAIN = {"Type", "S", "K", "Pg", "P"}

_build = tags._build_box_tree


def _build_named(box: Any, *arguments: Any) -> Iterator[pydyf.Dictionary]:
    """Build the structure as WeasyPrint does; let each element know what of the page it shows."""
    source = getattr(box, "_box", box).element
    for element in _build(box, *arguments):
        if source is not None and not hasattr(element, "source"):
            element.source = source
        yield element


tags._build_box_tree = _build_named


def mend(pdf: pydyf.PDF, titles: Mapping[str, str]) -> None:
    """Mend the structure of `pdf`, which WeasyPrint is about to write.

    `titles` says for each anchor what stands there: a link inside the document says so in words.
    """
    structure = _Structure(pdf)
    structure.mend()
    structure.mark_artifacts()
    structure.shorten()
    for annotation in pdf.objects:
        if _leads_inside(annotation):
            annotation["Contents"] = pydyf.String(titles[annotation["Dest"].string])


def _leads_inside(thing: pydyf.Object) -> bool:
    """Tell whether an object of the PDF is a link to another place in it."""
    return (
        isinstance(thing, pydyf.Dictionary) and thing.get("Subtype") == "/Link" and "Dest" in thing
    )


class _Structure:
    """The structure of one PDF as it is held before it is written."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self._objects = pdf.objects
        root = self._at(pdf.catalog["StructTreeRoot"])
        self._document = self._at(root["K"][0])
        numbers = self._at(root["ParentTree"])["Nums"]
        # For each page the owners of its marks; for each link and field its owner's place in there.
        self._numbers = numbers
        self._owned = {
            entry: index for index, entry in enumerate(numbers) if isinstance(entry, bytes)
        }
        self._pages = {
            f"{pdf.pages['Kids'][3 * page]} 0 R".encode(): numbers[2 * page + 1]
            for page in range(int(pdf.pages["Count"]))
        }

    def mend(self) -> None:
        """Join, drop and lift in one walk from the top."""
        waiting = [self._document]
        while waiting:
            element = waiting.pop()
            self._join(element)
            if element["S"] == "/Table":
                self._mend_table(element)
            self._lift(element)
            self._drop_unnamed_figures(element)
            if element["S"] == "/LI":
                self._fill_list_item(element)
            elif element["S"] == "/TR":
                self._fill_heads(element)
            waiting += self._elements(element)

    def mark_artifacts(self) -> None:
        """Declare an artifact what no element holds.

        That is running heads, page numbers and ornament: a reader aloud passes over it.
        """
        held = set(self._marks())
        for page, owners in self._pages.items():
            drawn = self._at(self._at(page)["Contents"]).stream
            for place, mark in enumerate(drawn):
                if isinstance(mark, pydyf.Dictionary) and drawn[place + 1] == b"BDC":
                    number = mark["MCID"]
                    if (page, number) not in held:
                        kind = "/Layout" if drawn[place - 1] == "/Figure" else "/Pagination"
                        drawn[place - 1] = "/Artifact"
                        drawn[place] = pydyf.Dictionary({"Type": kind})
                        owners[number] = "null"

    def shorten(self) -> None:
        """Leave out what goes without saying; it is an eighth of what is not drawn.

        What refers to a link or a field stands in its element. An element without marks of its own
        is on no page, and what is in it is on its page.
        """
        for element in (self._document, *self._below(self._document)):
            kids = pydyf.Array()
            for kid in element["K"]:
                here = self._at(kid) if isinstance(kid, bytes) else None
                if here is not None and "S" not in here:
                    here.free = "f"
                    if here["Pg"] == element["Pg"]:
                        del here["Pg"]
                    kids.append(here)
                else:
                    kids.append(kid)
            element["K"] = kids
            del element["Type"]
            if all(isinstance(kid, bytes) for kid in kids):
                element.pop("Pg", None)

    def _marks(self) -> Iterator[tuple[bytes, int]]:
        """Yield the marks that elements hold: the page of each, and its number there."""
        for element in (self._document, *self._below(self._document)):
            for kid in element["K"]:
                if isinstance(kid, dict):
                    yield kid["Pg"], kid["MCID"]  # on another page than its element begins
                elif isinstance(kid, int):
                    yield element["Pg"], kid

    def _drop_unnamed_figures(self, element: pydyf.Dictionary) -> None:
        """Take figures without a text alternative out of `element`: they are ornament."""
        unnamed = {
            kid.reference
            for kid in self._elements(element)
            if kid["S"] == "/Figure" and "Alt" not in kid
        }
        if unnamed:
            element["K"] = pydyf.Array(
                kid for kid in element["K"] if not (isinstance(kid, bytes) and kid in unnamed)
            )

    def _fill_list_item(self, item: pydyf.Dictionary) -> None:
        """Put what stands directly in an item into a body: beside its label only that may be."""
        labels = {kid.reference for kid in self._elements(item) if kid["S"] in ("/Lbl", "/LBody")}
        loose = [kid for kid in item["K"] if not (isinstance(kid, bytes) and kid in labels)]
        if not loose:
            return
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "P": item.reference, "Pg": item["Pg"]}
        )
        self._pdf.add_object(body)
        body["K"] = pydyf.Array(self._moved(kid, item, body) for kid in loose)
        beside = (kid for kid in item["K"] if isinstance(kid, bytes) and kid in labels)
        item["K"] = pydyf.Array([*beside, body.reference])

    def _fill_heads(self, row: pydyf.Dictionary) -> None:
        """Give cells without a head that of the cell before: it heads both of their columns."""
        heads = pydyf.Array()
        for cell in self._elements(row):
            if cell["S"] == "/TD":
                heads = cell["A"]["Headers"] = cell["A"]["Headers"] or heads

    def _at(self, reference: bytes) -> pydyf.Dictionary:
        return self._objects[int(reference.split()[0])]

    def _elements(self, element: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """Return the elements directly in `element`; it also holds marks and references."""
        kids = (self._at(kid) for kid in element["K"] if isinstance(kid, bytes))
        return [kid for kid in kids if "S" in kid]

    def _join(self, element: pydyf.Dictionary) -> None:
        """Join those in `element` that follow each other and show the same part of a page."""
        kids = pydyf.Array()
        last: pydyf.Dictionary | None = None
        for kid in element["K"]:
            here = self._at(kid) if isinstance(kid, bytes) else None
            if here is None or "S" not in here:
                last = None
            elif last is not None and _are_one(last, here):
                self._absorb(last, here)
                continue
            else:
                last = here
            kids.append(kid)
        element["K"] = kids

    def _absorb(self, whole: pydyf.Dictionary, part: pydyf.Dictionary) -> None:
        """Move all that `part` holds to the end of `whole`."""
        for kid in part["K"]:
            whole["K"].append(self._moved(kid, part, whole))
        self._free(part, whole)

    def _moved(
        self, kid: bytes | int | pydyf.Dictionary, old: pydyf.Dictionary, new: pydyf.Dictionary
    ) -> bytes | int | pydyf.Dictionary:
        """Return `kid` of `old` as one of `new`."""
        if isinstance(kid, bytes):
            if "S" in (element := self._at(kid)):
                element["P"] = new.reference
            return kid
        page, mark = (kid["Pg"], kid["MCID"]) if isinstance(kid, dict) else (old["Pg"], kid)
        self._pages[page][mark] = new.reference
        if page == new["Pg"]:
            return mark
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mark})

    def _free(self, gone: pydyf.Dictionary, heir: pydyf.Dictionary) -> None:
        """Take out an element whose links and fields, if any, are another's now."""
        gone.free = "f"
        while (index := self._owned.pop(gone.reference, None)) is not None:
            self._numbers[index] = heir.reference
            self._owned.setdefault(heir.reference, index)

    def _mend_table(self, table: pydyf.Dictionary) -> None:
        """Take heads out of a table but the first, and let each cell name what heads it.

        What is in no element is declared ornament later. A head over several columns heads each of
        them; WeasyPrint names it in the first alone.
        """
        heads = [kid for kid in table["K"] if self._at(kid)["S"] == "/THead"]
        if not heads:
            return
        first, *others = (self._head_cells(self._at(head)) for head in heads)
        names = {
            old["ID"].data: new["ID"]
            for other in others
            for old, new in zip(other, first, strict=True)
        }
        wide = [cell["ID"] for cell in first if "ColSpan" in cell["A"]]
        table["K"] = pydyf.Array(kid for kid in table["K"] if kid not in heads[1:])
        self._join(table)
        for cell in self._below(table):
            if cell["S"] == "/TD":
                named = [names.get(name.data, name) for name in cell["A"]["Headers"]]
                cell["A"]["Headers"] = pydyf.Array(named or wide)

    def _head_cells(self, head: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """Return the cells of a table's head."""
        return [cell for cell in self._below(head) if cell["S"] == "/TH"]

    def _below(self, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
        """Yield all elements in an element."""
        for kid in self._elements(element):
            yield kid
            yield from self._below(kid)

    def _lift(self, element: pydyf.Dictionary) -> None:
        """Put what idle elements in `element` hold in their place."""
        tag = element["S"][1:]
        if tag in TABLES:
            return
        kids = pydyf.Array()
        for kid in element["K"]:
            kids += self._lifted(kid, element, marks=tag not in GROUPING)
        element["K"] = kids

    def _lifted(
        self, kid: bytes | int | pydyf.Dictionary, parent: pydyf.Dictionary, *, marks: bool
    ) -> list[bytes | int | pydyf.Dictionary]:
        """Return what stands for `kid` in `parent`, which may hold `marks` itself, or elements."""
        element = self._at(kid) if isinstance(kid, bytes) else None
        if element is None or element.get("S") not in IDLE or element.keys() - PLAIN:
            return [kid]
        if not marks and not all(
            isinstance(below, bytes) and "S" in self._at(below) for below in element["K"]
        ):
            return [kid]
        lifted = []
        for below in element["K"]:
            lifted += self._lifted(self._moved(below, element, parent), parent, marks=marks)
        self._free(element, parent)
        return lifted


def _are_one(one: pydyf.Dictionary, other: pydyf.Dictionary) -> bool:
    """Tell whether two elements show parts of one element of the page."""
    return one["S"] == other["S"] and getattr(one, "source", 0) is getattr(other, "source", 1)
