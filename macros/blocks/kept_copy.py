"""A copy of the site that a device keeps, if its owner asks for one."""

from __future__ import annotations

from markupsafe import Markup

from macros.blocks.self_check import manifest
from macros.render import render
from macros.view import View
from widgets.build import copy


def kept_copy(view: View) -> str:
    """Return what keeps a copy of the site on this device, once its script runs."""
    said = view.word("copy_facts")
    size = Markup(render("file_facts.html.j2", view, path=copy.LIST, said=said))
    app = view.root(f"widget/{manifest()['apps'][view.lang]}")
    return render("kept_copy.html.j2", view, size=size, root=view.root("./"), app=app)
