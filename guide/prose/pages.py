"""Reads the Markdown pages: front matter, sections with their fingerprints, links, calls, prose."""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeGuard

from jinja2 import Environment, nodes
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from pydantic import Field, StringConstraints, ValidationError

from guide.schema import HyphenName, Strict, Words
from guide.yaml_text import YamlError
from guide.yaml_text import read as read_yaml

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"

# The id at the end of a heading, "{#order}": attribute lists are Python-Markdown's, not Markdown's.
HEADING_ID = re.compile(r"\s*\{:?\s*#(?P<id>[^\s}]+)[^}]*\}\s*$")
# The delimiters of mkdocs.yml, where "{#" opens no comment.
MACROS = Environment(comment_start_string="[##", comment_end_string="##]")

Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
Call = tuple[str, tuple[str, ...]]


class PageError(ValueError):
    """A page cannot be read; the message is `path:line: what is wrong`."""


@dataclass(frozen=True, order=True)
class Remark:
    """Something to put right in a file: its path under the root, the line (from 1), and what."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class FrontMatter(Strict):
    """What may stand above a page.

    `keywords` are words that people search by and the page does not use, in its own language.
    `translation` names, in the English tree, what it renders.
    """

    title: Words
    description: Words
    keywords: list[Words] = Field(default_factory=list)
    hide: list[Literal["navigation", "toc", "path", "footer"]] = Field(default_factory=list)
    translation: dict[HyphenName, Fingerprint] = Field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A heading and what follows it up to the next one; `id` is empty where the heading has none.

    `fingerprint` changes with any word of the section; for a page's first section also with the
    page's title and description. `line` counts from 1.
    """

    id: str
    level: int
    line: int
    fingerprint: str


@dataclass(frozen=True)
class Prose:
    """One running text without its markup, the line it starts on; breaks within it are kept."""

    line: int
    text: str


@dataclass(frozen=True)
class Page:
    """One page of one language. `name` is its path without ".md": "how", "outcomes/suspend".

    `shape` is what the page is made of, in order and without words: headings, lists with their
    items, tables, admonitions. Paragraphs are left out: one language may need a sentence more.
    """

    lang: str
    name: str
    path: str
    front: FrontMatter
    sections: tuple[Section, ...]
    calls: tuple[Call, ...]
    links: tuple[str, ...]
    prose: tuple[Prose, ...]
    shape: tuple[str, ...]

    @property
    def title(self) -> str:
        """The page's title."""
        return self.front.title


@functools.cache
def parser() -> MarkdownIt:
    """Return the parser: CommonMark and what our pages use beyond it."""
    markdown = MarkdownIt("commonmark").enable("table")
    return markdown.use(front_matter_plugin).use(admon_plugin).use(deflist_plugin)


def names(lang: str, docs: Path = DOCS) -> list[str]:
    """Return the names of all pages of one language, sorted."""
    tree = docs / lang
    return sorted(str(p.relative_to(tree).with_suffix("")) for p in tree.rglob("*.md"))


def read(lang: str, name: str, docs: Path = DOCS) -> Page:
    """Return one page; raise PageError if it is not there or cannot be read."""
    file = docs / lang / f"{name}.md"
    path = f"{docs.name}/{lang}/{name}.md"
    if not file.is_file():
        raise PageError(f"{path}:1: no such page; there are: {', '.join(names(lang, docs))}")
    return _page(lang, name, path, file.read_text(encoding="utf-8"))


# By content: a build asks for a page of both languages several times, a server for every edit.
@functools.lru_cache(maxsize=512)
def _page(lang: str, name: str, path: str, source: str) -> Page:
    """Return the page whose text is `source`; raise PageError where it cannot be read."""
    tokens = parser().parse(source)
    front = _front_matter(path, tokens)
    return Page(
        lang=lang,
        name=name,
        path=path,
        front=front,
        sections=tuple(sections(tokens, front.title, front.description)),
        calls=tuple(calls(path, source)),
        links=tuple(_links(tokens)),
        prose=(*_front_prose(source, front), *_prose(tokens)),
        shape=tuple(_shape(tokens)),
    )


