"""Letters and dates for a list: one letter for all numbers of a carrier and a holder, one calendar.

The package that fills letters in, `keep_or_cancel.papers`, is loaded when it is first asked for.
"""

import datetime
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keep_or_cancel.explain import known, letters
from keep_or_cancel.facts import Facts, plain
from keep_or_cancel.lists.errors import LibraryMissingError
from keep_or_cancel.lists.judge import Judgement, Verdict
from keep_or_cancel.lists.table import Reading, facts_of
from keep_or_cancel.lists.words import vocabulary
from keep_or_cancel.names import names

PAPERS = "papers"
# Answers to who holds a number that may mean another person in every row.
SEVERAL = ("staff_staying", "staff_leaving_or_left", "other_person", "deceased")
COMPANY = "company"
# What the list says itself, so nobody is asked for it.
FROM_LIST = ("carrier_name", "numbers", "contract_end", "contract_numbers", "count", "tail4")

type Values = Mapping[str, object]


@dataclass(frozen=True)
class Letter:
    """A letter for `rows`, data rows from 0, of one carrier and one holder, with one text.

    `carrier` is an id, a name as found, or None; `holder` the answer to who holds the numbers, ""
    where it is open; `person` who uses them, where the letter is one person's.
    """

    id: str
    carrier: str | None
    holder: str
    person: str
    rows: tuple[int, ...]


def part(name: str) -> Any:
    """Return a module of the package of letters; raises LibraryMissingError without it."""
    try:
        return importlib.import_module(f"keep_or_cancel.{PAPERS}.{name}")
    except ImportError:
        raise LibraryMissingError(PAPERS) from None


def fitting(judgement: Judgement) -> list[Letter]:
    """Return the letters that fit rows of a list, in the data's order, then by carrier and holder.

    Only those that are about numbers: what is sent to one number's owner is made with that number.
    Rows of a number that stands before, or that is not known, are left out.
    """
    source = part("data").papers()
    reading, again = judgement.reading, {index for _, index in judgement.reading.duplicates}
    carriers, users = judgement.carriers(), reading.column("user")
    texts = _Texts(judgement)
    found: dict[tuple[str, str | None, str, str, str], list[int]] = {}
    for index, verdict in enumerate(judgement.verdicts):
        if verdict is None or index in again:
            continue
        holder = reading.column("holder")[index] or ""
        person = (users[index] or f"#{index}") if holder in SEVERAL else ""
        for name, text in texts.of(verdict, index):
            fields = (*source.letters[name]["needs"], *source.letters[name]["takes"])
            carrier = carriers[index] if "carrier_name" in fields else None
            found.setdefault((name, carrier, holder, person, text), []).append(index)
    order = [*source.letters]
    ours = [entry["id"] for entry in vocabulary().data["carriers"]]

    def place(letter: Letter) -> tuple[int, int, str, str, int]:
        carrier = letter.carrier
        first = ours.index(carrier) if carrier in ours else len(ours)
        return order.index(letter.id), first, carrier or "", letter.holder, letter.rows[0]

    made = [
        Letter(name, carrier, holder, "" if person.startswith("#") else person, tuple(rows))
        for (name, carrier, holder, person, _), rows in found.items()
    ]
    return sorted(made, key=place)


class _Texts:
    """Which letters fit answers, and by what their texts differ; worked out once a verdict."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement
        self.told: dict[Verdict, list[tuple[str, str]]] = {}

    def of(self, verdict: Verdict, index: int) -> list[tuple[str, str]]:
        """Return each letter that fits, with what tells its text from others'."""
        if verdict not in self.told:
            self.told[verdict] = list(self._of(verdict, index))
        return self.told[verdict]

    def _of(self, verdict: Verdict, index: int) -> Iterator[tuple[str, str]]:
        judgement, model = self.judgement, self.judgement.model
        if verdict.decision.outcome is None:
            return
        facts = facts_of(judgement.reading, index, judgement.today)
        domains = known(model, Facts(model, facts), verdict.decision)
        source, draft = part("data").papers(), part("draft").Draft
        for name in letters(model, domains, verdict.decision):
            letter = source.letters[name]
            if "numbers" not in (*letter["needs"], *letter["takes"]) and not letter["columns"]:
                continue
            made = draft(source, {"id": name, "facts": facts})
            lines = [f"{line['id']}{'?' if tick else ''}" for line, tick in made.lines]
            yield name, " ".join([*lines, *(one["id"] for one in made.signatures)])


