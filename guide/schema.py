"""The shape of the shared data: one pydantic model a kind of entry, strict and bilingual.

Every model refuses unknown keys, every text stands in both languages, and every reference to
another entry is declared in its annotation (`Ref`), so that the loader can check that it exists.
A plain name stands only where an entry says its own id.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)


@dataclass(frozen=True)
class Ref:
    """Marks a string as the id of another entry; the loader checks that it is there.

    `of` names the field beside it that says whose entry it is: the question a value belongs to,
    the page an anchor stands on. In a mapping it is "key".
    """

    kind: str
    of: str | None = None


class Strict(BaseModel):
    """Base of all models: immutable, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
HyphenName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]


class Text(Strict):
    """One text in both languages; neither may be missing or empty."""

    zh: Words
    en: Words


def _same(text: object) -> object:
    """Accept one string for a text that is the same in both languages."""
    return {"zh": text, "en": text} if isinstance(text, str) else text


Same = Annotated[Text, BeforeValidator(_same)]


class Words2(Strict):
    """Lists of words in both languages: synonyms, search terms."""

    zh: list[Words] = []
    en: list[Words] = []


LawRef = Annotated[str, Ref("law")]
SourceRef = Annotated[str, Ref("source")]
ParagraphRef = Annotated[str, Ref("paragraph")]
OutcomeRef = Annotated[str, Ref("outcome")]
ClaimRef = Annotated[str, Ref("claim")]
QuestionRef = Annotated[str, Ref("question")]


class Allowed(Strict):
    """Which values satisfy one variable: those listed, or all but those listed."""

    values: list[str]
    negated: bool = False


def _allowed(condition: object) -> object:
    """Accept `v`, `[v, w]` and `{not: [v]}`; YAML's true and false become their words."""
    negated = isinstance(condition, Mapping) and set(condition) == {"not"}
    if negated:
        condition = condition["not"]  # type: ignore[index]  # narrowed by the line above
    values = condition if isinstance(condition, list) else [condition]
    words = [str(v).lower() if isinstance(v, bool) else v for v in values]
    if not words or not all(isinstance(v, str) for v in words):
        raise ValueError("a value id, a list of value ids, or {not: [value ids]}")
    return {"values": words, "negated": negated}


def _alternatives(cases: object) -> object:
    """Accept one case (a mapping) or several (a list of mappings, of which one must hold)."""
    return cases if isinstance(cases, list) else [cases]


When = Annotated[
    list[dict[str, Annotated[Allowed, BeforeValidator(_allowed)]]],
    BeforeValidator(_alternatives),
]


class Backed(Strict):
    """What a statement rests on: paragraphs of the article, laws read, other sources."""

    article: list[ParagraphRef] = []
    laws: list[LawRef] = []
    sources: list[SourceRef] = []


class Dated(Strict):
    """When an entry was last checked, and by when it must be checked again."""

    checked_on: datetime.date
    review_by: datetime.date

    @model_validator(mode="after")
    def _review_follows_check(self) -> Dated:
        if self.review_by <= self.checked_on:
            raise ValueError("review_by must be later than checked_on")
        return self


# --- meta.yaml, article.yaml, ui.yaml ------------------------------------------------------------


class Meta(Dated):
    """Version and dates of the guide and its rules; what is said of them everywhere."""

    rules_version: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d+$")]
    rules_date: datetime.date
    title: Text
    description: Text


class SourceArticle(Strict):
    """The article the guide is built on."""

    title: Text
    author: Text
    posted: datetime.date


class Paragraph(Strict):
    """One paragraph of the source article and where the guide speaks of it."""

    id: Annotated[str, StringConstraints(pattern=r"^(intro|[1-5](\.\d)?|F\d)$")]
    title: Text
    page: Annotated[str, Ref("page")]
    anchor: Annotated[str, Ref("anchor", of="page")]


class ArticleFile(Strict):
    """`article.yaml`."""

    article: SourceArticle
    paragraphs: list[Paragraph]


class UiFile(Strict):
    """`ui.yaml`: words of the interface, shared by pages, widget, PDF and command line."""

    ui: dict[Name, Text]


# --- questions.yaml ------------------------------------------------------------------------------


class Group(Strict):
    """One step of the self-check's form."""

    id: Name
    title: Text
    intro: Text | None = None


class Value(Strict):
    """One possible answer; `brief` is its label where several questions share a screen."""

    id: Name
    label: Text
    brief: Text | None = None
    hint: Text | None = None


class Ask(Strict):
    """Whom to ask when the answer is not known, and the sentence to say."""

    whom: Text
    say: Text


class Presumption(Strict):
    """What is said where an answer is presumed, and the words that lead to the question."""

    says: Text
    otherwise: Text


