"""Our stylesheets style nothing that is gone."""

import re
from pathlib import Path

import material
import pytest
from lxml.html import HtmlElement

from tests.support.site import ROOT
from widgets.build.tools import WEB
from widgets.offline.files import LIGHT

SHEETS = (
    ROOT / "docs/overrides/assets/stylesheets/guide.css",
    ROOT / "pdf/print.css",
    ROOT / "pdf/sheets.css",
    *sorted(WEB.rglob("*.css")),
)
# Classes also come from scripts, the theme's among them, and from reports while serving.
SCRIPTS = (
    *WEB.rglob("*.js"),
    *(ROOT / "docs/overrides/assets/javascripts").glob("*.js"),
    *(ROOT / "pdf").glob("*.py"),
    *(ROOT / "macros").rglob("*.py"),
    *(Path(material.__file__).parent / "templates/assets/javascripts").glob("*.js"),
)


def styled(sheet: str) -> set[str]:
    """Return the classes that the selectors of a stylesheet name."""
    bare = re.sub(r"/\*.*?\*/|\{[^{}]*\}|url\([^)]*\)", " ", sheet, flags=re.DOTALL)
    return set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", bare))


@pytest.fixture(scope="module")
def worn(site: Path, offline: Path, files: dict[str, HtmlElement]) -> set[str]:
    """The classes of all pages, those for frames included, and the words of all scripts."""
    beside = [*(site / "widget").glob("*.html"), offline / LIGHT.file("zh")]
    framed = [path.read_text(encoding="utf-8") for path in beside]
    texts = [path.read_text(encoding="utf-8") for path in SCRIPTS]
    of_pages = {name for page in files.values() for one in page.iter() for name in one.classes}
    words = set(re.findall(r"[\w-]+", " ".join(texts + framed)))
    # Some are put together: `koc-${name}` in the self-check, `line--{size}` on sheets.
    return of_pages | words | {f"{start}-{word}" for start in ("koc", "line-") for word in words}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_class_that_is_styled_is_worn(sheet: Path, worn: set[str]) -> None:
    assert styled(sheet.read_text(encoding="utf-8")) - worn == set()


def test_the_selectors_are_read() -> None:
    sheet = (
        "/* .not */ .a-b:is(.c, p.d) > .e::before { width: .5em } @media print { .f { top: 0 } }"
    )
    assert styled(sheet) == {"a-b", "c", "d", "e", "f"}
