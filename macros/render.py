"""Fills the templates of this package: escaped by default, on one line, so Markdown leaves them."""

from __future__ import annotations

import functools
import importlib.resources
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from guide.edition import FIRST, LANGUAGES, anchor
from macros.view import View

TEMPLATES = Path(__file__).parent / "templates"
ICONS = importlib.resources.files("material") / "templates/.icons"


@functools.cache
def _environment() -> Environment:
    """Return the environment of our templates; undefined names are errors."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def icon(name: str) -> Markup:
    """Return one of the theme's icons, "material/check", as SVG that readers are not told of."""
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise ValueError(f"no icon {name!r} in the theme")
    svg = path.read_text(encoding="utf-8")
    return Markup(svg.replace("<svg", '<svg class="icon" aria-hidden="true" focusable="false"', 1))


def render(template: str, view: View, **values: Any) -> str:
    """Return `template` filled for `view`.

    It has the edition's words (`w`), texts (`t`), marks (`mark.colon`), ids (`anchor`) and
    addresses (`place`). `as_it_is` goes with Chinese and with names on an English page, which a
    browser that translates the page is to leave. Lines are joined without a space, so that no gap
    appears between two Chinese characters and Markdown sees one block.
    """
    filled = (
        _environment()
        .get_template(template)
        .render(
            view=view,
            edition=view.edition,
            w=view.word,
            t=view.text,
            mark=view.edition.language,
            anchor=anchor,
            place=view.place,
            icon=icon,
            lang=view.lang,
            original_lang=LANGUAGES[FIRST].html,
            as_it_is="" if view.lang == FIRST else Markup(' translate="no"'),
            **values,
        )
    )
    joined = re.sub(r"\s*\n\s*", "", filled).strip()
    # The search drops these tags: without a space it would run a term and what it says together.
    # Not after a term with a class: the stylesheet may end it with a colon of its own.
    joined = re.sub(r"(<dt>[^<]*)</dt><dd", r"\1 </dt><dd", joined)
    return joined.replace("</dd></div><div>", " </dd></div><div>")
