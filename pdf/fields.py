"""What is ticked and written on the sheets: boxes, choices, lines; each field with its words."""

from __future__ import annotations

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import Edition


def box(name: str, title: str) -> HtmlElement:
    """Return a box to tick; `name` is unique in a document, `title` says what it is for."""
    return e.INPUT(e.CLASS("check__box"), type="checkbox", name=name, title=title)


def choice(name: str, value: str, title: str) -> HtmlElement:
    """Return a box of which one alone of all called `name` can be ticked; `value` is its id."""
    return e.INPUT(e.CLASS("check__box"), type="radio", name=name, value=value, title=title)


def line(name: str, title: str, size: str = "") -> HtmlElement:
    """Return a line to write on; `size` is "short", "long" or nothing for what is between."""
    kinds = f"line line--{size}" if size else "line"
    return e.INPUT(e.CLASS(kinds), type="text", name=name, title=title)


def head(edition: Edition, name: str, *lines: tuple[str, str]) -> HtmlElement:
    """Return lines with their words of the interface, each (word, size), for the head of a sheet.

    Their fields are called `name.word`.
    """
    labels = []
    for word, size in lines:
        said = edition.word(word)
        field = line(f"{name}.{word}", said, size)
        labels.append(e.LABEL(e.SPAN(said), " ", field, e.CLASS("blank")))
    return e.P(*(part for label in labels for part in (label, " ")), e.CLASS("sheet__head"))
