"""Which files there are to take away for use without a network, and how large each may be."""

from __future__ import annotations

from dataclasses import dataclass

from guide.edition import LANGUAGES, Lang

FOLDER = "downloads"


@dataclass(frozen=True)
class Single:
    """The self-check in one file: with Python (`full`), or with what static data tell.

    At most `kilobytes` (of 1000 bytes) a language.
    """

    id: str
    full: bool
    kilobytes: int

    def file(self, lang: Lang) -> str:
        """Return the name of the file in `lang`."""
        named = "" if self.full else f"-{self.id}"
        return f"keep-or-cancel{named}-{lang}.html"


FULL = Single("full", full=True, kilobytes=5000)
LIGHT = Single("light", full=False, kilobytes=250)
SINGLES = (LIGHT, FULL)
# The whole site, to unpack.
ZIP = "keep-or-cancel-offline.zip"
ZIP_KILOBYTES = 6500


def names() -> list[str]:
    """Return the names of all files, which lie in FOLDER."""
    return [*(single.file(lang) for single in SINGLES for lang in LANGUAGES), ZIP]
