"""While serving: shows the PDFs that were printed, and says of the others that they were not yet.

PDFs are printed from the built site (`make site`); nobody who edits a page should wait for them.
"""

from __future__ import annotations

import posixpath
import shutil
from pathlib import Path

from lxml import html as markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

PRINTED = Path(__file__).parent.parent.parent / "site/downloads"
PDF_LINKS = './/a[@type="application/pdf"]'


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Take the address from links to PDFs that are not there, and say so beside them."""
    if not config.extra.get("serving") or "application/pdf" not in html:
        return html
    tree = markup.fragment_fromstring(html, create_parent="div")
    for link in tree.xpath(PDF_LINKS):
        if not (PRINTED / posixpath.basename(link.get("href", ""))).is_file():
            for name in ("href", "download", "type"):
                link.attrib.pop(name, None)
            note = markup.Element("span")
            note.text = f" · {config.extra['words']['not_printed']}"
            link.append(note)
    content = "".join(markup.tostring(part, encoding="unicode") for part in tree)
    return (tree.text or "") + content


def on_post_build(config: MkDocsConfig) -> None:
    """Put the printed PDFs into the site, once for both languages."""
    if config.extra.get("serving") and config.extra["lang"] == "zh":
        for pdf in PRINTED.glob("*.pdf"):
            shutil.copy(pdf, Path(config.site_dir) / "downloads")
