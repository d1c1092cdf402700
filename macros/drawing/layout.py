"""Where the parts of a drawing go: boxes and labelled arrows, placed by Graphviz.

Graphviz is asked for places only. It knows no Chinese font, so it is told how large every box and
label is; the text itself is written by the page. All lengths are in pixels, y grows downwards.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from widgets import cache

ROOT = Path(__file__).parent.parent.parent
DRAW = Path(__file__).parent / "draw.mjs"
# Names the release of Graphviz.
GRAPHVIZ = ROOT / "node_modules/@viz-js/viz/package.json"

# Widths in em, on the generous side of common system fonts.
WIDE, UPPER, LOWER, NARROW = 1.0, 0.76, 0.62, 0.38
# No line begins with these, and none ends with those.
CLOSING = "*，。、？！：；）》”’…,.?!:;)"
OPENING = "（《“‘("


@dataclass(frozen=True)
class Size:
    """Width and height."""

    width: float
    height: float


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes; `label` is the room its label needs, if it has one.

    The greater its `weight`, the straighter it is drawn; it leads `ranks` rows down.
    """

    tail: str
    head: str
    label: Size | None = None
    weight: int = 1
    ranks: int = 1


@dataclass(frozen=True)
class Place:
    """The middle of a box or of a label."""

    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """An arrow as drawn: SVG path data of the line, points of the head, place of the label."""

    path: str
    head: str
    label: Place | None


@dataclass(frozen=True)
class Layout:
    """A drawing's size and where its parts are: boxes by name, lines in the order of arrows."""

    size: Size
    boxes: Mapping[str, Place]
    lines: Sequence[Line]


def width(text: str) -> float:
    """Return about how wide `text` is, in em."""
    total = 0.0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF" or char in "“”‘’…":
            total += WIDE
        elif char.isupper() or char in "mwMW%=≥":
            total += UPPER
        elif char in " .,:;!'ijlt()/":
            total += NARROW
        else:
            total += LOWER
    return total


def wrap(text: str, limit: float) -> list[str]:
    """Return `text` in lines of at most about `limit` em, as even as they can be.

    Chinese may be broken anywhere but at punctuation, other text at spaces.
    """
    words = re.findall(
        rf"[{OPENING}]*(?:[^\s\u3000-\u9fff\uff00-\uffef]+|\S)[{CLOSING}]*\s*(?:/\s)?", text
    )
    count = max(1, -(-width(text) // limit))
    while True:
        # The narrowest lines that still make as few of them.
        even = width(text) / count
        for allowed in (even, even + 1, even + 2, limit):
            lines = _fill(words, min(allowed, limit))
            if len(lines) <= count:
                return lines
        count += 1


def _fill(words: Iterable[str], limit: float) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and width((lines[-1] + word).rstrip()) > limit:
            lines.append("")
        lines[-1] += word
    return [line.rstrip() for line in lines]


def place(
    boxes: Mapping[str, Size], arrows: Sequence[Arrow], settings: Mapping[str, str]
) -> Layout:
    """Return where Graphviz puts `boxes` and `arrows`; `settings` are attributes of its graph."""
    return _layout(_drawn(_dot(boxes, arrows, settings)))


def _dot(boxes: Mapping[str, Size], arrows: Sequence[Arrow], settings: Mapping[str, str]) -> str:
    lines = [f"graph [{' '.join(f'{name}="{value}"' for name, value in settings.items())}]"]
    lines.append('node [shape=box fixedsize=true label=""]')
    for name, size in boxes.items():
        lines.append(f"{name} [width={size.width / 72:.4f} height={size.height / 72:.4f}]")
    for arrow in arrows:
        label = ""
        if arrow.label:
            room = f'WIDTH="{arrow.label.width:.0f}" HEIGHT="{arrow.label.height:.0f}"'
            label = (
                'label=<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0">'
                f'<TR><TD FIXEDSIZE="TRUE" {room}></TD></TR></TABLE>>'
            )
        lines.append(
            f"{arrow.tail} -> {arrow.head} [weight={arrow.weight} minlen={arrow.ranks} {label}]"
        )
    return "digraph {\n" + "\n".join(lines) + "\n}\n"


def _drawn(dot: str) -> dict[str, Any]:
    """Return Graphviz's answer to `dot`, kept from an earlier build where there was one."""

    def draw(target: Path) -> None:
        ran = subprocess.run(
            ["node", str(DRAW)], input=dot, capture_output=True, text=True, check=False, cwd=ROOT
        )
        if ran.returncode:
            raise ValueError(f"the drawing cannot be laid out: {ran.stderr.strip()}")
        target.write_text(ran.stdout, encoding="utf-8")

    file = cache.kept("drawing.json", [DRAW, GRAPHVIZ, dot], draw)
    drawing: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return drawing


def _layout(drawing: Mapping[str, Any]) -> Layout:
    """Read Graphviz's answer, whose y grows upwards."""
    wide, high = (float(number) for number in drawing["bb"].split(",")[2:])

    def at(point: Iterable[float | str]) -> Place:
        x, y = (float(number) for number in point)
        return Place(round(x, 1), round(high - y, 1))

    def points(operations: Iterable[Mapping[str, Any]], kind: str) -> list[str]:
        [operation] = [operation for operation in operations if operation["op"] == kind]
        return [f"{p.x:g},{p.y:g}" for p in map(at, operation["points"])]

    lines = []
    for edge in drawing.get("edges", []):
        first, *rest = points(edge["_draw_"], "b")
        label = at(edge["lp"].split(",")) if "lp" in edge else None
        head = " ".join(points(edge["_hdraw_"], "P"))
        lines.append(Line(f"M{first}C{' '.join(rest)}", head, label))
    boxes = {entry["name"]: at(entry["pos"].split(",")) for entry in drawing["objects"]}
    return Layout(Size(wide, high), boxes, lines)