class Question(Backed):
    """One question of the self-check; `added` marks those the article does not ask.

    `hint` is two lines on a phone, `more` says the rest. `presumed` is the answer an outcome may be
    given on, and said to rest on, until it is asked; `presumption` says so. `clear` marks an
    obstacle of a cancellation, asked together with the others: the answer with which nothing is
    left to do. `amounts` are asked after it where the outcome hangs on them.
    """

    id: Name
    first_round: bool = False
    added: bool = False
    group: Annotated[str, Ref("group")]
    title: Text
    short: Text
    hint: Text | None = None
    more: Text | None = None
    values: list[Value] = Field(min_length=2)
    presumed: Annotated[str, Ref("value", of="id")] | None = None
    clear: Annotated[str, Ref("value", of="id")] | None = None
    amounts: list[Annotated[str, Ref("amount")]] = []
    presumption: Presumption | None = None
    ask: Ask | None = None

    @model_validator(mode="after")
    def _more_than_a_hint(self) -> Question:
        if self.more is not None and self.hint is None:
            raise ValueError("`more` says the rest of a `hint`, and there is none")
        return self

    @model_validator(mode="after")
    def _unknown_needs_ask(self) -> Question:
        if self.ask is None and any(v.id == "unknown" for v in self.values):
            raise ValueError("a question that can be answered 'unknown' needs `ask`")
        return self

    @model_validator(mode="after")
    def _presumed_is_said(self) -> Question:
        if (self.presumed is None) != (self.presumption is None):
            raise ValueError("`presumed` and `presumption` go together")
        return self


UnitName = Literal["cny", "months", "cards"]


# Part of regular expressions of two languages: nothing that means something there.
Spelling = Annotated[str, StringConstraints(pattern=r"^[^A-Z0-9\\^$.*+?()\[\]{}|]+$")]


class Spellings(Strict):
    """How a unit is written beside a number, in small letters; `monthly` after one for a month."""

    before: list[Spelling] = []
    after: list[Spelling] = []
    monthly: list[Spelling] = []


class Unit(Strict):
    """What an amount is given in: the most it may be, with how many decimal places, how written."""

    maximum: int = Field(gt=0)
    decimals: int = Field(ge=0, le=2)
    written: Spellings = Spellings()


class Horizon(Strict):
    """Over how many months costs are compared: at least, and where nobody says."""

    minimum: int = Field(gt=0)
    default: int


class Days(Strict):
    """The first and the last day that may be given."""

    first: datetime.date
    last: datetime.date


class Amount(Strict):
    """One optional amount for one number.

    `until` names the day up to which it counts months: it follows from that day where it is known.
    """

    id: Name
    unit: UnitName
    minimum: int = Field(ge=0)
    monthly: bool = False
    until: Literal["contract_end"] | None = None
    title: Text
    hint: Text | None = None


class QuestionsFile(Strict):
    """`questions.yaml`; `asked` is the order in which all its questions are asked."""

    groups: list[Group]
    asked: list[QuestionRef]
    questions: list[Question]
    units: dict[UnitName, Unit]
    horizon: Horizon
    days: Days
    amounts: list[Amount]

    @model_validator(mode="after")
    def _each_is_asked(self) -> QuestionsFile:
        ids = [question.id for question in self.questions]
        if missing := [name for name in ids if name not in self.asked]:
            raise ValueError(f"asked: does not say where {missing[0]!r} comes; name each once")
        if len(self.asked) > len(ids):
            twice = next(name for name in self.asked if self.asked.count(name) > 1)
            raise ValueError(f"asked: names {twice!r} twice; name each question once")
        return self

    @property
    def in_order(self) -> list[Question]:
        """The questions in the order in which they are asked."""
        return sorted(self.questions, key=lambda question: self.asked.index(question.id))

    @model_validator(mode="after")
    def _bounds_hold(self) -> QuestionsFile:
        if absent := set(get_args(UnitName)) - set(self.units):
            raise ValueError(f"units: missing: {', '.join(sorted(absent))}")
        if not self.horizon.minimum <= self.horizon.default <= self.units["months"].maximum:
            raise ValueError("horizon: default must lie between minimum and the most months")
        # Room on either side for what is reckoned from a day.
        if not 1900 <= self.days.first.year < self.days.last.year <= 2900:
            raise ValueError("days: first must be before last, both between 1900 and 2900")
        return self


# --- outcomes.yaml, rules.yaml, blockers.yaml, advice.yaml ---------------------------------------

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Shades(Strict):
    """One colour as it is on light and on dark pages."""

    light: Colour
    dark: Colour


class Family(Strict):
    """A family of outcomes: one colour, one icon, one word; `wash` lies behind the colour."""

    id: Name
    title: Text
    reads_as: Text
    icon: Annotated[str, StringConstraints(pattern=r"^[a-z-]+/[a-z-]+$")]
    hue: Shades
    wash: Shades


class Asserting(Strict):
    """Something whose texts take answers for granted: for each text, what it takes for granted.

    The proof tries every combination of answers under which the text shows.
    """

    asserts: dict[Name, When] = {}

    @model_validator(mode="after")
    def _asserted_texts_are_here(self) -> Asserting:
        texts = [n for n in type(self).model_fields if isinstance(getattr(self, n), Text)]
        for name in self.asserts:
            if name not in texts:
                raise ValueError(f"asserts: found {name!r}; allowed: {', '.join(texts)}")
        return self


