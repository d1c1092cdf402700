"""Tells the reader of an English page which sections have not caught up with the Chinese ones."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

if TYPE_CHECKING:
    from guide.prose.translation import Gap

# Outside the logger that `--strict` counts: while serving, a broken page must not end the server.
log = logging.getLogger("guide")

# On one line, so that Markdown leaves it alone.
NOTICE = Markup(
    '<div class="translation-gap" data-translation="{state}"><p>{says} '
    '<a href="{href}" hreflang="{lang}">{link}</a></p></div>'
)


@event_priority(100)
def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put a notice under the heading of every stale section, before macros are filled in.

    What the Chinese page has and the English has not is said under the first heading.
    """
    from guide.prose.pages import PageError, parser, read, sections
    from guide.prose.translation import SOURCE, TARGET, page_gaps

    docs = Path(config.docs_dir).parent
    name = page.file.src_uri.removesuffix(".md")
    if not (docs / SOURCE / f"{name}.md").is_file():
        return markdown
    try:
        gaps = list(page_gaps(read(SOURCE, name, docs), read(TARGET, name, docs)))
    except PageError as error:
        if not config.extra.get("serving"):
            raise PluginError(str(error)) from error
        log.error("%s", error)
        return markdown
    stale = {gap.section: gap for gap in gaps if gap.state == "stale"}
    missing = next((gap for gap in gaps if gap.state == "missing"), None)
    if not stale and missing is None:
        return markdown
    lines = markdown.splitlines()
    headed = list(sections(parser().parse(markdown)))
    for section in reversed(headed):
        notices = [stale[section.id]] if section.id in stale else []
        if section is headed[0] and missing is not None:
            notices.append(missing)
        for gap in notices:
            lines[section.line : section.line] = ["", _notice(gap, page, config)]
    return "\n".join(lines) + "\n"


def _notice(gap: Gap, page: Page, config: MkDocsConfig) -> str:
    """Return the notice for one section, with the link to its Chinese text."""
    from guide.edition import FIRST, LANGUAGES

    words, tree = config.extra["words"], LANGUAGES[config.extra["lang"]].tree
    fragment = f"#{gap.section}" if gap.section else ""
    return NOTICE.format(
        state=gap.state,
        says=words["translation_behind" if gap.state == "stale" else "translation_missing"],
        href=get_relative_url(page.url or "./", f"{tree}{page.url}") + fragment,
        link=words["see_chinese"],
        lang=LANGUAGES[FIRST].html,
    )
