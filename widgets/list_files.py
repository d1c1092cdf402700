"""Files around lists of numbers: the blank one to fill in, and one to try.

`python -m widgets.list_files FOLDER` writes them into a folder, those of each language.

Headers and answers are those that `keep_or_cancel.lists` writes itself, so all of them are read
back. The same data give the same bytes.
"""

from __future__ import annotations

import datetime
import io
import math
import sys
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter
from keep_or_cancel.lists.export import as_csv, width_of
from keep_or_cancel.lists.words import Vocabulary
from keep_or_cancel.model import Model
from keep_or_cancel.names import names
from xlsxwriter.utility import quote_sheetname, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from guide import compile_guide, load
from guide.compile import lists_part
from guide.edition import LANGUAGES, Edition
from guide.schema import SampleRow

BLANK_XLSX, BLANK_CSV = "keep-or-cancel-list.xlsx", "keep-or-cancel-list.csv"
SAMPLE = "keep-or-cancel-sample.csv"
# Beside the columns of a list: found while reading, made while writing, or one of a whole list.
NO_COLUMNS = ("number_found", "row_id", "months_left", "count")
# Rows of the blank list with drop-downs and formats.
ROWS = 10_000
A4 = 9
# Of the sheet that explains: its columns in characters, the height of a line in points.
WIDTHS, LINE = (24, 56, 72), 15
# Characters that spreadsheets show beside a cell, at most: in the title, in the text.
TITLE, TEXT = 32, 255


def list_files(model: Model, edition: Edition) -> dict[str, bytes]:
    """Return the files of one language by name; `model` holds the rules of the edition's guide."""
    files = _Files(model, edition)
    return {
        BLANK_XLSX: files.blank_xlsx(),
        BLANK_CSV: as_csv([files.headers(files.columns)]),
        SAMPLE: files.sample(),
    }


