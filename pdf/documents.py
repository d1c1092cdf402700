"""The PDFs: which there are, of what parts, and how long each may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guide.edition import Lang

FOLDER = "downloads"
ADDRESS = f"{FOLDER}/keep-or-cancel"


@dataclass(frozen=True)
class Printed:
    """One PDF, in each language.

    `title` is a word of the interface, None for the guide's own title. `parts` are what it is made
    of, in order (pdf/build.py makes them). At most `pages` pages and `kilobytes` (of 1000 bytes) a
    language: tests hold it to both.
    """

    name: str
    title: str | None
    parts: tuple[str, ...]
    pages: Mapping[Lang, int]
    kilobytes: Mapping[Lang, int]

    def address(self, lang: Lang) -> str:
        """Return where the PDF of `lang` stands under the site's root."""
        named = "" if self.name == WHOLE else f"-{self.name}"
        return f"{ADDRESS}{named}-{lang}.pdf"

    def file(self, lang: Lang) -> str:
        """Return the file name of the PDF of `lang`."""
        return self.address(lang).removeprefix(f"{FOLDER}/")


LANGS: Sequence[Lang] = ("zh", "en")
# The document that holds all parts.
WHOLE = "all"
# The part that is made of the built pages of the site; the others are made of the guide's data.
GUIDE = "guide"
SELF_CHECK, SHOP_KIT, CHECKLISTS = "self_check", "shop_kit", "checklists"
# In this order they are made; the whole, which takes longest, comes last.
DOCUMENTS: Sequence[Printed] = (
    Printed(
        name="self-check",
        title="pdf_self_check",
        parts=(SELF_CHECK,),
        pages={"zh": 2, "en": 3},
        kilobytes={"zh": 165, "en": 120},
    ),
    Printed(
        name="shop-kit",
        title="pdf_shop_kit",
        parts=(SHOP_KIT,),
        pages={"zh": 2, "en": 2},
        kilobytes={"zh": 95, "en": 70},
    ),
    Printed(
        name="checklists",
        title="pdf_checklists",
        parts=(CHECKLISTS,),
        pages={"zh": 20, "en": 20},
        kilobytes={"zh": 285, "en": 200},
    ),
    Printed(
        name=WHOLE,
        title=None,
        parts=(GUIDE, SELF_CHECK, SHOP_KIT, CHECKLISTS),
        pages={"zh": 85, "en": 95},
        kilobytes={"zh": 1000, "en": 1000},
    ),
)


def named(names: Iterable[str]) -> list[Printed]:
    """Return the documents of these names, in the order of the table; all of them for none."""
    wanted = set(names)
    return [printed for printed in DOCUMENTS if not wanted or printed.name in wanted]
