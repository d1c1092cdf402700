"""Reads the self-check on paper back from its PDF: boxes, marks, jumps, letters, obstacles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

from tests.support.pdf import Element, Reader

LETTER = re.compile(r"([A-Z]\d+)\s*(.*)", re.DOTALL)
# Where a line breaks, the blank after a mark is gone.
MARK = re.compile(r"\d+[a-z]")
# What a line asks for: boxes that are all ticked, each by one of its marks: "1a + 2a / 2b".
type Ticks = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Answer:
    """A box: its question and value, by id, and the mark printed beside it, or nothing."""

    question: str
    value: str
    mark: str


@dataclass(frozen=True)
class Line:
    """A printed line: the marks it asks for (none: it always fits), and where it leads.

    That is "→ 4" or the letter of an outcome, as it is printed.
    """

    ticks: Ticks
    to: str


@dataclass
class Way:
    """Boxes, and the lines beside them."""

    answers: list[Answer]
    lines: list[Line]


@dataclass(frozen=True)
class Obstacle:
    """A row of the table of obstacles: its number there, its id, the cases in which it fits."""

    number: int
    blocker: str
    cases: list[Ticks]


def elements(root: Element, tag: str) -> list[Element]:
    """Return the elements of a kind below `root`."""
    return [element for element in root.walk() if element.tag == tag]


def ticks(text: str) -> Ticks:
    """Return the marks that a text asks for."""
    return tuple(frozenset(marks) for part in text.split("+") if (marks := MARK.findall(part)))


class Paper:
    """The sheet of one language as its PDF has it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.steps: dict[int, list[Way]] = {}
        self.obstacles: list[Obstacle] = []
        self.outcomes: dict[str, str] = {}
        self.asks: dict[str, str] = {}
        self.ends: list[Line] = []
        for table in elements(reader.root, "Table"):
            self._table(table)
        self.ends = [
            line
            for paragraph in elements(reader.root, "P")
            if len(links := elements(paragraph, "Link")) > 1
            for line in (Line((), self._link(link)) for link in links)
        ]

    def _table(self, table: Element) -> None:
        rows = [elements(row, "TD") for row in elements(table, "TR")]
        rows = [row for row in rows if row]
        fields = [name for row in rows for cell in row for name, _ in self._boxes(cell)]
        headings = [self.reader.text(heading) for heading in elements(table, "H2")]
        if headings and (number := re.match(r"\d+", headings[0])):
            at = int(number[0])
            self.steps[at] = [way for row in rows for way in self._ways(table, row, at)]
        elif any(name.startswith("self_check.blocker.") for name in fields):
            found = [o for row in rows for o in self._obstacles(row)]
            self.obstacles = sorted(found, key=lambda obstacle: obstacle.number)
        elif "self_check.outcome" in fields:
            for row in rows:
                [(_, outcome)] = self._boxes(row[0])
                self.outcomes[self.reader.text(row[0]).strip()[0]] = outcome
        else:
            for row in rows:
                if (named := LETTER.fullmatch(self.reader.text(row[0]).strip())) is not None:
                    self.asks[named[1]] = named[2]

    def _boxes(self, cell: Element) -> list[tuple[str, str]]:
        """Return the boxes of a cell, each as (full name of its field, value)."""
        return [
            self._box(annotation)
            for form in elements(cell, "Form")
            for annotation in form.annotations
        ]

    def _box(self, annotation: pikepdf.Object) -> tuple[str, str]:
        names: list[str] = []
        node: pikepdf.Object | None = annotation
        while node is not None:
            if "/T" in node:
                names.insert(0, str(node.T))
            node = node.get("/Parent")
        # A box of a choice has no name of its own, but a state called by its value.
        values = (
            [] if "/T" in annotation else [str(state)[1:] for state, _ in annotation.AP.N.items()]
        )
        return ".".join(names), next((value for value in values if value != "Off"), "")

    def _ways(self, table: Element, row: Sequence[Element], at: int) -> Iterator[Way]:
        """Yield the ways of a row: boxes in its first cell and lines in the second.

        Where both cells have boxes, all of them lead where the table's head says.
        """
        if len(row) == 2 and not self._boxes(row[1]):
            lines = [self._line(lead) for lead in elements(row[1], "P")]
            yield Way(list(self._answers(row[0], at)), lines)
        elif len(row) == 2:
            [link] = elements(table, "Link")
            for cell in row:
                yield Way(list(self._answers(cell, at)), [Line((), self._link(link))])

    def _answers(self, cell: Element, at: int) -> Iterator[Answer]:
        """Yield the boxes of a cell of step `at` with the marks that follow them."""
        field, text = None, ""
        for part in [*self._flow(cell), None]:
            if isinstance(part, str):
                text += part
                continue
            if field is not None:
                name, value = self._box(field)
                found = MARK.match(text.lstrip())
                mark = found[0] if found and found[0][:-1] == str(at) else ""
                yield Answer(name.rpartition(".")[2], value, mark)
            field, text = part, ""

    def _flow(self, element: Element) -> Iterator[str | pikepdf.Object]:
        """Yield what stands in an element, in order: texts and fields."""
        if element.tag == "Form":
            yield from element.annotations
            return
        for kid in element.kids:
            if isinstance(kid, Element):
                yield from self._flow(kid)
            else:
                yield self.reader.marked.get(kid, "")

    def _link(self, link: Element) -> str:
        """Return the text of a link, which must lead to the place it names."""
        text = self.reader.text(link).strip()
        [annotation] = link.annotations
        at = str(annotation.Dest).rpartition("--")[2]
        assert at == text.removeprefix("→ "), f"{text} leads to {at}"
        assert str(annotation.Dest) in self.reader.destinations
        return text

    def _line(self, lead: Element) -> Line:
        [link] = elements(lead, "Link")
        text = self.reader.text(lead)
        before = text.partition(self.reader.text(link).strip())[0]
        return Line(ticks(before), self._link(link))

    def _obstacles(self, row: Sequence[Element]) -> Iterator[Obstacle]:
        for box, where in zip(row[::4], row[1::4], strict=True):
            [(name, _)] = self._boxes(box)
            cases = [ticks(self.reader.text(case)) for case in elements(where, "P")]
            number = int(self.reader.text(box))
            yield Obstacle(number, name.rpartition(".")[2], cases)

    @property
    def marks(self) -> dict[str, set[tuple[str, str]]]:
        """The answers behind each mark, by question and value."""
        marked: dict[str, set[tuple[str, str]]] = {}
        for ways in self.steps.values():
            for way in ways:
                for answer in way.answers:
                    if answer.mark:
                        marked.setdefault(answer.mark, set()).add((answer.question, answer.value))
        return marked


def fits(asked: Ticks, ticked: frozenset[str]) -> bool:
    """Return whether boxes with all the marks asked for are ticked."""
    return all(part & ticked for part in asked)