class OutcomeCase(Asserting):
    """The texts of an outcome where `when` holds, in place of its general ones."""

    when: When
    verdict: Text | None = None
    next: Text | None = None
    avoid: Text | None = None


class Outcome(Backed, Asserting):
    """What the guide can conclude: the verdict in one sentence, when, and what to do next.

    Of `cases` the first that holds and has a text gives it.
    """

    id: Name
    family: Annotated[str, Ref("family")]
    title: Text
    verdict: Text
    applies: Text
    next: Text
    avoid: Text
    cases: list[OutcomeCase] = []


class OutcomesFile(Strict):
    """`outcomes.yaml`."""

    families: list[Family]
    outcomes: list[Outcome]


class Derived(Strict):
    """A value worked out from amounts; the engine names how, the data names its values."""

    id: Name
    values: list[Name]
    title: Text
    formula: Text
    labels: dict[Name, Text]

    @model_validator(mode="after")
    def _each_value_has_its_label(self) -> Derived:
        if list(self.labels) != self.values:
            labels, values = ", ".join(self.labels), ", ".join(self.values)
            raise ValueError(f"labels: found {labels}; allowed: one a value, in order: {values}")
        return self


class Rule(Backed):
    """One row of the decision table."""

    id: Annotated[str, StringConstraints(pattern=r"^R\d\d$")]
    when: When
    outcome: OutcomeRef
    blocker: Annotated[str, Ref("blocker")] | None = None
    says: Text


class RulesFile(Strict):
    """`rules.yaml`."""

    hit_policy: Literal["first", "unique"]
    derived: list[Derived]
    rules: list[Rule]


class BlockerCase(Asserting):
    """What to do about a blocker where `when` holds, in place of the general text."""

    when: When
    do: Text
    laws: list[LawRef] = []


class BlockerAsk(Strict):
    """What to ask where a rule names the blocker, and `when` holds: whom, and the sentence to say.

    Both are those of the `question` where they are not given; its answer may change the outcome,
    or that of `amounts`.
    """

    when: When | None = None
    question: QuestionRef | None = None
    amounts: list[Annotated[str, Ref("amount")]] = []
    whom: Text | None = None
    say: Text | None = None

    @model_validator(mode="after")
    def _something_is_said(self) -> BlockerAsk:
        if (self.whom is None) != (self.say is None):
            raise ValueError("`whom` and `say` go together")
        if self.say is None and self.question is None:
            raise ValueError("to ask needs `whom` and `say`, or a `question` that has them")
        return self


class Blocker(Backed, Asserting):
    """What stands in the way; those with `when` block a cancellation, in file order.

    `asks` says what to ask where the blocker is all that is known to stand in the way.
    """

    id: Name
    when: When | None = None
    title: Text
    do: Text
    cases: list[BlockerCase] = []
    asks: list[BlockerAsk] = []


class BlockersFile(Strict):
    """`blockers.yaml`."""

    blockers: list[Blocker]


class AdviceCase(Asserting):
    """What a piece of advice says where `when` holds, in place of the general text."""

    when: When
    says: Text


class Advice(Backed, Asserting):
    """What is said beside the outcome and never changes it.

    A `warning` must be seen before anybody acts; a `hint` is good to know.
    """

    id: Name
    kind: Literal["warning", "hint"] = "hint"
    when: When
    title: Text
    says: Text
    cases: list[AdviceCase] = []


class AdviceFile(Strict):
    """`advice.yaml`."""

    advice: list[Advice]


class Assertion(Strict):
    """Words that take something for granted: what shows them may show only where `when` holds.

    `unless` lists longer words in which they take nothing for granted.
    """

    id: Name
    when: When
    words: Words2
    unless: Words2 = Words2()


class AssertionsFile(Strict):
    """`assertions.yaml`."""

    assertions: list[Assertion]


class Reminder(Strict):
    """A dated reminder: `days` after (or before, if negative) its anchor date.

    It comes with its `outcomes`, where `when` holds, and after the letters that name it. It repeats
    every so many days, one of `choices` if a person says so, or `yearly` on one day ("03-01").
    """

    id: Name
    outcomes: list[OutcomeRef] = []
    anchor: Literal[
        "start",
        "contract_end",
        "application",
        "suspend_to",
        "charged",
        "complained",
        "authority",
        "valid_to",
        "stop_date",
        "deadline",
    ]
    days: int = Field(ge=-3660, le=3660)
    working_days: bool = False
    every_days: Annotated[int, Field(gt=0, le=3660)] | None = None
    choices: list[Annotated[int, Field(gt=0, le=3660)]] = []
    yearly: (
        Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")] | None
    ) = None
    when: When | None = None
    title: Text
    says: Text
    laws: list[LawRef] = []


class RemindersFile(Strict):
    """`reminders.yaml`."""

    reminders: list[Reminder]


