"""The colours of the families of outcomes, as the stylesheet of pages, self-check and paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from guide.schema import Family

# Where each scheme holds. Pages that name no scheme follow the reader's system.
LIGHT = ":root"
DARK = '[data-md-color-scheme="slate"]'
UNNAMED = "body:not([data-md-color-scheme])"
# What shows a family: each gets `--hue` and `--hue-wash` of its own.
SHOWN = (".outcome--{}", ".chip--{}", ".flow__end--{}", '[data-family="{}"]')


def _colours(families: Iterable[Family], scheme: Literal["light", "dark"]) -> str:
    return " ".join(
        f"--family-{family.id}{suffix}: {getattr(shades, scheme)};"
        for family in families
        for suffix, shades in (("", family.hue), ("-wash", family.wash))
    )


def stylesheet(families: Iterable[Family], *, paper: bool = False) -> str:
    """Return CSS that gives each family its colour by the name of the family.

    `--family-keep` and `--family-keep-wash` are set everywhere. Paper knows no dark
    scheme: `paper` leaves it out, a printed page does not meet it.
    """
    listed = list(families)
    rules = [f"{LIGHT} {{ {_colours(listed, 'light')} }}"]
    if not paper:
        dark = _colours(listed, "dark")
        rules += [
            f"@media screen {{ {DARK} {{ {dark} }} }}",
            f"@media screen and (prefers-color-scheme: dark) {{ {UNNAMED} {{ {dark} }} }}",
        ]
    for family in listed:
        shown = ", ".join(selector.format(family.id) for selector in SHOWN)
        hue = f"var(--family-{family.id})"
        rules.append(f"{shown} {{ --hue: {hue}; --hue-wash: var(--family-{family.id}-wash); }}")
    return "\n".join(["/* Made from guide/data/outcomes.yaml. */", *rules, ""])
