"""A letter as a .docx: text put at the tokens of a document made beforehand.

The standard library alone does it, and stores without compressing: the same bytes wherever it runs.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from keep_or_cancel.facts import FactsError, kind_of
from keep_or_cancel.names import LANGS
from keep_or_cancel.papers.data import papers
from keep_or_cancel.papers.draft import Draft

# The earliest time an entry of a zip can hold: equal letters are equal bytes.
TIME = (1980, 1, 1, 0, 0, 0)
# What no name of a file holds on some system.
UNNAMED = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
# The system that made a zip, as it would say of itself, and how it would let its files be read.
UNIX, READABLE = 3, 0o644 << 16
# The standard library's own way brings half of it along.
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# Rows of a table that nothing is known of yet.
BLANK_ROWS = 8
# What a kind is set as in Chinese, in English alone, and in English under Chinese.
KINDS = {
    "title": ("title", "title", "gloss_title"),
    "to": ("to", "to", "gloss"),
    "text": ("text", "plain", "gloss"),
    "request": ("request", "request", "gloss_request"),
    "sign": ("sign", "sign", "gloss_sign"),
    "note": ("note", "note", "note"),
}


def docx(args: Mapping[str, Any]) -> bytes:
    """Return a letter as a .docx; arguments as for `draft`, which raises the same errors."""
    return document(Draft(papers(), args))


def document(draft: Draft, packing: int = zipfile.ZIP_STORED) -> bytes:
    """Return a letter as a .docx: Chinese, English, or Chinese with English under it."""
    return zipped(_Writer(draft).parts(), packing)


def several(args: Mapping[str, Any]) -> bytes:
    """Return a zip of letters: of `letters`, a list of what `docx` takes, or of these arguments.

    Files are called by place and title, and by `names`, one each, if these are given: so that no
    name and no number of anybody is in them that the caller did not put there.
    """
    wanted = args.get("letters", [args])
    names = [f" {UNNAMED.sub('_', str(name))}" if name else "" for name in args.get("names") or ()]
    listed = isinstance(wanted, list) and all(isinstance(one, Mapping) for one in wanted)
    if not wanted or not listed:
        raise FactsError(papers().model, "value", "letters", kind_of(wanted), "[{…}]")
    drafts = [Draft(papers(), one) for one in wanted]
    names += [""] * (len(drafts) - len(names))
    digits = len(str(len(drafts)))
    return zipped(
        {
            f"{n:0{digits}} {draft.letter['title'][draft.langs[0]]}{name}.docx": document(draft)
            for n, (draft, name) in enumerate(zip(drafts, names, strict=True), 1)
        }
    )


def zipped(files: Mapping[str, str | bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """Return files by name as a zip, in their order; the same files give the same bytes.

    If compressed, they do so only where one library compresses.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.create_system, entry.external_attr = UNIX, READABLE
            archive.writestr(entry, content, packing)
    return made.getvalue()


class _Writer:
    """Writes one letter."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.made: Mapping[str, Any] = draft.papers.data["document"]

    def parts(self) -> dict[str, str]:
        draft, word = self.draft, self.draft.papers.word
        date = draft.model.date
        before, _, rest = word("page", draft.langs[0], page="{page}", pages="{pages}").partition(
            "{page}"
        )
        between, _, after = rest.partition("{pages}")
        tokens = {
            "body": "".join(self._body()),
            "title": text(draft.letter["title"][draft.langs[0]]),
            "footer": text("\n".join(word("footer", lang, date=date) for lang in draft.langs)),
            "before": text(before),
            "between": text(between),
            "after": text(after),
        }
        return {name: filled(part, tokens) for name, part in self.made["parts"].items()}

    def _body(self) -> Iterable[str]:
        table = self.draft.table()
        signing = False
        for n, one in enumerate(self.draft.paragraphs()):
            # Room for a seal above who signs first.
            first, signing = one["kind"] == "sign" and not signing, one["kind"] == "sign"
            number = f"{one['number']}.\t" if one["number"] else ""
            glossed = len(self.draft.langs) > 1
            for place, lang in enumerate(self.draft.langs):
                kind = KINDS[one["kind"]][2 if place else LANGS.index(lang)]
                kind = "sign_first" if first and kind == "sign" else kind
                yield self._paragraph(kind, f"{'' if place else number}{one[lang]}")
                if glossed and one["kind"] == "note" and place:
                    break
            if table and table["after"] == n:
                yield self._table(table)
        if table and table["after"] is None:
            yield self.made["page_break"]
            yield self._paragraph("schedule", table["title"])
            yield self._table(table)

    def _paragraph(self, kind: str, words: str) -> str:
        return filled(self.made["paragraphs"][kind], {"text": text(words)})

    def _table(self, table: Mapping[str, Any]) -> str:
        whole, shares = self.made["width"], table["widths"]
        widths = [whole * share // sum(shares) for share in shares]
        rows = [self._row("head_row", "head", table["columns"], widths)]
        blank = [[""] * len(widths)] * (0 if table["rows"] else BLANK_ROWS)
        rows += [self._row("row", "cell", row, widths) for row in table["rows"]]
        rows += [self._row("blank_row", "cell", row, widths) for row in blank]
        if table["rows"]:
            span = f'<w:gridSpan w:val="{len(widths)}"/>'
            rows.append(self._row("row", "head", [table["end"]], [sum(widths)], span))
        grid = "".join(filled(self.made["column"], {"width": str(width)}) for width in widths)
        return filled(self.made["table"], {"grid": grid, "rows": "".join(rows)})

    def _row(
        self, row: str, kind: str, cells: Sequence[str], widths: Sequence[int], span: str = ""
    ) -> str:
        made = (
            filled(
                self.made["cell"],
                {"width": str(width), "span": span, "paragraph": self._paragraph(kind, words)},
            )
            for words, width in zip(cells, widths, strict=True)
        )
        return filled(self.made[row], {"cells": "".join(made)})


def text(words: str) -> str:
    """Return words as they stand in a run: line breaks and tabs are elements of their own."""
    piece = '</w:t>{}<w:t xml:space="preserve">'
    whole = words.translate(MARKUP)
    return whole.replace("\n", piece.format("<w:br/>")).replace("\t", piece.format("<w:tab/>"))


def filled(part: str, tokens: Mapping[str, str]) -> str:
    """Return a part with what stands for each of its tokens, once: nothing put in is looked at."""
    pieces = part.split("{{")
    for n, piece in enumerate(pieces[1:], 1):
        name, _, rest = piece.partition("}}")
        pieces[n] = tokens[name] + rest
    return "".join(pieces)
