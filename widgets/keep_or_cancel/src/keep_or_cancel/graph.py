"""The decision graph: the rules compiled to the small JSON that pages walk without Python."""

from typing import Any

from keep_or_cancel.model import Model, current


def export(model: Model | None = None) -> dict[str, Any]:
    """Return the graph from complete answers to the first rule that holds.

    `{version, date, presumed: {question: value}, variables: [{id, values}], nodes: [[variable,
    [child …]] …], root, terminals: [{rule, outcome}]}`; a child >= 0 is a node, a child < 0 is
    terminal -(child + 1). A node's children stand in the order of its variable's values. Only nodes
    that the root leads to are listed, parents before children.
    """
    model = model or current()
    nodes = model.pool.nodes
    order: dict[int, int] = {}
    level_by_level = sorted(_below(model), key=lambda node: (nodes[node][0], node))
    for node in level_by_level:
        order[node] = len(order)

    def name(node: int) -> int:
        return order[node] if node >= 0 else node

    return {
        "version": model.version,
        "date": model.date,
        "presumed": model.presumed,
        "variables": [{"id": v, "values": model.values[v]} for v in model.order],
        "nodes": [[nodes[node][0], [name(child) for child in nodes[node][1]]] for node in order],
        "root": name(model.root),
        "terminals": [{"rule": r["id"], "outcome": r["outcome"]} for r in model.rules],
    }


def _below(model: Model) -> set[int]:
    """Return the nodes that can be reached from the root."""
    seen: set[int] = set()
    stack = [model.root]
    while stack:
        node = stack.pop()
        if node >= 0 and node not in seen:
            seen.add(node)
            stack.extend(model.pool.nodes[node][1])
    return seen
