"""Puts what other sites load into the site once: the bare embed pages and the oEmbed records."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

# Outside the logger that `--strict` counts: while serving, a broken file must not end the server.
log = logging.getLogger("guide")


def on_post_build(config: MkDocsConfig) -> None:
    """Write the pages and the records of both languages."""
    # Imported here: while serving, a module loaded at the top would stay that of the first build.
    from guide import GuideError
    from guide.edition import LANGUAGES
    from macros.blocks import embed
    from macros.data import current

    site = Path(config.site_dir)
    address = config.site_url or "/"
    try:
        guide = current()
        for lang in LANGUAGES:
            for name, content in (
                (embed.PAGE, embed.page(guide, lang, address)),
                (embed.RECORD, embed.record(guide, lang, address)),
            ):
                target = site / name.format(lang)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(content, encoding="utf-8")
    except (GuideError, ValueError) as error:
        if not config.extra.get("serving"):
            raise PluginError(f"the embed pages cannot be written: {error}") from error
        log.error("The embed pages were not written: %s", error)