class CostFactor(Strict):
    """What a cost is reckoned from: an amount given, a fixed `value`, or nought by an answer.

    A factor without `value` goes by the id of its amount; `months` is the span that is chosen.
    """

    label: Text
    value: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")] | None = None
    zero_when: When | None = None


class CostTerm(Strict):
    """One term of a sum: the product of its factors, added or taken off."""

    sign: Literal[1, -1] = 1
    factors: list[Annotated[str, Ref("cost factor")]] = Field(min_length=1)


class Cost(Strict):
    """One way out and what it costs one number, beyond what is due in any case.

    `when` says where the way is to be had, `open_when` where it has no total because what comes on
    top cannot be told. `at_least` marks costs that go on growing; what may be charged besides,
    `may_add`, stands beside the total and is told of by `may_say`.
    """

    id: Name
    title: Text
    when: When = [{}]
    open_when: When | None = None
    terms: list[CostTerm]
    may_add: list[CostTerm] = []
    may_say: Text | None = None
    at_least: bool = False
    says: Text
    laws: list[LawRef] = []
    sources: list[SourceRef] = []

    @model_validator(mode="after")
    def _what_may_be_added_is_told(self) -> Cost:
        if bool(self.may_add) != (self.may_say is not None):
            raise ValueError("`may_add` and `may_say` go together")
        return self


class Due(Strict):
    """What is due whichever way is taken."""

    title: Text
    terms: list[CostTerm]
    says: Text


class CostsFile(Strict):
    """`costs.yaml`."""

    cost_factors: dict[Name, CostFactor]
    due: Due
    costs: list[Cost]


# --- laws.yaml, sources.yaml, claims.yaml --------------------------------------------------------

Level = Literal["law", "regulation", "rule", "notice", "local"]


class Law(Dated):
    """A provision whose text was read; `effective` is null where no day was seen."""

    id: HyphenName
    title: Text
    short: Text
    level: Level
    article: Text | None = None
    effective: datetime.date | None
    in_force: bool = True
    summary: Text
    note: Text | None = None
    place: Text | None = None
    read_in: Same
    tags: list[Words] = []


class Unconfirmed(Dated):
    """A rule or service whose text was not read: listed as to be checked, never as fact."""

    id: HyphenName
    title: Text
    status: Text
    to_check: Text


class LawsFile(Strict):
    """`laws.yaml`."""

    laws: list[Law]
    unconfirmed: list[Unconfirmed]


class Source(Dated):
    """A source other than a law; `weak` marks a single or low-quality page."""

    id: HyphenName
    title: Text
    kind: Literal["contract", "tariff", "news", "page", "standard", "article", "survey"]
    weak: bool = False
    note: Text | None = None


class SourcesFile(Strict):
    """`sources.yaml`."""

    sources: list[Source]


Verdict = Literal["supported", "depends", "wrong", "unverifiable"]
Certainty = Literal["text", "pages", "logic", "editorial", "unconfirmed"]


class Claim(Strict):
    """One claim of the article in our words, what checking it showed, and on what ground.

    Whoever follows a `dangerous` one loses what cannot be had back: its correction, `note`, stays
    in sight, and only `more` is folded.
    """

    id: Annotated[str, StringConstraints(pattern=r"^C\d\d$")]
    paragraph: ParagraphRef
    statement: Text
    verdict: Verdict
    dangerous: bool = False
    note: Text | None = None
    more: Text | None = None
    certainty: Certainty
    laws: list[LawRef] = []
    sources: list[SourceRef] = []

    @model_validator(mode="after")
    def _correction_present(self) -> Claim:
        if self.note is None and self.verdict != "supported":
            raise ValueError(f"a claim with verdict '{self.verdict}' needs `note`")
        if self.note is None and self.dangerous:
            raise ValueError("a dangerous claim needs `note`")
        if self.more is not None and not self.dangerous:
            raise ValueError("`more` is for a dangerous claim, whose `note` stays in sight")
        return self


class Addition(Strict):
    """A step the article leaves out: what to do and to ask; `more` is why, and what was read.

    One that concerns few (`rare`) shows its title only until it is opened.
    """

    id: Annotated[str, StringConstraints(pattern=r"^O\d\d$")]
    paragraph: ParagraphRef
    title: Text
    rare: bool = False
    says: Text
    more: Text | None = None
    certainty: Certainty
    laws: list[LawRef] = []
    sources: list[SourceRef] = []


class Contradiction(Strict):
    """Where the article contradicts itself, and how the guide resolves it."""

    id: Annotated[str, StringConstraints(pattern=r"^X\d$")]
    paragraphs: list[ParagraphRef]
    claims: list[ClaimRef] = []
    problem: Text
    resolved: Text


class ClaimsFile(Strict):
    """`claims.yaml`."""

    claims: list[Claim]
    additions: list[Addition]
    contradictions: list[Contradiction]


# --- checklists.yaml, glossary.yaml --------------------------------------------------------------

Stage = Literal["before", "on_the_day", "after"]


