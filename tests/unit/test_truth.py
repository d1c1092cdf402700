"""The proof of what is said, against a plain reading: of what an answer shows nothing is untrue."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel import check
from keep_or_cancel.diagram import FALSE, TRUE, Node
from keep_or_cancel.facts import Facts
from keep_or_cancel.model import EXIT_COST
from keep_or_cancel.truth import PARTS, Shown, taken_for_granted, texts

from tests.support.facts import DATA, MODEL, complete, facts_of, leading_to, met, plain_reading

LANGUAGES = ("zh", "en")
RULES = {rule["id"]: rule for rule in DATA["rules"]}
STEPS = {
    (checklist["id"], item["id"]): item
    for checklist in DATA["checklists"]
    for item in checklist["entries"]
}
# Any answers, and those that lead to each outcome: some take many answers.
any_facts = complete.map(facts_of) | st.sampled_from(list(MODEL.outcomes)).flatmap(leading_to)


class Said(NamedTuple):
    """A text as an answer shows it, and what its entry declares that it takes for granted."""

    kind: str
    id: str
    part: str
    text: str
    asserts: list[dict[str, list[str]]]


def reading(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return complete facts as what conditions read: answers, derived value, outcome, family."""
    told = Facts(MODEL, facts)
    read = {**told.answers, EXIT_COST: told.exit_cost}
    outcome = RULES[plain_reading(read)]["outcome"]
    return read | {"outcome": outcome, "family": MODEL.outcomes[outcome]["family"]}


def told_of(
    kind: str, entry: Mapping[str, Any], read: Mapping[str, str], lang: str
) -> Iterator[Said]:
    """Yield the texts of an entry for these answers: of each part that of the first case to fit."""
    cases = [case for case in entry.get("cases", []) if met(case["when"], read)]
    for part in PARTS[kind]:
        own = next((case for case in [*cases, entry] if part in case), None)
        if own:
            asserts = own.get("asserts", {}).get(part, [{}])
            yield Said(kind, entry["id"], part, own[part][lang], asserts)


def shown_by(answer: Mapping[str, Any], read: Mapping[str, str]) -> Iterator[tuple[str, Said]]:
    """Yield each text an answer shows as the answer has it, and as the data have it."""
    lang, words = answer["lang"], answer["texts"]
    entries = [("outcome", words["outcomes"][answer["outcome"]], MODEL.outcomes[answer["outcome"]])]
    entries += [("blocker", words["blockers"][n], MODEL.blockers[n]) for n in answer["blockers"]]
    entries += [("advice", words["advice"][n], MODEL.advice[n]) for n in answer["advice"]]
    entries += [
        ("item", step, STEPS[step["checklist"], step["id"]])
        for stage in answer["steps"].values()
        for step in stage
    ]
    for kind, has, entry in entries:
        for said in told_of(kind, entry, read, lang):
            yield has[said.part], said


def assumed(text: str, lang: str) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """Yield (word, condition) for the words of a text that take an answer for granted."""
    for assertion in DATA["assertions"]:
        for longer in assertion["unless"][lang]:
            text = text.replace(longer, "")
        for word in assertion["words"][lang]:
            if word in text:
                yield word, assertion["when"]


@pytest.mark.parametrize("lang", LANGUAGES)
@given(any_facts)
@settings(max_examples=300, deadline=None)
def test_nothing_an_answer_shows_is_untrue_for_it(lang: str, facts: dict[str, Any]) -> None:
    read = reading(facts)
    answer = check(facts, lang)
    assert answer["outcome"] == read["outcome"]
    for has, said in shown_by(answer, read):
        assert has == said.text, said
        assert met(said.asserts, read), said
        assert [word for word, when in assumed(has, lang) if not met(when, read)] == [], said


# --- the proof looks at what answers show, and where they show it --------------------------------


@cache
def proved() -> tuple[Shown, ...]:
    """Return the texts the proof looks at."""
    return tuple(texts(MODEL))


def true_at(node: Node, read: Mapping[str, str]) -> bool:
    """Return whether a condition of the proof holds for complete answers."""
    while node >= 0:
        level, children = MODEL.pool.nodes[node]
        name = MODEL.order[level]
        node = children[MODEL.number[name][read[name]]]
    return node == TRUE


@given(any_facts, st.sampled_from(LANGUAGES))
@settings(max_examples=100, deadline=None)
def test_the_proof_looks_at_all_that_is_shown_and_knows_where(
    facts: dict[str, Any], lang: str
) -> None:
    read = reading(facts)
    looked_at = {
        (shown.kind, shown.id.partition(" ")[0], shown.part, shown.text[lang])
        for shown in proved()
        if true_at(shown.shows, read)
    }
    answer = check(facts, lang)
    assert {(s.kind, s.id, s.part, has) for has, s in shown_by(answer, read)} <= looked_at


def some_answers(condition: Node, choice: random.Random) -> dict[str, str]:
    """Return complete answers for which a condition of the proof holds."""
    answers: dict[str, str] = {}
    at = condition
    while at >= 0:
        level, children = MODEL.pool.nodes[at]
        name = MODEL.order[level]
        # In a reduced diagram everything but FALSE leads to TRUE.
        ways = {v: child for v, child in enumerate(children) if child != FALSE}
        value = choice.choice(list(ways))
        answers[name] = MODEL.values[name][value]
        at = ways[value]
    return {name: answers.get(name, choice.choice(v)) for name, v in MODEL.values.items()}


def test_every_text_is_shown_where_the_proof_says_that_it_is() -> None:
    """A general text too, unless a case has put another in its place."""
    choice = random.Random(11)
    for shown in proved():
        general = "(case" not in shown.id
        for _ in range(3):
            facts = facts_of(some_answers(shown.shows, choice))
            read = reading(facts)
            said = {(s.kind, s.id, s.part): has for has, s in shown_by(check(facts, "zh"), read)}
            has = said[shown.kind, shown.id.partition(" ")[0], shown.part]
            replaced = [
                other.text["zh"]
                for other in proved()
                if (other.kind, other.part) == (shown.kind, shown.part)
                and other.id.startswith(f"{shown.id} (case")
            ]
            assert has == shown.text["zh"] or (general and has in replaced), shown.name


@given(any_facts)
@settings(max_examples=60, deadline=None)
def test_what_the_proof_takes_for_granted_is_what_a_plain_reading_finds(
    facts: dict[str, Any],
) -> None:
    read = reading(facts)
    for shown in proved():
        plainly = met(shown.asserts, read) and all(
            met(when, read) for lang in LANGUAGES for _, when in assumed(shown.text[lang], lang)
        )
        assert all(true_at(c, read) for _, c in taken_for_granted(MODEL, shown)) == plainly
