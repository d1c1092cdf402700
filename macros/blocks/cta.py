"""The primary link of a page."""

from __future__ import annotations

from guide.edition import CHECK_PAGE
from macros.render import render
from macros.view import View


def cta(view: View) -> str:
    """Return the primary link of a page: the way to the self-check."""
    return render("cta.html.j2", view, target=view.href(CHECK_PAGE))
