"""Marks Chinese on English pages: read out as such, left alone by browsers that translate."""

from __future__ import annotations

import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

# From the first Han character to the last, with what stands between and the marks around.
CHINESE = r"《?[㐀-鿿](?:[㐀-鿿　-〿！-～]|[ \d.]+(?=[㐀-鿿]))*"
# A tag, with what it holds where that is no running text; or Chinese in running text.
PIECE = re.compile(
    rf"(?P<kept><(script|style|svg|option)\b.*?</\2>|<[^>]*\blang=[^>]*>[^<]*|<[^>]*>)|{CHINESE}",
    re.DOTALL,
)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mark Chinese that no template has marked."""
    return PIECE.sub(
        lambda piece: piece["kept"] or f'<span lang="zh-Hans" translate="no">{piece[0]}</span>',
        html,
    )
