"""The whole site to unpack and open from disk: its pages, what they load, and a way round a server.

Where a page is opened from disk, folders show no page, scripts fetch nothing and start no worker:
links name files, local.js comes first on every page, and what is fetched is carried by scripts.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from lxml.html import builder as e

from guide import Guide
from guide.edition import LANGUAGES, Edition, Language
from pdf.documents import WHOLE, named
from widgets.build.tools import compact
from widgets.offline.carried import SIX_BITS, script
from widgets.offline.files import FOLDER, names
from widgets.offline.pages import (
    INDEX,
    OfflineError,
    filled,
    online,
    read,
    serialized,
    target,
    unlink,
)
from widgets.offline.single import local_script

ROOT = "keep-or-cancel/"
LOCAL = "widget/local.js"
ASSETS = "assets/"
SEARCH = "search/search_index"
LUNR = "assets/javascripts/lunr/"
WORKERS = "assets/javascripts/workers/"
# 1980-01-01: the earliest time a zip entry can hold.
EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o644 << 16
# For other sites' pages and for who builds; and what English pages take from beside the Chinese.
LEFT_OUT = (
    *("embed/", "en/embed/", "oembed/", f"en/{ASSETS}"),
    *("widget/manifest.json", "widget/embed"),
)
# PDFs that would make it too large: what is in them are pages here, which print by themselves.
LARGE = (WHOLE, "checklists")
# Attributes that hold an address, besides `href` and `src`.
ADDRESSES = ("href", "src", "table", "data-check")
# Those of templates: between two words of prose is one.
BLANKS = re.compile(r"[ \n]{2,}|^\n$")
# Where each blank counts.
AS_IT_IS = ("script", "style", "pre", "code", "textarea")
# Links for a browser that asks a server, or for another site.
HEAD = ("canonical", "prev", "next", "alternate", "preload", "modulepreload", "prefetch")


def entries(site: Path, guide: Guide, live: str) -> dict[str, bytes]:
    """Return the files of the folder by their path in it.

    `live` is the address of the site, or "". Links to what is not in the folder lead there; without
    one they are taken out.
    """
    paths = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    manifest = json.loads((site / "widget/manifest.json").read_text(encoding="utf-8"))
    kept = {path for path in paths if _kept(path, manifest)}
    fetched = set(_fetched(site, manifest, paths))
    made = {
        f"{path}.js": script(path, (site / path).read_bytes(), SIX_BITS).encode()
        for path in fetched
    }
    made |= {path: (site / path).read_bytes() for path in kept}
    made[LOCAL] = local_script(SIX_BITS).encode()
    made["README.txt"] = _readme(guide, live)
    for language in LANGUAGES.values():
        index = _index(site, language)
        made[f"{language.tree}{SEARCH}.js"] = b"var __index = " + compact(_named(index))
    for path in sorted(made):
        if path.endswith(".html"):
            made[path] = _page(site, path, guide, live, made).encode()
    return made


def _index(site: Path, language: Language) -> dict[str, Any]:
    """Return the index of the search in a language."""
    text = (site / f"{language.tree}{SEARCH}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def _kept(path: str, manifest: Mapping[str, Any]) -> bool:
    """Return whether a file of the site stands in the folder as it is."""
    if path.endswith(".map") or path.startswith((*LEFT_OUT, LUNR, WORKERS)):
        return False
    if SEARCH in path:
        return False
    if "/" not in path.removeprefix(LANGUAGES["en"].tree):
        # What else stands at the root is for servers, and for browsers that ask one.
        return path.endswith(INDEX)
    if path.startswith("widget/"):
        # What is fetched is carried; scripts and styles are loaded as on the site.
        in_runtime = path.startswith(f"widget/{manifest['runtime']['dir']}")
        workers = {f"widget/{manifest[name]}" for name in ("worker", "copy_worker")}
        return path.endswith((".js", ".css")) and path not in workers and not in_runtime
    name = posixpath.basename(path)
    if path.startswith(f"{FOLDER}/"):
        large = {printed.file(lang) for printed in named(LARGE) for lang in LANGUAGES}
        return name not in large and name not in names()
    return True


def _fetched(site: Path, manifest: Mapping[str, Any], paths: Collection[str]) -> Iterator[str]:
    """Yield what scripts fetch: data, Python, archives, the sample, the worker of the search."""
    for path in paths:
        ending = PurePosixPath(path).suffix
        if path.startswith("widget/") and not path.startswith(LEFT_OUT):
            in_runtime = path.startswith(f"widget/{manifest['runtime']['dir']}")
            if in_runtime or ending not in (".js", ".css") or path.endswith(manifest["worker"]):
                yield path
        elif path.startswith(WORKERS) and ending == ".js":
            yield path
    for language in LANGUAGES.values():
        page = read(site / language.tree / "list" / INDEX)
        for link in page.xpath("//a[@data-sample-list]"):
            led = target(f"{language.tree}list/{INDEX}", str(link.get("href")))
            if led is None:
                raise OfflineError("the list's page has no sample of its own")
            yield led[0]
        langs = [one for one in _index(site, language)["config"]["lang"] if one != "en"]
        yield from (f"{LUNR}min/lunr.{lang}.min.js" for lang in langs)
        if langs:
            yield f"{LUNR}min/lunr.stemmer.support.min.js"


def _named(index: dict[str, Any]) -> dict[str, Any]:
    """Return the search index with a file's name in each address."""

    def address(location: str) -> str:
        path, mark, fragment = location.partition("#")
        return f"{path}{INDEX}{mark}{fragment}" if not path or path.endswith("/") else location

    for entry in index["docs"]:
        entry["location"] = address(entry["location"])
    otherwise = index["config"]["otherwise"]
    otherwise["pages"] = {address(at): title for at, title in otherwise["pages"].items()}
    return index


