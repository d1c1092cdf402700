"""Sources other than laws: one entry each, with the places that rest on it, and links to them."""

from __future__ import annotations

from macros.cited import cited_by
from macros.grounds import source_citation
from macros.render import render
from macros.view import View


def sources(view: View) -> str:
    """Return the sources other than laws, each with what rests on it."""
    cited = cited_by(view, "source")
    entries = [(entry, cited[entry.id]) for entry in view.guide.sources.sources]
    return render("sources.html.j2", view, entries=entries)


def source(view: View, name: str) -> str:
    """Return an inline link to one source."""
    return source_citation(view, "source", name).inline()
