"""Both languages have the same pages, places and statements, and lead to each other."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest
from lxml import etree
from lxml.html import HtmlElement

from guide import Guide
from tests.support.site import LANGUAGES, TREES

Pages = dict[str, dict[str, HtmlElement]]


def values(page: HtmlElement, attribute: str) -> list[str]:
    return [str(value) for value in page.xpath(f".//article//@{attribute}")]


def test_both_trees_have_the_same_pages(pages: Pages) -> None:
    assert pages["zh"].keys() == pages["en"].keys()
    assert {"index.html", "check/index.html", "laws/index.html"} <= pages["zh"].keys()


def test_headings_have_the_same_ids_in_both_languages(pages: Pages) -> None:
    path = "|".join(f".//article//h{level}/@id" for level in range(1, 7))
    for name in pages["zh"]:
        zh, en = (list(map(str, pages[lang][name].xpath(path))) for lang in LANGUAGES)
        assert zh == en, name
        assert zh, f"{name} has no heading with an id"


@pytest.mark.parametrize(
    ("attribute", "kind"),
    [
        ("data-claim", "claims"),
        ("data-addition", "additions"),
        ("data-contradiction", "contradictions"),
    ],
)
def test_every_checked_statement_stands_in_both_languages_once(
    pages: Pages, guide: Guide, attribute: str, kind: str
) -> None:
    checked = sorted(entry.id for entry in getattr(guide.claims, kind))
    for lang in LANGUAGES:
        shown = sorted(v for page in pages[lang].values() for v in values(page, attribute))
        assert shown == checked, lang


def test_the_article_has_41_claims(guide: Guide) -> None:
    assert len(guide.claims.claims) == 41


def test_a_statement_stands_where_the_article_makes_it(pages: Pages, guide: Guide) -> None:
    """The anchor of its paragraph is on the page that shows the claim."""
    paragraphs = {paragraph.id: paragraph for paragraph in guide.article.paragraphs}
    for claim in guide.claims.claims:
        paragraph = paragraphs[claim.paragraph]
        name = "index.html" if paragraph.page == "index" else f"{paragraph.page}/index.html"
        page = pages["zh"][name]
        assert page.xpath(f".//article//*[@id='{paragraph.anchor}']"), paragraph.id
        assert claim.id in values(page, "data-claim"), claim.id


def test_html_names_its_language(files: dict[str, HtmlElement]) -> None:
    for path, page in files.items():
        assert page.get("lang") == ("en" if path.startswith("en/") else "zh-Hans"), path


def test_the_language_link_leads_to_the_same_page(pages: Pages) -> None:
    for lang, other in (("zh", "en"), ("en", "zh")):
        for name, page in pages[lang].items():
            (link,) = page.xpath("//a[@data-lang-switch]")
            here = posixpath.dirname(TREES[lang] + name)
            target = posixpath.normpath(posixpath.join(here, link.get("href")))
            assert target == posixpath.normpath(posixpath.dirname(TREES[other] + name) or ".")


def test_the_head_names_no_alternates(files: dict[str, HtmlElement]) -> None:
    """They would make the theme fetch a sitemap from the published address.

    The oEmbed record is one, on the self-check's page; a script keeps the theme from it.
    """
    for path, page in files.items():
        links = page.xpath("/html/head/link[contains(@rel, 'alternate')]")
        assert {link.get("type") for link in links} <= {"application/json+oembed"}, path
        assert len(links) == path.endswith("check/index.html"), path


def test_one_sitemap_names_every_page_and_its_twin(site: Path, pages: Pages) -> None:
    assert not (site / "en/sitemap.xml").exists()
    names = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    root = etree.parse(site / "sitemap.xml")
    (base,) = pages["zh"]["index.html"].xpath("/html/head/link[@rel='canonical']/@href")
    addresses = {
        f"{base}{TREES[lang]}{name.removesuffix('index.html')}"
        for lang in LANGUAGES
        for name in pages[lang]
    }
    entries = root.xpath("//s:url", namespaces=names)
    assert {entry.findtext("s:loc", namespaces=names) for entry in entries} == addresses
    for entry in entries:
        alternates = {a.get("hreflang"): a.get("href") for a in entry.iterfind("x:link", names)}
        assert alternates.keys() == {"zh-Hans", "en", "x-default"}
        assert set(alternates.values()) <= addresses
        assert entry.findtext("s:loc", namespaces=names) in alternates.values()


def test_canonical_addresses_are_those_of_the_pages(pages: Pages) -> None:
    (base,) = pages["zh"]["index.html"].xpath("/html/head/link[@rel='canonical']/@href")
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            (canonical,) = page.xpath("/html/head/link[@rel='canonical']/@href")
            assert canonical == f"{base}{TREES[lang]}{name.removesuffix('index.html')}"


def test_chinese_and_names_of_laws_on_english_pages_are_left_by_who_translates_the_page(
    pages: Pages,
) -> None:
    """Said at a counter, or looked for: translated into a third language both are of no use."""
    sentences = 0
    for name, page in pages["en"].items():
        for text in page.xpath(".//article//text()[not(ancestor::script or ancestor::option)]"):
            if not re.search("[\u4e00-\u9fff]", text):
                continue
            marked = text.getparent().xpath("(ancestor-or-self::*[@lang])[last()]")
            assert marked[0].get("lang") == "zh-Hans", (name, text)
            # The name of a language, in it, may be said in any.
            if text != "中文":
                assert marked[0].get("translate") == "no", (name, text)
            sentences += len(text) > 12
    assert sentences > 30
    laws = pages["en"]["laws/index.html"]
    for kind in ("entry__name", "entry__title"):
        names = laws.xpath(f"//*[@class='{kind}'][ancestor::*[@data-statute]]")
        assert len(names) > 20
        assert {one.get("translate") for one in names} == {"no"}, kind
    cited = pages["en"]["compliance/index.html"].xpath("//article//a[contains(@href, '#law-')]")
    assert len(cited) > 5
    assert {one.get("translate") for one in cited} == {"no"}
    # In Chinese they are words like others.
    assert not pages["zh"]["laws/index.html"].xpath("//article//*[@translate]")
