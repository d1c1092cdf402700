"""One list worked on: read, corrected, judged, mended, asked about, written, kept. JSON in and out.

What the page calls (see `browser`); what each call gives stands in `shapes`. Rows, columns, money
and words are worked out here; the page shows them. Every call takes a mapping with `lang` ("zh" or
"en"; "zh" if missing). Numbers are masked in all that is shown unless `whole` is true. ListError
and FactsError say in words what is not possible, and nothing has changed then.
"""

import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from keep_or_cancel.facts import Facts, FactsError, plain
from keep_or_cancel.lists import letters, table
from keep_or_cancel.lists.cells import text_of
from keep_or_cancel.lists.choices import MIXED, Choices, as_json, from_json
from keep_or_cancel.lists.errors import ListError
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import NO_NUMBER, OPEN, OWN, WAYS, Judgement, Pile, Query, judge
from keep_or_cancel.lists.kept import Kept, from_text, kept
from keep_or_cancel.lists.numbers import masked
from keep_or_cancel.lists.shapes import (
    Amount,
    Answered,
    AskSheet,
    CellShown,
    Choice,
    ColumnShown,
    Counted,
    Counts,
    Due,
    FieldShown,
    Meaning,
    Memo,
    Mended,
    Named,
    NoteShown,
    Papers,
    PaperShown,
    PileShown,
    PreviewRow,
    Problems,
    ProblemShown,
    QueryShown,
    Row,
    Rows,
    SkippedRows,
    Summary,
    Sums,
    UnclearShown,
    UnclearWords,
    Understanding,
)
from keep_or_cancel.lists.table import Problem, Reading, RowName, Skipped, facts_of
from keep_or_cancel.lists.text import SEPARATORS
from keep_or_cancel.lists.words import bare, vocabulary
from keep_or_cancel.model import UNKNOWN

type Args = Mapping[str, Any]

CALLS = (
    *("read", "judge", "rows", "row", "mend", "answer", "undo", "problems"),
    *("export", "asks", "memo", "keep", "restore"),
    *("papers", "paper", "calendar"),
)
ENCODINGS = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030 / GBK",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
# By its first bytes.
MARKED = {"utf-8-sig": "UTF-8 (BOM)", "utf-16": "UTF-16 (BOM)"}
UNITS = {"cny": "unit_cny", "months": "unit_months"}
# Rows of a preview, and how many of them stand above the header; cells of a row; their length.
PREVIEW = 12
ABOVE = 4
CELLS = 40
LONG = 40
EXAMPLES = 3
# Skipped rows, notes; of words that are unclear, the commonest.
MOST_SHOWN = 100
MOST_UNCLEAR = 50
FIRST = 5
# Steps that can be taken back.
STEPS = 30
# At most in one page of rows.
PAGE = 500
# Of a cell in a page of rows.
MOST_TEXT = 200
# What no person edits.
NOT_EDITED = ("number_found", "row_id")

type Hider = Callable[[str], str]
type Key = str
type Cells = dict[tuple[int, str], str]


