"""Prepares the two fonts of the PDF, one file per weight, and knows which characters they can draw.

The npm package ships the family in slices. Slices under one family name make WeasyPrint print
wrong glyphs without a word, so each weight is a single file: the slice `chinese-simplified`,
which holds the Latin letters and the Chinese, and, grafted into it, the few symbols that only
other slices have.
"""

from __future__ import annotations

import copy
import json
import unicodedata
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pdf.errors import PdfError
from widgets.cache import kept

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@fontsource" / "noto-sans-sc"
WEIGHTS = (400, 700)
MAIN_SLICE = "chinese-simplified"
# Symbols of text and tables that the main slice lacks: per mille, comparison, arrows, marks,
# numbers in circles.
GRAFTED = "‑‰≈≠≤≥±←→↔⇒✓★☆●○■□▲△▼◆▶①②③④⑤⑥⑦⑧⑨⑩"


# Marks as wide as a Chinese character, for which English needs narrow ones; and the space, in
# thousandths of the type size, that a narrow one has on each side.
WIDE = "“”‘’·"
BEARING = 45


def path(weight: int, folder: Path) -> Path:
    """Return where the TrueType file of `weight` stands in `folder`; print.css names it so."""
    return folder / f"noto-sans-sc-{weight}.ttf"


def prepare(package: Path = PACKAGE) -> Path:
    """Return the folder of the fonts, made once from `package`.

    Raises PdfError when the npm package is not installed.
    """
    release = package / "package.json"
    if not release.is_file():
        raise PdfError(f"no fonts at {package}: run `npm ci` first")
    return kept("fonts", [release, Path(__file__)], partial(_write, package))


def _write(package: Path, folder: Path) -> None:
    """Write every font print.css names into `folder`."""
    folder.mkdir()
    for weight in WEIGHTS:
        _save(_build(weight, package), path(weight, folder))
        _save(_narrow(path(weight, folder)), folder / f"marks-{weight}.ttf")
    # A small font for the fields of forms alone: print.css says why.
    _save(_slice(WEIGHTS[0], "latin", package), folder / "form.ttf")


def _save(font: TTFont, target: Path) -> None:
    with font:
        font.flavor = None
        font.save(target)


def missing(text: Iterable[str], folder: Path) -> set[str]:
    """Return the characters of `text` that the fonts in `folder` cannot draw.

    White space and characters that only steer line breaks or direction need no glyph.
    """
    known = _known(path(WEIGHTS[0], folder)) & _known(path(WEIGHTS[-1], folder))
    absent = {c for c in set().union(*text) if ord(c) not in known}
    return {c for c in absent if not c.isspace() and unicodedata.category(c) != "Cf"}


@cache
def _known(file: Path) -> frozenset[int]:
    """Return the code points the font in `file` has a glyph for."""
    with TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _narrow(file: Path) -> TTFont:
    """Return a font of the wide marks alone, as narrow as they are drawn.

    It is a font of its own, not a feature of the other ("palt"): that only shifts wide glyphs,
    and a reader of the file would find each opening mark before the space it follows.
    """
    font = TTFont(file, recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], drop_tables=["vhea", "vmtx"]))
    subsetter.populate(text=WIDE + " ")  # without a space of its own it would draw an empty box
    subsetter.subset(font)
    for name in font.getBestCmap().values():
        glyph = font["glyf"][name]
        if not glyph.numberOfContours:
            continue
        glyph.coordinates.translate((BEARING - glyph.xMin, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (glyph.xMax + BEARING, BEARING)
    return font


def _slice(weight: int, name: str, package: Path) -> TTFont:
    """Open one slice of the family."""
    file = package / "files" / f"noto-sans-sc-{name}-{weight}-normal.woff2"
    return TTFont(file, recalcTimestamp=False)  # equal input, equal bytes


def _build(weight: int, package: Path) -> TTFont:
    """Return the main slice of `weight` with the missing symbols grafted in, as TrueType."""
    font = _slice(weight, MAIN_SLICE, package)
    lacking = {ord(c) for c in GRAFTED} - set(font.getBestCmap())
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    for name, listed in ranges.items():
        if here := lacking & code_points(listed):
            with _slice(weight, name.strip("[]"), package) as donor:
                lacking -= _graft(font, donor, here)
    if lacking:
        raise PdfError(f"no slice of {package.name} has {''.join(map(chr, sorted(lacking)))}")
    _separate(font)
    return font


def code_points(listed: str) -> set[int]:
    """Return the code points of a CSS `unicode-range` such as `U+20,U+4e00-4e02`."""
    points: set[int] = set()
    for part in listed.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        points |= set(range(int(first, 16), int(last or first, 16) + 1))
    return points


def _graft(font: TTFont, donor: TTFont, code_points: set[int]) -> set[int]:
    """Copy the glyphs of `code_points` from `donor` to `font`; return those that `donor` had."""
    cmap = donor.getBestCmap()
    grafted = code_points & set(cmap)
    for code_point in sorted(grafted):
        _add(font, code_point, donor, cmap[code_point])
    return grafted


def _separate(font: TTFont) -> None:
    """Give characters that share a glyph one each, as · and • do.

    A PDF knows one character for a glyph: copied out of it, every • would be a ·.
    """
    seen: set[str] = set()
    for code_point, name in sorted(font.getBestCmap().items()):
        if name in seen and not chr(code_point).isspace():
            _add(font, code_point, font, name)
        seen.add(name)


def _add(font: TTFont, code_point: int, donor: TTFont, name: str) -> None:
    """Draw `code_point` in `font` by a copy of the glyph called `name` in `donor`.

    Both are slices of one design on one grid, so outlines and widths fit as they are.
    """
    glyph = copy.deepcopy(donor["glyf"][name])
    if glyph.isComposite():
        raise PdfError(f"cannot copy U+{code_point:04X}: its glyph is made of others")
    glyph.removeHinting()
    added = f"added{code_point:04X}"
    font["glyf"][added] = glyph  # also appends the name to the glyph order
    for metrics in ("hmtx", "vmtx"):
        font[metrics][added] = donor[metrics][name]
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[code_point] = added