class Item(Asserting):
    """One checklist item: what to do, why, what done looks like, and on what ground."""

    id: Name
    stage: Stage
    do: Text
    why: Text
    done: Text | None = None
    when: When | None = None
    claims: list[ClaimRef] = []
    laws: list[LawRef] = []
    sources: list[SourceRef] = []
    ours: bool = False

    @model_validator(mode="after")
    def _ground_is_named(self) -> Item:
        if not (self.ours or self.claims or self.laws or self.sources):
            raise ValueError("an item needs claims, laws or sources, or `ours: true`")
        return self


class Checklist(Strict):
    """A list of items for some outcomes; the same list may serve several.

    `stages` names its stages where "before, on the day, afterwards" does not fit.
    """

    id: Name
    title: Text
    intro: Text | None = None
    outcomes: list[OutcomeRef]
    stages: dict[Stage, Text] = {}
    entries: list[Item] = Field(min_length=1)


class ChecklistsFile(Strict):
    """`checklists.yaml`."""

    checklists: list[Checklist]


class Term(Strict):
    """A glossary term; `also` feeds the search dictionary, `in_text` is explained where it stands.

    `in_text` holds the words that running text explains where they first occur on a page.
    """

    id: HyphenName
    term: Text
    also: Words2 = Words2()
    in_text: Words2 = Words2()
    meaning: Text


class GlossaryFile(Strict):
    """`glossary.yaml`."""

    terms: list[Term]


# --- varies.yaml, hotline.yaml -------------------------------------------------------------------

# strong: the texts or contracts seen agree; weak: few or poor pages; contradictory: they disagree.
Reliability = Literal["strong", "weak", "contradictory"]


class Varying(Dated):
    """What differs by carrier: what was seen of it, how far that carries, and what to ask.

    `seen` is a range seen, never a fact; a page shows it under "varies: ask" only.
    """

    id: Name
    title: Text
    seen: Text
    reliability: Reliability
    ask: Text
    claims: list[ClaimRef] = []
    laws: list[LawRef] = []
    sources: list[SourceRef] = []

    @model_validator(mode="after")
    def _ground_is_named(self) -> Varying:
        if not (self.claims or self.laws or self.sources):
            raise ValueError("what was seen needs claims, laws or sources")
        return self


class VariesFile(Strict):
    """`varies.yaml`."""

    varies: list[Varying]


class HotlineQuestion(Strict):
    """One question of the hotline sheet: `say` is read out; the answer settles what it names.

    `amounts` are those of the self-check that the answer holds.
    """

    id: Name
    say: Text
    questions: list[QuestionRef] = []
    amounts: list[Annotated[str, Ref("amount")]] = []
    varies: list[Annotated[str, Ref("varying value")]] = []

    @model_validator(mode="after")
    def _settles_something(self) -> HotlineQuestion:
        if not (self.questions or self.varies):
            raise ValueError("a hotline question needs `questions` or `varies`")
        return self


class Situation(Strict):
    """The page of a situation, and the answers of those whose situation it is."""

    page: Annotated[str, Ref("page")]
    when: When


class SituationsFile(Strict):
    """`situations.yaml`: the first that fits is the one a plan leads to."""

    situations: list[Situation]


class HotlineFile(Strict):
    """`hotline.yaml`."""

    hotline: list[HotlineQuestion]


# --- lists.yaml ----------------------------------------------------------------------------------


class ListField(Strict):
    """A column of a list that is no question and no amount, and the headers it goes by."""

    id: Name
    title: Text
    words: Words2 = Words2()


class QuestionHeader(Strict):
    """More headers a question goes by."""

    question: QuestionRef
    words: Words2


class AmountHeader(Strict):
    """More headers an amount goes by."""

    amount: Annotated[str, Ref("amount")]
    words: Words2


class Meaning(Strict):
    """Words that mean one answer."""

    question: QuestionRef
    value: Annotated[str, Ref("value", of="question")]
    words: Words2


class Ambiguous(Strict):
    """Words that may mean several answers; `may` are the likely ones."""

    question: QuestionRef
    may: list[Annotated[str, Ref("value", of="question")]] = Field(min_length=2)
    words: Words2


class ListCarrier(Strict):
    """A carrier and the words for it."""

    id: Name
    title: Text
    words: Words2


class ListColumn(Strict):
    """A column of what comes out."""

    id: Name
    title: Text


class ListsFile(Strict):
    """`lists.yaml`: the words of lists, and what is said of them."""

    fields: list[ListField]
    question_headers: list[QuestionHeader]
    amount_headers: list[AmountHeader]
    others: Words2
    personal: Words2
    meanings: list[Meaning]
    ambiguous: list[Ambiguous]
    blank: Words2
    unknown: Words2
    units: Words2
    no_date: Words2
    totals: Words2
    notes: Words2
    carriers: list[ListCarrier]
    problems: dict[Name, Text]
    skipped: dict[Name, Text]
    file_notes: dict[Name, Text]
    refused: dict[Name, Text]
    results: list[ListColumn]
    piles: dict[Name, Text]
    words: dict[Name, Text]

    @model_validator(mode="after")
    def _each_word_means_one_thing(self) -> ListsFile:
        means: dict[tuple[str, str], str] = {}
        said = [(m.question, m.value, m.words) for m in self.meanings]
        said += [(a.question, " or ".join(a.may), a.words) for a in self.ambiguous]
        for question, meaning, words in said:
            for word in (*words.zh, *words.en):
                first = means.setdefault((question, word.casefold()), meaning)
                if first != meaning:
                    raise ValueError(f"{word!r} means both {first} and {meaning} of {question!r}")
        return self


