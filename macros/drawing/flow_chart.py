"""The flow chart of the decision, drawn when the site is built, and the same steps as a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from macros.drawing.flow_words import EndWords, StepWords, Writer
from macros.drawing.layout import Arrow, Line, Place, Size, place, width, wrap
from macros.render import icon, render
from macros.view import View

# Text and distances in the drawing, in pixels.
EM, LEADING, PADDING = 13, 18, 8
# The widest line of each kind of text, in em. English says the same in more.
WIDEST = {
    "zh": {"step": 8, "test": 11, "end": 7, "label": 6},
    "en": {"step": 9, "test": 12, "end": 8, "label": 7},
}
# Room for a step's number, or an end's icon, before its text.
MARK = 26
GRAPH = {"rankdir": "TB", "nodesep": "0.18", "ranksep": "0.18"}
# Arrows from step to step are kept straight, so that the steps stand one under another.
STRAIGHT = 9

# Lines of text, each with the left end (or the middle) of its base line.
type Lines = list[tuple[Place, str]]


@dataclass(frozen=True)
class Shape:
    """A box of the drawing: its corner and size, and the lines of each part of its text.

    The text of a step has one part; that of an end has rule, outcome and perhaps blocker.
    """

    x: float
    y: float
    size: Size
    parts: Sequence[Lines]


@dataclass(frozen=True)
class Drawing:
    """The flow chart: boxes by name ("s1" for a step, "R01" for an end), arrows, their labels."""

    size: Size
    shapes: Mapping[str, Shape]
    arrows: Sequence[tuple[Arrow, Line]]
    labels: Sequence[Lines]


def _text_size(lines: Sequence[str]) -> Size:
    return Size(max(map(width, lines)) * EM, len(lines) * LEADING)


def _box_size(parts: Sequence[Sequence[str]]) -> Size:
    text = _text_size([line for part in parts for line in part])
    return Size(round(text.width + MARK + 2 * PADDING), round(text.height + 2 * PADDING))


def _lines(x: float, top: float, lines: Sequence[str]) -> Lines:
    """Return the lines with their places, the first one's top being at `top`."""
    return [
        (Place(round(x, 1), round(top + (number + 0.74) * LEADING, 1)), line)
        for number, line in enumerate(lines)
    ]


def _shape(parts: Sequence[Sequence[str]], middle: Place) -> Shape:
    size = _box_size(parts)
    x, y = middle.x - size.width / 2, middle.y - size.height / 2
    placed, top = [], y + PADDING
    for part in parts:
        placed.append(_lines(x + PADDING + MARK, top, part))
        top += len(part) * LEADING
    return Shape(round(x, 1), round(y, 1), size, placed)


def _step_text(view: View, step: StepWords) -> list[list[str]]:
    limit = WIDEST[view.lang]["test" if step.is_test else "step"]
    return [[line for text in step.asks for line in wrap(text, limit)]]


def _end_text(view: View, end: EndWords) -> list[list[str]]:
    said = [end.outcome.title, *([end.blocker.title] if end.blocker else [])]
    return [[end.rule], *(wrap(view.text(text), WIDEST[view.lang]["end"]) for text in said)]


def draw(view: View, written: Sequence[StepWords]) -> Drawing:
    """Return the drawing of the steps."""
    texts: dict[str, list[list[str]]] = {}
    arrows: list[Arrow] = []
    labels: list[list[str]] = []
    for step in written:
        texts[f"s{step.number}"] = _step_text(view, step)
        for way in step.ways:
            label = wrap(way.short, WIDEST[view.lang]["label"])
            room = _text_size(label)
            if way.end:
                texts[way.end.rule] = _end_text(view, way.end)
            arrows.append(
                Arrow(
                    tail=f"s{step.number}",
                    head=way.end.rule if way.end else f"s{way.step}",
                    label=Size(room.width + 10, room.height + 4),
                    weight=1 if way.end else STRAIGHT,
                    # Of two ends under one step the second stands lower, to save width.
                    ranks=2 if way.end and way is step.ways[-1] else 1,
                )
            )
            labels.append(label)
    layout = place({name: _box_size(parts) for name, parts in texts.items()}, arrows, GRAPH)
    return Drawing(
        size=layout.size,
        shapes={name: _shape(texts[name], middle) for name, middle in layout.boxes.items()},
        arrows=list(zip(arrows, layout.lines, strict=True)),
        labels=[
            _lines(line.label.x, line.label.y - len(label) * LEADING / 2, label)
            for line, label in zip(layout.lines, labels, strict=True)
            if line.label
        ],
    )


def icon_path(name: str) -> Markup:
    """Return what one of the theme's icons is drawn of, 24 by 24, to stand inside a drawing."""
    return Markup(re.sub(r"</?svg[^>]*>", "", icon(name)))


def flow_chart(view: View) -> str:
    """Return the flow chart as a drawing with links, and its steps as a list to unfold."""
    written = Writer(view).written()
    return render(
        "flow_chart.html.j2",
        view,
        steps=written,
        drawing=draw(view, written),
        icon_path=icon_path,
    )
