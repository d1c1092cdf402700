"""Makes one print document of all pages of a language: cover, contents, then page after page."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition
from pdf import book
from pdf.document import NUMBER, TARGET, Document
from pdf.errors import PdfError
from pdf.pages import Page, text_of

# Attributes that hold ids of the same page, one or several.
ID_LISTS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers")
# Elements that stand within a line; and words that a style alone sets apart from what follows.
INLINE = {"a", "b", "code", "em", "i", "input", "label", "small", "span", "strong", "time"}
LABELS = {"voice", "chip", "editors-note__label", "when__not"}
FONT = "Guide Sans"  # as print.css declares it
# Where the guide begins, and the last of what it says: the sheets come after.
GUIDE_BEGINS, GUIDE_ENDS = "contents", "guide-end"


def combine(
    pages: Sequence[Page],
    sheets: Sequence[HtmlElement],
    cover: HtmlElement,
    metadata: HtmlElement,
    edition: Edition,
) -> Document:
    """Return the print document of `pages`, in their order, whose content it takes, and `sheets`.

    `metadata` is the document's head, `cover` its first page. Raises PdfError naming every link
    whose target is not in the document.
    """
    pages = book.kept(pages)
    for page in pages:
        _unlink_drawings(page.content)
        book.edit(page, edition)
        _prefix_ids(page)
    if sheets:
        *_, last = pages[-1].content.xpath("(.//h1 | .//p | .//li)[not(@id)]")
        last.set("id", GUIDE_ENDS)
    titles = {GUIDE_BEGINS: edition.word("contents"), **dict(_titles(pages, sheets))}
    # Links come second: only now does every id have its final name.
    lost = [problem for page in pages for problem in _relink(page, pages, titles)]
    if lost:
        raise PdfError("\n".join(lost))
    for page in pages:
        _unfold_details(page.content)
        _list_definitions(page.content)
        _prepare_pictures(page)
    contents = _contents(pages, sheets, edition)
    root = e.HTML(
        metadata,
        e.BODY(cover, contents, *(_section(page) for page in pages), *sheets),
        lang=edition.language.html,
    )
    return written(root, titles)


def written(root: HtmlElement, titles: Mapping[str, str]) -> Document:
    """Return the print document whose HTML is `root`, which it changes."""
    _part_words(root)
    return Document(html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"), titles)


def _part_words(root: HtmlElement) -> None:
    """Put the space between two parts of a line into one of them.

    WeasyPrint draws no space that stands alone: what it parts would be read aloud, and copied, as
    one word.
    """
    for part in root.iter(*INLINE):
        following = part.getnext()
        if not LABELS.isdisjoint(part.classes) and (part.tail or "a")[0].isalnum():
            part.tail = f" {part.tail or ''}"
        if following is None or following.tag not in INLINE or part.tail != " ":
            continue
        # A space that ends a part which fills its line would break that line at its first word.
        if (begin := _first(following)) is not None:
            begin.text = f" {begin.text}"
            part.tail = None
        elif not len(part) and (part.text or "").strip():
            part.text = f"{part.text} "
            part.tail = None


def _first(part: HtmlElement) -> HtmlElement | None:
    """Return what begins with the words of `part`, or None where no space may stand before them.

    At the edge of a box a space is not drawn, and in a link it would have the link's line.
    """
    if part.tag in {"a", "input"}:
        return None
    if (part.text or "").strip():
        return None if "letter" in part.classes else part
    kids = [kid for kid in part if kid.tag != "svg"]
    return _first(kids[0]) if kids and kids[0].tag in INLINE else None


def _unlink_drawings(content: HtmlElement) -> None:
    """Take the links out of drawings: WeasyPrint knows none there. Their text lists have them."""
    for link in content.xpath(".//svg//a"):
        link.tag = "g"
        link.attrib.pop("href", None)


def _prefix_ids(page: Page) -> None:
    """Make the ids of a page unique in the document, and follow them inside the page."""

    def renamed(name: str) -> str:
        return f"{page.anchor}--{name}"

    ids = {str(name) for name in page.content.xpath(".//@id")}
    for element in page.content.iter("*"):
        if name := element.get("id"):
            element.set("id", renamed(name))
        for attribute in ID_LISTS:
            if listed := element.get(attribute):
                element.set(attribute, " ".join(map(renamed, listed.split())))
    # Drawings refer to their own parts: url(#id), and href="#id" of <use>.
    for part in page.content.xpath(".//svg//@*[contains(., '#')]"):
        value = re.sub(
            r"#([\w.-]+)", lambda m: f"#{renamed(m[1])}" if m[1] in ids else m[0], str(part)
        )
        part.getparent().set(part.attrname, value)


def _titles(pages: Sequence[Page], sheets: Sequence[HtmlElement]) -> Iterator[tuple[str, str]]:
    """Yield for each anchor of the document the words of the heading there, or of its page."""
    for section in sheets:
        for target in section.xpath(".//*[@id]"):
            yield str(target.get("id")), text_of(target)
    for page in pages:
        yield page.anchor, page.heading
        for target in page.content.xpath(".//*[@id]"):
            is_heading = re.fullmatch("h[1-6]", target.tag)
            yield target.get("id"), text_of(target) if is_heading else page.heading


def _relink(page: Page, pages: Sequence[Page], anchors: Mapping[str, str]) -> Iterator[str]:
    """Turn links between pages into links inside the document; yield those without target.

    Links to other sites stay. Relative links to what is not in the document (downloads, the
    other language) become plain text, since they lead nowhere from a saved file.
    """
    known = {other.url.removesuffix("/"): other for other in pages}
    for link in page.content.xpath(".//a[@href]"):
        parts = urlsplit(link.get("href"))
        if parts.scheme or parts.netloc:
            continue
        target: Page | None = page
        if parts.path:
            path = posixpath.normpath(posixpath.join(page.url, unquote(parts.path)))
            if sheet := book.sheet(f"{path}/"):
                if sheet not in anchors:
                    yield f"{page.file}: no target for the link {link.get('href')}"
                _refer(link, sheet)
                continue
            target = known.get("" if path == "." else path)
        if target is None:
            del link.attrib["href"]
            link.tag = "span"
            continue
        # A fragment with "=" is a state of the self-check, not a place on its page.
        fragment = "" if "=" in parts.fragment else unquote(parts.fragment)
        anchor = f"{target.anchor}--{fragment}" if fragment else target.anchor
        if anchor not in anchors and fragment in target.ids:
            anchor = target.anchor  # the place itself is for screens alone
        if anchor not in anchors:
            yield f"{page.file}: no target for the link {link.get('href')}"
        if target is page:
            link.set("href", f"#{anchor}")
        else:
            _refer(link, anchor)
    for link in page.content.xpath(".//a[@href]"):
        # WeasyPrint would make a link of its own of every element inside a link.
        for icon in link.xpath(".//svg"):
            icon.drop_tree()
        etree.strip_tags(link, "*")


def _refer(link: HtmlElement, anchor: str) -> None:
    """Lead `link` to an anchor on another page, with the number of that page after it."""
    link.set("href", f"#{anchor}")
    # Beside the link: within it, it would be a second link.
    number = e.SPAN(f"\xa0→{NUMBER}", e.CLASS("to-page"), {TARGET: anchor})
    number.tail, link.tail = link.tail, None
    link.addnext(number)


def _unfold_details(content: HtmlElement) -> None:
    """Show what can be folded on screen: paper cannot unfold it."""
    for details in content.xpath(".//details"):
        details.tag = "div"
        details.attrib.pop("open", None)
        for summary in details.findall("summary"):
            # A line that holds a heading stays around it: a heading is no part of a paragraph.
            summary.tag = "div" if summary.xpath("h2 | h3 | h4") else "p"
            summary.classes.add("fold__head")


def _list_definitions(content: HtmlElement) -> None:
    """Turn definition lists into lists whose items hold a term and what is said of it.

    The structure of a PDF has no definition list, and a list in it may hold items only.
    """
    for definitions in content.xpath(".//dl"):
        definitions.tag = "ul"
        definitions.classes.add("facts")
        item: HtmlElement | None = None
        for child in list(definitions):
            if child.tag == "div":
                child.tag = "li"
                parts = list(child)
            else:
                if child.tag == "dt" or item is None:
                    item = e.LI()
                    child.addprevious(item)
                item.append(child)
                parts = [child]
            for part in parts:
                part.classes.add("facts__term" if part.tag == "dt" else "facts__text")
                part.tag = "div"


def _prepare_pictures(page: Page) -> None:
    """Point images to their files; give drawings the font, and their name as title.

    Raises PdfError for an image from another place, or without a text alternative.
    """
    for image in page.content.xpath(".//img"):
        source = image.get("src", "")
        if urlsplit(source).scheme:
            raise PdfError(f"{page.file}: an image from another place: {source}")
        if "alt" not in image.attrib:
            raise PdfError(f"{page.file}: the image {source} has no text alternative")
        image.set("src", (page.file.parent / unquote(source)).resolve().as_uri())
    for drawing in page.content.xpath(".//svg[not(ancestor::svg)]"):
        drawing.set("font-family", FONT)
        for text in drawing.xpath(".//*[@font-family]"):
            text.set("font-family", FONT)
        if drawing.get("aria-label") and drawing.find("title") is None:
            title = e.TITLE(drawing.get("aria-label"))
            drawing.insert(0, title)


def _section(page: Page) -> HtmlElement:
    """Return the page as one section; its bookmark bears the navigation's title."""
    page.h1.set("data-title", page.title)
    page.h1.set("data-level", str(page.level))
    parts = [e.P(title, e.CLASS("part"), {"data-level": str(level)}) for title, level in page.opens]
    kinds = ["page"]
    if page.opens or page.level == 1:
        kinds.append("page--part")
    if "/" in page.url.rstrip("/"):
        kinds.append("page--case")  # one of many alike: a situation, an outcome
    return e.SECTION(*parts, *page.content, e.CLASS(" ".join(kinds)), id=page.anchor)


