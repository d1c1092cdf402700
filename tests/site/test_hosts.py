"""No file of the site depends on a type that a usual server does not know."""

from __future__ import annotations

import fnmatch
import json
import mimetypes
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.support.site import ROOT
from tests.support.types import NEEDED, sufficient

DEPLOY = ROOT / "deploy"


def nginx_types() -> dict[str, str]:
    """Return what Debian's nginx knows, as installed."""
    text = Path("/etc/nginx/mime.types").read_text(encoding="utf-8")
    lines = re.findall(r"(?m)^\s+(\S+/\S+)\s+([^;{]+);", text)
    return {f".{suffix}": kind for kind, suffixes in lines for suffix in suffixes.split()}


def python_types() -> dict[str, str]:
    """Return what Python's own list says, which its web server and many upload tools go by."""
    return mimetypes.MimeTypes(()).types_map[True]


def apache_types() -> dict[str, str]:
    """Return what Debian's list says, which its Apache goes by."""
    return mimetypes.MimeTypes(["/etc/mime.types"]).types_map[True]


def github_types() -> dict[str, str]:
    """Return what GitHub Pages says it goes by, mime-db; so do Netlify and the tools of npm."""
    known = json.loads((ROOT / "node_modules/mime-db/db.json").read_text(encoding="utf-8"))
    types: dict[str, str] = {}
    for kind, entry in known.items():
        for suffix in entry.get("extensions", []):
            types.setdefault(f".{suffix}", kind)
    return types


def windows_types() -> dict[str, str]:
    """Return Python's list as a Windows may change it whose registry calls scripts text."""
    return {**python_types(), ".js": "text/plain"}


LISTS = {
    "nginx": (nginx_types, "application/octet-stream"),
    "Python": (python_types, "application/octet-stream"),
    "Apache": (apache_types, None),
    "GitHub Pages": (github_types, "application/octet-stream"),
    "Windows": (windows_types, "application/octet-stream"),
}
# For what they do not know IIS answers 404: some release of it lacks each of these.
UNKNOWN_TO_IIS = {".json", ".svg", ".wasm", ".dmn"}


@pytest.fixture(scope="module")
def suffixes(site: Path) -> set[str]:
    return {path.suffix for path in site.rglob("*") if path.is_file()}


def test_of_every_kind_of_file_is_known_what_browsers_demand(suffixes: set[str]) -> None:
    assert suffixes <= set(NEEDED)


@pytest.mark.parametrize("name", LISTS)
def test_every_kind_works_under_the_type_that_a_usual_server_gives_it(
    suffixes: set[str], name: str
) -> None:
    known, otherwise = LISTS[name]
    types = known()
    assert len(types) > 50
    bad = {
        one: types.get(one) for one in suffixes if not sufficient(one, types.get(one, otherwise))
    }
    assert bad == {}


def test_what_would_not_work_is_seen() -> None:
    """A module, whatever its name, needs a script's type; so does all of it under nosniff."""
    assert ".mjs" not in nginx_types()
    assert not sufficient(".js", nginx_types().get(".mjs", "application/octet-stream"))
    assert not sufficient(".js", "text/plain", nosniff=True)


def test_iis_is_told_of_what_some_of_its_releases_do_not_know(suffixes: set[str]) -> None:
    told = etree.parse(DEPLOY / "web.config").findall(".//mimeMap")
    removed = etree.parse(DEPLOY / "web.config").findall(".//staticContent/remove")
    assert suffixes >= UNKNOWN_TO_IIS == {one.get("fileExtension") for one in told}
    # Named twice, a type is an error for the whole site.
    assert [one.get("fileExtension") for one in removed] == [
        one.get("fileExtension") for one in told
    ]
    for one in told:
        assert sufficient(one.get("fileExtension") or "", one.get("mimeType"))


def test_the_headers_for_netlify_fit_files_that_there_are(site: Path) -> None:
    rules: dict[str, dict[str, str]] = {}
    for line in (DEPLOY / "_headers").read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            headers = rules.setdefault(line, {})
        else:
            name, _, value = line.strip().partition(": ")
            headers[name] = value
    paths = [f"/{path.relative_to(site).as_posix()}" for path in site.rglob("*") if path.is_file()]
    for rule in rules:
        assert [path for path in paths if fnmatch.fnmatch(path, rule)], rule
    kept = next(r for r, h in rules.items() if "immutable" in h.get("Cache-Control", ""))
    assert all("/runtime-" in path for path in paths if fnmatch.fnmatch(path, kept))
    assert rules["/widget/*"] == {"Access-Control-Allow-Origin": "*"}