# --- pages ---------------------------------------------------------------------------------------


def _page(site: Path, path: str, guide: Guide, live: str, there: Collection[str]) -> str:
    """Return a page as it stands in the folder, whose files are `there`."""
    page = read(site / path)
    language = LANGUAGES["en" if path.startswith(LANGUAGES["en"].tree) else "zh"]
    up = posixpath.relpath(".", posixpath.dirname(path) or ".")
    _strip_head(page)
    local = e.SCRIPT(src=posixpath.join(up, LOCAL) if up != "." else LOCAL)
    page.xpath("/html/head")[0].insert(0, local)
    for element in list(page.iter()):
        if not isinstance(element.tag, str):
            continue
        for name in ADDRESSES:
            if element.get(name):
                _relink(element, name, path, live, there)
    for config in page.xpath("//script[@id='__config']"):
        settings = json.loads(config.text)
        settings["search"] = _moved(path, settings["search"])
        config.text = json.dumps(settings, ensure_ascii=False)
    for check in page.iter("keep-or-cancel"):
        check.set("live", live)
    for size in page.xpath("//*[@data-file]"):
        size.text = None  # measured once this folder is made: an earlier one's, if it says anything
    _squeeze(page)
    for foot in page.find_class("site-foot"):
        foot.append(_note(guide, language, live))
    return serialized(page)


def _squeeze(page: HtmlElement) -> None:
    """Leave one blank of those that templates have left behind."""
    as_they_are = {inner for outer in page.iter(*AS_IT_IS) for inner in outer.iter()}
    for element in page.iter():
        if element.text and element not in as_they_are:
            element.text = BLANKS.sub(" ", element.text)
        if element.tail and element.getparent() not in as_they_are:
            element.tail = BLANKS.sub(" ", element.tail)


def _strip_head(page: HtmlElement) -> None:
    """Take out of the head what only a server, or who finds the page, has a use for."""
    for link in page.xpath("//link[@rel]"):
        if str(link.get("rel")) in (*HEAD, "manifest"):
            if link.get("type") == "application/json+oembed":
                # A script that turns to the link before it.
                link.getnext().drop_tree()
            link.drop_tree()
    for element in page.xpath("//script[@type='application/ld+json'] | //meta[@property]"):
        element.drop_tree()


def _moved(page: str, href: str) -> str:
    """Return a relative address, which may be that of an English copy of what both trees share."""
    led = target(page, href)
    if led is None:
        return href
    path, fragment = led
    shared = path.removeprefix(LANGUAGES["en"].tree)
    to = shared if shared.startswith(ASSETS) else path
    address = posixpath.relpath(to, posixpath.dirname(page) or ".")
    return f"{address}#{fragment}" if fragment else address


def _relink(element: HtmlElement, name: str, page: str, live: str, there: Collection[str]) -> None:
    """Let an address of an element lead to a file, to the site, or nowhere."""
    href = str(element.get(name))
    led = None if href.startswith("#") else target(page, href)
    if led is None:
        return
    moved = _moved(page, href)
    to = target(page, moved)
    if to is not None and to[0] in there:
        element.set(name, moved)
    elif live:
        element.set(name, online(live, *led))
    elif element.tag != "a":
        raise OfflineError(f"{page}: {href}: not among the files, and no link")
    elif element.xpath("parent::li[count(*) = 1]"):
        element.xpath("..")[0].drop_tree()
    elif "md-footer__link" in element.classes:
        element.drop_tree()
    else:
        unlink(element)


def _note(guide: Guide, language: Language, live: str) -> HtmlElement:
    """Return what the foot of each page says: that it is a copy, and where ticks are kept."""
    address = f"{live}{language.tree}" if live else ""
    note: HtmlElement = html.fragment_fromstring(
        filled("note.html.j2", Edition(guide, language.code), live=address)
    )
    return note


def _readme(guide: Guide, live: str) -> bytes:
    """Return what stands beside the pages, as editors of old read it: with a mark, CR and LF."""
    parts = []
    for language in LANGUAGES.values():
        edition = Edition(guide, language.code)
        address = f"{live}{language.tree}" if live else ""
        parts += [
            edition.word("offline_readme").format(
                version=guide.meta.rules_version,
                date=guide.meta.rules_date,
                checked=guide.meta.checked_on,
                review=guide.meta.review_by,
            ),
            edition.word("offline_kept"),
            f"{edition.word('single_live')}{language.gap}{address}" if live else "",
            edition.word("not_legal_advice"),
        ]
    text = "\n\n".join(part.strip() for part in parts if part)
    return f"\ufeff{text}\n".replace("\n", "\r\n").encode()


# --- the zip -------------------------------------------------------------------------------------


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files, in one folder."""
    target_ = io.BytesIO()
    with zipfile.ZipFile(target_, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(ROOT + name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = MODE
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return target_.getvalue()
