"""What a page says of itself and offers to take away: version, downloads."""

from __future__ import annotations

from macros.render import render
from macros.view import View

PDF = "downloads/keep-or-cancel-{}.pdf"


def version(view: View) -> str:
    """Return version and date of the rules, inline."""
    meta = view.guide.meta
    before, after = "（）" if view.lang == "zh" else (" (", ")")
    date = f'<time datetime="{meta.rules_date}">{meta.rules_date}</time>'
    return f"{meta.rules_version}{before}{date}{after}"


def downloads(view: View) -> str:
    """Return the PDFs to take away, that of the page's language first.

    They are printed from the built site, into the place these links name.
    """
    names = view.guide.ui.ui["other_language"]  # each language in itself; zh names English
    files = [("zh", "zh-Hans", names.en), ("en", "en", names.zh)]
    files.sort(key=lambda file: file[0] != view.lang)
    return render(
        "downloads.html.j2",
        view,
        files=[(view.root(PDF.format(code)), lang, name) for code, lang, name in files],
    )