def _contents(
    pages: Sequence[Page], sheets: Sequence[HtmlElement], edition: Edition
) -> HtmlElement:
    """Return the contents: sections, pages and their main headings, with page numbers.

    A heading that stands on several pages ("Steps") tells none of them apart and is left out.
    """
    headings = {page.anchor: page.content.xpath(".//h2[@id]") for page in pages}
    seen = Counter(text_of(heading) for listed in headings.values() for heading in listed)
    rows = []
    for page in pages:
        rows += [e.LI(title, e.CLASS("contents__part")) for title, _ in page.opens]
        rows.append(_row(page.anchor, page.heading, "contents__page"))
        rows += [
            _row(heading.get("id"), text_of(heading), "contents__heading")
            for heading in headings[page.anchor]
            if seen[text_of(heading)] == 1
        ]
    rows.append(e.LI(edition.word("book_sheets"), e.CLASS("contents__part")))
    for heading in (heading for section in sheets for heading in section.iter("h1")):
        rows.append(_row(heading.attrib["id"], text_of(heading), f"contents__{_depth(heading)}"))
    title = e.H1(edition.word("contents"), id=GUIDE_BEGINS)
    return e.E.nav(title, e.UL(*rows), e.CLASS("contents"))


def _depth(heading: HtmlElement) -> str:
    """Return whether a sheet stands for itself or is one of several, in the words of a page."""
    return "page" if heading.get("data-level", "1") == "1" else "heading"


def _row(anchor: str, title: str, kind: str) -> HtmlElement:
    """Return one line of the contents."""
    number = e.SPAN(f"\xa0{NUMBER}", e.CLASS("contents__number"), {TARGET: anchor})
    return e.LI(e.A(title, href=f"#{anchor}"), number, e.CLASS(kind))
