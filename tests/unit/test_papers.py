"""Letters as they are filled in: nothing is lost, no placeholder is left, what is wrong is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from keep_or_cancel.facts import FactsError
from keep_or_cancel.papers import draft
from keep_or_cancel.papers.browser import call

from guide import load
from tests.unit.test_letters import LETTERS, OFFERS

TODAY = "2026-11-30"
# Who offers a letter, by letter: the first case of each.
FIRST = {
    name: next(facts for facts, letters in OFFERS.values() if name in letters) for name in LETTERS
}


def drafted(name: str, **args: Any) -> dict[str, Any]:
    return draft({"id": name, "lang": "zh", "today": TODAY, **args})


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_blank_one_has_lines_to_write_on_and_no_placeholder(name: str, lang: str) -> None:
    for facts in ({}, FIRST[name]):
        made = drafted(name, lang=lang, facts=facts, today=None)
        assert made["blank"]
        assert set(LETTERS[name].needs) == set(made["missing"])
        assert not set("{}") & set(made["text"])
        assert {"zh": "＿＿", "en": "__"}[lang] in made["text"]
        assert made["title"] == getattr(LETTERS[name].title, lang)


def test_braces_in_a_value_stay_text() -> None:
    values = {"company_name": "{{agent_no}}", "carrier_name": "{0}"}
    made = drafted("cancel_company", values=values)
    assert "致：{0}\n" in made["text"]
    assert "{{agent_no}}（公章）" in made["text"]


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"id": "none"}, "id"),
        ({"id": "authority", "colour": 1}, "colour"),
        ({"id": "authority", "lang": "fr"}, "lang"),
        ({"id": "authority", "today": "soon"}, "today"),
        ({"id": "authority", "values": {"colour": "red"}}, "values.colour"),
        ({"id": "authority", "values": 1}, "values"),
        ({"id": "authority", "lines": ["exit"]}, "lines"),
        ({"id": "authority", "numbers": ["1"]}, "numbers 1"),
        ({"id": "authority", "numbers": [{"number": "138", "name": "x"}]}, "numbers 1.name"),
        ({"id": "authority", "facts": {"holder": "nobody"}}, "holder"),
    ],
)
def test_what_is_not_allowed_is_named(args: dict[str, Any], field: str) -> None:
    with pytest.raises(FactsError) as refused:
        draft(args)
    assert refused.value.field == field
    told = json.loads(str(call("letter", json.dumps(args))))["error"]
    assert told["field"] == field
    assert told["message"]


def test_fields_that_are_asked_for_are_those_of_the_data() -> None:
    known = {field.id for field in load().letters.fields}
    asked = {field["id"] for name in LETTERS for field in drafted(name)["fields"]}
    assert asked <= known
