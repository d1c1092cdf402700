"""The page's scripts: amounts are read as written, and some things are done in one place."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
WEB = ROOT / "widgets/web"
OWN = [*WEB.glob("*.js"), *(ROOT / "docs/overrides/assets/javascripts").glob("*.js")]
AMOUNTS = {
    "1250": "1250",
    " 12.50 ": "12.50",
    "1,250": "1250",
    "1,250.50": "1250.50",
    "12,345,678": "12345678",
    "１，２５０．５０": "1250.50",
    "\u3000３００\u3000": "300",
    "": "",
    # Anything else is for the package to refuse, as it was written.
    "12,50": "12,50",
    "1,2345": "1,2345",
    "1,25,000": "1,25,000",
    "0,500": "0,500",
    "1250,500": "1250,500",
    ",500": ",500",
    "1,250,": "1,250,",
    "1.250,50": "1.250,50",
    "12 50": "12 50",
    "1 250": "1 250",
    "5²": "5²",
    "①": "①",
    "½": "½",
    "300 元": "300 元",
    "￥300": "￥300",
    "很多": "很多",
}


def test_only_commas_that_group_and_full_width_forms_are_taken_out_of_an_amount() -> None:
    done = subprocess.run(
        ["node", Path(__file__).with_name("amount.mjs")],
        input=json.dumps({"folder": str(WEB), "texts": list(AMOUNTS)}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert dict(zip(AMOUNTS, json.loads(done.stdout), strict=True)) == AMOUNTS


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
