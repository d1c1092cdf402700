"""What browsers demand of the type a server gives a file, by what the site uses the file for."""

from __future__ import annotations

SCRIPT = ("text/javascript", "application/javascript", "application/x-javascript")
# Browsers run a plain script under another type too, unless the server forbids it (nosniff).
AS_TEXT = "text/plain"
# Only these have to be as named; None: any type at all, or none.
NEEDED: dict[str, tuple[str, ...] | None] = {
    ".html": ("text/html",),
    ".css": ("text/css",),
    ".js": SCRIPT,
    ".svg": ("image/svg+xml",),
    ".png": None,  # seen from its first bytes
    # Fetched by our scripts, which give the worker's the type that it needs.
    ".json": None,
    ".wasm": None,
    ".zip": None,
    # Saved, or shown where the browser can.
    ".pdf": None,
    ".dmn": None,
    ".xlsx": None,
    ".docx": None,
    # Saved, or fetched by our scripts.
    ".csv": None,
    # For machines, which read the content.
    ".xml": None,
    ".txt": None,
    ".gz": None,
    ".map": None,
}


def sufficient(suffix: str, given: str | None, *, nosniff: bool = False) -> bool:
    """Return whether a file with this suffix works under the Content-Type given."""
    needed = NEEDED[suffix]
    kind = (given or "").partition(";")[0].strip().lower()
    return (
        needed is None or kind in needed or (needed is SCRIPT and kind == AS_TEXT and not nosniff)
    )
