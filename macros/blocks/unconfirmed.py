"""Rules and services that were heard of but not read."""

from __future__ import annotations

from macros.render import render
from macros.view import View


def unconfirmed(view: View) -> str:
    """Return what was heard of but not read."""
    return render("unconfirmed.html.j2", view, entries=view.guide.laws.unconfirmed)
