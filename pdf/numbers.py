"""Writes into pages that are laid out the numbers of the pages they name.

Which page an anchor stands on is known once all are laid out. A number takes the room that was kept
for it, so nothing moves and no page is laid out again.
"""

from __future__ import annotations

from collections.abc import Iterator

from weasyprint import Document
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.line_break import create_layout, line_size

from pdf.document import NUMBER, TARGET
from pdf.errors import PdfError


def fill_in(laid_out: Document) -> None:
    """Let every element that names an anchor end with the number of the page it stands on.

    Raises PdfError for an anchor that stands nowhere, and a number that is wider than its room.
    """
    pages: dict[str, int] = {}
    for number, page in enumerate(laid_out.pages, start=1):
        for name in page.anchors:
            pages.setdefault(name, number)
    for anchor, box in _kept(laid_out):
        if anchor not in pages:
            raise PdfError(f"no page has the anchor {anchor}, which one names")
        _write(box, f"{box.text.removesuffix(NUMBER)}{pages[anchor]}")


def _kept(laid_out: Document) -> Iterator[tuple[str, TextBox]]:
    """Yield the anchor that is named, and the box that is to say its page."""
    for page in laid_out.pages:
        for box in page._page_box.descendants():
            if (
                isinstance(box, TextBox)
                and box.element is not None
                and TARGET in box.element.attrib
            ):
                yield box.element.attrib[TARGET], box


def _write(box: TextBox, text: str) -> None:
    """Let `box` say `text`, to the right of its room, as numbers in a column stand."""
    layout = create_layout(text, box.style, None, None, 0)
    width, _ = line_size(layout.get_first_line()[0], box.style)
    if width > box.width + 0.01:
        raise PdfError(f"there is no room for the page number in {text.strip()!r}")
    # WeasyPrint sets the text of a layout anew when it draws.
    box.text = box.pango_layout.text = text
    box.position_x += box.width - width
    box.width = width
