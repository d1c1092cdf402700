"""The frame of the page that takes a list of numbers."""

from __future__ import annotations

from macros.blocks.self_check import manifest
from macros.render import render
from macros.view import View


def number_list(view: View) -> str:
    """Return the frame in which a script takes a list of numbers; until it runs, what to do."""
    return render("number_list.html.j2", view, base=view.root("widget/"), manifest=manifest())
