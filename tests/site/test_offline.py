"""The files for use without a network: how large, always the same, nothing in them leads away."""

from __future__ import annotations

import base64
import gzip
import lzma
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html
from lxml.html import HtmlElement

from guide import Guide
from guide.edition import LANGUAGES, Lang
from pdf.documents import WHOLE, named
from tests.support.links import broken_links, external_requests
from tests.support.server import manifest
from widgets.offline.carried import FEWEST, SIX_BITS, script
from widgets.offline.files import FULL, LIGHT, SINGLES, ZIP, ZIP_KILOBYTES, Single
from widgets.offline.folder import entries, zipped
from widgets.offline.single import single

LIVE = "https://guide.example/"
CODES: list[Lang] = list(LANGUAGES)


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("kind", SINGLES, ids=lambda kind: kind.id)
class TestSingle:
    """The self-check in one file."""

    def test_it_is_small_enough_to_send(self, offline: Path, lang: Lang, kind: Single) -> None:
        assert (offline / kind.file(lang)).stat().st_size <= kind.kilobytes * 1000

    def test_its_links_lead_to_places_in_it_and_it_loads_nothing(
        self, offline: Path, lang: Lang, kind: Single
    ) -> None:
        name = kind.file(lang)
        page = html.document_fromstring((offline / name).read_bytes())
        assert list(broken_links(offline, {name: page})) == []
        assert [str(url) for url in page.xpath("//@src | //@srcset | //link/@href")] == []
        assert {url[0] for url in page.xpath("//a/@href")} == {"#"}
        assert external_requests(page) == []


@pytest.mark.parametrize("lang", CODES)
def test_the_same_site_gives_the_same_file_and_an_address_makes_links(
    site: Path, offline: Path, guide: Guide, lang: Lang
) -> None:
    assert single(site, guide, lang, LIGHT, "") == (offline / LIGHT.file(lang)).read_text("utf-8")
    page = html.document_fromstring(single(site, guide, lang, LIGHT, LIVE))
    hrefs = [str(url) for url in page.xpath("//a/@href")]
    away = {url for url in hrefs if not url.startswith("#")}
    tree = LANGUAGES[lang].tree
    assert f"{LIVE}{tree}how-it-decides/#rule-R01" in away
    assert f"{LIVE}{tree}" in away
    assert all(url.startswith(LIVE + tree) for url in away)
    (check,) = page.xpath("//keep-or-cancel")
    assert check.get("live") == LIVE


def test_both_forms_say_where_ticks_are_kept_and_name_each_other(offline: Path) -> None:
    said = {
        kind.id: html.document_fromstring((offline / kind.file("zh")).read_bytes()).text_content()
        for kind in SINGLES
    }
    assert all("Firefox 里只有这个文件读得到" in text for text in said.values())
    assert FULL.file("zh") in said["light"]
    assert FULL.file("en") in said["full"]
    assert LIGHT.file("en") in said["light"]


# --- the folder ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(unpacked: Path) -> dict[str, HtmlElement]:
    return {
        path.relative_to(unpacked).as_posix(): html.document_fromstring(path.read_bytes())
        for path in sorted(unpacked.rglob("*.html"))
    }


def test_the_zip_is_small_and_says_first_what_to_do(offline: Path, unpacked: Path) -> None:
    assert (offline / ZIP).stat().st_size <= ZIP_KILOBYTES * 1000
    text = (unpacked / "README.txt").read_text(encoding="utf-8-sig")
    assert text.startswith("先解压")
    assert "Unpack first" in text
    assert "{" not in text


def test_each_link_and_file_of_each_page_is_in_the_folder(
    files: dict[str, HtmlElement], unpacked: Path, pages: dict[str, HtmlElement]
) -> None:
    assert list(broken_links(unpacked, pages)) == []
    # A disk shows no page for a folder.
    folders = {
        url
        for page in pages.values()
        for url in map(str, page.xpath("//a/@href"))
        if not urlsplit(url).scheme and urlsplit(url).path.endswith(("/", "."))
    }
    assert folders == set()
    left_out = {"404.html", "en/404.html", "embed/index.html", "en/embed/index.html"}
    assert set(pages) == set(files) - left_out


def test_no_page_of_the_folder_asks_anybody_for_anything(pages: dict[str, HtmlElement]) -> None:
    asked = {name: external_requests(page) for name, page in pages.items()}
    assert {name: urls for name, urls in asked.items() if urls} == {}


def test_each_page_begins_with_what_stands_in_for_a_server_and_says_what_it_is(
    pages: dict[str, HtmlElement],
) -> None:
    for name, page in pages.items():
        assert str(page.xpath("//script")[0].get("src")).endswith("widget/local.js"), name
        (note,) = page.find_class("offline-note")
        assert "Firefox" in note.text_content()


def test_the_same_site_gives_the_same_zip_and_an_address_leads_to_what_is_left_out(
    site: Path, offline: Path, guide: Guide
) -> None:
    assert zipped(entries(site, guide, "")) == (offline / ZIP).read_bytes()
    page = html.document_fromstring(entries(site, guide, LIVE)["en/downloads/index.html"])
    assert f"{LIVE}{named([WHOLE])[0].address('en')}" in page.xpath("//a/@href")


def test_what_the_folder_carries_is_what_the_site_has(site: Path, unpacked: Path) -> None:
    """So Python answers there what it answers on the site."""
    carried = set()
    for file in unpacked.rglob("*.js"):
        found = re.fullmatch(r'KeepOrCancelFiles\("(.+)","(.+)"\);\n', file.read_text("utf-8"))
        if found is None:
            continue
        path, letters = found.groups()
        assert file == unpacked / f"{path}.js"
        content = base64.b64decode(letters + "=" * (-len(letters) % 4))
        unpack = gzip.decompress if content.startswith(b"\x1f") else lzma.decompress
        assert unpack(content) == (site / path).read_bytes(), path
        carried.add(path)
    told = manifest(site)
    python = told["runtime"]["dir"]
    assert carried >= {f"widget/{python}{name}" for name in told["runtime"]["files"]}
    assert carried >= {f"widget/{file.name}" for file in (site / "widget").glob("*.zip")}


@pytest.mark.parametrize("alphabet", [FEWEST, SIX_BITS])
def test_what_is_carried_cannot_end_the_script_it_stands_in(alphabet: str) -> None:
    # Each letter of the alphabet comes in it.
    text = script("widget/x.json", bytes(range(256)) * 50, alphabet)
    assert not set(alphabet) & set('"<&`$\\\n')
    assert re.fullmatch(
        rf'KeepOrCancelFiles\("widget/x\.json","[{re.escape(alphabet)}]+"\);\n', text
    )
