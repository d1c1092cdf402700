"""Says on the built pages how many pages and megabytes a printed PDF has."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
from markupsafe import escape

# As macros/templates/pdf_facts.html.j2 writes it; what it holds was said of an earlier PDF.
PLACE = r'(<span class="file-facts[^"]*" data-pdf="{}" data-words="([^"]*)"[^>]*>)[^<]*(?=</span>)'


def say(site: Path, file: Path) -> None:
    """Write pages and size of the PDF `file` wherever a page in `site` names it."""
    place = re.compile(PLACE.format(re.escape(file.name)))
    with pikepdf.open(file) as pdf:
        pages = len(pdf.pages)
    size = f"{file.stat().st_size / 1e6:.1f}"

    def told(match: re.Match[str]) -> str:
        return match[1] + str(escape(match[2].format(pages=pages, size=size)))

    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if place.search(text):
            page.write_text(place.sub(told, text), encoding="utf-8")
