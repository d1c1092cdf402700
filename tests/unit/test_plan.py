"""The plan that a page makes from static data is the package's, over the whole decision diagram."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel import check
from keep_or_cancel.graph import export
from keep_or_cancel.model import EXIT_COST, current

from guide import load
from tests.support.facts import covering_answers, exit_amounts
from widgets import build
from widgets.build.tools import WEB

NODE = Path(__file__).parent / "plan.mjs"
MODEL = current()


def paths(rest: random.Random) -> Iterator[dict[str, str]]:
    """Yield the answers of every path of the decision diagram, from the root to a rule.

    Where several values take the same way, one of them at random.
    """
    graph = export()

    def below(at: int, taken: dict[str, str]) -> Iterator[dict[str, str]]:
        if at < 0:
            yield taken
            return
        level, children = graph["nodes"][at]
        variable = graph["variables"][level]
        ways: dict[int, list[str]] = {}
        for value, child in zip(variable["values"], children, strict=True):
            ways.setdefault(child, []).append(value)
        for child, values in ways.items():
            yield from below(child, {**taken, variable["id"]: rest.choice(values)})

    yield from below(graph["root"], {})


@cache
def cases() -> list[dict[str, Any]]:
    """Return answers and amounts: each path of the diagram, half of them completed at random.

    Besides, complete answers that take each value of each node.
    """
    rest = random.Random(11)
    chosen = covering_answers()
    for number, path in enumerate(paths(rest)):
        some = {
            name: rest.choice(values)
            for name, values in MODEL.values.items()
            if number % 2 and rest.random() < rest.choice([0.3, 1])
        }
        chosen.append({**some, **path})
    return [
        {
            "answers": {name: v for name, v in answers.items() if name != EXIT_COST},
            "amounts": {
                name: str(amount)
                for name, amount in until_a_day(
                    exit_amounts(answers.get(EXIT_COST, "unknown")), by_day=bool(number % 2)
                ).items()
            },
        }
        for number, answers in enumerate(chosen)
    ]


def until_a_day(amounts: dict[str, int], *, by_day: bool) -> dict[str, Any]:
    """Return the amounts, the months left told by the day the contract ends if `by_day`."""
    if not by_day or "months_left" not in amounts:
        return amounts
    rest = {name: amount for name, amount in amounts.items() if name != "months_left"}
    end = f"2026-{10 + amounts['months_left']:02}-05"
    return {**rest, "start": "2026-10-31", "contract_end": end}


def beginnings() -> list[dict[str, Any]]:
    """Return the cases as far as they are answered after each question, in the order asked."""
    begun: dict[str, dict[str, Any]] = {}
    for case in cases():
        answers: dict[str, Any] = {}
        for name in load().questions.asked:
            if name in case["answers"]:
                answers = {**answers, name: case["answers"][name]}
                begun.setdefault(json.dumps(answers), {"answers": answers, "amounts": {}})
    return list(begun.values())


@cache
def made(lang: str, *, begun: bool = False) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return for each case that has an outcome by the graph the facts sent and the page's plan."""
    manifest = build.build()

    def read(entry: Mapping[str, Any]) -> Any:
        return json.loads((build.OUT / entry["file"]).read_text(encoding="utf-8"))

    given = {
        "folder": str(WEB),
        "graph": read(manifest["graph"]),
        "words": read(manifest["texts"][lang]),
        "data": read(manifest["plans"][lang]),
        # Both languages take one way: in English every fourth beginning will do.
        "cases": beginnings()[:: {"zh": 1, "en": 4}[lang]] if begun else cases(),
    }
    done = subprocess.run(
        ["node", NODE], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return [(one["facts"], one["plan"]) for one in json.loads(done.stdout) if one["plan"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_is_what_the_package_answers_for_every_path_of_the_diagram(lang: str) -> None:
    seen = set()
    # The ids are those of either language: in English every third will do.
    for facts, plan in made(lang)[:: {"zh": 1, "en": 3}[lang]]:
        answer = check(facts, lang)
        seen.add(answer["rule"])
        texts = answer["texts"]
        outcome = texts["outcomes"][answer["outcome"]]
        same = ("rule", "blockers", "blockers_open", "warnings", "letters")
        assert {key: plan[key] for key in same} == {key: answer[key] for key in same}, facts
        assert plan["hints"] == [a for a in answer["advice"] if a not in answer["warnings"]], facts
        # By stage on the page's side, list by list: the same items.
        assert sorted((s["stage"], s["checklist"], s["id"]) for s in plan["steps"]) == sorted(
            (stage, s["checklist"], s["id"])
            for stage, items in answer["steps"].items()
            for s in items
        ), facts
        # The page lists them in the order in which they are asked.
        order = [unknown["question"] for unknown in plan["unknowns"]]
        answer["unknowns"].sort(key=lambda unknown: order.index(unknown["question"]))
        assert [(u["question"], u["changes"]) for u in answer["unknowns"]] == [
            (u["question"], u["changes"]) for u in plan["unknowns"]
        ], facts
        for theirs, ours in zip(answer["unknowns"], plan["unknowns"], strict=True):
            for said, way in zip(theirs["if"], ours["if"], strict=True):
                # Amounts given are compared by the package alone: here both ends stay open.
                exact = set(said["possible"]) == set(way["possible"])
                assert exact or (
                    facts.keys() & MODEL.amounts and set(way["possible"]) > set(said["possible"])
                )
        assert {key: plan["card"][key] for key in ("title", "verdict", "next", "avoid")} == {
            key: outcome[key] for key in ("title", "verdict", "next", "avoid")
        }, facts
        assert plan["do"] == {name: b["do"] for name, b in texts["blockers"].items()}, facts
        assert plan["says"] == {name: texts["advice"][name]["says"] for name in plan["hints"]}
    # Where it takes a comparison of amounts, the page waits for the package.
    assert lang != "zh" or {rule["id"] for rule in MODEL.rules} - seen == {"R15"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ask_first_always_asks(lang: str) -> None:
    """The card of every end that asks first holds a sentence to say, in Chinese too."""
    asking = [(facts, plan) for facts, plan in made(lang) if plan["card"]["family"] == "ask"]
    rules = {plan["rule"] for _, plan in asking if plan["rule"]}
    assert rules == {rule["id"] for rule in MODEL.rules if rule["outcome"] == "ask_first"}
    # That may be certain before it is known which rule decides.
    begun = [one for one in made(lang, begun=True) if one[1]["card"]["family"] == "ask"]
    assert any(plan["rule"] is None for _, plan in begun)
    for facts, plan in asking + begun:
        assert plan["asks"], facts
        for ask in plan["asks"]:
            assert ask["whom"], facts
            assert ask["say"], facts
            assert ("aloud" in ask) is (lang == "en"), facts
            assert "公安" not in ask["whom"][:4], facts
