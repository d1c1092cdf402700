"""`python -m tests.bench [PART …]`: all of PARTS unless some are named."""

from __future__ import annotations

import importlib
import sys

PARTS = ("engine", "build", "edit", "browser", "lists", "list_page", "papers", "reading", "taps")


def main(names: list[str]) -> int:
    """Run the parts named; return 2 where a name is not one of them."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"{unknown[0]}: no such part; allowed: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in names or PARTS:
        # Imported one by one: to measure edits needs no browser.
        importlib.import_module(f"tests.bench.{name}").main()
    return 0


sys.exit(main(sys.argv[1:]))