class _Files:
    """Makes the files of one language."""

    def __init__(self, model: Model, edition: Edition) -> None:
        self.model, self.edition, self.lang = model, edition, edition.lang
        self.words = Vocabulary(model, lists_part(edition.guide))
        self.names = names(model, edition.lang)
        # The note last, as in what is written of a judged list.
        fields = [name for name in self.words.fields if name not in (*NO_COLUMNS, "note")]
        self.columns = [*fields, "note"]

    def headers(self, columns: Iterable[str]) -> list[str]:
        """Return what columns are headed by."""
        return [self.words.title(name, self.lang) for name in columns]

    def options(self, column: str) -> list[str]:
        """Return what may be chosen in a column, in order; nothing where people write freely."""
        if column == "carrier":
            return [entry["title"][self.lang] for entry in self.words.data["carriers"]]
        return list(self.names[column]["values"].values()) if column in self.names else []

    # --- the list to try -------------------------------------------------------------------------

    def sample(self) -> bytes:
        """Return the list to try, as CSV; columns in which nothing stands are left out."""
        rows = [self._cells(row) for row in self.edition.guide.list_files.sample]
        used = [name for name in self.columns if any(name in row for row in rows)]
        return as_csv([self.headers(used), *([row.get(name, "") for name in used] for row in rows)])

    def _cells(self, row: SampleRow) -> dict[str, str]:
        carriers = {entry["id"]: entry["title"] for entry in self.words.data["carriers"]}
        texts = {"user": row.user, "plan": row.plan, "note": row.note, **row.said}
        return {
            "number": row.number,
            "carrier": carriers[row.carrier][self.lang],
            **({"contract_end": row.contract_end.isoformat()} if row.contract_end else {}),
            **{name: self.names[name]["values"][value] for name, value in row.answers.items()},
            **row.amounts,
            **{name: self.edition.text(text) for name, text in texts.items() if text},
        }

    # --- the blank list --------------------------------------------------------------------------

    def blank_xlsx(self) -> bytes:
        """Return the blank list as a workbook: what may be chosen is offered in each cell."""
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        created = datetime.datetime.fromisoformat(self.model.date)
        book.set_properties({"title": self.edition.text(self.edition.guide.meta.title)})
        book.set_properties({"created": created})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        # Numbers as text: else a spreadsheet makes powers of ten of them.
        kinds = {
            "number": book.add_format({"num_format": "@"}),
            "contract_end": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        sheet, explained, answers = (
            book.add_worksheet(self.words.text("words", name, self.lang))
            for name in ("rows_sheet", "help_sheet", "answers_sheet")
        )
        sheet.freeze_panes(1, 1)
        for place, name in enumerate(self.columns):
            sheet.set_column(place, place, 18, kinds.get(name))
            sheet.write_string(0, place, self.words.title(name, self.lang), head)
            if options := self.options(name):
                answers.write_column(0, place, options)
            self._validate(sheet, answers, place, name)
        answers.hide()
        self._explain(explained, head, wrap)
        book.close()
        return file.getvalue()

    def _validate(self, sheet: Worksheet, answers: Worksheet, place: int, name: str) -> None:
        """Offer and check what stands in a column; say beside a cell what belongs there."""
        rule = {"validate": "any", **self._rule(answers, place, name)}
        if said := self.about(name):
            rule |= {"input_title": self.words.title(name, self.lang)[:TITLE]}
            rule |= {"input_message": said[:TEXT]}
        if len(rule) > 1 and sheet.data_validation(1, place, ROWS, place, rule):
            raise ValueError(f"no rule can be made of {rule}")

    def _rule(self, answers: Worksheet, place: int, name: str) -> dict[str, object]:
        model = self.model
        if options := self.options(name):
            # By range: in a list written out, a comma in a label would part it in two.
            cells = xl_range_abs(0, place, len(options) - 1, place)
            source = f"={quote_sheetname(answers.get_name())}!{cells}"
            # There are more carriers than those that are offered.
            return {"validate": "list", "source": source, "show_error": name != "carrier"}
        if name == "contract_end":
            days = (datetime.date.fromisoformat(model.data["days"][d]) for d in ("first", "last"))
            first, last = days
            return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        if name in model.amounts:
            amount = model.amounts[name]
            least, most = amount["minimum"], model.data["units"][amount["unit"]]["maximum"]
            return {
                "validate": "decimal",
                "criteria": "between",
                "minimum": least,
                "maximum": most,
            }
        return {}

    def about(self, name: str) -> str:
        """Return what is asked of a column, "" where its header says it all."""
        if name in self.model.questions:
            return str(self.model.questions[name]["title"][self.lang])
        hints = {one.id: one.hint for one in self.edition.guide.questions.amounts}
        return self.edition.text(hints.get(name))

    def _explain(self, sheet: Worksheet, head: object, wrap: object) -> None:
        """Write how the list is filled in, and below it what each column takes."""
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width, wrap)
        texts = self.edition.guide.list_files
        for n, line in enumerate(texts.help):
            sheet.merge_range(n, 0, n, 2, self.edition.text(line), wrap)
        start = len(texts.help) + 1
        for place, heading in enumerate(texts.headings):
            sheet.write_string(start, place, self.edition.text(heading), head)
        for n, name in enumerate(self.columns, start + 1):
            cells = (*self.headers([name]), self.about(name), " / ".join(self.options(name)))
            # Not every program makes a row as high as what stands in it.
            lines = max(map(_lines, cells, WIDTHS))
            sheet.set_row(n, LINE * lines if lines > 1 else None)
            for place, cell in enumerate(cells):
                sheet.write_string(n, place, cell, wrap)


def _lines(text: str, room: int) -> int:
    """Return how many lines a text takes in a column, with room for where words break."""
    return math.ceil(width_of(text) / (room * 0.9)) or 1


def main(folder: Path) -> None:
    """Write the files into `folder`, each language's into one of its own."""
    guide = load()
    model = Model(compile_guide(guide))
    for lang in LANGUAGES:
        target = folder / lang
        target.mkdir(parents=True, exist_ok=True)
        for name, content in list_files(model, Edition(guide, lang)).items():
            (target / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
