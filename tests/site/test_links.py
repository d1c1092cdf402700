"""Every link and every asset is there, and no page asks anybody else for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from tests.support.links import broken_links, external_requests


def test_every_link_and_asset_has_its_target(site: Path, files: dict[str, HtmlElement]) -> None:
    assert list(broken_links(site, files)) == []


def test_no_page_requests_anything_from_another_site(files: dict[str, HtmlElement]) -> None:
    asked = {path: external_requests(page) for path, page in files.items()}
    assert {path: urls for path, urls in asked.items() if urls} == {}


def test_our_stylesheet_loads_nothing(site: Path) -> None:
    css = (site / "assets/stylesheets/guide.css").read_text(encoding="utf-8")
    assert re.findall(r"url\(|@import", css) == []


def test_the_self_check_is_in_the_site_once(site: Path) -> None:
    assert (site / "widget/manifest.json").is_file()
    assert not (site / "en/widget").exists()


@pytest.fixture
def broken_site(tmp_path: Path) -> tuple[Path, dict[str, HtmlElement]]:
    (tmp_path / "how").mkdir()
    text = """<html><head><link rel="stylesheet" href="../gone.css">
      <link rel="preconnect" href="https://fonts.example"></head><body id="top">
      <script src="//cdn.example/a.js"></script><a href="../no/">x</a><a href="#nowhere">x</a>
      <a href="../how/#top">x</a><a href="#holder=company">x</a>
      <a href="https://elsewhere.example/">x</a></body></html>"""
    (tmp_path / "how/index.html").write_text(text)
    return tmp_path, {"how/index.html": html.document_fromstring(text)}


def test_the_link_check_sees_what_is_broken(
    broken_site: tuple[Path, dict[str, HtmlElement]],
) -> None:
    assert sorted(broken_links(*broken_site)) == [
        "how/index.html: #nowhere: no such place",
        "how/index.html: ../gone.css: no such file",
        "how/index.html: ../no/: no such file",
        "how/index.html: //cdn.example/a.js: names a host by its first folder",
    ]


def test_the_request_check_sees_other_sites(
    broken_site: tuple[Path, dict[str, HtmlElement]],
) -> None:
    (page,) = broken_site[1].values()
    assert external_requests(page) == ["//cdn.example/a.js", "https://fonts.example"]
