"""What the page gets of a list: the JSON of each call of `session`, for its scripts.

Money is text in CNY ("468", "119.40") or null where it cannot be known; days are ISO. Keys of what
may be a whole number are said to be whole; all other texts are masked unless `whole` is asked for.
"""

from typing import Any, NotRequired, TypedDict

from keep_or_cancel.lists.table import RowName


class Choice(TypedDict):
    """One of several to choose from."""

    value: str
    label: str


class Named(TypedDict):
    """Something with an id, in words."""

    id: str
    title: str


class SheetShown(TypedDict):
    """A sheet of a workbook, named by `name` (whole); `rows` up to the last that holds anything."""

    name: str
    shown: str
    hidden: bool
    rows: int


class PreviewRow(TypedDict):
    """A row as it stands, what is personal hidden; `role`: "header", "data" or "skipped"."""

    row: int
    cells: list[str]
    role: str


class ColumnShown(TypedDict):
    """A column: `choices.columns` and `choices.personal` name it by `header` (whole).

    `field` is null where it is given back only. `personal`: left out, unless `carried`.
    """

    header: str
    shown: str
    field: str | None
    title: str | None
    personal: bool
    carried: bool
    examples: list[str]


class FieldShown(TypedDict):
    """What a column may be; `group`: "own", "question" or "amount"."""

    id: str
    title: str
    group: str


class Counts(TypedDict):
    """Rows + skipped + blank + header rows are all rows of what was read.

    `duplicates` are rows whose number stands more than once, the first included; `problems` cells.
    """

    rows: int
    skipped: int
    blank: int
    duplicates: int
    problems: int
    without_number: int


class NoteShown(TypedDict):
    """Said once of the file; `what` is what it is about (a sheet, a column; whole), or ""."""

    code: str
    what: str
    text: str


class Meaning(TypedDict):
    """An answer a word may mean."""

    value: str
    label: str
    likely: bool


class UnclearShown(TypedDict):
    """A word in the column of a question that is not understood, or may mean several answers.

    To say what it means: `choices.values[field][value] = one of values[].value`. `value` is the
    word as it stands (whole), `shown` the same masked; `rows` the first five rows, of `count`.
    """

    id: str
    field: str
    title: str
    column: str
    code: str
    value: str
    shown: str
    text: str
    count: int
    rows: list[RowName]
    values: list[Meaning]


class UnclearWords(TypedDict):
    """The commonest words that are unclear (at most 50), and how many there are."""

    unclear: list[UnclearShown]
    unclear_total: int


class SkippedShown(TypedDict):
    """A row that is none of the list, or a run of rows up to `to`; `text` says why."""

    row: RowName
    to: RowName | None
    text: str
    content: str


class SkippedRows(TypedDict):
    """The first hundred; blank rows are not among them."""

    total: int
    rows: list[SkippedShown]


class Understanding(UnclearWords):
    """How a list is understood.

    - `outcome`: "read", or "ask" where a person must say more (`notes` say what).
    - `kind`: "text", "xlsx", "xls", "html".
    - `encoding`, `separator`: as used, null where there is none. `encodings`, `separators`: what
      may be chosen; the value "" is "found out by itself": send null. Empty where there is no
      choice.
    - `sheet`: what is read, in words; null for texts.
    - `header_rows`: from 1, [] where there is none.
    - `choices`: what is in force; send it back with changes as `choices` of `read`.
    - `dropped`: edits made before that fit no row any more.
    """

    outcome: str
    kind: str
    encoding: str | None
    encodings: list[Choice]
    separator: str | None
    separators: list[Choice]
    sheet: str | None
    sheets: list[SheetShown]
    header_rows: list[int]
    preview: list[PreviewRow]
    columns: list[ColumnShown]
    fields: list[FieldShown]
    counts: Counts
    notes: list[NoteShown]
    skipped: SkippedRows
    choices: dict[str, Any]
    dropped: int


class Sums(TypedDict):
    """Rows, and what they cost a year now and after; null where it is unknown of all.

    `now_unknown`, `after_unknown`: of how many rows it is not known; they are not in the sum.
    """

    size: int
    now: str | None
    now_unknown: int
    after: str | None
    after_unknown: int


class PileShown(Sums):
    """The rows of one outcome; `name` is its id, or "open" or "no_number" (`family` null)."""

    name: str
    title: str
    family: str | None


class Group(TypedDict):
    """A carrier: an id, a name as it stands, or "" where none is stated."""

    id: str
    title: str
    size: int


class Holder(TypedDict):
    """An answer to who holds the number, "" where it is open."""

    value: str
    label: str
    size: int


class Amount(TypedDict):
    """What may be answered beside a question: `kind` "cny", "months" or "date" (`unit` "")."""

    id: str
    title: str
    kind: str
    unit: str


