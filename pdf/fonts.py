"""Prepares the two fonts of the PDF, one file per weight, and knows which characters they can draw.

The npm package ships the family in slices. Slices under one family name make WeasyPrint print
wrong glyphs without a word, so each weight is a single file: the slice `chinese-simplified`,
which holds the Latin letters and the Chinese, and, grafted into it, the few symbols that only
other slices have.
"""

from __future__ import annotations

import copy
import json
import os
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from pdf.errors import PdfError

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@fontsource" / "noto-sans-sc"
FOLDER = ROOT / "build" / "fonts"
WEIGHTS = (400, 700)
MAIN_SLICE = "chinese-simplified"
# Symbols of text and tables that the main slice lacks: per mille, comparison, arrows, marks,
# numbers in circles.
GRAFTED = "‑‰≈≠≤≥±←→↔⇒✓★☆●○■□▲△▼◆▶①②③④⑤⑥⑦⑧⑨⑩"


# Marks as wide as a Chinese character, for which English needs narrow ones; and the space, in
# thousandths of the type size, that a narrow one has on each side.
WIDE = "“”‘’·"
BEARING = 45


def path(weight: int, folder: Path = FOLDER) -> Path:
    """Return where the TrueType file of `weight` stands in `folder`; print.css names it so."""
    return folder / f"noto-sans-sc-{weight}.ttf"


def prepare(folder: Path = FOLDER, package: Path = PACKAGE) -> Path:
    """Write the fonts into `folder` unless they are there, newer than package and this file.

    Returns `folder`. Raises PdfError when the npm package is not installed.
    """
    inputs = [package / "package.json", Path(__file__)]
    if not inputs[0].is_file():
        raise PdfError(f"no fonts at {package}: run `npm ci` first")
    newest = max(source.stat().st_mtime for source in inputs)
    for weight in WEIGHTS:
        _write(path(weight, folder), newest, partial(_build, weight, package))
        marks = folder / f"marks-{weight}.ttf"
        _write(marks, newest, partial(_narrow, path(weight, folder)))
    # A small font for the fields of forms alone: print.css says why.
    _write(folder / "form.ttf", newest, partial(_slice, WEIGHTS[0], "latin", package))
    return folder


def missing(text: Iterable[str], folder: Path = FOLDER) -> set[str]:
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
    wanted = {ord(c) for c in GRAFTED} - set(font.getBestCmap())
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    for name, listed in ranges.items():
        if here := wanted & code_points(listed):
            with _slice(weight, name.strip("[]"), package) as donor:
                wanted -= _graft(font, donor, here)
    if wanted:
        raise PdfError(f"no slice of {package.name} has {''.join(map(chr, sorted(wanted)))}")
    _separate(font)
    return font


def code_points(listed: str) -> set[int]:
    """Return the code points of a CSS `unicode-range` such as `U+20,U+4e00-4e02`."""
    found: set[int] = set()
    for part in listed.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


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


def _write(target: Path, newest: float, make: Callable[[], TTFont]) -> None:
    """Write the font that `make` returns to `target`, whole or not at all, unless it is fresh."""
    if target.is_file() and target.stat().st_mtime >= newest:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(f".{os.getpid()}.part")
    with make() as font:
        font.flavor = None
        font.save(part)
    part.replace(target)
