"""Explains terms of the glossary in running text: the first one on a page leads to its entry.

The meaning shows on hover and on focus; a tap leads to the glossary. Headings, links, code and
the lines of folds are left alone, and so is what the macros write: that is raw HTML by now.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

# Python-Markdown ships no types, so its classes count as Any.
from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER, AtomicString
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

GLOSSARY = "glossary.md"
LEFT_ALONE = {"h1", "h2", "h3", "h4", "h5", "h6", "a", "abbr", "code", "pre", "th", "summary"}
RAW = re.escape(HTML_PLACEHOLDER).replace("%s", r"(\d+)")


class Explain(Extension):  # type: ignore[misc]
    """Markdown extension that explains `words`, a mapping of each word to its (id, meaning)."""

    def __init__(self, words: dict[str, tuple[str, str]]) -> None:
        self.words = words
        self.page = ""  # path of the page being rendered, under its tree
        super().__init__()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's own name
        """Register after inline markup is read and before MkDocs resolves links to pages."""
        md.treeprocessors.register(_Explainer(md, self), "explain_terms", 15)


class _Explainer(Treeprocessor):  # type: ignore[misc]
    def __init__(self, md: Markdown, config: Explain) -> None:
        super().__init__(md)
        self.config = config
        # The longest word first, so that 停机保号 is not taken for 停机; Latin words as a whole.
        words = sorted(config.words, key=len, reverse=True)
        listed = "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in words)
        self.pattern = re.compile(f"{RAW}|({listed})", re.IGNORECASE)

    def run(self, root: Element) -> None:
        """Explain each term once in the tree of one page."""
        if self.config.words and self.config.page not in ("", GLOSSARY):
            self.explained: set[str] = set()
            self.in_raw_link = False
            self._walk(root)

    def _walk(self, element: Element) -> None:
        """Go through the text of `element` and its children in reading order."""
        children = list(element)
        self._split(element, None, element.text)
        for child in children:
            if child.tag not in LEFT_ALONE and "admonition-title" not in child.get("class", ""):
                self._walk(child)
            self._split(element, child, child.tail)

    def _split(self, parent: Element, after: Element | None, text: str | None) -> None:
        """Put links into the text that stands in `parent` after the child `after`."""
        if not text or isinstance(text, AtomicString):
            return
        start = 0
        for begin, end, link in self._links(text):
            self._put(parent, after, text[start:begin])
            index = 0 if after is None else list(parent).index(after) + 1
            parent.insert(index, link)
            after, start = link, end
        if start:
            self._put(parent, after, text[start:])

    @staticmethod
    def _put(parent: Element, after: Element | None, text: str) -> None:
        if after is None:
            parent.text = text
        else:
            after.tail = text

    def _links(self, text: str) -> Iterator[tuple[int, int, Element]]:
        """Yield (start, end, link) for each word of `text` that is to be explained."""
        for match in self.pattern.finditer(text):
            if match[1] is not None:
                tag = str(self.md.htmlStash.rawHtmlBlocks[int(match[1])])
                if re.match(r"</?a\b", tag):
                    self.in_raw_link = not tag.startswith("</")
                continue
            name, meaning = self.config.words[match[2].lower()]
            if self.in_raw_link or name in self.explained:
                continue
            self.explained.add(name)
            # Imported here: while serving, a module loaded at the top would stay that of the first.
            from guide.edition import anchor

            href = posixpath.relpath(GLOSSARY, posixpath.dirname(self.config.page) or ".")
            link = Element("a", {"class": "explained", "href": f"{href}#{anchor('term', name)}"})
            link.set("title", meaning)
            # Inline markup has been read: the word stands as it is.
            link.text = AtomicString(match[2])
            yield match.start(), match.end(), link


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the extension with the words of this language; broken data are told of elsewhere."""
    # Imported here: while serving, a module loaded at the top would stay that of the first build.
    from guide import GuideError
    from guide.edition import LANGUAGES
    from macros.data import current

    lang = config.extra["lang"]
    try:
        terms = current().glossary.terms
    except GuideError:
        terms = []
    colon = LANGUAGES[lang].colon
    words = {
        word.lower(): (
            term.id,
            f"{getattr(term.term, lang)}{colon}{getattr(term.meaning, lang)}",
        )
        for term in terms
        for word in getattr(term.in_text, lang)
    }
    config.markdown_extensions.append(Explain(words))
    return config


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell the extension which page comes next."""
    for extension in config.markdown_extensions:
        if isinstance(extension, Explain):
            extension.page = page.file.src_uri
