"""The checklists as sheets: an index, each list on pages of its own, the questions for a call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement
from lxml.html import builder as e

from guide.edition import FIRST, LANGUAGES, Edition
from guide.schema import Checklist, Item, When
from pdf.book import list_numbers
from pdf.document import NUMBER, TARGET
from pdf.fields import box, head, line

NAME = "checklists"
# What a list and a call are about: what is written on the sheet before anything else; and who has
# gone through a list.
LIST_HEAD = (("number_end", "short"), ("holder_name", ""), ("carrier", ""), ("date", ""))
LIST_FOOT = (("handled_by", ""), ("paper_signed", "long"))
CALL_HEAD = (
    ("number_end", "short"),
    ("carrier", ""),
    ("agent_number", ""),
    ("call_time", "time"),
    ("ticket", ""),
)


def named(edition: Edition, checklist: Checklist) -> str:
    """Return a checklist's number and title, "5 Suspend"."""
    return f"{list_numbers(edition.guide)[checklist.id]} {edition.text(checklist.title)}"


def part(edition: Edition) -> list[HtmlElement]:
    """Return the sheets: index, lists, questions for a call."""
    lists = [sheet(edition, entry) for entry in edition.guide.checklists.checklists]
    lists[-1][-1].set("id", f"{NAME}--end")
    return [_index(edition), *lists, call_sheet(edition, NAME)]


def refer_to_calls(sheets: list[HtmlElement], name: str) -> None:
    """Take the questions for a call out of `sheets`, where those of `name` stand beside them."""
    sheets.pop()
    for link in sheets[0].xpath(f".//a[@href='#{NAME}--call']"):
        link.set("href", f"#{name}--call")
    for number in sheets[0].xpath(f".//*[@{TARGET}='{NAME}--call']"):
        number.set(TARGET, f"{name}--call")


def place(checklist: Checklist) -> str:
    """Return the id of a list's heading."""
    return f"{NAME}--{checklist.id}"


def _index(edition: Edition) -> HtmlElement:
    """Return the page that says which list belongs to which outcome, and where it is."""
    guide = edition.guide
    first = edition.word("outcome")
    head_row = e.TR(e.TH(first), e.TH(edition.word("paper_list")), e.TH(edition.word("paper_page")))
    rows: list[HtmlElement] = []
    for outcome in guide.outcomes.outcomes:
        lists = [entry for entry in guide.checklists.checklists if outcome.id in entry.outcomes]
        rows += _index_rows(edition, edition.text(outcome.title), lists)
    others = [entry for entry in guide.checklists.checklists if not entry.outcomes]
    rows += _index_rows(edition, edition.word("paper_any_outcome"), others)
    call = edition.word("paper_call_sheet")
    rows.append(_index_row("", call, f"{NAME}--call"))
    return e.SECTION(
        e.H1(edition.word("pdf_checklists"), id=NAME),
        e.P(edition.word("paper_lists_intro")),
        e.P(edition.word("paper_typing"), e.CLASS("small")),
        e.TABLE(e.THEAD(head_row), e.TBODY(*rows), e.CLASS("index")),
        e.P(edition.word("not_legal_advice"), e.CLASS("small")),
        e.CLASS("sheet"),
    )


def _index_rows(edition: Edition, title: str, lists: Iterable[Checklist]) -> Iterator[HtmlElement]:
    for number, entry in enumerate(lists):
        yield _index_row("" if number else title, named(edition, entry), place(entry))


def _index_row(outcome: str, title: str, at: str) -> HtmlElement:
    number = e.SPAN(NUMBER, {TARGET: at})
    kind = "index__first" if outcome else "index__more"
    return e.TR(e.TD(outcome), e.TD(e.A(title, href=f"#{at}")), e.TD(number), e.CLASS(kind))


