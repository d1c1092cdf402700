"""A judged list written back: .xlsx and .csv that are read again as they were, JSON for programs.

Numbers stand in full in the files: a list without them cannot be acted on, and the file goes to
the person who gave it. What is shown or printed is masked (`summary`, `numbers.masked`).
"""

import csv
import datetime
import io
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from keep_or_cancel.facts import plain
from keep_or_cancel.lists.cells import guarded
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.judge import NO_NUMBER, OPEN, OWN, Judgement, Pile, Query, Verdict
from keep_or_cancel.lists.numbers import masked
from keep_or_cancel.lists.sheets import library
from keep_or_cancel.lists.table import CONTROL, Problem, Unclear
from keep_or_cancel.lists.words import Vocabulary, bare, vocabulary
from keep_or_cancel.names import names

# What a spreadsheet's cell holds at most.
LONGEST = 32_767
# Of problems and of questions in a summary; the files hold all.
FIRST = 10
FEW = 5

NOTHING = "–"

type Text = str | Decimal | None


class Writer:
    """Puts a judgement into words of one language, and into files."""

    def __init__(self, judgement: Judgement, lang: str, *, personal: bool = False) -> None:
        """`personal`: the columns that are left out else are carried along."""
        self.judgement, self.lang = judgement, lang
        self.reading = judgement.reading
        self.extras = self.reading.extras | (self.reading.personal if personal else {})
        self.words: Vocabulary = vocabulary()
        self.names = names(judgement.model, lang)
        self.problems: dict[int, list[Problem]] = {}
        for problem in self.reading.problems:
            self.problems.setdefault(problem.at, []).append(problem)
        self._verdicts: dict[Verdict, list[Text]] = {}
        self.first = {again: first for first, again in self.reading.duplicates}

    # --- words -----------------------------------------------------------------------------------

    def word(self, name: str, **parts: object) -> str:
        """Return one of the words of lists, its parts filled in."""
        return self.words.text("words", name, self.lang, **parts)

    def pile(self, name: str) -> str:
        """Return what a pile is called."""
        if name in (OPEN, NO_NUMBER):
            return self.words.text("piles", name, self.lang)
        return str(self.judgement.model.outcomes[name]["title"][self.lang])

    def problem(self, problem: Problem, count: int = 1) -> str:
        """Return in one line what is wrong in a cell: row, column, value, and what is allowed.

        `count` is in how many rows the same is wrong.
        """
        text = self.reason(problem)
        place = "place" if count == 1 else "places"
        column = self.column(problem)
        return self.word(place, row=problem.row, count=count, column=column, text=text)

    def column(self, problem: Problem) -> str:
        """Return what heads the column of a problem, in the list or else in ours."""
        if problem.field is not None and problem.column == problem.field:
            return self.words.title(problem.field, self.lang)
        return problem.column.replace("\n", "")

    def reason(self, problem: Problem) -> str:
        """Return what is wrong in a cell, without saying where it is."""
        return self.words.text(
            *("problems", problem.code, self.lang),
            value=problem.value.replace("\n", " "),
            allowed=self._allowed(problem),
        )

    def _allowed(self, problem: Problem) -> str:
        field, model = problem.field, self.judgement.model
        if field in model.questions:
            values = problem.likely or [v for v in model.values[field] if v != "unknown"]
            return self._joined([self.names[field]["values"][v] for v in values])
        if field in model.amounts:
            amount = model.amounts[field]
            return f"{amount['minimum']} – {model.data['units'][amount['unit']]['maximum']:,}"
        return f"{model.data['days']['first']} – {model.data['days']['last']}"

    def _joined(self, words: Sequence[str]) -> str:
        def both(one: str, other: str) -> str:
            return self.word("between", one=one, other=other)

        return reduce(both, words) if words else ""

    # --- rows ------------------------------------------------------------------------------------

    def columns(self) -> list[tuple[str, str]]:
        """Return (header, field id) of the columns of the list itself, extras apart."""
        order = [name for name in self.words.fields if name not in ("row_id", "note")] + ["note"]
        # Beside a column of that name which is none of ours, ours stands even if it is blank:
        # read again, the other would be taken for it.
        named = {"number", *map(self.words.header, self.extras)}
        held = [
            name
            for name in order
            if name in named
            or any(self.reading.fields.get(name, ()))
            or self.reading.found.get(name)
        ]
        return [(self.words.title(name, self.lang), name) for name in held]

    def header(self) -> list[str]:
        """Return the headers of a row of the export, in order."""
        results = [entry["title"][self.lang] for entry in self.words.data["results"]]
        own = [title for title, _ in self.columns()]
        return [*own, *self._beside(), *results, self.words.title("row_id", self.lang)]

    def _beside(self) -> list[str]:
        """Return the headers of the other columns, none of which passes for a result of ours."""
        return [f"{one} (2)" if bare(one) in self.words.results else one for one in self.extras]

    def rows(self) -> Iterator[list[Text]]:
        """Yield the rows of the export; amounts of money as Decimals, all else as text."""
        columns = [self.shown(name) for _, name in self.columns()]
        columns += self.extras.values()
        for index, cells in enumerate(zip(*columns, strict=True)):
            yield [*cells, *self._results(index), self.reading.ids[index]]

    def shown(self, field: str) -> list[str]:
        """Return what stands in a column of the export: answers' labels, else what was found."""
        texts = self.reading.texts(field)
        if field not in self.judgement.model.questions:
            return texts
        labels = self.names[field]["values"]
        column = self.reading.column(field)
        return [labels[value] if value else text for value, text in zip(column, texts, strict=True)]

    def _told(self, index: int) -> list[Text]:
        """Return what a row's verdict says in words; rows of one verdict share it."""
        verdict = self.judgement.verdicts[index]
        if verdict is None:
            return [self.pile(NO_NUMBER), "", "", "", "", ""]
        told = self._verdicts.get(verdict)
        if told is None:
            model, decision = self.judgement.model, verdict.decision
            told = self._verdicts[verdict] = [
                self.pile(verdict.pile),
                self.rule(verdict),
                self._joined([model.advice[name]["title"][self.lang] for name in verdict.warnings]),
                self._joined([model.blockers[n]["title"][self.lang] for n in decision.blockers]),
                self.judgement.next_step(index, self.lang),
                self._joined([self.names[name]["short"] for name in verdict.ask]),
            ]
        return told

    def rule(self, verdict: Verdict | None) -> str:
        """Return the ids of the rules that decide, "" where none does yet."""
        if verdict is None or verdict.decision.outcome is None:
            return ""
        rules = self.judgement.model.rules
        return " / ".join(rules[number]["id"] for number in verdict.decision.rules)

    def _results(self, index: int) -> list[Text]:
        judgement = self.judgement
        first = self.first.get(index)
        return [
            *self._told(index),
            judgement.now[index],
            judgement.after[index],
            "" if first is None else str(self.reading.rows[first]),
            "\n".join(map(self.problem, self.problems.get(index, ()))),
        ]

    # --- summary ---------------------------------------------------------------------------------

    def summary(self) -> list[str]:
        """Return the lines of a summary; numbers in it are masked."""
        reading, model = self.reading, self.judgement.model
        skipped = sum(1 for entry in reading.skipped if entry.why != "blank")
        lines = [self.word("read_rows", rows=len(reading.rows), skipped=skipped)]
        lines += [masked(self.words.note(note, self.lang)) for note in reading.notes]
        if reading.duplicates:
            lines.append(self.word("duplicates", count=len(reading.duplicates)))
        if reading.problems:
            lines += self._problems()
        asked = Counter(
            name for verdict in self.judgement.verdicts if verdict for name in verdict.ask
        )
        if asked:
            named = (
                self.word("counted", what=self.names[name]["short"], count=count)
                for name, count in asked.most_common(FEW)
            )
            lines.append(self.word("to_find_out", what=self._joined(list(named))))
        blank = Counter(
            name
            for verdict in self.judgement.verdicts
            if verdict
            for name in verdict.ask
            if name not in verdict.told
        )
        if blank:
            name = blank.most_common(1)[0][0]
            example = {"answers": {name: self.judgement.model.values[name][0]}}
            lines.append(self.word("same_for_all", what=json.dumps(example)))
        lines += ["", *_aligned([list(map(_told, row)) for row in self.piles()]), ""]
        version, date = model.version, model.date
        return [*lines, self.word("money"), self.word("rules", version=version, date=date)]

    def _problems(self) -> Iterator[str]:
        unclear = self.reading.unclear()
        yield self.word("problem_count", count=len(self.reading.problems))
        for problem, rows in unclear[:FIRST]:
            yield f"  {masked(self.problem(problem, len(rows)))}"
        if len(unclear) > FIRST:
            yield f"  {self.word('more_problems', count=len(unclear) - FIRST)}"
        if any(problem.code.startswith("value_") for problem, _ in unclear):
            yield f"  {self.word('mend', what=self._example(unclear))}"

    def _example(self, unclear: Sequence[Unclear]) -> str:
        """Return a mapping that says what one of the words means."""
        one = next(problem for problem, _ in unclear if problem.code.startswith("value_"))
        values = one.likely or self.judgement.model.values[str(one.field)]
        return json.dumps({"values": {one.field: {one.value: values[0]}}}, ensure_ascii=False)

    def piles(self) -> list[list[Text]]:
        """Return the table of piles: a header, a row a pile, and the total of all rows."""
        head = ("pile", "count", "cost_now", "cost_unknown", "cost_after", "cost_unknown")

        def row(pile: Pile, name: str) -> list[Text]:
            counts = [Decimal(n) for n in (pile.size, pile.now_unknown, pile.after_unknown)]
            # Of rows whose cost is all unknown, nought would be a guess.
            now = pile.now if pile.now_unknown < pile.size else NOTHING
            after = pile.after if pile.after_unknown < pile.size else NOTHING
            return [name, counts[0], now, counts[1], after, counts[2]]

        piles = [row(pile, self.pile(pile.name)) for pile in self.judgement.piles()]
        total = row(self.judgement.total(), self.word("total"))
        return [[self.word(name) for name in head], *piles, total]

    def queries(self) -> list[list[Text]]:
        """Return the table of what to ask whom: a header, then a row a carrier and question."""
        rows: list[list[Text]] = [
            [self.word(n) for n in ("carrier", "question", "whom", "say", "count", "numbers")]
        ]
        titles = {one["id"]: one["title"][self.lang] for one in self.words.data["carriers"]}
        titles[OWN] = self.word("own")
        for query in self.judgement.queries():
            carrier = query.carrier or self.word("carrier_unknown")
            numbers = [number for n in query.rows if (number := self.reading.numbers[n])]
            rows.append(
                [
                    titles.get(carrier, carrier),
                    self.names[query.question]["short"],
                    *self.asked(query),
                    Decimal(len(query.rows)),
                    _within(" ".join(numbers)),
                ]
            )
        return rows

    def asked(self, query: Query, lang: str | None = None) -> list[str]:
        """Return whom to ask and what to say; of oneself, the question as it stands."""
        if not query.ask:
            title = self.judgement.model.questions[query.question]["title"]
            return [self.word("own"), str(title[lang or self.lang])]
        whom, say = query.ask["whom"], query.ask["say"]
        return [str(whom[self.lang]), str(say[lang or self.lang])]

    def left(self) -> list[list[Text]]:
        """Return the table of rows that were left out: row, why, what stands there."""
        rows: list[list[Text]] = [[self.word(name) for name in ("row", "why", "content")]]
        for entry in self.reading.skipped:
            row = str(entry.row) if entry.to is None else f"{entry.row} – {entry.to}"
            rows.append([row, self.words.text("skipped", entry.why, self.lang), entry.content])
        return rows

    # --- files -----------------------------------------------------------------------------------

    def csv(self) -> bytes:
        """Return the rows as CSV for spreadsheets: UTF-8 with its mark, what is risky guarded."""
        return as_csv([self.header(), *self.rows()])

    def problems_csv(self) -> bytes:
        """Return as CSV the rows with problems as they stand, and what is wrong in them."""
        columns = [*map(self.shown, (name for _, name in self.columns())), *self.extras.values()]
        titles = [title for title, _ in self.columns()]
        told = next(one for one in self.words.data["results"] if one["id"] == "problems")
        head = [*titles, *self._beside(), told["title"][self.lang]]
        rows = [
            [
                *(column[index] for column in columns),
                "\n".join(map(self.problem, problems)),
                self.reading.ids[index],
            ]
            for index, problems in sorted(self.problems.items())
        ]
        return as_csv([[*head, self.words.title("row_id", self.lang)], *rows])

    def xlsx(self) -> bytes:
        """Return a workbook: the rows, the piles, what to ask whom, and what was left out.

        raises ListError where a cell is longer than a workbook can hold.
        """
        xlsxwriter = library("xlsxwriter")
        file = io.BytesIO()
        workbook = xlsxwriter.Workbook(file, {"in_memory": True})
        # Not the clock's: the same list gives the same bytes.
        created = datetime.datetime.fromisoformat(self.judgement.model.date)
        workbook.set_properties({"created": created})
        formats = {
            "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": workbook.add_format({"num_format": "@"}),
            "money": workbook.add_format({"num_format": "0.00"}),
            "count": workbook.add_format({"num_format": "0"}),
        }
        self._sheet(workbook, formats, "rows_sheet", [self.header(), *self.rows()], money=True)
        self._sheet(workbook, formats, "summary_sheet", self.piles())
        self._sheet(workbook, formats, "ask_sheet", self.queries())
        self._sheet(workbook, formats, "left_sheet", self.left())
        workbook.close()
        return file.getvalue()

    def _sheet(
        self,
        workbook: Any,
        formats: Any,
        name: str,
        rows: Sequence[Sequence[Text]],
        money: bool = False,
    ) -> None:
        sheet = workbook.add_worksheet(self.word(name))
        sheet.freeze_panes(1, 0)
        if len(rows) > 1:
            sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
        # As text, so that a number typed in later is not made a power of ten.
        sheet.set_column(0, len(rows[0]) - 1, 16, formats["text"])
        for n, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    kind = "count" if cell == cell.to_integral_value() else "money"
                    sheet.write_number(n, place, float(cell), formats["money" if money else kind])
                elif cell:
                    text = CONTROL.sub("", cell)
                    form = formats["text" if n else "head"]
                    if len(text) > LONGEST or sheet.write_string(n, place, text, form):
                        header = rows[0][place]
                        raise ListError("cell_too_long", f"{header}, {self.word('row')} {n}")

    def json(self) -> bytes:
        """Return all of the judgement for programs: ids, not words, but for the next step."""
        judgement, reading = self.judgement, self.reading

        def pile(one: Pile) -> dict[str, Any]:
            sums = {"cost_now": plain(one.now), "cost_after": plain(one.after)}
            return {**one._asdict(), "now": sums["cost_now"], "after": sums["cost_after"]}

        content = {
            "rules_version": judgement.model.version,
            "rules_date": judgement.model.date,
            "lang": self.lang,
            "today": judgement.today.isoformat(),
            "piles": [pile(one) for one in judgement.piles()],
            "total": pile(judgement.total()),
            "rows": [self._row(index) for index in range(len(reading.rows))],
            "queries": [
                {
                    "carrier": query.carrier,
                    "question": query.question,
                    "row_ids": [reading.ids[n] for n in query.rows],
                }
                for query in judgement.queries()
            ],
            "skipped_rows": reading.as_json()["skipped_rows"],
            "file_notes": reading.notes,
        }
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()

    def _row(self, index: int) -> dict[str, Any]:
        judgement, reading = self.judgement, self.reading
        verdict = judgement.verdicts[index]
        now, after = judgement.now[index], judgement.after[index]
        row: dict[str, Any] = {
            "row": reading.rows[index],
            "row_id": reading.ids[index],
            "fields": {n: column[index] for n, column in reading.fields.items() if column[index]},
            "found": {n: one[index] for n, one in reading.found.items() if index in one},
            "extras": {name: column[index] for name, column in self.extras.items()},
            "pile": judgement.pile(index),
            "cost_now": None if now is None else plain(now),
            "cost_after": None if after is None else plain(after),
            "same_number_as": None,
            "problems": [
                {
                    "column": self.column(p),
                    "code": p.code,
                    "value": p.value,
                    "candidates": list(p.likely),
                }
                for p in self.problems.get(index, ())
            ],
        }
        if index in self.first:
            row["same_number_as"] = reading.ids[self.first[index]]
        if verdict:
            decision = verdict.decision
            row |= {
                "settled": decision.settled,
                "outcome": decision.outcome,
                "possible": list(decision.possible),
                "presumed": dict(decision.presumed),
                "rule": decision.rule,
                "warnings": list(verdict.warnings),
                "blockers": list(decision.blockers),
                "blockers_open": list(decision.blockers_open),
                "ask": list(verdict.ask),
                "next": judgement.next_step(index, self.lang),
            }
        return row


def _told(cell: Text) -> str:
    return plain(cell) if isinstance(cell, Decimal) else cell or ""


def as_csv(rows: Iterable[Iterable[Text]]) -> bytes:
    """Return rows as spreadsheets read them: UTF-8 with its mark, what is risky guarded."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([guarded(_told(cell)) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def _within(text: str) -> str:
    """Return a list of numbers, cut where a workbook's cell ends; its count stands beside it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 20].rsplit(' ', 1)[0]} …"


def width_of(text: str) -> int:
    """Return how many Latin letters a text is as wide as; a Chinese character is as two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table as lines: the first column begins them, the others end below each other."""
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            f"{cell}{' ' * (most - width_of(cell))}"
            if place == 0
            else f"{' ' * (most - width_of(cell))}{cell}"
            for place, (cell, most) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
