"""The built runtime, under Node, gives what CPython gives: the same JSON for the same facts."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel.browser import check_json
from keep_or_cancel.graph import export

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
from tests.unit.test_facts import MISTAKES
from tests.unit.test_written import CASES
from widgets.build import OUT, build

type Ask = Callable[[str, str], Any]


def no_json(word: str) -> None:
    raise AssertionError(f"browsers read no {word} in JSON")


@pytest.fixture(scope="session")
def ask() -> Iterator[Ask]:
    """Start the runtime of this commit under Node; return a function that asks it."""
    runtime = build(OUT)["runtime"]
    server = subprocess.Popen(
        [
            "node",
            str(Path(__file__).parent / "server.mjs"),
            str(OUT / runtime["dir"]),
            json.dumps(runtime["info"]),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert server.stdin is not None
    assert server.stdout is not None
    to, back = server.stdin, server.stdout

    def asked(facts: str, lang: str) -> Any:
        to.write(json.dumps({"facts": facts, "lang": lang}) + "\n")
        to.flush()
        line = back.readline()
        assert line, "the runtime ended"
        return json.loads(line, parse_constant=no_json)

    yield asked
    to.close()
    assert server.wait(timeout=30) == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_case_of_the_collection_comes_out_the_same(ask: Ask, lang: str) -> None:
    for facts, case in every_example():
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
    for answers in covering_answers():
        text = json.dumps(facts_of(answers))
        answer = ask(text, "en")
        assert answer == json.loads(check_json(text, "en"))
        assert answer["rule"] == walk(graph, answers)


@given(allowed, st.sampled_from(["zh", "en"]))
@settings(max_examples=150, deadline=None)
def test_any_facts_give_the_same_answer(ask: Ask, facts: dict[str, Any], lang: str) -> None:
    text = json.dumps(facts)
    assert ask(text, lang) == json.loads(check_json(text, lang))


@given(texts, st.sampled_from(["zh", "en"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_the_same_answer(ask: Ask, text: str, lang: str) -> None:
    assert ask(text, lang) == json.loads(check_json(text, lang))


@given(leading_to(*ADVISED) | allowed)
@settings(max_examples=300, deadline=None)
def test_the_money_table_agrees_with_the_outcome_in_the_runtime_too(
    ask: Ask, facts: dict[str, Any]
) -> None:
    assert cost_breaches(ask(json.dumps(facts), "zh")) == []
