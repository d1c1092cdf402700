"""Begins a page: one file in each tree, its place in both navigations, and its translation mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guide.edition import LANGUAGES
from guide.prose import translation
from guide.prose.pages import ROOT, names
from guide.yaml_text import YamlList, read

NAME = re.compile(r"^[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)*$")
CONFIGS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
PAGE = """\
---
title: {title}
description: {title}
---

# {heading} {{#{anchor}}}
"""


@dataclass(frozen=True)
class NavSection:
    """A section of a navigation: its title, its pages, and the line (from 1) of the last one."""

    title: str
    pages: tuple[str, ...]
    last_line: int


def nav_sections(config: str) -> list[NavSection]:
    """Return the sections of the navigation in the text of a configuration, in order."""
    nav: Any = read(config)["nav"]
    return [
        NavSection(
            str(title),
            tuple(str(page) for page in pages if isinstance(page, str)),
            pages.lines[-1],
        )
        for entry in nav
        if isinstance(entry, dict)
        for title, pages in entry.items()
        if isinstance(pages, YamlList)
    ]


def _place(name: str, section: str | None, configs: dict[str, str]) -> int:
    """Return the number of the section a page goes into: the one named, or that of its folder."""
    navs = [nav_sections(config) for config in configs.values()]
    if section is not None:
        for nav in navs:
            for number, entry in enumerate(nav):
                if section == entry.title:
                    return number
        titles = ", ".join(entry.title for nav in navs for entry in nav)
        raise ValueError(f"SECTION: found {section!r}; allowed: {titles}")
    folder, _, _ = name.rpartition("/")
    for number, entry in enumerate(navs[0]):
        if folder and any(page.startswith(f"{folder}/") for page in entry.pages):
            return number
    return 0


def _with_page(config: str, page: str, section: NavSection) -> str:
    """Return the configuration with `page` as the last of `section`."""
    lines = config.splitlines(keepends=True)
    last = lines[section.last_line - 1]
    indent = last[: len(last) - len(last.lstrip())]
    lines.insert(section.last_line, f"{indent}- {page}\n")
    return "".join(lines)


def _taken(name: str, docs: Path) -> Iterator[str]:
    for lang in LANGUAGES:
        if name in names(lang, docs):
            yield f"docs/{lang}/{name}.md"


def create(
    name: str,
    titles: dict[str, str] | None = None,
    section: str | None = None,
    root: Path = ROOT,
) -> list[Path]:
    """Write the page `name` ("porting", "situations/porting") in both languages; return the files.

    Without titles, one a language, it is called by its name. `section` is the title of a section
    of the navigation, in either language; the default is that of the page's folder, else the first.
    Raises ValueError for a name that is taken or none, and for a section that is not there.
    """
    if not NAME.match(name):
        raise ValueError(f"NAME: found {name!r}; allowed: {NAME.pattern}, as in situations/porting")
    if taken := list(_taken(name, root / "docs")):
        raise ValueError(f"NAME: found {name!r}; allowed: a name not taken by {', '.join(taken)}")
    configs = {lang: (root / file).read_text(encoding="utf-8") for lang, file in CONFIGS.items()}
    number = _place(name, section, configs)
    files = []
    last = name.rpartition("/")[2]
    for lang, config in configs.items():
        title = (titles or {}).get(lang) or last
        path = root / "docs" / lang / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        # A JSON string is a YAML one, whatever stands in it.
        quoted = json.dumps(title, ensure_ascii=False)
        anchor = last.replace("_", "-")
        path.write_text(PAGE.format(title=quoted, heading=title, anchor=anchor), encoding="utf-8")
        place = nav_sections(config)[number]
        file = root / CONFIGS[lang]
        file.write_text(_with_page(config, f"{name}.md", place), encoding="utf-8")
        files += [path, file]
    translation.mark(name, root / "docs")
    return files
