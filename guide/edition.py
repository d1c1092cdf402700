"""One edition of the guide, in one language: what things are called, and where they stand.

Whatever shows the guide asks here: for the name of a variable or of a value, for words of the
interface, for the marks that stand between words, and for page and anchor of every entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, get_args

from guide.schema import (
    Blocker,
    Family,
    Guide,
    Law,
    Level,
    Outcome,
    Question,
    Stage,
    Text,
)

Lang = Literal["zh", "en"]
# The pseudo-variable that a rule reads to say "at least one blocker holds", and its two values.
BLOCKERS, ANY, NONE = "blockers", "any", "none"
# What advice and letters may read besides the answers: what came out.
OUTCOME = "outcome"
# The page with the self-check. Addresses on other sites name it: it stays.
CHECK_PAGE = "check"
# The page that shows the decision table.
RULES_PAGE = "how-it-decides"
STAGES: tuple[Stage, ...] = get_args(Stage)
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Language:
    """One language: its codes, the folder of its pages in the site, and its marks.

    `gap` stands between words that a program puts together, `article_gap` between a law's short
    name and the article, `brackets` around an aside, `lister` between the entries of a list.
    """

    code: Lang
    html: str
    locale: str
    tree: str
    colon: str
    comma: str
    semicolon: str
    lister: str
    question_mark: str
    brackets: tuple[str, str]
    gap: str
    article_gap: str


LANGUAGES: Mapping[Lang, Language] = {
    language.code: language
    for language in (
        Language(
            code="zh",
            html="zh-Hans",
            locale="zh_CN",
            tree="",
            colon="：",
            comma="，",
            semicolon="；",
            lister="、",
            question_mark="？",
            brackets=("（", "）"),
            gap="",
            article_gap="",
        ),
        Language(
            code="en",
            html="en",
            locale="en_GB",
            tree="en/",
            colon=": ",
            comma=", ",
            semicolon="; ",
            lister=", ",
            question_mark="?",
            brackets=(" (", ")"),
            gap=" ",
            article_gap=", ",
        ),
    )
}
# The language the guide is written in; the other one renders it.
FIRST: Lang = "zh"


class EditionError(ValueError):
    """An edition was asked for what it does not have; the message says what there is."""


class Entry(Protocol):
    """Anything in the guide that has an id."""

    @property
    def id(self) -> str:
        """The entry's id."""


def find[E: Entry](asker: str, entries: Iterable[E], name: str) -> E:
    """Return the entry with the id `name`; raise EditionError, in `asker`'s name, with the ids."""
    known = {entry.id: entry for entry in entries}
    if name not in known:
        listed = ", ".join(known)
        raise EditionError(f"{asker}(): no entry has the id {name!r}; allowed: {listed}")
    return known[name]


# --- names ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Variable:
    """What conditions read: a question, a value worked out from amounts, `blockers`, `outcome`.

    `short` names it in a condition, whose values have `labels`. `title` stands over its values,
    `asked` is a question in any case, and its values are then called as in `answers`. `hint` says
    more, or nothing. `question` is the entry behind it, None where nobody is asked.
    """

    id: str
    short: str
    labels: Mapping[str, str]
    title: str
    asked: str
    answers: Mapping[str, str]
    hint: str
    question: Question | None


# --- addresses -----------------------------------------------------------------------------------