def read_all(lang: str, docs: Path = DOCS) -> dict[str, Page]:
    """Return all pages of one language by name."""
    return {name: read(lang, name, docs) for name in names(lang, docs)}


def _front_matter(path: str, tokens: list[Token]) -> FrontMatter:
    allowed = ", ".join(FrontMatter.model_fields)
    if not tokens or tokens[0].type != "front_matter":
        raise PageError(f"{path}:1: no front matter; allowed keys: {allowed}")
    try:
        return FrontMatter.model_validate(read_yaml(tokens[0].content))
    except YamlError as error:
        raise PageError(f"{path}:{error.line + 1}: not readable as YAML: {error}") from None
    except ValidationError as invalid:
        first = invalid.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "front matter"
        message = f"{where}: {first['msg']}; allowed keys: {allowed}"
        raise PageError(f"{path}:1: {message}") from None


def sections(tokens: list[Token], *before: str) -> Iterator[Section]:
    """Yield the sections of a parsed page; the first one answers for the texts `before` it too."""
    starts = [n for n, t in enumerate(tokens) if t.type == "heading_open" and t.level == 0]
    for start, end in itertools.pairwise([*starts, len(tokens)]):
        heading, own = tokens[start], tokens[start:end]
        heading_id = HEADING_ID.search(tokens[start + 1].content)
        parts = [*(before if start == starts[0] else ())]
        parts += ["\0".join((t.type, t.tag, t.info, t.content)) for t in own]
        yield Section(
            id=heading_id["id"] if heading_id else "",
            level=int(heading.tag[1:]),
            line=(heading.map or [0])[0] + 1,
            fingerprint=hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8],
        )


def calls(path: str, source: str) -> Iterator[Call]:
    """Yield every macro call of a page's text with its arguments, in order.

    Raises PageError, with the `path` of the page, where the text is no template.
    """
    try:
        tree = MACROS.parse(source)
    except Exception as error:
        line = getattr(error, "lineno", 1)
        raise PageError(f"{path}:{line}: not readable as a template: {error}") from None
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            plain = [str(a.value) for a in call.args if isinstance(a, nodes.Const)]
            named = [f"{k.key}={k.value.value}" for k in call.kwargs if _is_const(k.value)]
            yield call.node.name, (*plain, *named)


def _is_const(node: nodes.Node) -> TypeGuard[nodes.Const]:
    return isinstance(node, nodes.Const)


def _links(tokens: list[Token]) -> Iterator[str]:
    """Yield where the page's own links and images lead, addresses with a scheme aside."""
    for token in tokens:
        for child in token.children or ():
            target = child.attrGet("href") if child.type == "link_open" else child.attrGet("src")
            if isinstance(target, str) and not re.match(r"[a-z]+:", target):
                yield target


def _shape(tokens: list[Token]) -> Iterator[str]:
    """Yield the kind of every block but paragraphs, an admonition's with its type."""
    for token in tokens:
        if token.nesting >= 0 and token.type not in ("inline", "front_matter", "paragraph_open"):
            yield " ".join([token.type, token.tag, *token.info.split()[:1]])


def _front_prose(source: str, front: FrontMatter) -> Iterator[Prose]:
    """Yield title and description on the lines where they stand."""
    lines = source.splitlines()
    for key in ("title", "description"):
        number = next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)
        yield Prose(number, getattr(front, key))


def _prose(tokens: list[Token]) -> Iterator[Prose]:
    """Yield the running text of every paragraph, heading, cell and the like."""
    around = 0
    for token in tokens:
        if token.map:
            around = token.map[0]
        if token.type == "inline":
            yield from _plain(token, around + 1)


def _plain(token: Token, line: int) -> Iterator[Prose]:
    """Yield the text of an inline token that starts on `line`; a hard break ends a text."""
    text, breaks = "", 0
    for child in token.children or ():
        if child.type in ("text", "text_special", "image"):
            text += child.content
        elif child.type == "code_inline":
            text += f"`{child.content}`"
        elif child.type == "softbreak":
            text += "\n"
        elif child.type == "hardbreak":
            yield Prose(line + breaks, text)
            breaks += text.count("\n") + 1
            text = ""
    if text:
        yield Prose(line + breaks, HEADING_ID.sub("", text))
