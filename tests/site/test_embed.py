"""What other sites load is there, says what it is, and is what its hashes say."""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide
from macros.blocks import embed
from tests.support.links import REQUESTED
from tests.support.site import LANGUAGES, ROOT, TREES

Pages = dict[str, dict[str, HtmlElement]]
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; "
    "connect-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'"
)


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(site: Path, lang: str) -> HtmlElement:
    return html.document_fromstring((site / f"widget/embed.{lang}.html").read_bytes())


@pytest.fixture
def base(pages: Pages) -> str:
    """The site's published address."""
    (address,) = pages["zh"]["index.html"].xpath("/html/head/link[@rel='canonical']/@href")
    return str(address)


@pytest.fixture
def manifest(site: Path) -> dict[str, Any]:
    return dict(json.loads((site / "widget/manifest.json").read_text()))


def elements(text: str) -> list[Any]:
    """The elements that a snippet consists of."""
    return list(html.fragments_fromstring(text))


def test_the_embed_page_says_what_it_is(
    page: HtmlElement, lang: str, base: str, guide: Guide
) -> None:
    assert page.get("lang") == {"zh": "zh-Hans", "en": "en"}[lang]
    title = getattr(guide.ui.ui["embed_title"], lang)
    assert title in page.findtext("head/title", "")
    assert page.xpath("string(//h1)") == title
    assert page.xpath("string(/html/head/meta[@name='robots']/@content)") == "noindex"
    assert page.xpath("string(/html/head/link[@rel='canonical']/@href)") == (
        f"{base}{TREES[lang]}check/"
    )


def test_its_policy_is_strict_and_comes_before_all_that_loads(
    site: Path, page: HtmlElement, lang: str, base: str
) -> None:
    (policy,) = page.xpath("/html/head/meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == str(embed.policy(base))
    text = (site / f"widget/embed.{lang}.html").read_text()
    assert re.search(r"<(script|link|base|img)\b|Content-Security", text)[0] == (  # type: ignore[index]
        "Content-Security"
    )
    # Nothing that it would stop: no script, style or handler within the page itself.
    assert (
        page.xpath("//script[not(@src)] | //style | //*[@style] | //@*[starts-with(name(), 'on')]")
        == []
    )


def test_the_policy_names_the_site_only_where_it_is_published() -> None:
    assert str(embed.policy("http://127.0.0.1:8000/")) == POLICY
    published = str(embed.policy("https://site.example/guide/"))
    assert published.replace(" https://site.example", "") == POLICY
    directives = dict(part.split(" ", 1) for part in published.split("; "))
    named = {name for name, sources in directives.items() if "https://" in sources}
    assert named == {"script-src", "connect-src", "style-src", "img-src"}


def test_the_form_is_that_of_the_self_checks_page(
    page: HtmlElement, lang: str, pages: Pages
) -> None:
    own = pages[lang]["check/index.html"]
    fields = "//keep-or-cancel//form//*[@name]/@id"
    assert page.xpath(fields) == own.xpath(fields)
    assert len(page.xpath(fields)) > 50


def test_its_links_and_files_are_there(site: Path, page: HtmlElement) -> None:
    urls = [str(u) for path in (*REQUESTED, "//a/@href", "//@table") for u in page.xpath(path)]
    assert len(urls) > 8
    # Answers to the first question stand in the address.
    for url in (url for url in urls if not url.startswith("#v=")):
        parts = urlsplit(url)
        assert not parts.scheme, url
        target = site / posixpath.normpath(posixpath.join("widget", parts.path))
        target = target / "index.html" if target.is_dir() else target
        assert target.is_file(), url
        if parts.fragment:
            tree = html.document_fromstring(target.read_bytes())
            assert tree.xpath(f"//*[@id='{parts.fragment}']"), url


def test_links_leave_the_frame_but_for_the_other_language(page: HtmlElement, lang: str) -> None:
    assert page.xpath("/html/head/base/@target") == ["_blank"]
    assert page.xpath("/html/head/base/@href") == []
    other = "en" if lang == "zh" else "zh"
    within = page.xpath("//a[@target='_self']/@href")
    assert [url for url in within if not url.startswith("#v=")] == [f"embed.{other}.html"]


def test_the_script_has_a_stable_name_and_one_with_its_hash(
    site: Path, manifest: dict[str, Any]
) -> None:
    script = manifest["embed"]["script"]
    content = (site / "widget/embed.js").read_bytes()
    assert (site / "widget" / script["file"]).read_bytes() == content
    digest = hashlib.sha256(content)
    assert script["integrity"] == f"sha256-{base64.b64encode(digest.digest()).decode()}"
    assert script["file"] == f"embed.{digest.hexdigest()[:8]}.js"
    # One file is all its hash can answer for.
    assert re.findall(rb"^import|import\(", content, re.MULTILINE) == []


def test_the_oembed_record_is_found_and_holds_the_frame(
    site: Path, pages: Pages, lang: str, base: str
) -> None:
    own = pages[lang]["check/index.html"]
    (link,) = own.xpath("/html/head/link[@type='application/json+oembed']")
    assert link.get("rel") == "alternate"
    assert link.get("href") == f"{base}oembed/{lang}.json"
    record = json.loads((site / f"oembed/{lang}.json").read_text(encoding="utf-8"))
    assert (record["type"], record["version"]) == ("rich", "1.0")
    assert record["title"] == link.get("title")
    (frame,) = elements(record["html"])
    assert frame.tag == "iframe"
    assert frame.get("src") == f"{base}widget/embed.{lang}.html"
    assert frame.get("title") == record["title"]
    assert (int(frame.get("width")), int(frame.get("height"))) == (
        record["width"],
        record["height"],
    )


def test_the_snippets_stand_ready_without_script(
    pages: Pages, lang: str, base: str, manifest: dict[str, Any]
) -> None:
    page = pages[lang]["embed/index.html"]
    snippets = {
        str(part.get("data-snippet")): part.xpath("string(.//code)")
        for part in page.xpath("//*[@data-snippet]")
    }
    assert snippets.keys() == embed.SNIPPETS.keys()
    (link,) = elements(snippets["link"])
    assert link.get("href") == f"{base}{TREES[lang]}check/"
    script, element = elements(snippets["element"])
    assert script.get("src") == f"{base}widget/embed.js"
    assert (element.get("lang"), element.get("theme")) == (lang, "auto")
    assert element.find("a").get("href") == link.get("href")
    (frame,) = elements(snippets["frame"])
    assert frame.get("src") == f"{base}widget/embed.{lang}.html"
    (hashed,) = elements(snippets["integrity"])
    built = manifest["embed"]["script"]
    assert hashed.get("src") == urljoin(base, f"widget/{built['file']}")
    assert hashed.get("integrity") == built["integrity"]
    # What needs script is not shown without it.
    assert page.xpath("//*[@class='embed-builder']//form[not(@hidden)]") == []
    assert page.xpath("//*[@class='snippet__copy'][not(@hidden)]") == []


def test_the_page_documents_every_message_and_code(site: Path, pages: Pages, lang: str) -> None:
    frame = (ROOT / "widgets/web/embed-frame.js").read_text()
    said = {
        *re.findall(r'post\("(\w+)"', frame),
        *re.findall(r'fail\("(\w+)"', frame),
        *re.findall(r'data\.type === "(\w+)"', frame),
    }
    assert said >= {"ready", "resize", "outcome", "error", "ask", "theme", "blocked"}
    shown = set(pages[lang]["embed/index.html"].xpath("//article//td//code/text()"))
    assert said <= shown
