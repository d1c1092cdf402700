"""What goes to the shop: papers and the day on one page, the questions for a call on the other."""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition, find
from pdf.checklists import LIST_HEAD, call_sheet, table
from pdf.fields import head

NAME = "shop_kit"
LISTS = ("documents_company", "documents_person", "cancel_day")


def part(edition: Edition) -> list[HtmlElement]:
    """Return both pages; the lists without their reasons, with when an item is done."""
    lists = []
    for name in LISTS:
        checklist = find(NAME, edition.guide.checklists.checklists, name)
        lists.append(e.H2(edition.text(checklist.title)))
        lists.append(table(edition, checklist, f"{NAME}.{name}", short=True))
    page = e.SECTION(
        head(edition, NAME, *LIST_HEAD),
        e.H1(edition.word("pdf_shop_kit"), id=NAME),
        *lists,
        e.P(edition.word("paper_typing"), e.CLASS("small")),
        e.CLASS("sheet"),
    )
    return [page, call_sheet(edition, NAME)]
