"""What there is to take away: all of it is there, as large as is said, by what people want."""

from __future__ import annotations

import fnmatch
import os
import posixpath
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest
from lxml import html
from lxml.html import HtmlElement

from guide.edition import Lang
from macros.blocks.downloads import WANTS, offers
from tests.support.site import LANGUAGES, ROOT, TREES
from widgets import downloads
from widgets.build import copy

Pages = Mapping[str, HtmlElement]


@pytest.fixture(scope="module")
def finished(site: Path) -> Path:
    """The site, where `make site` has gone to its end.

    A site that is named is whole: `make test` skips nothing here. One that a run builds for itself
    has its pages alone, and making all the rest takes minutes.
    """
    if not (site / copy.WORKER).is_file():
        assert "KOC_SITE" not in os.environ, f"{site}: `make site` has not gone to its end"
        pytest.skip("only `make site` makes what there is to take away")
    return site


def test_everything_made_is_offered_for_something() -> None:
    assert sorted(name for want in WANTS.values() for name in want) == sorted(offers())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_offers_every_file_that_of_its_language_first(
    pages: Mapping[str, Pages], lang: Lang
) -> None:
    page = pages[lang]["downloads/index.html"]
    listed = page.xpath("//*[@data-download]")
    assert [one.get("data-download") for one in listed] == [n for w in WANTS.values() for n in w]
    for entry in listed:
        paths = offers()[entry.get("data-download")].paths
        first, *others = [link.get("href") for link in entry.xpath(".//a")]
        assert posixpath.basename(first) == posixpath.basename(paths[lang])
        assert len(others) == len(set(paths.values())) - 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_is_there_and_as_large_as_is_said(
    finished: Path, pages: Mapping[str, Pages], lang: str
) -> None:
    page = pages[lang]["downloads/index.html"]
    for path in {path for offer in offers().values() for path in offer.paths.values()}:
        [said] = page.xpath(f"//*[@data-file='{path}']/text()")
        assert downloads.measured((finished / path).stat().st_size) in said
        if path.endswith(".pdf"):
            with pikepdf.open(finished / path) as pdf:
                assert said.startswith(f"{len(pdf.pages)} ")
    [kept] = page.xpath(f"//*[@data-file='{copy.LIST}']/text()")
    assert re.search(r"\d+\.\d MB", kept)


def test_a_page_says_what_is_so_now_and_nothing_of_what_is_not_there(tmp_path: Path) -> None:
    span = '<span class="file-facts" data-file="{}" data-words="{{size}} · x">3 KB</span>'
    (tmp_path / "there.zip").write_bytes(bytes(1_240_000))
    page = tmp_path / "index.html"
    page.write_text(span.format("there.zip") + span.format("gone.zip"))
    downloads.say(tmp_path)
    one, other = html.fragment_fromstring(page.read_text(), create_parent="div")
    assert (one.text, other.text) == ("1.2 MB · x", None)


def test_the_copy_has_all_but_what_only_machines_and_large_files_are_for(site: Path) -> None:
    kept = {path for path, _ in copy.kept(site)}
    for tree in TREES.values():
        assert {f"{tree}check/", f"{tree}list/", f"{tree}search/search_index.json"} <= kept
        assert f"{tree}downloads/keep-or-cancel.dmn" in kept
    assert not [path for path in kept if fnmatch.fnmatch(path, "*.map")]
    assert not [path for path in kept if path.endswith("404.html")]
    large = {path.relative_to(site).as_posix() for path in site.glob("downloads/*.zip")}
    assert not large & kept


def test_any_change_is_another_release(site: Path, tmp_path: Path) -> None:
    for name in ("index.html", "en/index.html", "widget/manifest.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(site / name, tmp_path / name)
    worker = next(site.glob("widget/copy-worker.*.js"))
    shutil.copy(worker, tmp_path / "widget")
    ids = [copy.write(tmp_path)["id"] for _ in range(2)]
    assert ids[0] == ids[1]
    assert ids[0] in (tmp_path / copy.WORKER).read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text("other", encoding="utf-8")
    assert copy.write(tmp_path)["id"] != ids[0]


def test_every_page_has_the_place_where_it_is_said_to_be_a_copy(
    finished: Path, files: dict[str, HtmlElement]
) -> None:
    script = (finished / copy.WORKER).read_text(encoding="utf-8")
    place = '<div data-md-component="announce">'
    assert place in script.replace('\\"', '"')
    for path in files:
        if "/downloads/keep-or-cancel" not in f"/{path}":
            assert place in (finished / path).read_text(encoding="utf-8"), path


def test_servers_are_told_never_to_keep_the_service_worker() -> None:
    headers = (ROOT / "deploy/_headers").read_text(encoding="utf-8")
    for name in (copy.WORKER, copy.LIST):
        assert f"/{name}\n  Cache-Control: no-cache\n" in headers
        assert f'path="{name}"' in (ROOT / "deploy/web.config").read_text(encoding="utf-8")
