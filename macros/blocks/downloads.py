"""What a page offers to take away."""

from __future__ import annotations

from markupsafe import Markup

from guide.edition import LANGUAGES, Edition
from macros.render import render
from macros.view import View
from pdf.documents import WHOLE, named

[PDF] = named([WHOLE])


def downloads(view: View) -> str:
    """Return the PDFs to take away, that of the page's language first.

    They are printed from the built site, into the place these links name.
    """
    codes = sorted(LANGUAGES, key=lambda code: code != view.lang)
    editions = [Edition(view.guide, code) for code in codes]
    files = [
        (
            view.root(PDF.address(other.lang)),
            other.language.html,
            other.own_name,
            Markup(_facts(view, PDF.file(other.lang))),
        )
        for other in editions
    ]
    return render("downloads.html.j2", view, files=files)


def downloads_size(view: View) -> str:
    """Return, inline, pages, size and date of the PDF in the page's language."""
    return _facts(view, PDF.file(view.lang))


def _facts(view: View, pdf: str) -> str:
    return render("pdf_facts.html.j2", view, pdf=pdf)