class Session:
    """One list at a time; a call that raises leaves all as it was."""

    def __init__(self) -> None:
        self.words = vocabulary()
        self._begin()

    def _begin(self) -> None:
        """Begin with no list."""
        self._content: bytes | None = None
        self._kept: Kept | None = None
        self._choices = Choices()
        self._reading: Reading | None = None
        self._judgement: Judgement | None = None
        self._today: datetime.date | None = None
        # What was typed, by the row's name in its sheet and the field.
        self._edits: dict[tuple[Key, str], str] = {}
        self._ids: dict[Key, str] = {}
        self._keys: list[Key] = []
        # What numbers the rows had before any edit.
        self._found: list[str | None] = []
        self._history: list[_Before] = []
        self._forget()

    def _forget(self) -> None:
        """Forget what was worked out of rows as they were."""
        self._writers: dict[tuple[str, bool], Writer] = {}
        self._letters: list[letters.Letter] | None = None
        self._order: tuple[str, list[int]] | None = None

    # --- in --------------------------------------------------------------------------------------

    def read(self, args: Args, content: bytes | None = None) -> Understanding:
        """Understand `content`, or that of before with other `choices`; see Understanding.

        Args: `choices` (see `choices.from_json`), `lang`, `today`, `whole`. New content begins a
        new list; without it edits stay where their rows are still there, and so do the ids of rows.
        """
        choices = from_json(args.get("choices") or {}, self.words)
        if content is not None:
            reading = table.read(content, choices)
            self._begin()
            self._content = content
            dropped = self._take(reading, choices)
        else:
            dropped = self._take(self._again(choices), choices)
        if args.get("today"):
            self._today = datetime.date.fromisoformat(args["today"])
        return self._understanding(args, dropped)

    def _again(self, choices: Choices) -> Reading:
        if self._kept is not None:
            return self._kept.read(choices)
        if self._content is None:
            raise ListError("no_list")
        return table.read(self._content, choices)

    def _take(self, reading: Reading, choices: Choices) -> int:
        """Make `reading` the list that is worked on; return how many edits have no row there."""
        before = dict(zip(self._keys, self._found, strict=True))
        column = _column_of(self._reading, "number") if self._reading else None
        keys = _keys(reading)
        same = column == _column_of(reading, "number")
        places = {
            key: index
            for index, key in enumerate(keys)
            # A row of that name in which another number stands is another row.
            if not same or before.get(key) in (None, reading.numbers[index])
        }
        reading.ids = [
            self._ids.setdefault(key, given) for key, given in zip(keys, reading.ids, strict=True)
        ]
        found = list(reading.numbers)
        kept = {name: text for name, text in self._edits.items() if name[0] in places}
        dropped = len(self._edits) - len(kept)
        reading.mend_all({(places[k], field): text for (k, field), text in kept.items()}, choices)
        self._reading, self._choices, self._judgement = reading, choices, None
        self._keys, self._found, self._edits = keys, found, kept
        self._history = []
        self._forget()
        return dropped

    @property
    def reading(self) -> Reading:
        """The list; raises ListError where none was read."""
        if self._reading is None:
            raise ListError("no_list")
        return self._reading

    @property
    def _edited(self) -> bool:
        return bool(self._edits) or (self._kept is not None and self._kept.edited)

    @property
    def judgement(self) -> Judgement:
        """The list judged, worked out once."""
        if self._judgement is None:
            self._judgement = judge(self.reading, self._today)
        return self._judgement

    def _writer(self, args: Args, personal: bool = False) -> Writer:
        lang = _lang(args)
        writer = self._writers.get((lang, personal))
        if writer is None:
            writer = self._writers[lang, personal] = Writer(self.judgement, lang, personal=personal)
        return writer

    # --- how it is understood --------------------------------------------------------------------

    def _understanding(self, args: Args, dropped: int = 0) -> Understanding:
        reading, lang = self.reading, _lang(args)
        hide = _hider(args)
        sheet, file = reading.sheet, self._kept is None
        return {
            "outcome": reading.outcome,
            "kind": reading.kind,
            "encoding": reading.encoding,
            "encodings": self._encodings(lang) if reading.encoding and file else [],
            "separator": reading.separator,
            "separators": self._separators(lang) if reading.kind == "text" and file else [],
            "sheet": hide(self._joined(sheet, lang) if isinstance(sheet, list) else sheet or "")
            or None,
            "sheets": [
                {"name": s.name, "shown": hide(s.name), "hidden": s.hidden, "rows": s.rows}
                for s in reading.sheets
                if s.name is not None
            ],
            "header_rows": reading.header_rows,
            "preview": self._preview(hide),
            "columns": [self._column(name, lang, hide) for name in reading.columns],
            "fields": self._fields(self._choosable(), lang),
            "counts": self._counts(),
            "notes": [self._note(note, lang, hide) for note in reading.notes[:MOST_SHOWN]],
            **self._unclear(lang, hide),
            "skipped": self._skipped(lang, hide),
            "choices": as_json(self._choices),
            "dropped": dropped,
        }

    def _word(self, name: str, lang: str, **parts: object) -> str:
        return self.words.text("words", name, lang, **parts)

    def _joined(self, texts: Iterable[str], lang: str) -> str:
        return self._word("comma", lang).join(texts)

    def _encodings(self, lang: str) -> list[Choice]:
        used = str(self.reading.encoding)
        labels = {"": self._word("by_itself", lang), **ENCODINGS}
        if used not in labels:
            labels[used] = MARKED.get(used) or self._word("line_by_line", lang)
        return [{"value": value, "label": label} for value, label in labels.items()]

    def _separators(self, lang: str) -> list[Choice]:
        choices: list[Choice] = [{"value": "", "label": self._word("by_itself", lang)}]
        for value in (*SEPARATORS, MIXED):
            name = {"\t": "tab", MIXED: "whole_lines"}.get(value)
            choices.append({"value": value, "label": self._word(name, lang) if name else value})
        return choices

    def _preview(self, hide: Hider) -> list[PreviewRow]:
        reading = self.reading
        first = max(0, min(reading.header_rows, default=1) - 1 - ABOVE)
        # Of several sheets, the first is shown.
        sheet = f"{reading.sheet[0]}!" if isinstance(reading.sheet, list) else ""
        names = (name for name in reading.rows[: table.HEAD] if str(name).startswith(sheet))
        data = {_number_of(name) for name in names}
        preview: list[PreviewRow] = []
        for n, cells in enumerate(reading.head[first : first + PREVIEW], first + 1):
            role = "header" if n in reading.header_rows else "data" if n in data else "skipped"
            private = reading.places if role == "data" else ()
            shown = [
                table.HIDDEN if place in private and text_of(cell) else _cut(hide(text_of(cell)))
                for place, cell in enumerate(cells[:CELLS])
            ]
            preview.append({"row": n, "cells": shown, "role": role})
        return preview

    def _column(self, header: str, lang: str, hide: Hider) -> ColumnShown:
        reading = self.reading
        field = reading.columns[header]
        carried = header in self._choices.personal
        personal = header in reading.personal or carried
        if header in reading.personal:
            texts: Iterable[str] = ()
        elif field is not None:
            column = reading.fields.get(field, [])
            found = reading.found.get(field, {})
            texts = (one or found.get(n, "") for n, one in enumerate(column[: table.HEAD]))
            labels = self._labels(field, lang)
            texts = (labels.get(one, one) for one in texts)
        else:
            texts = reading.extras.get(header, [])[: table.HEAD]
        examples = dict.fromkeys(_cut(hide(one)) for one in texts if one.strip())
        return {
            "header": header,
            "shown": _cut(hide(header)),
            "field": field,
            "title": self.words.title(field, lang) if field else None,
            "personal": personal,
            "carried": carried,
            "examples": list(examples)[:EXAMPLES],
        }

    def _labels(self, field: str, lang: str) -> Mapping[str, str]:
        """Return the labels of a question's answers; of another field none."""
        question = self.words.model.questions.get(field)
        return {v["id"]: v["label"][lang] for v in question["values"]} if question else {}

    def _choosable(self) -> list[str]:
        return [name for name in self.words.fields if name not in NOT_EDITED]

    def _fields(self, names: Iterable[str], lang: str) -> list[FieldShown]:
        return [
            {"id": name, "title": self.words.title(name, lang), "group": self._group(name)}
            for name in names
        ]

    def _group(self, name: str) -> str:
        if name in self.words.model.questions:
            return "question"
        return "amount" if name in self.words.model.amounts else "own"

    def _counts(self) -> Counts:
        reading = self.reading
        blank = sum(_span(entry) for entry in reading.skipped if entry.why == "blank")
        return {
            "rows": len(reading.rows),
            "skipped": sum(map(_span, reading.skipped)) - blank,
            "blank": blank,
            "duplicates": len(self._repeated()),
            "problems": len(reading.problems),
            "without_number": reading.numbers.count(None),
        }

    def _repeated(self) -> set[int]:
        return {index for pair in self.reading.duplicates for index in pair}

    def _note(self, note: str, lang: str, hide: Hider) -> NoteShown:
        code, _, what = note.partition(": ")
        return {"code": code, "what": what, "text": hide(self.words.note(note, lang))}

    def _unclear(self, lang: str, hide: Hider) -> UnclearWords:
        reading = self.reading
        shown: list[UnclearShown] = []
        writer = Writer(Judgement(reading, datetime.date.min, self.words.model), lang)
        words = [one for one in reading.unclear() if one.problem.code.startswith("value_")]
        commonest = {*sorted(words, key=lambda one: -len(one.rows))[:MOST_UNCLEAR]}
        for number, (problem, rows) in enumerate(words):
            field = str(problem.field)
            if words[number] not in commonest:
                continue
            values: list[Meaning] = [
                {"value": value, "label": label, "likely": value in problem.likely}
                for value, label in self._labels(field, lang).items()
            ]
            entry: UnclearShown = {
                "id": f"{field}-{number}",
                "field": field,
                "title": self.words.title(field, lang),
                "column": hide(writer.column(problem)),
                "code": problem.code,
                "value": problem.value,
                "shown": _cut(hide(problem.value)),
                "text": hide(writer.reason(problem)),
                "count": len(rows),
                "rows": [reading.rows[index] for index in rows[:FIRST]],
                "values": sorted(values, key=lambda one: not one["likely"]),
            }
            shown.append(entry)
        return {"unclear": shown, "unclear_total": len(words)}

    def _skipped(self, lang: str, hide: Hider) -> SkippedRows:
        rows = [entry for entry in self.reading.skipped if entry.why != "blank"]
        return {
            "total": sum(map(_span, rows)),
            "rows": [
                {
                    "row": entry.row,
                    "to": entry.to,
                    "text": self.words.text("skipped", entry.why, lang),
                    "content": hide(entry.content),
                }
                for entry in rows[:MOST_SHOWN]
            ],
        }

    # --- out -------------------------------------------------------------------------------------

    def judge(self, args: Args) -> Summary:
        """Judge all rows, on the day `today` if it is given; see Summary."""
        if args.get("today"):
            today = datetime.date.fromisoformat(args["today"])
            if today != self._today:
                self._today, self._judgement = today, None
                self._forget()
        return self._summary(args)

    def _summary(self, args: Args) -> Summary:
        judgement, lang = self.judgement, _lang(args)
        reading, model = self.reading, judgement.model
        writer, hide = self._writer(args), _hider(args)
        carriers = Counter(self._carriers())
        holders = Counter(value or "" for value in self.reading.column("holder"))
        known = [entry["id"] for entry in self.words.data["carriers"]]
        order = sorted(carriers, key=lambda c: (c == "", c not in known, -carriers[c]))
        labels = self._labels("holder", lang)
        asked = sum(1 for verdict in judgement.verdicts if verdict and verdict.ask)
        return {
            "rules": {"version": model.version, "date": model.date},
            "today": judgement.today.isoformat(),
            "piles": [self._pile(writer, pile) for pile in judgement.piles()],
            "total": _sums(judgement.total()),
            "carriers": [
                {"id": one, "title": self._carrier_title(one, lang, hide), "size": carriers[one]}
                for one in order
            ],
            "holders": [
                {"value": value, "label": label, "size": holders[value]}
                for value, label in [*labels.items(), ("", self._word("not_said", lang))]
                if holders[value]
            ],
            "counts": {
                "open": asked,
                "duplicates": len(self._repeated()),
                "problems": len({problem.at for problem in reading.problems}),
            },
            "queries": [self._query(query, lang, hide) for query in judgement.queries()],
            "money": self._word("money", lang),
            "edited": self._edited,
            "undo": bool(self._history),
        }

    def _pile(self, writer: Writer, pile: Pile) -> PileShown:
        outcome = self.words.model.outcomes.get(pile.name)
        return {
            "name": pile.name,
            "title": writer.pile(pile.name),
            "family": outcome["family"] if outcome else None,
            **_sums(pile),
        }

    def _carriers(self) -> list[str]:
        """Return whose number each row is: an id, a name as it stands, or ""."""
        return [carrier or "" for carrier in self.judgement.carriers()]

    def _carrier_title(self, carrier: str, lang: str, hide: Hider = masked) -> str:
        titles = {one["id"]: one["title"][lang] for one in self.words.data["carriers"]}
        titles[OWN] = self._word("own", lang)
        return titles.get(carrier) or hide(carrier) or self._word("carrier_unknown", lang)

    def _query(self, query: Query, lang: str, hide: Hider) -> QueryShown:
        names, writer = self.words.model.questions, self._writer({"lang": lang})
        carrier = query.carrier or ""
        values = self._labels(query.question, lang) if query.question in names else {}
        return {
            "id": f"{carrier}/{query.question}",
            "carrier": carrier,
            "carrier_title": self._carrier_title(carrier, lang, hide),
            "question": query.question,
            "title": writer.names[query.question]["title"],
            "short": writer.names[query.question]["short"],
            "whom": writer.asked(query)[0],
            "say": writer.asked(query)[1],
            "say_zh": writer.asked(query, "zh")[1],
            "count": len(query.rows),
            "values": [{"value": value, "label": label} for value, label in values.items()],
            "amounts": [self._amount(name, lang) for name in self._amounts(query.question)],
        }

    def _amounts(self, question: str) -> list[str]:
        """Return what may be answered beside a question: amounts, and of contracts their end."""
        return list(self.words.data["asked_amounts"].get(question, ()))

    def _amount(self, name: str, lang: str) -> Amount:
        amount = self.words.model.amounts.get(name)
        kind = amount["unit"] if amount else "date"
        unit = self._word(UNITS[kind], lang) if kind in UNITS else ""
        return {"id": name, "title": self.words.title(name, lang), "kind": kind, "unit": unit}

    # --- rows ------------------------------------------------------------------------------------

    def rows(self, args: Args) -> Rows:
        """Return a page of the rows that a filter lets through; see Rows.

        Args: `filter` {`pile`, `carrier`, `holder`: an id of Summary ("" is one); `open`,
        `duplicates`, `problems`: true; `find`: a part of a number or of a text}, what is missing
        or null filters nothing; `sort` {`by`: "row", "number", "carrier", "pile", "next", "now",
        "after", or a field; `down`}, blanks last; `from` (0), `size` (100, at most 500); `whole`.
        """
        order = self._ordered(args.get("filter") or {}, args.get("sort") or {}, args)
        start = max(0, int(args.get("from", 0)))
        size = min(PAGE, max(0, int(args.get("size", 100))))
        writer = self._writer(args)
        columns = [name for _, name in writer.columns() if name != "number"]
        hider = _hider(args)

        def hide(text: str) -> str:  # a cell may hold a book; the row that is opened shows it
            shown = hider(text[: 2 * MOST_TEXT])
            return shown if len(shown) <= MOST_TEXT else f"{shown[:MOST_TEXT]}…"

        return {
            "count": len(order),
            "total": _sums(self.judgement.sums("total", order)),
            "columns": self._fields(columns, writer.lang),
            "rows": [self._row(i, writer, columns, hide) for i in order[start : start + size]],
        }

    def row(self, args: Args) -> Row:
        """Return the row `index` with its facts for `check`, and the texts of other columns."""
        index, writer, hide = self._index(args), self._writer(args), _hider(args)
        row = self._row(index, writer, self._choosable(), hide)
        row["facts"] = facts_of(self.reading, index, self.judgement.today)
        row["extras"] = {
            hide(name): hide(texts[index]) for name, texts in self.reading.extras.items()
        }
        return row

    def _index(self, args: Args) -> int:
        index = int(args["index"])
        if not 0 <= index < len(self.reading.rows):
            raise ListError("no_row", index)
        return index

    def _row(self, index: int, writer: Writer, fields: Sequence[str], hide: Hider) -> Row:
        judgement, reading, lang = self.judgement, self.reading, writer.lang
        number = reading.numbers[index]
        verdict = judgement.verdicts[index]
        pile = judgement.pile(index)
        outcome = judgement.model.outcomes.get(pile)
        first = writer.first.get(index)
        model, decision = judgement.model, verdict.decision if verdict else None
        cells = {name: self._cell(name, index, writer, hide) for name in ("number", *fields)}
        now, after = judgement.now[index], judgement.after[index]
        carrier = reading.value("carrier", index)
        return {
            "index": index,
            "row": reading.rows[index],
            "id": reading.ids[index],
            "number": number,
            "masked": cells["number"]["shown"],
            "carrier": self._carrier_title(self.words.carrier(carrier) or carrier, lang, hide)
            if carrier
            else "",
            "pile": pile,
            "title": writer.pile(pile),
            "family": outcome["family"] if outcome else None,
            "rule": writer.rule(verdict),
            "next": judgement.next_step(index, lang),
            "warnings": _named(model.advice, verdict.warnings if verdict else (), lang),
            "blockers": _named(model.blockers, decision.blockers if decision else (), lang),
            "ask": [
                {"id": name, "title": writer.names[name]["short"]}
                for name in (verdict.ask if verdict else ())
            ],
            "now": None if now is None else plain(now),
            "after": None if after is None else plain(after),
            "duplicate_of": None if first is None else {"index": first, "row": reading.rows[first]},
            "problems": [
                self._problem(problem, writer, hide) for problem in writer.problems.get(index, ())
            ],
            "cells": cells,
        }

    def _cell(self, name: str, index: int, writer: Writer, hide: Hider) -> CellShown:
        value = self.reading.value(name, index)
        if value is None:
            found = self.reading.found.get(name, {}).get(index, "")
            return {"value": None, "shown": hide(found)}
        if name in self.words.model.questions:
            return {"value": value, "shown": writer.names[name]["values"][value]}
        plainly = name in self.words.model.amounts or name == "contract_end"
        return {"value": value, "shown": value if plainly else hide(value)}

    def _problem(self, problem: Problem, writer: Writer, hide: Hider) -> ProblemShown:
        return {
            "index": problem.at,
            "row": problem.row,
            "field": problem.field,
            "column": hide(writer.column(problem)),
            "code": problem.code,
            "text": hide(writer.reason(problem)),
            "line": hide(writer.problem(problem)),
            "value": problem.value,
        }

    def _ordered(self, given: Args, sort: Args, args: Args) -> list[int]:
        """Return the rows that a filter lets through, in order."""
        lang = _lang(args)
        name = json.dumps([dict(given), dict(sort), lang], sort_keys=True, default=str)
        if self._order is None or self._order[0] != name:
            shown = self._filtered(given)
            by = str(sort.get("by") or "row")
            order = sorted(shown) if by == "row" else self._sorted(shown, by, lang, sort)
            if by == "row" and sort.get("down"):
                order.reverse()
            self._order = (name, order)
        return self._order[1]

    def _filtered(self, given: Args) -> list[int]:
        judgement, reading = self.judgement, self.reading
        shown: Iterable[int] = range(len(reading.rows))
        if (pile := given.get("pile")) is not None:
            shown = [i for i in shown if judgement.pile(i) == pile]
        if (carrier := given.get("carrier")) is not None:
            carriers = self._carriers()
            shown = [i for i in shown if carriers[i] == carrier]
        if (holder := given.get("holder")) is not None:
            holders = self.reading.column("holder")
            shown = [i for i in shown if (holders[i] or "") == holder]
        if given.get("open"):
            shown = [i for i in shown if (v := judgement.verdicts[i]) and v.ask]
        if given.get("duplicates"):
            repeated = self._repeated()
            shown = [i for i in shown if i in repeated]
        if given.get("problems"):
            wrong = {problem.at for problem in reading.problems}
            shown = [i for i in shown if i in wrong]
        if find := str(given.get("find") or "").strip().casefold():
            texts: list[Sequence[str | None]] = [
                *(
                    self.reading.column(name)
                    for name in ("number", "user", "plan", "note", "carrier")
                ),
                *reading.extras.values(),
            ]
            found = reading.found.get("number", {})
            shown = [
                i
                for i in shown
                if any(find in (column[i] or "").casefold() for column in texts)
                or find in found.get(i, "").casefold()
            ]
        return list(shown)

    def _sorted(self, shown: list[int], by: str, lang: str, sort: Args) -> list[int]:
        """Return rows sorted by a column, those in which it is blank last; stable."""
        key = self._key(by, lang)
        values = {i: value for i in shown if (value := key(i)) is not None}
        held = sorted(values, key=values.__getitem__, reverse=bool(sort.get("down")))
        return [*held, *(i for i in shown if i not in values)]

    def _key(self, by: str, lang: str) -> Callable[[int], Any]:
        judgement, model = self.judgement, self.words.model
        if by == "pile":
            order = {name: n for n, name in enumerate([*model.outcomes, OPEN, NO_NUMBER])}
            return lambda i: order[judgement.pile(i)]
        if by == "next":
            return lambda i: judgement.next_step(i, lang) or None
        if by in ("now", "after"):
            costs = judgement.now if by == "now" else judgement.after
            return lambda i: costs[i]
        if by == "carrier":
            carriers = self._carriers()
            return lambda i: self._carrier_title(carriers[i], lang) if carriers[i] else None
        if by not in self.words.fields:
            raise ListError("no_row", by)
        column, found = self.reading.column(by), self.reading.found.get(by, {})
        if by in model.questions:
            places = model.number[by]
            return lambda i: places.get(column[i] or "")
        if by in model.amounts:
            return lambda i: None if column[i] is None else Decimal(str(column[i]))
        return lambda i: column[i] or found.get(i)

    # --- edits -----------------------------------------------------------------------------------

    def mend(self, args: Args) -> Mended:
        """Read `content` into the `field` of row `index`, judge it anew; see Mended.

        What is understood of words is understood here, ids of answers too; "" makes it blank.
        """
        index, field, content = self._index(args), str(args["field"]), str(args["content"])
        if field not in self._choosable():
            raise ListError("no_row", field)
        self._put({(index, field): content})
        writer = self._writer(args)
        hide = _hider(args)
        wrong = (p for p in writer.problems.get(index, ()) if p.field == field)
        problem = next((hide(writer.reason(one)) for one in wrong), None)
        return {"row": self.row(args), "problem": problem, "summary": self._summary(args)}

    def answer(self, args: Args) -> Answered:
        """Put an answer into the rows that a query concerns; see Answered.

        Args: `carrier`, `question` of the query; `values`: by the id of the question or of one of
        its amounts; `rows`: indices, where it is the answer for some of them only. What somebody
        wrote stays, if it is certain or cannot mean this; of `rows` only what is certain stays.
        Raises FactsError for the first value that is not allowed.
        """
        carrier, question = str(args.get("carrier") or ""), str(args["question"])
        asked = ((q.carrier or "", q.question, q) for q in self.judgement.queries())
        query = next((q for c, name, q in asked if (c, name) == (carrier, question)), None)
        if query is None:
            raise ListError("no_query")
        allowed = [question, *self._amounts(question)]
        given = {name: v for name, v in args["values"].items() if v not in (None, "")}
        for name in given:
            if name not in allowed:
                raise FactsError(self.words.model, "field", name, given[name], ", ".join(allowed))
        facts = Facts(self.words.model, given)
        told = {
            **facts.answers,
            **{name: plain(amount) for name, amount in facts.amounts.items()},
            **{name: day.isoformat() for name, day in facts.days.items()},
        }
        chosen = {int(one) for one in args["rows"]} if args.get("rows") is not None else None
        rows = [i for i in query.rows if chosen is None or i in chosen]
        alone = chosen is not None
        fit = rows
        # Amounts go with the answer, not into rows that it cannot be meant for.
        if question in told:
            fit = [i for i in rows if self._is_open(i, question, told[question], alone)]
        cells = {
            (i, name): content
            for name, content in told.items()
            for i in fit
            if self._is_open(i, name, content, alone)
        }
        taken = {i for i, _ in cells}
        if cells:
            self._put(cells)
        return {
            "count": len(taken),
            "left": len(rows) - len(taken),
            "summary": self._summary(args),
        }

    def _is_open(self, index: int, name: str, answer: str, alone: bool) -> bool:
        """Return whether an answer may be put in a cell: for all rows alike, or for it alone."""
        value, found = self.reading.value(name, index), self.reading.found.get(name, {})
        if value is not None or index not in found or alone:
            return value in (None, UNKNOWN)
        return answer in self._likely(name, found[index])

    def _likely(self, question: str, text: str) -> Sequence[str]:
        return self.words.likely.get(question, {}).get(bare(text), ())

    def _put(self, cells: Cells) -> None:
        """Put contents into cells, judge their rows anew, and remember how it was."""
        judgement, reading = self.judgement, self.reading
        typed = {(self._keys[i], field): text for (i, field), text in cells.items()}
        self._history.append(_Before(judgement, cells, {k: self._edits.get(k) for k in typed}))
        del self._history[:-STEPS]
        reading.mend_all(cells, self._choices)
        self._edits |= typed
        judgement.judge_rows(dict.fromkeys(i for i, _ in cells))
        self._forget()

    def undo(self, args: Args) -> Summary:
        """Take the last edit or answer back."""
        if self._history:
            before = self._history.pop()
            before.restore(self.judgement)
            self._edits |= {k: text for k, text in before.typed.items() if text is not None}
            for key in (k for k, text in before.typed.items() if text is None):
                del self._edits[key]
            self._forget()
        return self._summary(args)

    def problems(self, args: Args) -> Problems:
        """Return a page of problems; args: `from` (0), `size` (100), `whole`."""
        start, size = int(args.get("from", 0)), int(args.get("size", 100))
        writer, hide = self._writer(args), _hider(args)
        page = self.reading.problems[start : start + size]
        return {
            "count": len(self.reading.problems),
            "problems": [self._problem(problem, writer, hide) for problem in page],
        }

    # --- kept ------------------------------------------------------------------------------------

    def keep(self, args: Args) -> str:
        """Return a text that restores all but the steps to be taken back; numbers are whole.

        Personal columns that are left out are not in it.
        """
        return kept(self.reading, self._choices, edited=self._edited).text()

    def restore(self, args: Args, content: bytes) -> Understanding:
        """Go on with what `keep` returned, as UTF-8; raises ListError where it is nothing such.

        What can be chosen of a file is chosen: encoding, separator, sheet and header are not asked.
        """
        again, reading = from_text(content)
        self._begin()
        self._kept = again
        self._take(reading, again.choices)
        return self._understanding(args)

    # --- files and papers ------------------------------------------------------------------------

    def export(self, args: Args) -> bytes:
        """Return the list as a file; args: `kind` "xlsx", "csv", "json", "problems"; `personal`.

        Numbers in it are whole. "problems": as CSV the rows that have some, with their reasons.
        """
        writer = self._writer(args, bool(args.get("personal")))
        kinds: dict[str, Callable[[], bytes]] = {
            "xlsx": writer.xlsx,
            "csv": writer.csv,
            "json": writer.json,
            "problems": writer.problems_csv,
        }
        return kinds[str(args["kind"])]()

    # --- letters and dates -----------------------------------------------------------------------

    def _fitting(self) -> list[letters.Letter]:
        if self._letters is None:
            self._letters = letters.fitting(self.judgement)
        return self._letters

    def papers(self, args: Args) -> Papers:
        """Return the letters that fit rows, each with its groups of rows; see Papers.

        Args: `values` {field: text} typed for all, in which problems are looked for; `today`.
        """
        lang, hide = _lang(args), _hider(args)
        source, draft = letters.part("data").papers(), letters.part("draft").Draft
        labels = self._labels("holder", lang)
        made: dict[str, PaperShown] = {}
        for name in dict.fromkeys(letter.id for letter in self._fitting()):
            entry, own = source.letters[name], self._of(name)
            made[name] = {
                "id": name,
                "title": entry["title"][lang],
                "does": entry["does"][lang],
                "only_if": entry["only_if"][lang] if "only_if" in entry else None,
                "count": len({row for letter in own for row in letter.rows}),
                "fields": letters.asked([draft(source, one) for one in self._filled(own, args)]),
                "groups": [
                    {
                        "carrier": self._carrier_title(letter.carrier or "", lang, hide)
                        if letter.carrier is not None
                        else "",
                        "holder": labels.get(letter.holder) or self._word("not_said", lang),
                        "person": hide(letter.person),
                        "count": len(letter.rows),
                        "numbers": [
                            hide(self.reading.numbers[row] or "") for row in letter.rows[:FIRST]
                        ],
                    }
                    for letter in own
                ],
            }
        return {"letters": list(made.values())}

    def _of(self, name: str) -> list[letters.Letter]:
        return [letter for letter in self._fitting() if letter.id == name]

    def _filled(self, own: Iterable[letters.Letter], args: Args) -> list[dict[str, Any]]:
        """Return what fills letters in; args: `values`, `gloss`, `today`."""
        how = {key: args[key] for key in ("lang", "gloss", "today") if args.get(key)}
        values = args.get("values") or {}
        return [letters.arguments(self.judgement, one, values, how) for one in own]

    def paper(self, args: Args) -> bytes:
        """Return one letter as .docx, or of several groups a zip of them; numbers are whole.

        Args: `id` as in `papers`, `values`, `gloss`, `today`; `lang` is that of the letter. Raises
        ListError where no row needs it.
        """
        own = self._of(str(args["id"]))
        if not own:
            raise ListError("no_row", args["id"])
        document, filled, lang = letters.part("document"), self._filled(own, args), _lang(args)
        names = [self._carrier_title(one.carrier or "", lang) for one in own]
        made: bytes = (
            document.docx(filled[0])
            if len(filled) == 1
            else document.several({"letters": filled, "names": names})
        )
        return made

    def calendar(self, args: Args) -> bytes:
        """Return all dates to come as a calendar; args: `today`, `stamp` (ISO), `numbers`.

        Events are called by the ids of rows, or with `numbers` by the numbers.
        """
        how = {"lang": _lang(args), "today": args["today"], "stamp": args["stamp"]}
        return letters.calendar(self.judgement, how, numbers=bool(args.get("numbers")))

    # --- papers for people -----------------------------------------------------------------------

    def asks(self, args: Args) -> list[AskSheet]:
        """Return a sheet for each carrier: all that is to be asked of it at once; see AskSheet."""
        lang, hide = _lang(args), _hider(args)
        shown_as = [hide(number or "") for number in self.reading.numbers]
        sheets: dict[str, AskSheet] = {}
        rows: dict[str, set[int]] = {}
        for query in self.judgement.queries():
            shown = self._query(query, lang, hide)
            carrier = shown["carrier"]
            sheet = sheets.setdefault(
                carrier,
                {"carrier": carrier, "title": shown["carrier_title"], "count": 0, "queries": []},
            )
            rows.setdefault(carrier, set()).update(query.rows)
            sheet["count"] = len(rows[carrier])
            listed = [shown_as[i] for i in query.rows]
            sheet["queries"].append({**shown, "numbers": listed})
        return list(sheets.values())

    def memo(self, args: Args) -> Memo:
        """Return what a one-page memo holds; see Memo."""
        judgement, lang = self.judgement, _lang(args)
        writer, model = self._writer(args), judgement.model
        verdicts = [verdict for verdict in judgement.verdicts if verdict]
        risks = Counter(name for v in verdicts for name in v.warnings)
        blockers = Counter(name for v in verdicts for name in v.decision.blockers)
        asked = Counter(name for v in verdicts for name in v.ask)
        presumed = Counter(pair for v in verdicts for pair in v.decision.presumed.items())
        total = judgement.total()
        return {
            "today": judgement.today.isoformat(),
            "rows": len(self.reading.rows),
            "duplicates": len(self._repeated()),
            "problems": len({problem.at for problem in self.reading.problems}),
            "piles": [self._pile(writer, pile) for pile in judgement.piles()],
            "total": _sums(total),
            "once": self._once(lang),
            "risks": _counted(risks, lambda name: model.advice[name]["title"][lang]),
            "blockers": _counted(blockers, lambda name: model.blockers[name]["title"][lang]),
            "ask": _counted(asked, lambda name: writer.names[name]["short"]),
            "presumed": [
                {
                    "id": name,
                    "title": self._presumed(writer, name, value),
                    "count": count,
                }
                for (name, value), count in presumed.most_common()
            ],
            "unknown": {
                "now": total.now_unknown,
                "after": total.after_unknown,
                "number": self.reading.numbers.count(None),
                "outcome": sum(1 for v in verdicts if v.pile == OPEN),
            },
            "rules": {"version": model.version, "date": model.date},
            "money": self._word("money", lang),
        }

    def _once(self, lang: str) -> list[Due]:
        """Return what is to be paid once: arrears, and for contracts that are to end early."""
        judgement, rows = self.judgement, range(len(self.reading.rows))
        owing, contract = self.reading.column("arrears"), self.reading.column("contract")
        leaving = [
            WAYS.get(judgement.pile(i)) == "cancel" and contract[i] == "in_exit_fee" for i in rows
        ]
        due = {
            "arrears_amount": [i for i in rows if owing[i] == "yes"],
            "penalty": [i for i in rows if leaving[i]],
        }
        told: list[Due] = []
        for name, own in due.items():
            column = self.reading.column(name)
            known = [Decimal(value) for i in own if (value := column[i]) is not None]
            if own:
                told.append(
                    {
                        "id": name,
                        "title": self.words.title(name, lang),
                        "count": len(own),
                        "amount": plain(sum(known, Decimal(0))) if known else None,
                        "unknown": len(own) - len(known),
                    }
                )
        return told

    def _presumed(self, writer: Writer, name: str, value: str) -> str:
        named = writer.names[name]
        said = self.words.model.data["ui"]["question_answer"][writer.lang]
        return str(said.format(question=named["short"], answer=named["values"][value]))


