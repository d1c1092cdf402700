"""The rules as DMN: valid by the standard's schema, and decided alike by an independent engine."""

import json
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from keep_or_cancel import check
from keep_or_cancel.model import EXIT_COST, Model
from lxml import etree

from guide import compile_guide, load
from guide.edition import Edition, Lang
from tests.support.facts import covering_answers
from widgets import dmn
from widgets.dmn import ANY_BLOCKER, DECISION, EXIT_AMOUNTS, MODEL_NS

ENGINE = Path(__file__).parent / "dmn_engine.cjs"
SCHEMA = Path(__file__).parent / "dmn13/DMN13.xsd"
GUIDE = load()
MODEL = Model(compile_guide(GUIDE))
NS = {"": MODEL_NS}
# No fee or term of nought here: the other engine takes 0 * 5 for "not a number".
AMOUNTS = {
    "unknown": [{}, {"penalty": 0, "monthly_fee": 30}, {"months_left": 3, "monthly_fee": 30}],
    "dear": [{"penalty": 60, "monthly_fee": 30, "months_left": 2}],
    "cheap": [{"penalty": 59, "monthly_fee": 30, "months_left": 2}],
}

type Facts = dict[str, Any]


def export(lang: Lang) -> str:
    return dmn.export(MODEL, Edition(GUIDE, lang))


def covering_facts() -> list[Facts]:
    """Return complete facts that take every edge of the graph, and 300 at random besides."""
    return [
        {n: v for n, v in answers.items() if n != EXIT_COST} | amounts
        for answers in covering_answers(300)
        for amounts in AMOUNTS[answers[EXIT_COST]]
    ]


def decide_elsewhere(xml: str, facts: list[Facts]) -> list[Facts]:
    """Return what the other engine decides; for DMN an absent amount is null."""
    given = [dict.fromkeys(EXIT_AMOUNTS) | f for f in facts]
    ran = subprocess.run(
        ["node", str(ENGINE)],
        input=json.dumps({"xml": xml, "facts": given}),
        capture_output=True,
        text=True,
        check=True,
    )
    decisions: list[Facts] = json.loads(ran.stdout)
    return decisions


def our_decision(facts: Facts) -> Facts:
    answer = check(facts, "en")
    rule = next(rule for rule in MODEL.rules if rule["id"] == answer["rule"])
    return {
        "rule": answer["rule"],
        "outcome": answer["outcome"],
        "blocker": rule.get("blocker"),
    }


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_file_is_valid_by_the_schema_of_dmn(schema: etree.XMLSchema, lang: Lang) -> None:
    document = etree.fromstring(export(lang).encode())
    assert schema.validate(document), schema.error_log
    document[0].tag = f"{{{MODEL_NS}}}invented"
    assert not schema.validate(document)


def test_the_file_names_every_rule_outcome_blocker_and_value_of_the_model() -> None:
    root = ET.fromstring(export("en"))
    types = {
        entry.get("name", "").removesuffix("_type"): entry.findtext("allowedValues/text", "", NS)
        for entry in root.iterfind("itemDefinition", NS)
    }
    for name in MODEL.variables:
        assert json.loads(f"[{types[name]}]") == MODEL.values[name]
    assert json.loads(f"[{types['outcome']}]") == list(MODEL.outcomes)
    rows = root.findall(f"decision[@id='{DECISION}']/decisionTable/rule", NS)
    assert [row.get("id") for row in rows] == [
        rule["id"] if len(rule["when"]) == 1 else f"{rule['id']}_{number}"
        for rule in MODEL.rules
        for number in range(1, len(rule["when"]) + 1)
    ]
    notes = root.findall(f"decision[@id='{ANY_BLOCKER}']//annotationEntry/text", NS)
    named = {(note.text or "").split(":")[0] for note in notes} - {""}
    assert named == set(MODEL.cancel_blockers)


def test_every_decision_says_what_it_rests_on() -> None:
    root = ET.fromstring(export("en"))
    names = {part.get("id") for part in [*root.iterfind("inputData", NS), *root.iter()]}
    for decision in root.iterfind("decision", NS):
        hrefs = [part.get("href", "") for part in decision.iter() if part.get("href")]
        assert hrefs
        assert {href.removeprefix("#") for href in hrefs} <= names
        needed = {href.removeprefix("#") for href in hrefs}
        read = {e.text for e in decision.iterfind(".//inputExpression/text", NS)}
        assert read <= needed


def test_both_languages_decide_alike() -> None:
    def tests(lang: Lang) -> list[str | None]:
        root = ET.fromstring(export(lang))
        kinds = ("inputExpression", "inputEntry", "outputEntry", "literalExpression")
        return [e.text for kind in kinds for e in root.iterfind(f".//{kind}/text", NS)]

    assert tests("zh") == tests("en")
    assert export("zh") != export("en")


def test_another_engine_decides_as_ours_on_every_rule_and_edge_of_the_graph() -> None:
    facts = covering_facts()
    ours = [our_decision(f) for f in facts]
    assert {decision["rule"] for decision in ours} == {rule["id"] for rule in MODEL.rules}
    theirs = decide_elsewhere(export("zh"), facts)
    different = [
        (f, mine, other)
        for f, mine, other in zip(facts, ours, theirs, strict=True)
        if mine != other
    ]
    assert not different


def test_the_comparison_notices_a_rule_out_of_place() -> None:
    root = ET.fromstring(export("en"))
    table = root.find(f"decision[@id='{DECISION}']/decisionTable", NS)
    assert table is not None
    first = table.find("rule", NS)
    assert first is not None
    table.remove(first)
    table.insert(len(table) - 1, first)
    facts = [f for f in covering_facts() if our_decision(f)["rule"] == "R01"]
    theirs = decide_elsewhere(ET.tostring(root, encoding="unicode"), facts)
    assert any(decision["rule"] != "R01" for decision in theirs)


def test_the_command_line_prints_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert dmn.main(["en"]) == 0
    assert capsys.readouterr().out == export("en")
