"""Puts files that pages link to into each language's site: the rules as DMN, lists, letters."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

FOLDER = "downloads/"
DMN = "keep-or-cancel.dmn"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files, in the language of the site."""
    # Imported here: while serving, a module loaded at the top would stay that of the first build.
    from guide import GuideError
    from guide.edition import Edition
    from macros.data import current, current_letter_files, current_list_files, current_model
    from widgets.dmn import export

    try:
        model, edition = current_model(), Edition(current(), config.extra["lang"])
        made: dict[str, str | bytes] = {DMN: export(model, edition)}
        made |= current_list_files(edition.lang)
        made |= current_letter_files(edition.lang)
    except GuideError:
        if not config.extra.get("serving"):
            raise
        return files  # the pages say what is wrong
    for name, content in made.items():
        files.append(File.generated(config, f"{FOLDER}{name}", content=content))
    return files
