"""Shows a mistake in the data on the page, while the site is being written."""

from __future__ import annotations

from markupsafe import escape


def error_block(error: Exception) -> str:
    """Return what is wrong as a block for people to read, one mistake a line."""
    lines = "".join(f"<li>{escape(line)}</li>" for line in str(error).splitlines())
    return f'<div class="guide-error" role="alert"><strong>guide</strong><ul>{lines}</ul></div>'
