"""The whole site on Debian's nginx, as it is installed and with the configuration of deploy/."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from playwright.sync_api import Page, expect

from tests.support.chromium import CheckPage, watch
from tests.support.embed_host import LANGS, PAGE, SETTLED_AS, SETTLING, Embedded
from tests.support.nginx import Hosts, hosts
from tests.support.server import Faults, Server, manifest
from tests.support.site import LANGUAGES, TREES, written
from tests.support.types import sufficient

pytestmark = pytest.mark.xdist_group("nginx")
Opens = Callable[..., Page]
KEPT = "public, max-age=31536000, immutable"
# A page of each kind that has scripts, styles or drawings of its own.
KINDS = ("", "hotline/", "checklists/cancel_before/", "embed/", "how-it-decides/")


@pytest.fixture(scope="module")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(site, tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture(scope="module")
def paths(site: Path) -> list[str]:
    """Every file of the site."""
    return sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())


Answer = tuple[int, http.client.HTTPMessage, bytes]


class Client:
    """A connection to one server that stays open."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self.base = parts.path
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port or 80)

    def get(self, path: str, **headers: str) -> Answer:
        """Return status, headers and body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request("GET", f"{self.base}{path}", headers=named)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()


def check_page(page: Page, url: str, lang: str) -> CheckPage:
    """The self-check's page on a server that is not of this process."""
    return CheckPage(page, Server(url, Faults(), [], Path()), lang)


# --- as installed --------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["stock", "below"])
def test_stock_nginx_serves_every_file_as_something_that_works(
    nginx: Hosts, site: Path, paths: list[str], place: str
) -> None:
    client = Client(getattr(nginx, place))
    for path in paths:
        status, headers, body = client.get(path)
        assert (status, body) == (200, (site / path).read_bytes()), path
        assert sufficient(Path(path).suffix, headers["Content-Type"]), (
            path,
            headers["Content-Type"],
        )


def test_on_stock_nginx_python_starts_below_a_folder_too(nginx: Hosts, new_page: Opens) -> None:
    page = new_page()
    seen = watch(page, nginx.below)
    self_check = check_page(page, nginx.below, "en").open()
    self_check.tap("company", "police_stop").python_ready()
    assert self_check.outcome() == SETTLED_AS
    expect(page.locator(".koc-because")).to_have_count(1)
    assert (seen.errors, seen.foreign) == ([], [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_from_stock_nginx_it_can_be_put_on_another_site(
    nginx: Hosts, new_page: Opens, lang: str
) -> None:
    """By the snippet as it is copied, though nothing allows other origins to read anything."""
    page = new_page()
    page.goto(f"{nginx.stock}{TREES[lang]}embed/")
    snippet = page.locator('[data-snippet="element"] code').inner_text()
    (nginx.pages / f"{lang}.html").write_text(
        PAGE.format(lang=LANGS[lang], head="", body=snippet), encoding="utf-8"
    )
    page.goto(f"{nginx.other}{lang}.html")
    embedded = Embedded(page).ready().answer(**SETTLING)
    assert embedded.outcome() == SETTLED_AS
    assert embedded.frame.url.startswith(nginx.stock)
    if lang == "zh":
        embedded.python("ready")


# --- with ours -----------------------------------------------------------------------------------


def is_kept(site: Path, path: str) -> bool:
    """Whether the name of a file holds the hash of its content, or that of its folder's."""
    content = (site / path).read_bytes()
    named = hashlib.sha256(content).hexdigest()[:8] in path and path.endswith(
        (".js", ".css", ".json", ".zip")
    )
    themes = re.search(r"\.[0-9a-f]{8}\.min\.(js|css)$", path)
    return named or bool(themes) or "/runtime-" in path


def test_ours_serves_every_file_packed_and_says_how_long_it_may_be_kept(
    nginx: Hosts, site: Path, paths: list[str]
) -> None:
    client = Client(nginx.ours)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda body: body}
    sent = dict.fromkeys(["br", "gzip"], 0)
    for path in paths:
        content = (site / path).read_bytes()
        for accepted in sent:
            status, headers, body = client.get(path, Accept_Encoding=accepted)
            assert (status, unpack[headers["Content-Encoding"]](body)) == (200, content), path
            suffix = Path(path).suffix
            assert sufficient(suffix, headers["Content-Type"], nosniff=True), path
            assert headers["Cache-Control"] == (KEPT if is_kept(site, path) else "no-cache"), path
            assert headers["X-Content-Type-Options"] == "nosniff"
            read_elsewhere = "*" if path.startswith(("widget/", "oembed/")) else None
            assert headers["Access-Control-Allow-Origin"] == read_elsewhere, path
            if "/runtime-" in path:
                assert headers["Content-Encoding"] == accepted, path
                sent[accepted] += len(body)
    whole = sum(entry["bytes"] for entry in manifest(site)["runtime"]["files"].values())
    assert max(sent.values()) < whole / 2


def test_ours_asks_for_nothing_twice_that_has_not_changed(nginx: Hosts) -> None:
    client = Client(nginx.ours)
    _, headers, _ = client.get("check/")
    assert client.get("check/", If_None_Match=headers["ETag"])[0] == 304


def test_ours_lets_only_the_pages_for_it_be_framed_by_others(nginx: Hosts) -> None:
    client = Client(nginx.ours)
    for path in ("", "check/", "en/embed/", "404.html"):
        assert "frame-ancestors 'self'" in client.get(path)[1]["Content-Security-Policy"], path
    for lang in LANGUAGES:
        assert "Content-Security-Policy" not in client.get(f"widget/embed.{lang}.html")[1]


@pytest.mark.parametrize(
    ("path", "lang"), [("nothing", "zh"), ("check/nothing/", "zh"), ("en/nothing", "en")]
)
def test_what_is_not_there_is_said_in_the_language_of_its_place(
    nginx: Hosts, site: Path, path: str, lang: str
) -> None:
    status, headers, body = Client(nginx.ours).get(path)
    assert (status, body) == (404, (site / f"{TREES[lang]}404.html").read_bytes())
    assert "immutable" not in headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("path", "lang"), [("check/", "zh"), ("check/index.html", "zh"), ("en/check", "en")]
)
def test_where_an_encoded_link_leads_nowhere_it_leads_to_its_answers(
    nginx: Hosts, new_page: Opens, path: str, lang: str
) -> None:
    link = written({"status": "police_stop", "need": "none"})
    encoded = link.replace("#", "%23").replace("&", "%26").replace("=", "%3D")
    page = new_page()
    page.goto(f"{nginx.ours}{path}{encoded}?from=timeline", wait_until="commit")
    expect(page.locator("keep-or-cancel[data-state=ready]")).to_be_visible()
    assert check_page(page, nginx.ours, lang).outcome() == SETTLED_AS
    assert (
        page.url
        == f"{nginx.ours}{path.removesuffix('check')}{'check/' * path.endswith('check')}{link}"
    )
    expect(page.locator(".koc-unread")).to_be_hidden()


