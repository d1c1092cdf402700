"""Each paragraph of the article shows what rests on it, and each rule shows its paragraphs."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from guide import Guide
from tests.support.site import LANGUAGES

Pages = dict[str, dict[str, HtmlElement]]


def file_of(page: str) -> str:
    """Return the built file of the page called `page`."""
    return "index.html" if page == "index" else f"{page}/index.html"


def targets(element: HtmlElement, file: str) -> set[tuple[str, str]]:
    """Return (file, anchor) of every link in `element`, which stands in `file`."""
    targets = set()
    for href in element.xpath(".//a/@href"):
        parts = urlsplit(href)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file), parts.path or "."))
        target = posixpath.normpath(posixpath.join(path, "index.html"))
        targets.add((file if not parts.path else target, parts.fragment))
    return targets


def test_every_paragraph_says_which_questions_and_rules_rest_on_it(
    pages: Pages, guide: Guide
) -> None:
    for lang in LANGUAGES:
        shown = {
            (name, str(element.get("data-rests-on")))
            for name, page in pages[lang].items()
            for element in page.xpath("//*[@data-rests-on]")
        }
        assert shown == {(file_of(p.page), p.id) for p in guide.article.paragraphs}
        for paragraph in guide.article.paragraphs:
            file = file_of(paragraph.page)
            (element,) = pages[lang][file].xpath(f"//*[@data-rests-on='{paragraph.id}']")
            # It closes the section of its paragraph, sub-sections included.
            heading = element.xpath("(./preceding::h2[@id])[last()]/@id")
            assert heading == [paragraph.anchor], (lang, paragraph.id)
            questions = {q.id for q in guide.questions.questions if paragraph.id in q.article}
            rules = {r.id for r in guide.rules.rules if paragraph.id in r.article}
            anchors = {anchor for _, anchor in targets(element, file)}
            assert anchors == {f"koc-{q}" for q in questions} | {f"rule-{r}" for r in rules}
            for target, anchor in targets(element, file):
                assert pages[lang][target].xpath(f"//*[@id='{anchor}']"), (lang, anchor)


def test_every_rule_shows_the_paragraphs_it_rests_on(pages: Pages, guide: Guide) -> None:
    places = {p.id: (file_of(p.page), p.anchor) for p in guide.article.paragraphs}
    for lang in LANGUAGES:
        tables = [
            (name, page)
            for name, page in pages[lang].items()
            if page.xpath("//*[@class='rules']/*[@data-rule]")
        ]
        assert tables
        for name, page in tables:
            for rule in guide.rules.rules:
                (row,) = page.xpath(f"//*[@class='rules']/*[@data-rule='{rule.id}']")
                shown = targets(row, name)
                assert {places[code] for code in rule.article} <= shown, (lang, rule.id)
                # And nothing else of the article.
                cited = shown & set(places.values())
                assert cited == {places[code] for code in rule.article}, (lang, rule.id)
        for paragraph in guide.article.paragraphs:
            file, anchor = places[paragraph.id]
            assert pages[lang][file].xpath(f"//*[@id='{anchor}']"), (lang, paragraph.id)
