"""Turns pages of the site into parts of a book: each thing is said once, and referred to elsewhere.

On screen, a page may show what another page shows too, a press away. A book says each thing once:
lists, questions to ask and the like become a line that names number and page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide import Guide
from guide.edition import CHECKLIST_PAGES, Edition, page_url
from pdf.pages import Page, has_class, text_of

# The addresses of pages in the navigation that are of use on a screen alone.
SCREEN_PAGES = frozenset({"list/", "papers/", "dates/", "downloads/", "embed/", "situations/"})
# The addresses of pages that are sheets to write on in the book, and the ids of those.
SHEETS = {"check/": "self-check", "hotline/": "shop_kit--call", "checklists/": "checklists"}
HOTLINE = "hotline"
LISTS = "checklists/"


def kept(pages: Sequence[Page]) -> list[Page]:
    """Return the pages that belong in the book, what only a screen needs taken out of each."""
    listed = []
    waiting: tuple[tuple[str, int], ...] = ()
    for page in pages:
        # A section that begins with a page left out begins with the next page in it.
        top = min([page.level, *(level for _, level in page.opens)])
        waiting = (*(section for section in waiting if section[1] < top), *page.opens)
        if page.url not in SCREEN_PAGES and sheet(page.url) is None:
            listed.append(page.opening(waiting))
            waiting = ()
    return listed


def sheet(url: str) -> str | None:
    """Return the id of the sheet that stands for the page at `url`, or None where a page does."""
    folder, _, name = url.removesuffix("/").partition("/")
    return f"{folder}--{name}" if name and f"{folder}/" == LISTS else SHEETS.get(url)


def list_numbers(guide: Guide) -> dict[str, int]:
    """Return the number of each checklist, from 1, by id: paper refers to lists by it."""
    return {entry.id: n for n, entry in enumerate(guide.checklists.checklists, start=1)}


def _question_numbers(guide: Guide) -> dict[str, int]:
    """Return by variable, amount or varying value which question of the sheet for a call asks it.

    They are numbered from 1.
    """
    numbers: dict[str, int] = {}
    for n, entry in enumerate(guide.hotline.hotline, start=1):
        for name in (*entry.questions, *entry.amounts, *entry.varies):
            numbers.setdefault(name, n)
    return numbers


def edit(page: Page, edition: Edition) -> None:
    """Make `page`, whose links and ids are still those of the site, say what it says once."""
    _refer_to_lists(page, edition)
    _refer_to_questions(page, edition)
    for part in page.content.xpath(f".//*[{has_class('entry__law')}]"):
        part.drop_tree()
    for link in page.content.xpath(f".//a[{has_class('explained')}]"):
        link.drop_tag()
    _run_in(page.content)


def _towards(page: Page, name: str) -> str:
    """Return the address of the page called `name`, relative to that of `page`."""
    return posixpath.relpath(f"/{page_url(name)}", f"/{page.url}") + "/"


def _refer_to_lists(page: Page, edition: Edition) -> None:
    """Say in one line which checklists belong here, in place of the lines that lead to them."""
    numbers = list_numbers(edition.guide)
    titles = {entry.id: edition.text(entry.title) for entry in edition.guide.checklists.checklists}
    for listed in page.content.xpath(f".//ul[{has_class('list-lines')}]"):
        line = e.P(e.CLASS("book-lists"))
        for name in listed.xpath(".//a/@data-list"):
            link = e.A(titles[name], href=_towards(page, f"{CHECKLIST_PAGES}{name}"))
            number = edition.word("book_list").format(number=numbers[name])
            line.append(e.SPAN(e.SPAN(number, e.CLASS("book-number")), " ", link))
        listed.getparent().replace(listed, line)


def _refer_to_questions(page: Page, edition: Edition) -> None:
    """Name the questions of the sheet for a call that ask what is to be asked here.

    What the sheet does not ask stays, or where it varies leads to where that is told.
    """
    numbers = _question_numbers(edition.guide)
    for asks in page.content.xpath(f".//dl[{has_class('asks')}]"):
        found: set[int] = set()
        for entry in list(asks):
            name = entry.get("data-ask")
            if name in numbers:
                found.add(numbers[name])
                entry.drop_tree()
            elif entry.xpath(".//a[contains(@href, 'varies/')]"):
                entry.xpath(f"./dd[{has_class('asks__whom')}]")[0].drop_tree()
                for say in entry.xpath("./dd"):
                    say.drop_tree()
        if found:
            listed = edition.language.lister.join(str(n) for n in sorted(found))
            before, after = edition.word("book_questions").split("{numbers}")
            link = e.A(edition.word("hotline_title"), href=_towards(page, HOTLINE))
            asks.addprevious(e.P(link, f"{before}{listed}{after}", e.CLASS("book-questions")))
        if not len(asks):
            asks.drop_tree()


def _run_in(content: HtmlElement) -> None:
    """Let the text of an entry begin on the line of its name, as in a book of reference."""
    classes = ("provision", "term", "varying", "entry")
    any_of = " or ".join(has_class(name) for name in classes)
    for block in content.xpath(f".//*[({any_of}) and not(.//*[{has_class('provision')}])]"):
        [name, *_] = block.xpath(".//h3 | .//h4")
        said = block.xpath(
            f".//p[not({has_class('grounds')})] | .//*[{has_class('term__other')}]"
            " | .//summary[not(.//h3)]"
        )
        small = [p for p in block.xpath(f".//p[{has_class('grounds')}]") if text_of(p)]
        line = e.P(e.CLASS("book-entry"))
        name.tag = "strong"
        for part in (name, *said):
            if len(line):
                part.tag = "span"
                line[-1].tail = " "
            part.tail = None
            line.append(part)
        for part in list(block):
            block.remove(part)
        block.text = None
        block.extend([line, *small])
