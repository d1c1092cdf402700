"""Makes a print document of parts that have no page on the site."""

from __future__ import annotations

from collections.abc import Sequence

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition
from pdf.combine import written
from pdf.cover import metadata
from pdf.document import Document
from pdf.pages import text_of


def compose(edition: Edition, title: str, parts: Sequence[HtmlElement]) -> Document:
    """Return the print document called `title`. A link in it is described by what stands there."""
    root = e.HTML(
        metadata(edition, title),
        e.BODY(*parts, e.CLASS("sheets")),
        lang=edition.language.html,
    )
    titles = {str(target.get("id")): text_of(target) for target in root.xpath("//*[@id]")}
    return written(root, titles)
