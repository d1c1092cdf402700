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
from keep_or_cancel.model import current

from tests.unit.test_cases import cases
from tests.unit.test_engine import covering_answers, facts_of, walk
from tests.unit.test_facts import MISTAKES
from widgets.build import OUT, build

MODEL = current()
type Ask = Callable[[str, str], Any]


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
        return json.loads(line)

    yield asked
    to.close()
    assert server.wait(timeout=30) == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_case_of_the_collection_comes_out_the_same(ask: Ask, lang: str) -> None:
    for case in cases():
        text = json.dumps(case.values[0])
        assert ask(text, lang) == json.loads(check_json(text, lang)), case.id


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_mistake_is_named_the_same(ask: Ask, lang: str) -> None:
    for text, *_ in MISTAKES:
        # Where in broken JSON the reader stopped is said alike; so is everything else.
        assert ask(text, lang) == json.loads(check_json(text, lang)), text


def test_graph_engine_and_runtime_agree_on_every_branch_of_the_graph(ask: Ask) -> None:
    graph = export()
    for answers in covering_answers():
        text = json.dumps(facts_of(answers))
        answer = ask(text, "en")
        assert answer == json.loads(check_json(text, "en"))
        assert answer["rule"] == walk(graph, answers)


some = st.fixed_dictionaries(
    {},
    optional={n: st.sampled_from(v) for n, v in MODEL.values.items() if n in MODEL.questions}
    | {
        name: st.decimals(1, 9999, places=0 if amount["unit"] != "cny" else 2).map(str)
        for name, amount in MODEL.amounts.items()
    }
    | {"start": st.dates().map(str).filter(lambda d: "1990" < d < "2200")},
)


@given(some, st.sampled_from(["zh", "en"]))
@settings(max_examples=150, deadline=None)
def test_any_facts_give_the_same_answer(ask: Ask, facts: dict[str, Any], lang: str) -> None:
    text = json.dumps(facts)
    assert ask(text, lang) == json.loads(check_json(text, lang))