def test_a_file_of_an_earlier_release_is_not_missed_for_ever(nginx: Hosts) -> None:
    status, headers, _ = Client(nginx.ours).get("widget/worker.00000000.js")
    assert status == 404
    assert "Cache-Control" not in headers


def test_ours_leads_to_a_folder_without_naming_host_or_port(nginx: Hosts) -> None:
    status, headers, _ = Client(nginx.ours).get("check")
    assert (status, headers["Location"]) == (301, "/check/")


def test_with_ours_python_starts_and_the_policy_bars_nothing_of_ours(
    nginx: Hosts, new_page: Opens
) -> None:
    page = new_page()
    seen = watch(page, nginx.ours)
    self_check = check_page(page, nginx.ours, "zh").open()
    self_check.tap("company", "police_stop").python_ready()
    assert self_check.outcome() == SETTLED_AS
    expect(page.locator(".koc-because")).to_have_count(1)
    for kind, lang in zip(KINDS, itertools.cycle(LANGUAGES), strict=False):
        page.goto(f"{nginx.ours}{TREES[lang]}{kind}", wait_until="networkidle")
        if kind == "embed/":
            Embedded(page).ready()
    for lang, word in (("en", "Python"), ("zh", "欠费")):
        page.goto(f"{nginx.ours}{TREES[lang]}glossary/")
        page.locator("[data-md-component=search-query]").fill(word)
        expect(page.locator(".md-search-result__item").first).to_be_attached()
    assert (seen.errors, seen.foreign) == ([], [])


def test_from_ours_too_it_can_be_put_on_another_site(nginx: Hosts, new_page: Opens) -> None:
    script = manifest(nginx.folder)["embed"]["script"]
    tag = (
        f'<script async src="{nginx.ours}widget/{script["file"]}"'
        f' integrity="{script["integrity"]}" crossorigin="anonymous"></script>'
    )
    body = '<keep-or-cancel-embed lang="en"><a href="#">Check</a></keep-or-cancel-embed>'
    text = PAGE.format(lang="en", head=tag, body=body)
    (nginx.pages / "ours.html").write_text(text, encoding="utf-8")
    page = new_page()
    page.goto(f"{nginx.other}ours.html")
    embedded = Embedded(page).ready().answer(**SETTLING)
    assert embedded.outcome() == SETTLED_AS
    embedded.python("ready")
    # The page that is not made for it stays empty.
    (nginx.pages / "framed.html").write_text(f'<iframe src="{nginx.ours}check/"></iframe>')
    page.goto(f"{nginx.other}framed.html")
    assert page.frames[1].url.startswith("chrome-error:")
