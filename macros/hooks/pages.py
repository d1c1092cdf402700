"""What the pages of both languages need: words for templates, search dictionary, table labels."""

from __future__ import annotations

import collections
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from jinja2 import Environment, FileSystemBytecodeCache

# Python-Markdown ships no types, so its classes count as Any.
from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from guide import Guide

BUILD = Path(__file__).parent.parent.parent / "build"
DICTIONARY = BUILD / "search/userdict.txt"
# The theme's templates, compiled: both languages and every build use the same ones.
TEMPLATES = BUILD / "templates"

# The site's stylesheet; the colours of the families are put before it.
STYLE = "assets/stylesheets/guide.css"

log = logging.getLogger("guide")


@event_priority(50)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give templates the guide's words, the search its dictionary, and tables their labels."""
    # Imported here: while serving, a module loaded at the top would stay that of the first build.
    from guide import GuideError
    from guide.edition import LANGUAGES
    from macros.data import current

    lang = config.extra["lang"]
    # The page's own language first.
    config.extra["languages"] = sorted(LANGUAGES.values(), key=lambda other: other.code != lang)
    config.markdown_extensions.append(TableLabels())
    config.extra["words"] = collections.defaultdict(str)
    config.extra["meta"] = {}
    config.extra["search_words"] = ""
    try:
        guide = current()
    except GuideError as error:
        if not config.extra.get("serving"):
            raise PluginError(f"the shared data does not hold together:\n{error}") from error
        log.error("%s", error)
        return config
    config.extra["words"] |= {key: getattr(text, lang) for key, text in guide.ui.ui.items()}
    config.extra["meta"] = guide.meta.model_dump()
    config.extra["search_words"] = _dictionary(guide)
    if lang == "zh":
        DICTIONARY.parent.mkdir(parents=True, exist_ok=True)
        DICTIONARY.write_text(config.extra["search_words"], encoding="utf-8")
        config.plugins["material/search"].config["jieba_dict_user"] = str(DICTIONARY)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the colours of the families into the stylesheet: one request less than a second file."""
    from guide import GuideError
    from guide.palette import stylesheet
    from macros.data import current

    style = files.get_file_from_path(STYLE)
    try:
        colours = stylesheet(current().outcomes.families)
    except GuideError:  # said by `on_config`
        return files
    if style is not None:
        files.remove(style)
        content = colours + style.content_string
        files.append(File.generated(config, STYLE, content=content))
    return files


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keep compiled templates by their content."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(TEMPLATES))
    return env


def _dictionary(guide: Guide) -> str:
    """Return the Chinese words of the glossary, one a line, as jieba reads them."""
    words = {
        word
        for term in guide.glossary.terms
        for word in (term.term.zh, *term.also.zh)
        if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", word)
    }
    return "".join(f"{word}\n" for word in sorted(words))


class TableLabels(Extension):  # type: ignore[misc]
    """Writes each column's heading on its cells, so that narrow screens can show cards."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        """Register the tree processor after those that fill in the cells' text."""
        md.treeprocessors.register(_LabelCells(md), "table_labels", 0)


class _LabelCells(Treeprocessor):  # type: ignore[misc]
    def run(self, root: Element) -> None:
        for table in root.iter("table"):
            labels = ["".join(cell.itertext()) for cell in table.findall("./thead/tr/th")]
            for row in table.findall("./tbody/tr"):
                for label, cell in zip(labels, row.findall("td"), strict=False):
                    cell.set("data-label", label)
