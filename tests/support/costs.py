"""Where the money table of an answer would contradict the outcome beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# The way in the table that an outcome advises.
ADVISED = {
    "keep_use": "keep",
    "keep_backup": "keep",
    "suspend": "suspend",
    "wait_contract": "wait",
    "cancel_now": "cancel",
    "settle_then_cancel": "cancel",
}


def options(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the ways in the money table by id."""
    return {option["id"]: option for option in answer["cost"]["options"]}


def dearer(ways: Mapping[str, Mapping[str, Any]], one: str, other: str) -> bool:
    """Return whether `one` costs more than `other`, where both have a total."""
    totals = [ways[name]["total"] for name in (one, other)]
    return None not in totals and Decimal(totals[0]) > Decimal(totals[1])


def cost_breaches(answer: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the money table of an answer of `check`."""
    ways, outcome = options(answer), answer["outcome"]
    # Nobody who may be in a contract is told that leaving it unpaid costs so and so much.
    bound = answer["facts"].get("contract") != "none"
    breaches = []
    for name, way in ways.items():
        open_ended = name == "abandon" and bound
        if way["total"] is None and not way["missing"] and not open_ended:
            breaches.append(f"{name}: no total and nothing named as missing")
        if way["total"] is not None and way["missing"]:
            breaches.append(f"{name}: a total and something missing")
        # So nothing that may be charged besides is in it.
        if way["total"] not in (None, way["known"]):
            breaches.append(f"{name}: a total other than what is known")
    advised = ADVISED.get(outcome)
    if advised and not ways[advised]["available"]:
        breaches.append(f"what is advised is not to be had: {advised}")
    if advised == "wait" and ways["cancel"]["available"] and dearer(ways, "wait", "cancel"):
        breaches.append("waiting is advised and dearer")
    if advised == "cancel" and ways["wait"]["available"] and dearer(ways, "cancel", "wait"):
        breaches.append("cancelling is advised and dearer")
    if bound and ways["abandon"]["total"] is not None:
        breaches.append("a total of abandoning in a contract")
    if dearer(ways, "cancel", "abandon"):
        breaches.append("abandoning is cheaper than cancelling")
    return breaches
