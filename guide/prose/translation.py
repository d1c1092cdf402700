"""Says how far the English pages have kept up with the Chinese ones, and marks what is up to date.

An English page carries in its front matter, under `translation`, the fingerprint of every Chinese
section as it was when the section was translated. Nothing depends on the history of the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from guide.edition import FIRST, LANGUAGES
from guide.prose.pages import DOCS, Page, Remark, parser, read, read_all
from guide.yaml_text import read as read_yaml

SOURCE = FIRST
TARGET = next(lang for lang in LANGUAGES if lang != FIRST)
# missing: no English page or section; stale: the Chinese one has changed since, or nobody has said
# that it has not; orphan: the Chinese page or section is gone.
State = Literal["missing", "stale", "orphan"]


@dataclass(frozen=True)
class Gap:
    """A section that is not what its Chinese section says now; of a whole page, `section` is ""."""

    state: State
    page: str
    section: str
    line: int


def gaps(source: Mapping[str, Page], target: Mapping[str, Page]) -> Iterator[Gap]:
    """Yield what is missing, stale and orphaned in the pages of `target`, page by page."""
    for name in sorted({*source, *target}):
        if name not in target:
            yield Gap("missing", name, "", 1)
        elif name not in source:
            yield Gap("orphan", name, "", 1)
        else:
            yield from page_gaps(source[name], target[name])


def page_gaps(source: Page, target: Page) -> Iterator[Gap]:
    """Yield what is missing, stale and orphaned in one page."""
    marks = target.front.translation
    there = {section.id: section.line for section in target.sections}
    known = {section.id for section in source.sections}
    for section in source.sections:
        if section.id not in there:
            yield Gap("missing", target.name, section.id, 1)
        elif marks.get(section.id) != section.fingerprint:
            yield Gap("stale", target.name, section.id, there[section.id])
    for name in dict.fromkeys([*there, *marks]):
        if name not in known:
            yield Gap("orphan", target.name, name, there.get(name, 1))


MESSAGES: dict[State, str] = {
    "missing": "missing: the Chinese page has it, the English one has not",
    "stale": "stale: the Chinese text is not the one marked as translated; once the English says "
    "the same, run `make translated PAGE={page}`",
    "orphan": "orphan: the Chinese page no longer has it",
}


def remarks(docs: Path = DOCS) -> list[Remark]:
    """Return the gaps between both trees as the `translation` command prints them."""
    source, target = read_all(SOURCE, docs), read_all(TARGET, docs)
    return [
        Remark(
            f"{docs.name}/{TARGET}/{gap.page}.md",
            gap.line,
            f"{f'#{gap.section}' if gap.section else 'page'}: "
            + MESSAGES[gap.state].format(page=gap.page),
        )
        for gap in gaps(source, target)
    ]


def mark(name: str, docs: Path = DOCS) -> Path:
    """Write into the English page that it renders the Chinese page as it is now; return its path.

    Only the `translation` block of the front matter is rewritten. Raises PageError for a page that
    cannot be read or is not there in both languages.
    """
    source = read(SOURCE, name, docs)
    read(TARGET, name, docs)
    path = docs / TARGET / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    start, end = _block(text)
    marks = [f'  {section.id}: "{section.fingerprint}"\n' for section in source.sections]
    path.write_text("".join([*lines[:start], "translation:\n", *marks, *lines[end:]]), "utf-8")
    return path


def _block(text: str) -> tuple[int, int]:
    """Return the lines [start, end) of the `translation` block, or an empty range to put it in."""
    token = parser().parse(text)[0]
    front = read_yaml(token.content)
    first = 1  # the line after the opening dashes
    if "translation" not in front:
        after = first + token.content.count("\n") + 1
        return after, after
    start, marks = front.lines["translation"], front["translation"]
    return start, max(marks.lines.values(), default=start) + 1
