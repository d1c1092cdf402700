"""What the rules are worth: the figures of the proof."""

from __future__ import annotations

import json

from keep_or_cancel.graph import export
from keep_or_cancel.model import Model

from macros.data import current_model, current_proof
from macros.render import render
from macros.view import View


def graph_bytes(model: Model) -> int:
    """Return the size of the decision graph as JSON without spaces, in bytes."""
    return len(json.dumps(export(model), separators=(",", ":")).encode())


def proof(view: View) -> str:
    """Return the figures of the proof; raises ValueError where the rules do not hold."""
    model, proved = current_model(), current_proof()
    if not proved.holds:
        raise ValueError("the rules do not hold:\n" + "\n".join(proved.defects))
    figures = {**proved.figures, "graph_bytes": f"{graph_bytes(model):,}"}
    rows = [(name, str(value).replace(" of ", "/")) for name, value in figures.items()]
    return render("proof.html.j2", view, rows=rows)