# --- list_files.yaml -----------------------------------------------------------------------------


class SampleRow(Strict):
    """A row of the list to try: answers by their ids, or as people would `say` them."""

    number: Words
    carrier: Annotated[str, Ref("carrier")]
    user: Text | None = None
    plan: Text | None = None
    contract_end: datetime.date | None = None
    answers: dict[QuestionRef, Annotated[str, Ref("value", of="key")]] = {}
    said: dict[QuestionRef, Text] = {}
    amounts: dict[Annotated[str, Ref("amount")], Words] = {}
    note: Text | None = None


class ListFilesFile(Strict):
    """`list_files.yaml`: how the blank list is filled in, and the list to try."""

    help: list[Text]
    headings: list[Text] = Field(min_length=3, max_length=3)
    sample: list[SampleRow]


# --- letters.yaml --------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")
# How who signs calls themselves; it is theirs to say, so that no letter declares it.
OWN_NAME = "self"
# How long a text message may be, in UTF-16 units, to be sent and charged as one.
SMS_LENGTH = 70
# What a letter never asks for: it would lie about in files and chats.
NEVER_ASKED = re.compile(
    r"身份证|证件号|证件类型|银行卡|账号|密码|验证码"
    r"|\bID\b|\bpassport|\bpassword|\bbank\b|\baccount\b|\bcodes?\b",
    re.IGNORECASE,
)
FieldRef = Annotated[str, Ref("letter field")]


def placeholders(*texts: Text) -> set[str]:
    """Return the names of the placeholders in some texts; both languages have the same ones.

    Raises ValueError where they do not, or where braces stand that are no placeholder.
    """
    names: set[str] = set()
    for text in texts:
        zh, en = (PLACEHOLDER.findall(words) for words in (text.zh, text.en))
        if odd := sorted(set(zh) ^ set(en)):
            raise ValueError(f"{{{{{odd[0]}}}}} stands in one language only; allowed: in both")
        for words in (text.zh, text.en):
            if "{" in (rest := PLACEHOLDER.sub("", words)) or "}" in rest:
                raise ValueError(f"braces that are no placeholder: {words!r}; allowed: {{{{id}}}}")
        names.update(zh)
    return names


class DefaultDay(Strict):
    """The day a date is, unless another is given: so long after today, or after another field's."""

    after: FieldRef | None = None
    days: int = Field(ge=0, le=366)
    working_days: bool = False


class LetterField(Strict):
    """What is filled into letters: what it is, where it may come from, whether it is personal.

    `personal` ones are never in a link, and kept only where that is asked for. `most` is how many
    characters it takes at most in a text message. A date that `lies` ahead is today at the
    earliest, one behind today at the latest; `not_before` names the date it does not come before.
    """

    id: Name
    kind: Literal[
        "words", "lines", "numbers", "tail", "count", "phone", "money", "date", "short_date"
    ]
    given: Literal["typed", "list", "answers", "plan", "call", "today"]
    personal: bool = False
    most: Annotated[int, Field(gt=0)] | None = None
    lies: Literal["ahead", "behind"] | None = None
    not_before: FieldRef | None = None
    default: DefaultDay | None = None
    title: Text
    hint: Text | None = None

    @model_validator(mode="after")
    def _only_a_date_has_a_place_in_time(self) -> LetterField:
        placed = self.lies or self.not_before or self.default
        if placed and self.kind not in ("date", "short_date"):
            raise ValueError("`lies`, `not_before` and `default` are for dates only")
        if (self.given == "today") != (self.default is not None):
            raise ValueError("given: today goes with `default`, and nothing else does")
        return self

    @model_validator(mode="after")
    def _asks_for_nothing_secret(self) -> LetterField:
        for text in (self.title, self.hint):
            for words in (text.zh, text.en) if text else ():
                if found := NEVER_ASKED.search(words):
                    raise ValueError(
                        f"asks for {found[0]!r}; allowed: a line of the letter to write it on"
                    )
        return self


class Signature(Strict):
    """Who signs: how they call themselves, and the lines of their signature.

    Of those a letter names the first signs whose `when` holds, else the first.
    """

    id: Name
    called: Text
    when: When
    lines: list[Text]
    note: Text | None = None
    laws: list[LawRef] = []


class HandingIn(Strict):
    """A way to hand a letter in, and what to keep of it."""

    id: Name
    title: Text
    says: Text