class _Before:
    """What cells held before an edit, and what hangs on them; `typed` is what had been typed."""

    def __init__(
        self, judgement: Judgement, cells: Cells, typed: dict[tuple[Key, str], str | None]
    ) -> None:
        reading, self.typed = judgement.reading, typed
        self.rows = list(dict.fromkeys(index for index, _ in cells))
        # An edit may tell of a field that it is not of: an amount, the kind of a number.
        edited = dict.fromkeys(name for _, name in cells)
        beside = ("number_type", "number_found", *(f"{name}_amount" for name in edited))
        self.columns = {
            name: [column[i] for i in self.rows] if (column := reading.fields.get(name)) else None
            for name in (*edited, *beside)
        }
        self.found = {name: dict(reading.found.get(name, {})) for name in edited}
        self.problems, self.duplicates = reading.problems, reading.duplicates
        self.judgement = judgement
        self.judged = [
            (judgement.verdicts[i], judgement.now[i], judgement.after[i]) for i in self.rows
        ]

    def restore(self, judgement: Judgement) -> None:
        """Put everything back."""
        reading = judgement.reading
        for name, column in self.columns.items():
            if column is None:
                reading.fields.pop(name, None)
                continue
            for i, value in zip(self.rows, column, strict=True):
                reading.fields[name][i] = value
        reading.found |= self.found
        reading.problems, reading.duplicates = self.problems, self.duplicates
        if judgement is not self.judgement:  # of another day
            judgement.judge_rows(self.rows)
            return
        for i, judged in zip(self.rows, self.judged, strict=True):
            judgement.verdicts[i], judgement.now[i], judgement.after[i] = judged


