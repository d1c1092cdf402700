"""The colours of the families of outcomes: from one place, and readable wherever they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guide import Guide
from guide.palette import stylesheet

ROOT = Path(__file__).parent.parent.parent
STYLES = sorted(
    path
    for folder in ("docs/overrides", "widgets/web", "pdf", "macros/templates", "widgets/offline")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".css", ".js", ".html", ".j2", ".svg")
)
# WCAG's least contrast of text.
LEAST = 4.5


def channels(colour: str) -> list[float]:
    """Return the channels of "#rgb" or "#rrggbb", from 0 to 1."""
    digits = colour.removeprefix("#")
    pairs = [digits[n : n + 2] for n in (0, 2, 4)] if len(digits) == 6 else [d * 2 for d in digits]
    return [int(pair, 16) / 255 for pair in pairs]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 reckons it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def declared(path: str, begins: str) -> dict[str, str]:
    """Return the custom properties with a plain colour in the first block that `begins` so."""
    css = (ROOT / path).read_text(encoding="utf-8")
    blocks = re.findall(rf"^\s*{re.escape(begins)} \{{(.*?)\}}", css, re.DOTALL | re.MULTILINE)
    return dict(re.findall(r"--([\w-]+): (?:var\(.*?, )?(#\w+)", blocks[0]))


def grounds(scheme: str) -> set[str]:
    """Return the colours of paper on which families are named, in pages and self-check."""
    site = {"light": "[data-md-color-scheme]", "dark": '[data-md-color-scheme="slate"]'}
    own = {"light": "keep-or-cancel", "dark": "body:not([data-md-color-scheme]) keep-or-cancel"}
    tokens = declared("docs/overrides/assets/stylesheets/guide.css", site[scheme])
    tokens |= declared("widgets/web/keep-or-cancel.css", own[scheme])
    return {tokens[name] for name in ("paper", "surface", "wash", "koc-paper", "koc-wash")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_family_can_be_read_on_its_wash_and_on_every_paper(guide: Guide, scheme: str) -> None:
    for family in guide.outcomes.families:
        hue = getattr(family.hue, scheme)
        for ground in {getattr(family.wash, scheme), *grounds(scheme)}:
            assert contrast(hue, ground) >= LEAST, (family.id, scheme, ground)


def test_contrast_is_reckoned_as_wcag_has_it() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.005)


def test_every_family_has_its_own_hue_in_each_scheme(guide: Guide) -> None:
    for scheme in ("light", "dark"):
        hues = [getattr(family.hue, scheme) for family in guide.outcomes.families]
        assert len(set(hues)) == len(hues)


def test_no_colour_of_a_family_is_written_anywhere_else(guide: Guide) -> None:
    families = guide.outcomes.families
    shades = [shade for family in families for shade in (family.hue, family.wash)]
    colours = {colour for shade in shades for colour in (shade.light, shade.dark)}
    property_of = re.compile(rf"--[\w-]*\b({'|'.join(f.id for f in families)})(-wash)?\s*:")
    for path in STYLES:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not property_of.search(line), f"{path}: {line}"
            if not re.match(r"\s*--ink: ", line):  # what is final looks like plain text
                assert not colours & set(re.findall(r"#\w+", line)), f"{path}: {line}"


def test_the_stylesheet_names_each_family_everywhere_it_is_shown(guide: Guide) -> None:
    families = guide.outcomes.families
    for paper in (False, True):
        css = stylesheet(families, paper=paper)
        for family in families:
            for shown in (f".chip--{family.id},", f'[data-family="{family.id}"] {{'):
                assert shown in css
            assert (family.hue.dark in css) is not paper
            assert family.hue.light in css