class QueryShown(TypedDict):
    """A question to put to one carrier for `count` numbers at once; `carrier` as in Group.

    What only the list's own people can answer is a query, too: its `carrier` is "@own".
    `say` is in the reader's language, `say_zh` what is said to a Chinese hotline. `values` is
    empty where only amounts are asked. `id` names the query; it stays while the query does.
    """

    id: str
    carrier: str
    carrier_title: str
    question: str
    title: str
    short: str
    whom: str
    say: str
    say_zh: str
    count: int
    values: list[Choice]
    amounts: list[Amount]


class SummaryCounts(TypedDict):
    """Rows: with something to ask, whose number stands more than once, with a problem."""

    open: int
    duplicates: int
    problems: int


class Rules(TypedDict):
    """The version of the rules, and its day."""

    version: str
    date: str


class Summary(TypedDict):
    """What comes out for all rows; `piles`, `carriers` and `holders` each hold every row once.

    `money` says what the costs count. `edited`: cells were mended or answers given; `undo`: the
    last of these can be taken back.
    """

    rules: Rules
    today: str
    piles: list[PileShown]
    total: Sums
    carriers: list[Group]
    holders: list[Holder]
    counts: SummaryCounts
    queries: list[QueryShown]
    money: str
    edited: bool
    undo: bool


class ProblemShown(TypedDict):
    """What is wrong in a cell: `text` says it, `line` with row and column; `value` is whole."""

    index: int
    row: RowName
    field: str | None
    column: str
    code: str
    text: str
    line: str
    value: str


class CellShown(TypedDict):
    """`value` is what is understood (an id, an amount, a day; whole), null where nothing is.

    `shown` is its label, or what stands there and is not understood.
    """

    value: str | None
    shown: str


class Same(TypedDict):
    """The row in which the same number stands first."""

    index: int
    row: RowName


class Row(TypedDict):
    """A row, judged. `index` names it in calls, `row` is what the person calls it.

    `number` is whole, null where its digits are not known; `masked` is what is shown for it.
    `cells` holds the fields of `Rows.columns`, and those of a query as well.
    """

    index: int
    row: RowName
    id: str
    number: str | None
    masked: str
    carrier: str
    pile: str
    title: str
    family: str | None
    rule: str
    next: str
    warnings: list[Named]
    blockers: list[Named]
    ask: list[Named]
    now: str | None
    after: str | None
    duplicate_of: Same | None
    problems: list[ProblemShown]
    cells: dict[str, CellShown]
    facts: NotRequired[dict[str, str]]
    extras: NotRequired[dict[str, str]]


class Rows(TypedDict):
    """A page of rows; `count` and `total` are of all that the filter lets through."""

    count: int
    total: Sums
    columns: list[FieldShown]
    rows: list[Row]


class Mended(TypedDict):
    """The row after an edit, what is wrong with what was typed, and the new summary."""

    row: Row
    problem: str | None
    summary: Summary


class Answered(TypedDict):
    """How many rows took an answer; `left`: those in which something else stands."""

    count: int
    left: int
    summary: Summary


class AskedQuery(QueryShown):
    """A question of a sheet with the numbers it is asked for, masked unless `whole`."""

    numbers: list[str]


class AskSheet(TypedDict):
    """All that one carrier is asked; `count` numbers in all."""

    carrier: str
    title: str
    count: int
    queries: list[AskedQuery]


class Counted(TypedDict):
    """Something in words, and how many rows it concerns."""

    id: str
    title: str
    count: int


class Due(TypedDict):
    """An amount to be paid once by `count` rows, `unknown` of which do not say how much.

    `amount` is the sum of the others, null where nobody says.
    """

    id: str
    title: str
    count: int
    amount: str | None
    unknown: int


class Memo(TypedDict):
    """What whoever approves needs on one page; no number is in it.

    `once`: arrears, and the price of leaving contracts, which `after` holds, too. `presumed`:
    answers that outcomes rest on though nobody gave them. `unknown` counts rows.
    """

    today: str
    rows: int
    duplicates: int
    problems: int
    piles: list[PileShown]
    total: Sums
    once: list[Due]
    risks: list[Counted]
    blockers: list[Counted]
    ask: list[Counted]
    presumed: list[Counted]
    unknown: dict[str, int]
    rules: Rules
    money: str


class Problems(TypedDict):
    """A page of problems in the order of the rows."""

    count: int
    problems: list[ProblemShown]


class PaperGroup(TypedDict):
    """One letter: of `count` rows with one carrier ("" if it goes to none), holder and text.

    `person` uses the numbers, "" where the letter is not one person's; `numbers` are the first.
    """

    carrier: str
    holder: str
    person: str
    count: int
    numbers: list[str]


class PaperShown(TypedDict):
    """A letter that fits rows: `count` of them in all its groups.

    `only_if` says what nobody was asked. `fields` are typed once for all, as of `papers.draft`.
    """

    id: str
    title: str
    does: str
    only_if: str | None
    count: int
    fields: list[dict[str, Any]]
    groups: list[PaperGroup]


class Papers(TypedDict):
    """The letters that fit rows of a list, in the order of the guide."""

    letters: list[PaperShown]
