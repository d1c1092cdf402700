"""The self-check in one file: what the site's page loads stands in it.

Somebody sends it on by chat or mail; who opens it has no site around it. Where no script runs, its
steps lead to the outcome.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import html
from lxml.html import HtmlElement
from lxml.html import builder as e
from markupsafe import Markup

from guide import Guide
from guide.edition import CHECK_PAGE, LANGUAGES, Edition, Lang, anchor, page_url
from guide.prose.pages import read_all
from widgets.build.tools import ROOT, WEB, browsers, run
from widgets.build.web import BARE, ESBUILD, bundle
from widgets.offline.carried import FEWEST, script
from widgets.offline.files import FULL, Single
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

OWN = WEB / "offline"
STYLE = OWN / "single.css"
# Where the files go by that come from no site.
NOWHERE = "none:/"
POLICY = Markup("; ").join(
    Markup(directive)
    for directive in (
        "default-src 'none'",
        "script-src 'unsafe-inline' 'unsafe-eval' blob:",
        "worker-src blob:",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
# What would end a script in a page, or begin what ends otherwise.
ENDING = re.compile(r"<(/script|!--)", re.IGNORECASE)


def local_script(alphabet: str, *, full: bool = True) -> str:
    """Return the script that stands in for the server, with or without what Python needs.

    `alphabet` has the letters of what is carried.
    """
    if not full:
        return bundle(OWN / "light.js", alphabet=alphabet).decode()
    prelude = bundle(OWN / "prelude.js", alphabet=alphabet).decode()
    return bundle(OWN / "whole.js", alphabet=alphabet, prelude=prelude).decode()


def single(site: Path, guide: Guide, lang: Lang, kind: Single, live: str) -> str:
    """Return the self-check in `lang` as one page of HTML.

    `site` is the built site, `live` the address it will have, or "".
    """
    edition = Edition(guide, lang, read_all(lang))
    manifest = json.loads((site / "widget/manifest.json").read_text(encoding="utf-8"))
    page = html.document_fromstring(
        filled(
            "single.html.j2",
            edition,
            policy=POLICY,
            full=kind.full,
            full_file=FULL.file(lang),
            live=live and live + LANGUAGES[lang].tree,
            twin=kind.file(edition.other.code),
        )
    )
    parts = {part.get("data-part"): part for part in page.xpath("//*[@data-part]")}
    for part in parts.values():
        del part.attrib["data-part"]
    parts["style"].text = style(site, manifest)
    check = self_check(site, edition, live)
    if not kind.full:
        check.set("light", "")
    parts["check"].addprevious(check)
    parts["check"].drop_tree()
    by_hand = check.find_class("koc-by-hand")[0]
    by_hand.insert(0, parts["open"])
    page.xpath("//body")[0].extend(scripts(site, manifest, lang, kind, live))
    return serialized(page)


def style(site: Path, manifest: dict[str, Any]) -> str:
    """Return the page's style: the self-check's, and of what stands around it."""
    options = ("--minify", f"--target={browsers()}", "--charset=utf8")
    files = (site / "widget" / manifest["style"], BARE, STYLE)
    return "".join(run(ESBUILD, path.resolve(), *options, cwd=ROOT).strip() for path in files)


def self_check(site: Path, edition: Edition, live: str) -> HtmlElement:
    """Return the self-check of the site's page, its links leading to `live` or nowhere."""
    name = f"{edition.language.tree}{page_url(CHECK_PAGE)}{INDEX}"
    found = read(site / name).xpath("//keep-or-cancel")
    if not found:
        raise OfflineError(f"{site / name}: no self-check in it")
    check: HtmlElement = found[0]
    check.tail = None
    check.attrib.pop("base", None)
    check.set("live", live)
    check.set("table", f"#{anchor('outcomes')}")
    outcomes = {
        f"{edition.language.tree}{page_url(at.page)}{INDEX}": f"#{anchor('outcome', outcome.id)}"
        for outcome in edition.guide.outcomes.outcomes
        for at in [edition.address("outcome", outcome.id)]
    }
    for link in list(check.iter("a")):
        href = str(link.get("href", ""))
        led = None if href.startswith("#") else target(name, href)
        if led is None:
            continue
        if led[0] in outcomes:
            link.set("href", outcomes[led[0]])
        elif live:
            link.set("href", online(live, *led))
        else:
            unlink(link)
    # What tests go by, and nothing else: a tenth of the light file.
    for part in check.find_class("koc-by-hand")[0].iter():
        for key in [key for key in part.attrib if key.startswith("data-")]:
            del part.attrib[key]
    return check


def scripts(
    site: Path, manifest: dict[str, Any], lang: Lang, kind: Single, live: str
) -> Iterator[HtmlElement]:
    """Yield the scripts of the page in order: what stands in, data, the self-check, Python."""
    widget = site / "widget"

    def carrying(*names: str) -> HtmlElement:
        files = [(f"widget/{name}", (widget / name).read_bytes()) for name in names]
        return element("".join(script(*file, FEWEST) for file in files))

    run_here = [manifest["plan_view"], manifest["element"]]
    yield element(
        local_script(FEWEST, full=kind.full),
        **{"data-base": f"{live or NOWHERE}widget/", "data-run": " ".join(run_here)},
    )
    langs = LANGUAGES if kind.full else [lang]
    data = [manifest["graph"]["file"]]
    data += [manifest[part][code]["file"] for part in ("texts", "plans") for code in langs]
    yield carrying(*run_here, *data)
    if kind.full:
        runtime = manifest["runtime"]
        yield carrying(manifest["worker"])
        for name in runtime["files"]:
            yield carrying(runtime["dir"] + name)


def element(code: str, **attributes: str) -> HtmlElement:
    """Return a script element with `code` in it; raise OfflineError where code would end it."""
    if ending := ENDING.search(code):
        raise OfflineError(f"a script holds {ending[0]!r}: it cannot stand in a page")
    made: HtmlElement = e.SCRIPT(code.strip(), **attributes)
    return made