class LetterLine(Strict):
    """A paragraph of a letter; a `request` is numbered, a `signing` one stands where people sign.

    With conditions it stands only where `when` holds or one of `blockers` stands in the way, and
    an `optional` one only where it is picked, too. One that stands `instead` takes the place of the
    line before it that is no such line. `laws` are what it rests on.
    """

    id: Name
    request: bool = False
    signing: bool = False
    optional: bool = False
    instead: bool = False
    when: When | None = None
    blockers: list[Annotated[str, Ref("blocker")]] = []
    says: Text
    laws: list[LawRef] = []


class LetterColumn(Strict):
    """A column of a schedule; what no list gives is written by hand. `width` is its share."""

    id: Name
    width: int = Field(ge=1, le=9)
    title: Text


class Letter(Strict):
    """A letter, form or message: when it fits, what it does and does not do, and its words.

    It is offered where `when` holds or one of `blockers` stands in the way, and `only_if`, which no
    question asks, is so. Requests that all have conditions must not all be missing. `needs` must be
    filled for it to be more than a blank form, `takes` may be. `matter` is what is asked for each
    number of its schedule; one with `columns` is a table of them, however few numbers there are.
    `lawyer` is what a lawyer should still read.
    """

    id: Name
    form: Literal["letter", "form", "sms", "message", "mail", "notice"]
    title: Text
    sender: Text
    receiver: Text
    does: Text
    does_not: Text
    when: When
    blockers: list[Annotated[str, Ref("blocker")]] = []
    only_if: Text | None = None
    matter: Text | None = None
    columns: list[Annotated[str, Ref("schedule column")]] = []
    signed: list[Annotated[str, Ref("signature")]] = []
    needs: list[FieldRef] = Field(min_length=1)
    takes: list[FieldRef] = []
    laws: list[LawRef] = []
    lines: list[LetterLine] = Field(min_length=1)
    attach: list[Text] = []
    traps: list[Text] = Field(min_length=1)
    ways: list[Annotated[str, Ref("way to hand in")]] = []
    follow_ups: list[Annotated[str, Ref("reminder")]] = []
    lawyer: Text | None = None

    @model_validator(mode="after")
    def _lines_can_be_told_apart(self) -> Letter:
        ids = [line.id for line in self.lines]
        if twice := [name for name in ids if ids.count(name) > 1]:
            raise ValueError(f"lines: id {twice[0]!r} stands twice")
        if self.lines[0].instead:
            raise ValueError("lines: the first stands `instead` of nothing")
        for line in self.lines:
            if line.instead and line.when is None and not (line.blockers or line.optional):
                raise ValueError(
                    f"lines[{line.id}]: always instead; allowed: with `when` or `optional`"
                )
        return self

    @model_validator(mode="after")
    def _declared_is_used(self) -> Letter:
        declared = [*self.needs, *self.takes]
        used = placeholders(*(line.says for line in self.lines))
        if OWN_NAME in used and not self.signed:
            raise ValueError("{{self}}, and nobody signs; allowed: with `signed`")
        if twice := [name for name in declared if declared.count(name) > 1]:
            raise ValueError(f"{twice[0]!r} is declared twice; allowed: in `needs` or in `takes`")
        if absent := sorted(used - {OWN_NAME, *declared}):
            raise ValueError(f"{{{{{absent[0]}}}}} is in neither `needs` nor `takes`")
        if unused := sorted(set(declared) - used):
            raise ValueError(f"{unused[0]!r} is declared and stands in no line")
        return self


class LetterGroup(Strict):
    """What people want of letters, and the letters for that; each letter is in one group."""

    id: Name
    title: Text
    letters: list[Annotated[str, Ref("letter")]] = Field(min_length=1)


class LettersFile(Strict):
    """`letters.yaml`."""

    fields: list[LetterField]
    signatures: list[Signature]
    ways: list[HandingIn]
    groups: list[LetterGroup]
    columns: list[LetterColumn]
    schedule: list[Annotated[str, Ref("schedule column")]] = Field(min_length=1)
    words: dict[Name, Text]
    problems: dict[Name, Text]
    letters: list[Letter]

    @model_validator(mode="after")
    def _each_has_one_group(self) -> LettersFile:
        grouped = [name for group in self.groups for name in group.letters]
        for letter in self.letters:
            if (found := grouped.count(letter.id)) != 1:
                raise ValueError(f"{letter.id}: in {found} groups; allowed: in one")
        return self

    @model_validator(mode="after")
    def _all_is_used(self) -> LettersFile:
        signed = placeholders(*(text for entry in self.signatures for text in entry.lines))
        used = {
            "fields": signed.union(*({*one.needs, *one.takes} for one in self.letters)),
            "signatures": {name for one in self.letters for name in one.signed},
            "ways": {name for one in self.letters for name in one.ways},
            "columns": {*self.schedule, *(name for one in self.letters for name in one.columns)},
        }
        for kind, names in used.items():
            known = [entry.id for entry in getattr(self, kind)]
            if unused := [name for name in known if name not in names]:
                raise ValueError(f"{kind}: no letter uses {unused[0]!r}")
        if unknown := sorted(signed - {field.id for field in self.fields}):
            raise ValueError(f"signatures: no field has the id {unknown[0]!r}")
        return self

    @model_validator(mode="after")
    def _a_text_message_is_one(self) -> LettersFile:
        most = {field.id: field.most for field in self.fields}
        for letter in (one for one in self.letters if one.form == "sms"):
            says = "".join(line.says.zh for line in letter.lines)
            length = len(PLACEHOLDER.sub("", says).encode("utf-16-le")) // 2
            for name in PLACEHOLDER.findall(says):
                if (longest := most.get(name)) is None:
                    raise ValueError(
                        f"{letter.id}: {name!r} stands in a text message without `most`"
                    )
                length += longest
            if length > SMS_LENGTH:
                raise ValueError(
                    f"{letter.id}: up to {length} characters; allowed in one message: {SMS_LENGTH}"
                )
        return self


