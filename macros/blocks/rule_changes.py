"""What changed in the rules since the version before."""

from __future__ import annotations

from keep_or_cancel.versions import available, changes, load

from macros.data import current_model
from macros.render import render
from macros.view import View


def rule_changes(view: View) -> str:
    """Return what differs between these rules and the version before them that was kept."""
    model = current_model()
    earlier = [version for version in available() if version != model.version]
    before = load(earlier[-1]) if earlier else None
    rows = []
    for change in changes(before, model) if before else []:
        kind, name = change["kind"], change["id"]
        if kind == "value":  # stands with its question
            kind, name = "question", name.partition(".")[0]
        there = change["change"] != "removed"
        rows.append((change, view.place(kind, name) if there else None))
    return render("rule_changes.html.j2", view, model=model, before=before, rows=rows)
