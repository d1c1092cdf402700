"""Letters to write on by hand, for people without Python: one blank .docx a letter and language.

Of the English site they are in Chinese with English under each paragraph: what is handed in is
Chinese. The same data give the same bytes.
"""

from __future__ import annotations

from zipfile import ZIP_DEFLATED

from keep_or_cancel.model import Model
from keep_or_cancel.papers.data import Papers
from keep_or_cancel.papers.document import document
from keep_or_cancel.papers.draft import Draft

from guide.compile import papers_part
from guide.edition import FIRST, Edition

FOLDER = "papers"


def letter_file(name: str, lang: str) -> str:
    """Return what the blank letter `name` of a language is called under downloads/."""
    return f"{FOLDER}/{name}-{lang}.docx"


def letter_files(model: Model, edition: Edition) -> dict[str, bytes]:
    """Return the blank letters of one language by name; `model` is of the edition's guide."""
    papers, lang = Papers(model, papers_part(edition.guide)), edition.lang
    blank = {"lang": lang, "gloss": lang != FIRST}
    return {
        letter_file(name, lang): document(Draft(papers, {"id": name, **blank}), ZIP_DEFLATED)
        for name in papers.letters
    }