# --- helpers -------------------------------------------------------------------------------------


def _lang(args: Args) -> str:
    return str(args.get("lang", "zh"))


def _hider(args: Args) -> Hider:
    """Return what texts are shown through: numbers in them masked, unless `whole`."""
    return str if args.get("whole") else masked


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONG else f"{line[:LONG]}…"


def _keys(reading: Reading) -> list[Key]:
    """Return what names each row whatever is chosen: its sheet, where it has one, and its place."""
    sheet = reading.sheet
    prefix = f"{sheet}!" if isinstance(sheet, str) else ""
    return [str(row) if isinstance(row, str) else f"{prefix}{row}" for row in reading.rows]


def _column_of(reading: Reading, field: str) -> str | None:
    return next((header for header, one in reading.columns.items() if one == field), None)


def _number_of(name: RowName) -> int:
    return name if isinstance(name, int) else int(name.rpartition("!")[2])


def _span(entry: Skipped) -> int:
    """Return how many rows were skipped as one."""
    return 1 if entry.to is None else _number_of(entry.to) - _number_of(entry.row) + 1


def _sums(pile: Pile) -> Sums:
    return {
        "size": pile.size,
        # Of rows whose cost is all unknown, nought would be a guess.
        "now": plain(pile.now) if pile.now_unknown < pile.size else None,
        "now_unknown": pile.now_unknown,
        "after": plain(pile.after) if pile.after_unknown < pile.size else None,
        "after_unknown": pile.after_unknown,
    }


def _named(entries: Mapping[str, Any], names: Iterable[str], lang: str) -> list[Named]:
    return [{"id": name, "title": entries[name]["title"][lang]} for name in names]


def _counted(counts: Counter[str], title: Callable[[str], str]) -> list[Counted]:
    return [{"id": n, "title": title(n), "count": count} for n, count in counts.most_common()]
