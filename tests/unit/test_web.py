"""The page's scripts: some things are done in one place."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
WEB = ROOT / "widgets/web"
OWN = [*WEB.rglob("*.js"), *(ROOT / "docs/overrides/assets/javascripts").glob("*.js")]


def code(path: Path) -> str:
    """Return a script without its comments."""
    return re.sub(r"(?m)/\*[\s\S]*?\*/|^\s*//.*$|\s//\s.*$", "", path.read_text())


# What is done, and the only scripts that do it.
ALONE = {
    r"\bhistory\.|\blocation\.(assign|replace)\(|\blocation\.(hash|href|search)\s*=[^=]": {
        "address.js"
    },
    # The fragment holds answers until a link to a place on the page takes their place: what is made
    # of the answers is made of what holds them. The places themselves are the guide's script's.
    r"\blocation\.(hash|href|toString)\b|\(location\)": {"address.js", "guide.js"},
    r"\blocalStorage\b|\bsessionStorage\b|\bindexedDB\b|document\.cookie": {"device.js"},
    r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write": {"dom.js"},
    # A text in a selector may be anything: elements are looked up by id or in a Map instead.
    r"(querySelector(All)?|closest|matches)\(\s*`": set(),
}


@pytest.mark.parametrize("pattern", ALONE)
def test_what_one_script_does_no_other_does(pattern: str) -> None:
    assert len(OWN) > 10
    assert {path.name for path in OWN if re.search(pattern, code(path))} == ALONE[pattern]