class WrittenPage(Protocol):
    """A page as it is written: its title and the macros it calls, each with its arguments."""

    @property
    def title(self) -> str:
        """The page's title."""

    @property
    def calls(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Name and arguments of each macro the page calls, in order."""


@dataclass(frozen=True)
class Kind:
    """How the entries of a kind are addressed.

    An anchor is `prefix` and the entry's id. The entry stands on the pages that call `macro`:
    without arguments where it shows all entries, with the entry's id where `each` has its own.
    Ids that are codes ("C06") stand in anchors as `lower` case.
    """

    prefix: str
    macro: str
    each: bool = False
    lower: bool = False


KINDS: Mapping[str, Kind] = {
    "group": Kind("koc-group", "self_check"),
    "question": Kind("koc", "self_check"),
    "amount": Kind("koc", "self_check"),
    "outcome": Kind("outcome", "outcomes"),
    "rule": Kind("rule", "rules"),
    "blocker": Kind("blocker", "blockers"),
    "advice": Kind("advice", "advice", each=True),
    "claim": Kind("claim", "claim", each=True, lower=True),
    "addition": Kind("addition", "addition", each=True, lower=True),
    "contradiction": Kind("contradiction", "contradiction", each=True, lower=True),
    "level": Kind("laws", "laws"),
    "law": Kind("law", "laws"),
    "unconfirmed": Kind("unconfirmed", "unconfirmed"),
    "source": Kind("source", "sources"),
    "checklist": Kind("checklist", "checklist", each=True),
    "item": Kind("check", "checklist", each=True),
    "term": Kind("term", "glossary"),
    "varies": Kind("varies", "varies"),
    "hotline": Kind("hotline", "hotline"),
    "letter_group": Kind("letters", "papers"),
    "letter": Kind("letter", "papers"),
    "signature": Kind("signed", "papers"),
    "way": Kind("way", "papers"),
    "follow_up": Kind("after", "papers"),
}
# What has one place only: its anchor and the macro that shows it.
PARTS: Mapping[str, Kind] = {
    "outcomes": Kind("outcomes", "outcomes"),
    "rules": Kind("rules", "rules"),
    "self_check": Kind("self-check", "self_check"),
    "amounts": Kind("koc-amounts", "self_check"),
    "by_hand": Kind("by-hand", "self_check"),
    "flow_chart": Kind("flow", "flow_chart"),
    "hotline_sheet": Kind("hotline-sheet", "hotline"),
    "number_list": Kind("number-list", "number_list"),
    "papers": Kind("papers", "papers"),
    "dates": Kind("dates", "dates"),
    "kept_copy": Kind("kept-copy", "kept_copy"),
}
# These pages show every entry of a kind, so links lead there rather than to pages that quote one.
OVERVIEWS = (RULES_PAGE,)
# An outcome and a checklist have pages of their own, the folder's name before their id.
OUTCOME_PAGES = "outcomes/"
CHECKLIST_PAGES = "checklists/"
OWN_PAGES: Mapping[str, str] = {"outcome": OUTCOME_PAGES, "checklist": CHECKLIST_PAGES}


@dataclass(frozen=True)
class Address:
    """A place in the guide: page ("how", "outcomes/suspend", "index") and anchor, or no anchor."""

    page: str
    anchor: str = ""

    @property
    def href(self) -> str:
        """The address under the root of its edition."""
        return page_url(self.page) + (f"#{self.anchor}" if self.anchor else "")


def anchor(kind: str, name: str = "", part: object = "") -> str:
    """Return the id of the element that shows an entry, or what has one place only.

    `part` is something within it. Raises EditionError for a kind that there is not.
    """
    at = (KINDS if name else PARTS).get(kind)
    if at is None:
        allowed = ", ".join(KINDS if name else PARTS)
        raise EditionError(f"anchor(): no {kind!r} with the id {name!r}; allowed: {allowed}")
    own = name.lower() if at.lower else name
    return "-".join(str(piece) for piece in (at.prefix, own, part) if piece != "")


# --- the whole -----------------------------------------------------------------------------------


class Edition:
    """The guide in one language.

    `pages` are all pages of that language by name; an edition without pages knows no addresses.
    """

    def __init__(
        self, guide: Guide, lang: Lang, pages: Mapping[str, WrittenPage] | None = None
    ) -> None:
        self.guide, self.lang = guide, lang
        self.language = LANGUAGES[lang]
        self.pages = pages or {}

    # --- texts and words -------------------------------------------------------------------------

    def text(self, text: Text | None) -> str:
        """Return `text` in this language; an absent text is empty."""
        return "" if text is None else str(getattr(text, self.lang))

    def word(self, key: str) -> str:
        """Return a word of the interface; raise EditionError with the keys there are."""
        words = self.guide.ui.ui
        if key not in words:
            listed = ", ".join(words)
            raise EditionError(f"guide/data/ui.yaml has no {key!r}; it has: {listed}")
        return self.text(words[key])

    @property
    def other(self) -> Language:
        """The language of the other edition."""
        return next(other for code, other in LANGUAGES.items() if code != self.lang)

    def other_text(self, text: Text) -> str:
        """Return `text` in the other language."""
        return str(getattr(text, self.other.code))

    def hint(self, question: Question) -> str:
        """Return all that is said of a question beside its title, or nothing."""
        return self.joined(*(self.text(t) for t in (question.hint, question.more) if t))

    def original(self, text: Text) -> str | None:
        """Return the Chinese of a sentence to be said aloud; None in the Chinese edition."""
        return None if self.lang == FIRST else str(getattr(text, FIRST))

    @property
    def own_name(self) -> str:
        """What this language calls itself: the other edition's link to this one says that."""
        return self.other_text(self.guide.ui.ui["other_language"])

    # --- marks -----------------------------------------------------------------------------------

    def pair(self, label: str, text: str) -> str:
        """Return `text` after its label: "Rule: text"."""
        return f"{label}{self.language.colon}{text}"

    def labelled(self, key: str, text: str) -> str:
        """Return `text` after a word of the interface: "Rule: text"."""
        return self.pair(self.word(key), text)

    def bracketed(self, text: str, aside: str) -> str:
        """Return `text` with an aside in brackets after it."""
        before, after = self.language.brackets
        return f"{text}{before}{aside}{after}"

    def joined(self, *words: str) -> str:
        """Return words put together into one phrase."""
        return self.language.gap.join(words)

    # --- names -----------------------------------------------------------------------------------

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        """All variables by id: the questions in order, derived values, `blockers`, `outcome`."""
        return {variable.id: variable for variable in self._variables()}

    def _variables(self) -> Iterator[Variable]:
        for question in self.guide.questions.questions:
            title = self.text(question.title)
            labels = {value.id: self.text(value.label) for value in question.values}
            yield Variable(
                id=question.id,
                short=self.text(question.short),
                labels=labels,
                title=title,
                asked=title,
                answers=labels,
                hint=self.hint(question),
                question=question,
            )
        for derived in self.guide.rules.derived:
            title = self.text(derived.title)
            labels = {value: self.text(derived.labels[value]) for value in derived.values}
            yield Variable(
                id=derived.id,
                short=title,
                labels=labels,
                title=title,
                asked=f"{title}{self.language.question_mark}",
                answers=labels,
                hint=self.text(derived.formula),
                question=None,
            )
        yield Variable(
            id=BLOCKERS,
            short=self.word("blocker"),
            labels={ANY: self.word("any")},
            title=self.word("blocker"),
            asked=self.word("any_blocker"),
            answers={ANY: self.word("yes"), NONE: self.word("no")},
            hint="",
            question=None,
        )
        outcome = self.word("outcome")
        labels = {entry.id: self.text(entry.title) for entry in self.guide.outcomes.outcomes}
        yield Variable(
            id=OUTCOME,
            short=outcome,
            labels=labels,
            title=outcome,
            asked=f"{outcome}{self.language.question_mark}",
            answers=labels,
            hint="",
            question=None,
        )

    def variable(self, name: str) -> Variable:
        """Return the variable called `name`; raise EditionError with the names there are."""
        if name not in self.variables:
            listed = ", ".join(self.variables)
            raise EditionError(f"no variable has the id {name!r}; allowed: {listed}")
        return self.variables[name]

    def outcome(self, name: str) -> Outcome:
        """Return the outcome called `name`."""
        return find("outcome", self.guide.outcomes.outcomes, name)

    def family(self, outcome: Outcome) -> Family:
        """Return the family of an outcome."""
        return find("family", self.guide.outcomes.families, outcome.family)

    def blocker(self, name: str) -> Blocker:
        """Return the blocker called `name`."""
        return find("blocker", self.guide.blockers.blockers, name)

    def law(self, law: Law) -> str:
        """Return a law's short name and article, as running text names it."""
        named = (self.text(law.short), self.text(law.article))
        return self.language.article_gap.join(part for part in named if part)

    # --- addresses -------------------------------------------------------------------------------

    @cached_property
    def _shown(self) -> Mapping[tuple[str, tuple[str, ...]], list[str]]:
        """The pages that make a macro call, overviews first, then in order."""
        shown: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
        overviews = [name for name in OVERVIEWS if name in self.pages]
        for name in dict.fromkeys([*overviews, *self.pages]):
            for call in dict.fromkeys(self.pages[name].calls):
                shown[call].append(name)
        return dict(shown)

    @cached_property
    def _checklists(self) -> Mapping[str, str]:
        """The checklist of each of their items."""
        lists = self.guide.checklists.checklists
        return {item.id: checklist.id for checklist in lists for item in checklist.entries}

    @cached_property
    def _deciding(self) -> Mapping[str, str]:
        """The page of the outcome under which each blocker is told of; most have one."""
        rules = self.guide.rules.rules
        settling = next((r for r in rules if any(BLOCKERS in case for case in r.when)), None)
        deciding = {rule.blocker: rule for rule in rules if rule.blocker}
        return {
            blocker.id: f"{OUTCOME_PAGES}{rule.outcome}"
            for blocker in self.guide.blockers.blockers
            if (rule := settling if blocker.when else deciding.get(blocker.id))
        }

    def place(self, kind: str, name: str = "", here: str | None = None) -> Address | None:
        """Return where an entry stands, or None where no page shows it.

        Of several pages that show it, the page `here` comes first, then the overviews. The own
        page of an outcome or a checklist comes before all that quotes it. A blocker stands on the
        page of its outcome.
        """
        if kind == "paragraph":
            paragraph = find("paragraph", self.guide.article.paragraphs, name)
            return Address(paragraph.page, paragraph.anchor)
        if kind in OWN_PAGES and (own := f"{OWN_PAGES[kind]}{name}") in self.pages:
            return Address(own)
        at = anchor(kind, name)
        shown_by = KINDS[kind] if name else PARTS[kind]
        holder = self._checklists[name] if kind == "item" else name
        showing = self._shown.get((shown_by.macro, (holder,) if shown_by.each else ()), [])
        if kind == "blocker" and (deciding := self._deciding.get(name, "")) in self.pages:
            return Address(deciding, at)
        if not showing:
            return None
        return Address(here if here in showing else showing[0], at)

    def address(self, kind: str, name: str = "", here: str | None = None) -> Address:
        """Return where an entry stands; raise EditionError where no page shows it."""
        place = self.place(kind, name, here)
        if place is None:
            raise EditionError(f"no page in docs/{self.lang} shows {kind} {name}".rstrip())
        return place

    def entries(self) -> Iterator[tuple[str, str]]:
        """Yield (kind, id) of everything in the guide that has an address."""
        guide = self.guide
        listed: Mapping[str, Iterable[Entry]] = {
            "group": guide.questions.groups,
            "question": guide.questions.questions,
            "amount": guide.questions.amounts,
            "outcome": guide.outcomes.outcomes,
            "rule": guide.rules.rules,
            "blocker": guide.blockers.blockers,
            "advice": guide.advice.advice,
            "claim": guide.claims.claims,
            "addition": guide.claims.additions,
            "contradiction": guide.claims.contradictions,
            "law": guide.laws.laws,
            "unconfirmed": guide.laws.unconfirmed,
            "source": guide.sources.sources,
            "checklist": guide.checklists.checklists,
            "item": (i for checklist in guide.checklists.checklists for i in checklist.entries),
            "term": guide.glossary.terms,
            "varies": guide.varies.varies,
            "hotline": guide.hotline.hotline,
            "letter_group": guide.letters.groups,
            "letter": guide.letters.letters,
            "signature": guide.letters.signatures,
            "way": guide.letters.ways,
            "follow_up": guide.follow_ups,
            "paragraph": guide.article.paragraphs,
        }
        for kind, entries in listed.items():
            yield from ((kind, entry.id) for entry in entries)
        levels = {law.level for law in guide.laws.laws}
        yield from (("level", level) for level in LEVELS if level in levels)
        yield from ((part, "") for part in PARTS)


def page_url(page: str) -> str:
    """Return the address of a page under its language's root: "how/", "outcomes/x/", "" for home.

    "situations/index" is the page of its folder.
    """
    folder, _, name = page.rpartition("/")
    return (f"{folder}/" if folder else "") if name == "index" else f"{page}/"
