"""The built runtime, under Node, gives what CPython gives: the same JSON for the same facts."""

import json
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel.browser import check_json
from keep_or_cancel.graph import export
from keep_or_cancel.names import LANGS

from tests.support.cases import every_example
from tests.support.costs import ADVISED, cost_breaches
from tests.support.facts import (
    allowed,
    covering_answers,
    facts_of,
    leading_to,
    texts,
    walk,
)
from tests.support.pyodide import Pyodide
from tests.unit.test_facts import MISTAKES
from tests.unit.test_written import CASES

type Ask = Callable[[str, str], Any]


def no_json(word: str) -> None:
    raise AssertionError(f"browsers read no {word} in JSON")


@pytest.fixture(scope="session")
def ask(pyodide: Pyodide) -> Ask:
    """Return a function that asks the runtime of this commit."""

    def asked(facts: str, lang: str) -> Any:
        answer = pyodide.call("keep_or_cancel.browser", "check_json", facts, lang)
        return json.loads(answer, parse_constant=no_json)

    return asked


def test_every_case_of_the_collection_comes_out_the_same(ask: Ask) -> None:
    # What is worked out is the same in both languages, of which each says every second case.
    for (facts, case), lang in zip(every_example(), cycle(LANGS), strict=False):
        text = json.dumps(facts)
        assert ask(text, lang) == json.loads(check_json(text, lang)), case.name


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_mistake_is_named_the_same(ask: Ask, lang: str) -> None:
    for text, *_ in MISTAKES:
        assert ask(text, lang) == json.loads(check_json(text, lang)), text


def test_every_spelling_of_an_amount_is_read_the_same(ask: Ask) -> None:
    for name, written in CASES:
        text = json.dumps({name: written})
        assert ask(text, "zh") == json.loads(check_json(text, "zh")), (name, written)


def test_graph_engine_and_runtime_agree_on_every_branch_of_the_graph(ask: Ask) -> None:
    graph = export()
    for answers, lang in zip(covering_answers(), cycle(LANGS), strict=False):
        text = json.dumps(facts_of(answers))
        answer = ask(text, lang)
        assert answer == json.loads(check_json(text, lang))
        assert answer["rule"] == walk(graph, answers)


@given(leading_to(*ADVISED) | allowed, st.sampled_from(LANGS))
@settings(max_examples=150, deadline=None)
def test_any_facts_give_the_same_answer_whose_money_table_agrees_with_the_outcome(
    ask: Ask, facts: dict[str, Any], lang: str
) -> None:
    text = json.dumps(facts)
    answer = ask(text, lang)
    assert answer == json.loads(check_json(text, lang))
    assert cost_breaches(answer) == []


@given(texts, st.sampled_from(LANGS))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_the_same_answer(ask: Ask, text: str, lang: str) -> None:
    assert ask(text, lang) == json.loads(check_json(text, lang))
