"""What a page offers to take away: files, by what people want them for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from guide.edition import LANGUAGES, Edition, Lang
from macros.render import render
from macros.view import View
from pdf.documents import DOCUMENTS, WHOLE
from widgets.offline import files as offline

PDF_TYPE = "application/pdf"
HTML_TYPE = "text/html"
ZIP_TYPE = "application/zip"


@dataclass(frozen=True)
class Offer:
    """One file to take away: where it stands in each language, or in one place for both.

    Of the words of the interface, `file_` and its id is what it is called, `file_for_` what for.
    """

    id: str
    type: str
    paths: Mapping[Lang, str]

    @property
    def word(self) -> str:
        """The id as a part of the name of a word."""
        return self.id.replace("-", "_")


def offers() -> dict[str, Offer]:
    """Return what `make site` makes to take away, by id."""
    made = [
        Offer(printed.name, PDF_TYPE, {lang: printed.address(lang) for lang in LANGUAGES})
        for printed in DOCUMENTS
    ]
    made += [
        Offer(one.id, HTML_TYPE, {lang: f"{offline.FOLDER}/{one.file(lang)}" for lang in LANGUAGES})
        for one in offline.SINGLES
    ]
    zipped = f"{offline.FOLDER}/{offline.ZIP}"
    made.append(Offer("offline", ZIP_TYPE, dict.fromkeys(LANGUAGES, zipped)))
    return {offer.id: offer for offer in made}


# What people want, and the files for it, that which most need first.
WANTS: Mapping[str, Sequence[str]] = {
    "shop": ("shop-kit", "self-check", "checklists"),
    "chat": ("light", "full"),
    "print": (WHOLE,),
    "offline": ("offline",),
}


def downloads(view: View, want: str) -> str:
    """Return the files for what people `want`, that of the page's language first."""
    if want not in WANTS:
        raise ValueError(f"downloads: {want!r}: not known; allowed: {', '.join(WANTS)}")
    made = offers()
    files = [
        {
            "offer": made[name],
            "title": view.word(f"file_{made[name].word}"),
            "why": view.word(f"file_for_{made[name].word}"),
            "links": list(_links(view, made[name])),
        }
        for name in WANTS[want]
    ]
    return render("downloads.html.j2", view, files=files)


def _links(view: View, offer: Offer) -> Iterator[dict[str, object]]:
    """Yield the file of the page's language, and that of the other where it is another."""
    paths: set[str] = set()
    for lang in sorted(LANGUAGES, key=lambda code: code != view.lang):
        path = offer.paths[lang]
        if path not in paths:
            paths.add(path)
            language = LANGUAGES[lang]
            yield {
                "href": view.root(path),
                "lang": language.html if len(set(offer.paths.values())) > 1 else None,
                "name": Edition(view.guide, lang).own_name,
                "facts": _facts(view, path),
            }


def downloads_size(view: View) -> str:
    """Return, inline, pages, size and date of the whole PDF in the page's language."""
    return _facts(view, offers()[WHOLE].paths[view.lang], dated=True)


def _facts(view: View, path: str, *, dated: bool = False) -> Markup:
    """Return the place for what is said of a file; on their own page one date is said for all."""
    said = view.word("pdf_facts" if path.endswith(".pdf") else "file_facts")
    if dated:
        said += f" · {view.guide.meta.checked_on}"
    return Markup(render("file_facts.html.j2", view, path=path, said=said))
