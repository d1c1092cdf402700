"""While serving: shows of the files to take away those that `make site` made, and no others.

They are made from the built site; nobody who edits a page should wait for them.
"""

from __future__ import annotations

import posixpath
import shutil
from pathlib import Path

from lxml import html as markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

MADE = Path(__file__).parent.parent.parent / "site/downloads"
MARK = "data-made"


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Take away what leads to files that are not there."""
    if not config.extra.get("serving") or MARK not in html:
        return html
    tree = markup.fragment_fromstring(html, create_parent="div")
    for link in tree.xpath(f".//a[@{MARK}]"):
        if not (MADE / posixpath.basename(link.get("href"))).is_file():
            link.drop_tree()
    for entry in tree.xpath(f".//*[@data-download][not(.//a[@{MARK}])]"):
        entry.drop_tree()
    content = "".join(markup.tostring(part, encoding="unicode") for part in tree)
    return (tree.text or "") + content


def on_post_build(config: MkDocsConfig) -> None:
    """Put the files that were made into the site, once for both languages."""
    if config.extra.get("serving") and config.extra["lang"] == "zh":
        for file in MADE.glob("keep-or-cancel*"):
            shutil.copy(file, Path(config.site_dir) / "downloads")
