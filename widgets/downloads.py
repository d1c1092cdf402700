"""`python -m widgets.downloads [--site site]`: what only a finished site can say of itself.

How large each file to take away is, on the pages that lead to it, and what belongs to the copy that
a device may keep. The last step of `make site`; done again, it writes the same.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

import pikepdf
from markupsafe import escape

from widgets.build import copy
from widgets.build.tools import ROOT, BuildError

# As macros/templates/file_facts.html.j2 writes it; what it holds was said of earlier files.
PLACE = re.compile(
    r'(<span class="file-facts[^"]*" data-file="([^"]*)" data-words="([^"]*)"[^>]*>)'
    r"[^<]*(?=</span>)"
)


def measured(size: int) -> str:
    """Return a size in bytes as people read it."""
    return f"{max(1, round(size / 1000))} KB" if size < 995_000 else f"{size / 1e6:.1f} MB"


def facts(site: Path, path: str) -> dict[str, str]:
    """Return what can be said of the file at `path` in the site: `size`, of a PDF `pages`.

    Of the copy to keep: `size` on the device, and `sent`, what comes over a line that compresses.
    """
    if path == copy.LIST:
        size, sent = copy.size(site)
        return {"size": measured(size), "sent": measured(sent)}
    file = site / path
    told = {"size": measured(file.stat().st_size)}
    if file.suffix == ".pdf":
        with pikepdf.open(file) as pdf:
            told["pages"] = str(len(pdf.pages))
    return told


def say(site: Path) -> None:
    """Write on all pages in `site` what is to be said of the files they name, if they are there."""
    known: dict[str, dict[str, str]] = {}

    def told(match: re.Match[str]) -> str:
        start, path, words = match.groups()
        if path != copy.LIST and not (site / path).is_file():
            return start
        if path not in known:
            known[path] = facts(site, path)
        return start + str(escape(words.format(**known[path])))

    for page in sorted(site.rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        if (said := PLACE.sub(told, text)) != text:
            page.write_text(said, encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Finish the site; return 0, or 2 with what stands in the way on standard error."""
    parser = argparse.ArgumentParser(prog="python -m widgets.downloads", description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    site: Path = parser.parse_args(argv).site
    try:
        say(site)
        told = copy.write(site)
    except (OSError, BuildError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{site / copy.LIST}: {len(told['files'])} files, {told['bytes'] / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
