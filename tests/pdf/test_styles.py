"""The styles of the PDFs fit what is printed: no rule is left over, no macro was forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import cssselect2
import pytest
import tinycss2
from lxml import html
from lxml.html import HtmlElement

from guide import Guide
from guide.edition import FIRST, LANGUAGES, Edition
from pdf.build import document
from pdf.cover import cover
from pdf.documents import WHOLE, named
from pdf.printer import STYLES
from tests.support.site import ROOT

SCREEN = ROOT / "docs/overrides/assets/stylesheets/guide.css"
# Shown on some days alone: what is past its date.
ON_SOME_DAYS = {".past"}
# Elements that run on within a line, where what a screen parts by a style would run together.
INLINE = {"a", "b", "code", "em", "i", "label", "small", "span", "strong", "time"}
# Styled on screen, and in the PDF like the text around them.
AS_THE_TEXT = {
    *("check-with__one", "entry__title", "grounds__label", "rule__id", "term__name", "when__not"),
    *("varying__ask", "varying__other", "varying__reliability", "varying__say"),
}


def selectors(style: str) -> Iterator[tuple[str, cssselect2.compiler.CompiledSelector]]:
    """Yield each selector of a style sheet, as written and compiled."""
    for rule in tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            written = tinycss2.serialize(rule.prelude).split(",")
            compiled = cssselect2.compile_selector_list(rule.prelude)
            yield from zip(map(str.strip, written), compiled, strict=True)


def unused(style: str, roots: list[HtmlElement]) -> list[str]:
    """Return the selectors of a style sheet that fit nothing in the documents."""
    matcher = cssselect2.Matcher()
    listed = list(selectors(style))
    for number, (_, compiled) in enumerate(listed):
        matcher.add_selector(compiled, number)
    used = {
        payload
        for root in roots
        for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree()
        for *_, payload in matcher.match(element)
    }
    return [written for number, (written, _) in enumerate(listed) if number not in used]


def classes(style: str) -> set[str]:
    """Return the classes that a style sheet names."""
    plain = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", style, flags=re.DOTALL)
    return set(re.findall(r"\.([A-Za-z_][\w-]*)", plain))


def forgotten(printed: str, screen: str, roots: list[HtmlElement]) -> set[str]:
    """Return the classes within lines that the screen's style knows and the PDFs' does not.

    A variant (`verdict--wrong`) is known by what it is a variant of.
    """
    known, styled = classes(printed), classes(screen)
    borne = {
        name
        for root in roots
        for element in root.iter(*INLINE)
        for name in element.get("class", "").split()
    }
    return {name for name in borne & styled if name.partition("--")[0] not in known | AS_THE_TEXT}


@pytest.fixture(scope="module")
def styles() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in STYLES)


@pytest.fixture(scope="module")
def documents(site: Path, guide: Guide) -> list[HtmlElement]:
    """Return what is printed: the whole, sheets by themselves, the cover of a site with a name."""
    [kit, whole] = named(["shop-kit", WHOLE])
    roots = [
        html.document_fromstring(document(site, *each, guide).html)
        for each in [(kit, FIRST), *((whole, lang) for lang in LANGUAGES)]
    ]
    return [*roots, cover(Edition(guide, "zh"), "https://guide.example.org/")]


def test_every_rule_fits_something(styles: str, documents: list[HtmlElement]) -> None:
    assert set(unused(styles, documents)) == ON_SOME_DAYS


def test_what_the_screen_parts_the_pdf_does_too(styles: str, documents: list[HtmlElement]) -> None:
    screen = SCREEN.read_text(encoding="utf-8")
    assert forgotten(styles, screen, documents) == set()
    borne = {name for root in documents for name in " ".join(root.xpath("//@class")).split()}
    assert borne >= AS_THE_TEXT


def test_what_is_left_over_or_forgotten_is_found() -> None:
    root = html.document_fromstring(
        '<p><b class="a">x</b><b class="b">y</b><b class="c--d">y</b></p><p class="e">z</p>'
    )
    printed = "p .a, q { color: red } p::before { content: '' } /* .b {} */ .c { color: red }"
    assert unused(printed, [root]) == ["q", ".c"]
    assert forgotten(printed, ".a {} .b, .c--d, .e, .f {}", [root]) == {"b"}
