"""The colours of the families of outcomes are in the stylesheets of the site and the self-check."""

from __future__ import annotations

import json
from pathlib import Path

from guide import Guide
from guide.palette import stylesheet


def test_both_stylesheets_have_the_colours_of_the_data(site: Path, guide: Guide) -> None:
    colours = stylesheet(guide.outcomes.families)
    manifest = json.loads((site / "widget/manifest.json").read_text(encoding="utf-8"))
    for name in (
        "assets/stylesheets/guide.css",
        "en/assets/stylesheets/guide.css",
        f"widget/{manifest['style']}",
    ):
        assert colours in (site / name).read_text(encoding="utf-8"), name