def sheet(edition: Edition, checklist: Checklist) -> HtmlElement:
    """Return one list with its head, reasons and a date for each item."""
    name = f"{NAME}.{checklist.id}"
    parts = [
        head(edition, name, *LIST_HEAD),
        e.H1(
            e.SPAN(f"{edition.word('paper_list')} ", e.CLASS("sheet__kind")),
            named(edition, checklist),
            {"data-level": "2"},
            id=place(checklist),
        ),
    ]
    if checklist.intro:
        parts.append(e.P(edition.text(checklist.intro)))
    signed = head(edition, name, *LIST_FOOT)
    return e.SECTION(*parts, table(edition, checklist, name), signed, e.CLASS("sheet"))


def table(edition: Edition, checklist: Checklist, name: str, *, short: bool = False) -> HtmlElement:
    """Return the items of a list as a table, a `short` one without reasons; `name` its fields'."""
    words = ("paper_done", "paper_item", "paper_done_on")
    row = e.TR(*(e.TH(edition.word(word)) for word in words))
    rows = _items(edition, checklist, name, reasons=not short)
    return e.TABLE(
        e.THEAD(row), e.TBODY(*rows), e.CLASS("items items--short" if short else "items")
    )


def _items(
    edition: Edition, checklist: Checklist, name: str, *, reasons: bool
) -> Iterator[HtmlElement]:
    """Yield a row for each item: box, what to do and when it is done, date."""
    for number, item in enumerate(checklist.entries, 1):
        do = edition.text(item.do)
        counted = e.SPAN(f"{number}. ", e.CLASS("items__number"))
        said = [e.P(counted, do, e.CLASS("items__do"))]
        only = edition.labelled("only_if", conditions(edition, item.when)) if item.when else ""
        why = edition.text(item.why) if reasons else ""
        done = edition.labelled("done_when", edition.text(item.done)) if item.done else ""
        lines = [[only, why], [done]] if reasons else [[only, done]]
        for bits in lines:
            if given := [each for each in bits if each]:
                said.append(e.P(" · ".join(given), e.CLASS("items__more")))
        ticked = box(f"{name}.{item.id}", do)
        yield e.TR(
            e.TD(ticked),
            e.TD(*said, e.CLASS("items__said")),
            e.TD(_done_on(edition, name, item, number)),
        )


def _done_on(edition: Edition, name: str, item: Item, number: int) -> HtmlElement:
    title = edition.pair(edition.word("paper_done_on"), str(number))
    return line(f"{name}.{item.id}_on", title, "date")


def conditions(edition: Edition, when: When) -> str:
    """Return a condition in words: "Contract: in contract; or Status: unknown"."""
    cases = []
    for case in when:
        bits = []
        for name, allowed in case.items():
            variable = edition.variable(name)
            said = " / ".join(variable.labels[value] for value in allowed.values)
            if allowed.negated:
                said = edition.joined(edition.word("not"), said)
            bits.append(edition.pair(variable.short, said))
        cases.append(edition.language.comma.join(bits))
    return edition.joined(f"{edition.language.semicolon}{edition.word('or')}", "").join(cases)


def call_sheet(edition: Edition, name: str) -> HtmlElement:
    """Return the questions to read out to the carrier, with room for what is said."""
    rows = []
    for number, entry in enumerate(edition.guide.hotline.hotline, 1):
        counted = e.SPAN(f"{number}. ", e.CLASS("items__number"))
        said = [e.P(counted, edition.text(entry.say))]
        if original := edition.original(entry.say):
            said.append(e.P(original, lang=LANGUAGES[FIRST].html))
        answer = e.TEXTAREA(
            e.CLASS("answer"), name=f"{name}.call.{entry.id}", title=edition.text(entry.say)
        )
        rows.append(e.TR(e.TD(*said, e.CLASS("items__said")), e.TD(answer)))
    row = e.TR(e.TH(edition.word("what_to_say")), e.TH(edition.word("answer_noted")))
    return e.SECTION(
        head(edition, f"{name}.call", *CALL_HEAD),
        e.H1(edition.word("paper_call_sheet"), id=f"{name}--call"),
        e.TABLE(e.THEAD(row), e.TBODY(*rows), e.CLASS("call")),
        e.CLASS("sheet"),
    )
