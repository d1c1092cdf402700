"""Letters and forms to hand in: each can be read and printed blank, Chinese beside English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

from guide.edition import FIRST, LANGUAGES, Lang, find
from guide.schema import (
    OWN_NAME,
    PLACEHOLDER,
    HandingIn,
    Letter,
    LetterLine,
    Reminder,
    Signature,
    Text,
)
from macros.blocks.self_check import manifest
from macros.conditions import Condition, cases
from macros.grounds import Citation, law_citation
from macros.render import render
from macros.view import View
from widgets.letter_files import letter_file

# The English beside what is handed in.
GLOSS: Lang = "en"


def blank(words: str, fields: Mapping[str, str], called: str) -> Markup:
    """Return a paragraph with a line to write on, named, in place of each placeholder.

    `fields` are the names of the fields, `called` is how who signs calls themselves.
    """
    parts: list[Markup] = []
    end = 0
    for found in PLACEHOLDER.finditer(words):
        parts.append(escape(words[end : found.start()]))
        name = found[1]
        if name == OWN_NAME:
            parts.append(escape(called))
        else:
            parts.append(Markup('<span class="blank">{}</span>').format(fields[name]))
        end = found.end()
    return Markup("").join([*parts, escape(words[end:])])


@dataclass(frozen=True)
class Row:
    """A paragraph of a blank letter in both languages, when it stands, and its laws."""

    line: LetterLine
    zh: Markup
    en: Markup
    conditions: list[list[Condition]]
    blockers: list[str]
    laws: list[Citation]

    @property
    def of_numbers(self) -> bool:
        """Whether it names the numbers: a table of them stands under it."""
        return "numbers" in PLACEHOLDER.findall(self.line.says.zh)

    @property
    def if_so(self) -> bool:
        """Whether it does not always stand."""
        return bool(self.line.optional or self.conditions or self.blockers)


@dataclass(frozen=True)
class After:
    """What is to be done once a letter is handed in: when, in words, and what."""

    entry: Reminder
    when: str
    laws: list[Citation]


@dataclass(frozen=True)
class Paper:
    """One letter as its page shows it, and its blank file, with what that is saved as."""

    letter: Letter
    file: str
    saved: str
    rows: list[Row]
    signed: list[list[tuple[Markup, Markup]]]
    others: Sequence[Signature]
    columns: list[Text]
    ways: list[HandingIn]
    after: list[After]
    laws: list[Citation]


class _Papers:
    """What all letters of a page share."""

    def __init__(self, view: View) -> None:
        self.view, self.data = view, view.guide.letters

    @cached_property
    def fields(self) -> Mapping[Lang, Mapping[str, str]]:
        return {
            lang: {field.id: str(getattr(field.title, lang)) for field in self.data.fields}
            for lang in LANGUAGES
        }

    def blank(self, text: Text, called: Text | None = None) -> tuple[Markup, Markup]:
        """Return a text as blanks in Chinese and in English."""
        zh, en = (
            blank(str(getattr(text, lang)), self.fields[lang], getattr(called, lang, ""))
            for lang in (FIRST, GLOSS)
        )
        return zh, en

    def laws(self, names: Iterable[str]) -> list[Citation]:
        return [law_citation(self.view, "papers", name) for name in names]

    def row(self, line: LetterLine, called: Text | None) -> Row:
        return Row(
            line,
            *self.blank(line.says, called),
            conditions=cases(self.view, line.when) if line.when else [],
            blockers=[
                self.view.text(self.view.edition.blocker(name).title) for name in line.blockers
            ],
            laws=self.laws(line.laws),
        )

    def columns(self, names: Iterable[str]) -> list[Text]:
        return [find("papers", self.data.columns, name).title for name in names]

    def after(self, entry: Reminder) -> After:
        """Return a follow-up with its day in words: "3 working days after handing it in"."""
        anchor = self.view.word(f"paper_anchor_{entry.anchor}")
        if entry.days == 0:
            kind = "at"
        elif entry.days < 0:
            kind = "before"
        else:
            kind = "after_working" if entry.working_days else "after"
        when = self.view.word(f"paper_{kind}").format(anchor=anchor, days=abs(entry.days))
        return After(entry, when, self.laws(entry.laws))

    def paper(self, letter: Letter) -> Paper:
        signers = [find("papers", self.data.signatures, name) for name in letter.signed]
        # Who calls themselves alike signs in like places: the first of them stands on the letter.
        first = {one.called.zh: one for one in reversed(signers)}
        signing = [one for one in signers if first[one.called.zh] is one]
        called = self.data.words["either"] if len(signing) > 1 else None
        tree = self.view.edition.language.tree
        return Paper(
            letter,
            file=self.view.root(f"{tree}downloads/{letter_file(letter.id, self.view.lang)}"),
            saved=f"{self.view.text(letter.title)}.docx",
            rows=[
                self.row(line, called or (signing[0].called if signing else None))
                for line in letter.lines
            ],
            signed=[[self.blank(line) for line in one.lines] for one in signing],
            others=[one for one in signers if one not in signing],
            columns=self.columns(letter.columns),
            ways=[find("papers", self.data.ways, name) for name in letter.ways],
            after=[
                self.after(find("papers", self.view.guide.follow_ups, name))
                for name in letter.follow_ups
            ],
            laws=self.laws(letter.laws),
        )


def papers(view: View) -> str:
    """Return all letters by what people want of them, a fold each; then who signs, how to hand in.

    What several letters share stands once; a letter leads there. Without scripts each can be read
    and printed with the page; a script fills them in, prints and copies one.
    """
    made = _Papers(view)
    data = view.guide.letters
    letters = {letter.id: letter for letter in data.letters}
    return render(
        "papers.html.j2",
        view,
        groups=[
            (group, [made.paper(letters[name]) for name in group.letters]) for group in data.groups
        ],
        signatures=[
            (
                one,
                cases(view, one.when),
                [made.blank(line) for line in one.lines],
                made.laws(one.laws),
            )
            for one in data.signatures
        ],
        ways=data.ways,
        follow_ups=[made.after(entry) for entry in view.guide.follow_ups],
        schedule=made.columns(data.schedule),
        said=data.words,
        base=view.root("widget/"),
        manifest=manifest(),
        model_date=view.guide.meta.rules_date,
    )
