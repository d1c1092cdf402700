"""Which rules a page was written under."""

from __future__ import annotations

from macros.view import View


def version(view: View) -> str:
    """Return version and date of the rules, inline."""
    meta = view.guide.meta
    date = f'<time datetime="{meta.rules_date}">{meta.rules_date}</time>'
    return view.edition.bracketed(meta.rules_version, date)
