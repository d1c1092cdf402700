"""What others are told of a page: Open Graph, structured data, robots; what its reader is told."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from lxml.html import HtmlElement

from guide import Guide
from tests.support.site import LANGUAGES, TREES

Pages = dict[str, dict[str, HtmlElement]]
LOCALES = {"zh": "zh_CN", "en": "en_GB"}
# Pages of questions: their second headings ask, the paragraph after each answers.
QUESTIONS = ("qa/index.html",)


def meta(page: HtmlElement, name: str) -> str:
    (content,) = page.xpath(f"/html/head/meta[@property='og:{name}']/@content")
    return str(content)


def structured(page: HtmlElement) -> dict[str, Any]:
    (script,) = page.xpath("/html/head/script[@type='application/ld+json']")
    data = json.loads(script.text)
    assert isinstance(data, dict)
    return data


def visible(element: HtmlElement) -> str:
    """The text a reader sees, without the link to itself that a heading ends with."""
    words = element.xpath(".//text()[not(ancestor::a[@class='headerlink'])]")
    return " ".join("".join(words).split())


def test_open_graph_says_what_the_page_says_of_itself(pages: Pages) -> None:
    for lang, other in (("zh", "en"), ("en", "zh")):
        for name, page in pages[lang].items():
            title = page.xpath("string(/html/head/title)")
            (description,) = page.xpath("/html/head/meta[@name='description']/@content")
            (canonical,) = page.xpath("/html/head/link[@rel='canonical']/@href")
            assert title.startswith(meta(page, "title")), name
            assert meta(page, "description") == description, name
            assert meta(page, "url") == canonical, name
            assert meta(page, "type") == ("website" if name == "index.html" else "article")
            assert meta(page, "locale") == LOCALES[lang]
            assert meta(page, "locale:alternate") == LOCALES[other]


def test_an_open_graph_picture_is_one_of_ours(site: Path, pages: Pages) -> None:
    (base,) = pages["zh"]["index.html"].xpath("/html/head/link[@rel='canonical']/@href")
    for lang in LANGUAGES:
        for page in pages[lang].values():
            for url in page.xpath("/html/head/meta[@property='og:image']/@content"):
                assert str(url).startswith(base)
                assert (site / str(url).removeprefix(base)).is_file()


def test_structured_data_agree_with_the_page(pages: Pages) -> None:
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            data = structured(page)
            assert data["@context"] == "https://schema.org"
            assert data["@type"] in ("Article", "FAQPage", "WebPage"), name
            assert data["headline"] == meta(page, "title")
            assert data["description"] == meta(page, "description")
            assert data["url"] == meta(page, "url")
            assert data["inLanguage"] == page.get("lang")


def test_prose_is_an_article_and_questions_are_an_faq(pages: Pages) -> None:
    for lang in LANGUAGES:
        kinds = {name: structured(page)["@type"] for name, page in pages[lang].items()}
        assert {name for name, kind in kinds.items() if kind == "FAQPage"} == set(QUESTIONS)
        assert kinds["how/index.html"] == kinds["why/index.html"] == "Article"
        assert kinds["check/index.html"] == kinds["index.html"] == "WebPage"


def test_questions_and_answers_are_those_a_reader_sees(pages: Pages) -> None:
    for lang in LANGUAGES:
        for name in QUESTIONS:
            page = pages[lang][name]
            entries = structured(page)["mainEntity"]
            headings = [visible(heading) for heading in page.xpath("//article//h2")]
            assert [entry["name"] for entry in entries] == headings
            assert all(heading.endswith(("？", "?")) for heading in headings)
            paragraphs = {visible(p) for p in page.xpath("//article//p")}
            for entry in entries:
                assert entry["@type"] == "Question"
                assert entry["acceptedAnswer"]["@type"] == "Answer"
                assert entry["acceptedAnswer"]["text"] in paragraphs


def test_the_404_pages_claim_no_address(files: dict[str, HtmlElement]) -> None:
    for path in ("404.html", "en/404.html"):
        assert files[path].xpath("/html/head/meta[starts-with(@property, 'og:')]") == []
        assert files[path].xpath("/html/head/script[@type='application/ld+json']") == []


def test_robots_are_let_in_and_shown_the_sitemap(site: Path, pages: Pages) -> None:
    (base,) = pages["zh"]["index.html"].xpath("/html/head/link[@rel='canonical']/@href")
    lines = (site / "robots.txt").read_text(encoding="utf-8").splitlines()
    assert "User-agent: *" in lines
    assert f"Sitemap: {base}sitemap.xml" in lines
    assert not [line for line in lines if line.startswith("Disallow: /")]
    assert not (site / "en/robots.txt").exists()


def dates(page: HtmlElement) -> tuple[datetime.date, datetime.date]:
    """When the page's grounds were checked, and by when they must be again, as its foot says."""
    (checked,) = page.xpath("//footer//time[@data-page-checked]/@datetime")
    (review,) = page.xpath("//footer//time[@data-page-review]/@datetime")
    return datetime.date.fromisoformat(checked), datetime.date.fromisoformat(review)


def test_every_page_says_when_it_was_checked_and_when_next(
    files: dict[str, HtmlElement], guide: Guide
) -> None:
    for path, page in files.items():
        if "404" in path:
            assert page.xpath("//footer//time") == []
            continue
        checked, review = dates(page)
        assert checked <= guide.meta.checked_on, path
        assert review <= guide.meta.review_by, path
        assert checked < review, path


def test_a_page_is_due_with_the_first_of_its_grounds(pages: Pages, guide: Guide) -> None:
    """The page of laws shows all laws and sources, so it is due with the first of them."""
    shown = [*guide.laws.laws, *guide.laws.unconfirmed, *guide.sources.sources, guide.meta]
    first = min(entry.review_by for entry in shown)
    assert first < guide.meta.review_by
    for lang in LANGUAGES:
        assert dates(pages[lang]["laws/index.html"])[1] == first


def test_every_page_but_home_says_where_it_stands(pages: Pages) -> None:
    for lang in LANGUAGES:
        for name, page in pages[lang].items():
            paths = page.xpath("//nav[@class='md-path']")
            if name == "index.html":
                assert paths == []
                continue
            (items,) = [path.xpath(".//li") for path in paths]
            assert items[-1].get("aria-current") == "page", name
            assert items[-1].text_content() == structured(page)["headline"]
            texts = [item.text_content() for item in items]
            assert len(set(texts)) == len(texts), name
            if name.startswith("checklists/") and name != "checklists/index.html":
                assert items[1].xpath("./a/@href") == ["../"], name
            (home,) = items[0].xpath("./a/@href")
            depth = name.count("/")
            assert str(home).rstrip("/") == "/".join([".."] * depth), TREES[lang] + name
