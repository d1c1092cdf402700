"""Puts the rules as DMN into the site of each language, as a file that pages can link to."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

DMN = "downloads/keep-or-cancel.dmn"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the file, labelled in the language of the site."""
    # Imported here: while serving, a module loaded at the top would stay that of the first build.
    from guide import GuideError
    from guide.edition import Edition
    from macros.data import current, current_model
    from widgets.dmn import export

    try:
        model, edition = current_model(), Edition(current(), config.extra["lang"])
    except GuideError:
        if not config.extra.get("serving"):
            raise
        return files  # the pages say what is wrong
    files.append(File.generated(config, DMN, content=export(model, edition)))
    return files