# --- the timeline --------------------------------------------------------------------------------

TimelineKindName = Literal["wish", "contract_end", "licence", "leaving"]


class Span(Strict):
    """So many days, or working days: Monday to Friday."""

    days: int = Field(ge=-366, le=366)
    working_days: bool = False


class TimelineKind(Strict):
    """A kind of day from which one counts back.

    `day` is what the day is called, `latest` the last day for the application, counted from it;
    `gives` says what can be done where there is not enough time.
    """

    id: TimelineKindName
    title: Text
    short: Text
    day: Text
    latest: Span
    gives: Text


class TimelineLeads(Strict):
    """What serves a step: checklists, letters, the sheet for a call."""

    checklists: list[Annotated[str, Ref("checklist")]] = []
    letters: list[Annotated[str, Ref("letter")]] = []
    hotline: bool = False


class TimelineWhen(Span):
    """When a step begins for one kind of day, counted `of` that day or of the application's.

    The number of days is `ours`, or rests on what is named. What differs for the kind stands here.
    """

    of: Literal["day", "apply"]
    takes: Span | None = None
    says: Text | None = None
    leads: TimelineLeads | None = None
    ours: bool = False
    laws: list[LawRef] = []
    claims: list[ClaimRef] = []
    varies: list[Annotated[str, Ref("varying value")]] = []

    @model_validator(mode="after")
    def _rests_on_something(self) -> TimelineWhen:
        if self.ours == bool(self.laws or self.claims or self.varies):
            raise ValueError("needs `ours: true`, or else `laws`, `claims` or `varies`")
        return self


class TimelineStep(Strict):
    """One step: the least time it `takes`, whether it goes `beside` others, what serves it."""

    id: Name
    title: Text
    says: Text
    takes: Span
    beside: bool = False
    leads: TimelineLeads
    when: dict[TimelineKindName, TimelineWhen]

    @model_validator(mode="after")
    def _has_a_day_for_every_kind(self) -> TimelineStep:
        if missing := [kind for kind in get_args(TimelineKindName) if kind not in self.when]:
            raise ValueError(f"when: {missing[0]!r} is missing")
        return self


class TimelineFile(Strict):
    """`timeline.yaml`: the steps in their order, and the words of what is said of a plan."""

    kinds: list[TimelineKind]
    steps: list[TimelineStep]
    words: dict[Name, Text]

    @model_validator(mode="after")
    def _counts_from_what_is_known(self) -> TimelineFile:
        if [kind.id for kind in self.kinds] != [*get_args(TimelineKindName)]:
            raise ValueError(f"kinds: allowed, in order: {', '.join(get_args(TimelineKindName))}")
        ids = [step.id for step in self.steps]
        if "apply" not in ids:
            raise ValueError("steps: 'apply' is missing")
        for place, step in enumerate(self.steps):
            of = "apply" if place > ids.index("apply") else "day"
            if any(when.of != of for when in step.when.values()):
                raise ValueError(f"{step.id}: found another; allowed here: `of: {of}`")
        return self


# --- the whole -----------------------------------------------------------------------------------


class Guide(Strict):
    """All shared data, as loaded and checked."""

    meta: Meta
    article: ArticleFile
    ui: UiFile
    questions: QuestionsFile
    outcomes: OutcomesFile
    rules: RulesFile
    blockers: BlockersFile
    advice: AdviceFile
    assertions: AssertionsFile
    reminders: RemindersFile
    costs: CostsFile
    laws: LawsFile
    sources: SourcesFile
    claims: ClaimsFile
    checklists: ChecklistsFile
    glossary: GlossaryFile
    varies: VariesFile
    hotline: HotlineFile
    situations: SituationsFile
    lists: ListsFile
    list_files: ListFilesFile
    letters: LettersFile
    timeline: TimelineFile

    @property
    def follow_ups(self) -> list[Reminder]:
        """What is to be done after letters, each once, in the order of the reminders."""
        named = {name for letter in self.letters.letters for name in letter.follow_ups}
        return [reminder for reminder in self.reminders.reminders if reminder.id in named]


FILES: dict[str, type[BaseModel]] = {
    name: field.annotation
    for name, field in Guide.model_fields.items()
    if isinstance(field.annotation, type)
}