def arguments(
    judgement: Judgement, letter: Letter, values: Values, how: Mapping[str, object]
) -> dict[str, Any]:
    """Return what `papers.draft` takes for a letter of a list; `how`: `lang`, `gloss`, `today`.

    `values` are those typed for all letters.
    """
    reading, lang = judgement.reading, str(how.get("lang") or "zh")
    facts = facts_of(reading, letter.rows[0], judgement.today)
    ends = {reading.column("contract_end")[index] for index in letter.rows}
    if len(ends) > 1 and "contract_end" in facts:
        # That of one row is not that of all; what follows from it does.
        months = Facts(judgement.model, facts).amounts.get("months_left")
        facts = {k: v for k, v in facts.items() if k not in ("contract_end", "start")}
        facts |= {} if months is None else {"months_left": plain(months)}
    typed = {name: text for name, text in values.items() if text}
    if letter.carrier and "carrier_name" not in typed:
        spoken = "zh" if how.get("gloss") else lang
        titles = {one["id"]: one["title"][spoken] for one in vocabulary().data["carriers"]}
        typed["carrier_name"] = titles.get(letter.carrier, letter.carrier)
    holder = typed.get("company_name") if letter.holder == COMPANY else None
    kinds = names(judgement.model, lang)["number_type"]["values"]

    def row(index: int) -> dict[str, Any]:
        told = {name: reading.column(name)[index] for name in ("plan", "contract_end")}
        kind = reading.column("number_type")[index]
        told |= {"number": reading.numbers[index], "number_type": kinds[kind] if kind else None}
        told |= {"holder": str(holder) if holder else None}
        return {key: text for key, text in told.items() if text}

    return {
        "id": letter.id,
        "facts": facts,
        "values": typed,
        "numbers": [row(index) for index in letter.rows],
        **how,
    }


def asked(drafts: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what is to be typed once for all these: fields as of `Draft.fields`."""
    fields: dict[str, dict[str, Any]] = {}
    for draft in drafts:
        for field in draft.fields():
            if field["id"] not in FROM_LIST and field["given"] != "list":
                fields.setdefault(field["id"], field)
                # Allowed beside one list of numbers, it may not be beside another.
                fields[field["id"]]["problem"] = fields[field["id"]]["problem"] or field["problem"]
    return sorted(fields.values(), key=lambda field: not field["needed"])


def subjects(
    reading: Reading, today: datetime.date, *, numbers: bool = False
) -> list[dict[str, Any]]:
    """Return what `papers.calendar` takes for a list: one a number, by the random id of its row.

    An event is called by that id, which every export holds, or with `numbers` by the number.
    """
    again = {index for _, index in reading.duplicates}
    return [
        {
            # Of digits alone it might be taken for a number.
            "id": f"row-{row}",
            "name": reading.numbers[index] if numbers else row,
            "facts": {"start": today.isoformat()} | facts_of(reading, index, today),
        }
        for index, row in enumerate(reading.ids)
        if reading.numbers[index] is not None and index not in again
    ]


def calendar(judgement: Judgement, args: Mapping[str, Any], *, numbers: bool) -> bytes:
    """Return all dates of a list as a calendar; `args` as of `papers.calendar`, without subjects.

    Raises LibraryMissingError where what writes calendars is not there.
    """
    made = part("calendar")
    listed = subjects(judgement.reading, judgement.today, numbers=numbers)
    try:
        content: bytes = made.calendar({**args, "subjects": listed})
    except ModuleNotFoundError as error:
        raise LibraryMissingError(str(error.name).partition(".")[0]) from None
    return content
