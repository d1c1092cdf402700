"""Where the guide rests on a law or on a source: the way back from each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from macros.grounds import Citation
from macros.view import View


class Backed(Protocol):
    """Anything that cites laws and sources."""

    @property
    def id(self) -> str:
        """Its own id."""

    @property
    def laws(self) -> list[str]:
        """Ids of laws."""

    @property
    def sources(self) -> list[str]:
        """Ids of sources."""


@dataclass(frozen=True)
class Paper:
    """A letter, or what is to be done after letters, with all laws cited in it."""

    id: str
    laws: list[str]
    sources: list[str] = field(default_factory=list)


def _papers(view: View) -> Iterator[tuple[Backed, str, str]]:
    """Yield the same of letters, of who signs them and of what comes after them."""
    letters = view.guide.letters
    for letter in letters.letters:
        laws = dict.fromkeys([*letter.laws, *(law for line in letter.lines for law in line.laws)])
        label = view.labelled("paper", view.text(letter.title))
        yield Paper(letter.id, list(laws)), "letter", label
    for signature in letters.signatures:
        label = view.labelled("paper", view.word("paper_who_signs"))
        yield Paper(signature.id, signature.laws), "signature", label
    for after in view.guide.follow_ups:
        label = view.labelled("paper", view.word("paper_afterwards"))
        yield Paper(after.id, after.laws), "follow_up", label


def _citing(view: View) -> Iterator[tuple[Backed, str, str]]:
    """Yield (what cites, its kind, its name) for everything in the guide that cites something."""
    guide = view.guide
    named = view.labelled
    for question in guide.questions.questions:
        yield question, "question", named("question", view.text(question.short))
    for outcome in guide.outcomes.outcomes:
        yield outcome, "outcome", named("outcome", view.text(outcome.title))
    for rule in guide.rules.rules:
        yield rule, "rule", f"{view.word('rule')} {rule.id}"
    for blocker in guide.blockers.blockers:
        yield blocker, "blocker", named("blocker", view.text(blocker.title))
    for advice in guide.advice.advice:
        yield advice, "advice", named("our_advice", view.text(advice.title))
    for claim in guide.claims.claims:
        yield claim, "claim", f"{view.word('article')} {claim.id}"
    for addition in guide.claims.additions:
        yield addition, "addition", f"{view.word('added')} {addition.id}"
    for value in guide.varies.varies:
        yield value, "varies", named("varies_ask", view.text(value.title))
    for checklist in guide.checklists.checklists:
        for number, item in enumerate(checklist.entries, start=1):
            yield item, "item", f"{view.text(checklist.title)} {number}"
    yield from _papers(view)


def cited_by(view: View, kind: Literal["law", "source"]) -> Mapping[str, list[Citation]]:
    """Return for each law or source, by id, the links to what cites it and stands on some page."""
    links: dict[str, list[Citation]] = defaultdict(list)
    for citing, its_kind, label in _citing(view):
        href = view.place(its_kind, citing.id)
        for name in citing.laws if kind == "law" else citing.sources:
            if href is not None:
                links[name].append(Citation(label, href))
    for page, written in view.edition.pages.items():
        for macro, arguments in dict.fromkeys(written.calls):
            if macro == kind:
                links[arguments[0]].append(Citation(written.title, view.href(page)))
    return links
