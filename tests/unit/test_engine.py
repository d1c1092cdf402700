"""The engine against a plain reading of the rules, on answers of every kind."""

import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keep_or_cancel import check
from keep_or_cancel.diagram import Diagrams, terminal
from keep_or_cancel.facts import DAYS
from keep_or_cancel.graph import export
from keep_or_cancel.model import EXIT_COST

from tests.support.facts import (
    DATA,
    MODEL,
    allowed,
    complete,
    covering_answers,
    facts_of,
    met,
    plain_reading,
    walk,
)

RULES = {rule["id"]: rule for rule in DATA["rules"]}


@given(complete)
@settings(max_examples=400, deadline=None)
def test_engine_graph_and_plain_reading_agree_on_complete_answers(answers: dict[str, str]) -> None:
    rule = plain_reading(answers)
    answer = check(facts_of(answers), "en")
    assert answer["rule"] == rule
    assert answer["settled"]
    assert walk(export(), answers) == rule


def test_engine_graph_and_plain_reading_agree_on_every_branch_of_the_graph() -> None:
    rules = set()
    for answers in covering_answers():
        rule = plain_reading(answers)
        rules.add(rule)
        assert walk(export(), answers) == rule
        assert check(facts_of(answers), "zh")["rule"] == rule
    assert rules == {rule["id"] for rule in DATA["rules"]}


@given(complete, st.data())
@settings(max_examples=60, deadline=None)
def test_possible_is_exactly_what_the_completions_give(
    answers: dict[str, str], data: st.DataObject
) -> None:
    names = [n for n in MODEL.variables if n != EXIT_COST]
    missing = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    known = {n: v for n, v in answers.items() if n not in missing}
    completions = (
        {**known, **dict(zip(missing, values, strict=True))}
        for values in itertools.product(*(MODEL.values[n] for n in missing))
    )
    outcome = {rule["id"]: rule["outcome"] for rule in DATA["rules"]}
    reached = {outcome[plain_reading(c)] for c in completions}
    answer = check(facts_of(known), "en")
    assert set(answer["possible"]) == reached
    assert answer["settled"] == (len(reached) == 1)


@given(complete, st.data())
@settings(max_examples=60, deadline=None)
def test_next_questions_are_exactly_those_that_can_change_the_outcome(
    answers: dict[str, str], data: st.DataObject
) -> None:
    names = [n for n in MODEL.variables if n != EXIT_COST]
    missing = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
    known = {n: v for n, v in answers.items() if n not in missing}
    outcome = {rule["id"]: rule["outcome"] for rule in DATA["rules"]}
    reached = {
        values: outcome[plain_reading({**known, **dict(zip(missing, values, strict=True))})]
        for values in itertools.product(*(MODEL.values[n] for n in missing))
    }
    matters = set()
    for place, name in enumerate(missing):
        groups: dict[tuple[str, ...], set[str]] = {}
        for values, result in reached.items():
            groups.setdefault(values[:place] + values[place + 1 :], set()).add(result)
        if any(len(results) > 1 for results in groups.values()):
            matters.add(name)
    assert set(check(facts_of(known), "en")["next_questions"]) == matters


@given(complete)
@settings(max_examples=60, deadline=None)
def test_what_would_change_is_exactly_every_single_change_of_outcome(
    answers: dict[str, str],
) -> None:
    outcome = {rule["id"]: rule["outcome"] for rule in DATA["rules"]}
    now = outcome[plain_reading(answers)]
    expected = set()
    for name in MODEL.values:
        for value in MODEL.values[name]:
            result = outcome[plain_reading({**answers, name: value})]
            if result != now:
                expected.add((name, value, result))
    answer = check(facts_of(answers), "en")
    changes = {(c["question"], c["to"], c["possible"][0]) for c in answer["what_would_change"]}
    assert changes == expected


def outcomes_left(reasons: Mapping[str, str]) -> list[str]:
    """Return what is still possible if these answers alone are known."""
    return MODEL.outcome_names(MODEL.possible({name: [v] for name, v in reasons.items()}))


def holds_by(rule: Mapping[str, Any], reasons: Mapping[str, str]) -> set[str]:
    """Return the variables that some case of the rule which holds reads, directly or not."""

    def met(when: list[dict[str, list[str]]], known: Mapping[str, str]) -> set[str]:
        cases = [c for c in when if all(known.get(n) in values for n, values in c.items())]
        return {name for case in cases for name in case}

    blocking = [met(b["when"], reasons) for b in DATA["blockers"] if "when" in b]
    read = met(rule["when"], dict(reasons) | {"blockers": "any"})
    read |= set().union(*blocking) if "blockers" in read else set()
    return read - {"blockers"}


@given(complete)
@settings(max_examples=400, deadline=None)
def test_because_lists_the_reasons_and_nothing_that_is_none(answers: dict[str, str]) -> None:
    answer = check(facts_of(answers), "en")
    reasons = {entry["question"]: entry["answer"] for entry in answer["because"]}
    roles = {entry["question"]: entry["role"] for entry in answer["because"]}
    assert reasons.items() <= answers.items()
    assert outcomes_left(reasons) == [answer["outcome"]]
    decides = {name for name, role in roles.items() if role == "decides"}
    assert decides == holds_by(RULES[answer["rule"]], reasons)
    for name in roles.keys() - decides:
        without = {n: v for n, v in reasons.items() if n != name}
        assert len(outcomes_left(without)) > 1, name
    earlier = list(RULES)[: list(RULES).index(answer["rule"])]
    assert [entry["rule"] for entry in answer["ruled_out"]] == earlier


@given(allowed)
@settings(max_examples=200, deadline=None)
def test_because_of_a_few_answers_settles_the_outcome_too(facts: dict[str, Any]) -> None:
    answer = check(facts, "en")
    reasons = {entry["question"]: entry["answer"] for entry in answer["because"]}
    if answer["outcome"]:
        assert outcomes_left(reasons) == [answer["outcome"]]
        for entry in answer["because"]:
            without = {n: v for n, v in reasons.items() if n != entry["question"]}
            assert entry["role"] == "decides" or len(outcomes_left(without)) > 1
    else:
        assert answer["because"] == []


@given(complete)
@settings(max_examples=100, deadline=None)
def test_blockers_and_advice_follow_their_conditions(answers: dict[str, str]) -> None:
    answer = check(facts_of(answers), "en")
    assert answer["blockers_open"] == []
    order = [b["id"] for b in DATA["blockers"]]
    assert answer["blockers"] == sorted(answer["blockers"], key=order.index)
    assert bool(answer["blockers"]) == (answer["outcome"] in ("settle_then_cancel", "ask_first"))
    if answer["outcome"] not in ("keep_use", "keep_backup"):
        assert "cheaper_plan" not in answer["advice"]
    assert ("liability" in answer["advice"]) == (answers["used_by_other"] == "true")


@given(complete)
@settings(max_examples=200, deadline=None)
def test_every_warning_stands_in_the_advice_too_in_the_same_order(answers: dict[str, str]) -> None:
    answer = check(facts_of(answers), "zh")
    outcome = answer["outcome"]
    read = answers | {"outcome": outcome, "family": MODEL.outcomes[outcome]["family"]}
    applies = [entry for entry in DATA["advice"] if met(entry["when"], read)]
    warnings = [entry["id"] for entry in applies if entry["kind"] == "warning"]
    assert answer["warnings"] == warnings
    assert answer["advice"] == [entry["id"] for entry in applies]
    assert [name for name in answer["advice"] if name in warnings] == warnings


@given(allowed)
@settings(max_examples=200, deadline=None)
def test_what_was_answered_is_what_the_answer_rests_on(facts: dict[str, Any]) -> None:
    """Nothing overwrites an answer: not the need, whatever the company or the calling."""
    answer = check(facts, "en")
    understood = answer["facts"]
    if {"start", "contract_end"} <= facts.keys():
        # Only the months of a contract whose last day is known follow from that.
        facts = facts | {"months_left": understood["months_left"]}
    assert understood.keys() == facts.keys()
    for name, value in understood.items():
        if name in MODEL.questions:
            assert str(value).lower() == facts[name]
        elif name in DAYS:
            assert value == facts[name]
        else:
            assert Decimal(str(value)) == Decimal(facts[name])
    told = {**facts, **answer["presumed"]}
    for entry in [*answer["because"], *answer["what_would_change"]]:
        if entry["question"] in MODEL.questions:
            assert entry.get("answer", entry.get("from")) == told[entry["question"]]


def test_an_unknown_answer_says_what_each_answer_would_mean_and_whom_to_ask() -> None:
    facts = CANCELLED | {"contract": "unknown", "marked": "unknown"}
    answer = check(facts, "en")
    contract, marked = answer["unknowns"]
    assert contract["question"] == "contract"
    assert contract["changes"]
    ways = {way["answer"]: way["possible"] for way in contract["if"]}
    assert ways["in_no_exit"] == ["wait_contract"]
    assert "unknown" not in ways
    assert contract["whom"]
    assert contract["say"]
    assert marked["question"] == "marked"
    assert not marked["changes"]


def test_every_id_an_answer_names_has_its_text() -> None:
    for answers in covering_answers()[::7]:
        for lang in ("zh", "en"):
            answer = check(facts_of(answers), lang)
            texts = answer["texts"]
            assert set(answer["possible"]) <= set(texts["outcomes"])
            assert set(answer["blockers"]) == set(texts["blockers"])
            assert set(answer["advice"]) == set(texts["advice"])
            laws = [law for entry in answer["because"] for law in entry["laws"]]
            assert set(laws) <= set(texts["laws"])


def cost(answer: dict[str, Any], name: str) -> dict[str, Any]:
    return next(option for option in answer["cost"]["options"] if option["id"] == name)


def test_costs_add_up_and_name_what_is_missing() -> None:
    facts = {
        "contract": "in_exit_fee",
        "arrears": "yes",
        "months_left": 10,
        "monthly_fee": "29.90",
        "penalty": 100,
        "arrears_amount": "59.80",
        "balance": "12.30",
        "count": 3,
    }
    answer = check(facts, "en")
    assert answer["cost"]["months"] == 12
    assert cost(answer, "keep")["total"] == "358.80"
    assert cost(answer, "keep")["total_all"] == "1076.40"
    assert cost(answer, "wait")["total"] == "299"
    assert cost(answer, "cancel")["total"] == "100"
    assert cost(answer, "suspend")["total"] is None
    assert cost(answer, "suspend")["missing"] == ["suspend_fee"]
    # 29.90 + 59.80 - 12.30, due whichever way is taken.
    assert answer["cost"]["due"]["total"] == "77.40"
    # What comes on top in a contract cannot be told; the late fee is allowed, not certain.
    assert cost(answer, "abandon")["total"] is None
    assert cost(answer, "abandon")["may_add"]["total"] == "64.58"
    assert cost(answer, "abandon")["at_least"]


def test_answers_make_amounts_nought_but_nothing_is_guessed() -> None:
    answer = check({"contract": "none", "arrears": "none", "monthly_fee": 30}, "zh")
    assert cost(answer, "cancel")["total"] == "0"
    assert answer["cost"]["due"]["missing"] == ["balance"]
    assert answer["cost"]["due"]["known"] == "30"
    assert not cost(answer, "wait")["available"]
    assert check({"months": 24, "monthly_fee": 30}, "zh")["cost"]["months"] == 24


CANCELLED = {
    "holder": "company",
    "status": "normal",
    "need": "none",
    "company_event": "none",
    "number_type": "mobile",
    "channel": "carrier",
}


def reminder_days(facts: Mapping[str, Any]) -> dict[str, str | None]:
    return {r["id"]: r["date"] for r in check(facts, "en")["reminders"]}


def test_reminders_of_a_contract_count_from_its_end() -> None:
    facts = CANCELLED | {"contract": "in_no_exit"}
    assert reminder_days(facts) == {"contract_end_30": None, "contract_end_7": None}
    expected = {"contract_end_30": "2027-01-29", "contract_end_7": "2027-02-21"}
    assert reminder_days(facts | {"contract_end": "2027-02-28"}) == expected
    # Months that are left name no day.
    told = facts | {"start": "2026-11-30", "months_left": 3}
    assert reminder_days(told) == {"contract_end_30": None, "contract_end_7": None}


def test_reminders_of_an_application_count_from_the_day_it_was_made() -> None:
    facts = CANCELLED | {"contract": "none", "arrears": "yes"}
    ids = ["application_3", "application_7", "next_bill", "freeze_check", "charges_120"]
    assert list(reminder_days(facts | {"start": "2026-11-27"}).items()) == [
        (name, None) for name in ids
    ]
    dated = reminder_days(facts | {"application": "2026-11-27"})  # a Friday
    assert list(dated) == ids
    # Three and seven working days, then 35 and 90 days.
    assert list(dated.values()) == ["2026-12-02", "2026-12-08", "2027-01-01", "2027-02-25", None]


def covering_facts() -> list[dict[str, Any]]:
    """Return facts that take every branch of the decision, none of them a day."""
    return [facts_of(answers) for answers in covering_answers()]


def test_every_reminder_counts_from_the_day_it_names_and_from_no_other() -> None:
    anchors = set()
    for facts in covering_facts()[::5]:
        for day in DAYS:
            for reminder in check(facts | {day: "2026-11-27"}, "zh")["reminders"]:
                anchors.add(reminder["anchor"])
                assert (reminder["date"] is not None) == (reminder["anchor"] == day), reminder
    assert anchors == set(DAYS)


@pytest.mark.parametrize("end", ["first", "last"])
def test_no_day_that_may_be_given_is_beyond_reckoning(end: str) -> None:
    most = dict.fromkeys(DAYS, DATA["days"][end])
    for facts in covering_facts():
        assert all(r["date"] for r in check(facts | most, "en")["reminders"])


def test_steps_are_cut_to_the_outcome_and_the_answers() -> None:
    base = {
        "holder": "company",
        "status": "normal",
        "need": "none",
        "company_event": "none",
        "number_type": "mobile",
        "channel": "carrier",
        "contract": "none",
        "arrears": "none",
        "bindings": "cleared",
        "customers_told": "done",
        "records": "done_or_not_needed",
        "linked": "none",
        "compliance": "ok",
        "used_by_other": False,
        "applicant": "ready",
    }
    here = check(base, "en")["steps"]
    remote = check(base | {"applicant": "remote_only"}, "en")["steps"]
    assert all(here[stage] for stage in ("before", "on_the_day", "after"))

    def ids(steps: Mapping[str, list[Mapping[str, Any]]]) -> list[str]:
        return [item["id"] for stage in steps.values() for item in stage]

    assert set(ids(remote)) != set(ids(here))
    assert len(ids(here)) == len(set(ids(here)))
    keep = check(base | {"need": "standby"})
    assert {i["checklist"] for s in keep["steps"].values() for i in s} == {"keep_backup"}


def test_equal_parts_of_a_diagram_are_one_node() -> None:
    pool = Diagrams([2, 3])
    left = pool.one_of(1, [0, 1])
    assert pool.one_of(1, [0, 1]) == left
    assert pool.node(0, (left, left)) == left
    assert pool.counts(pool.node(0, (left, terminal(0)))) == {0: 1 + 3, 1: 2}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_placeholder_is_left_in_the_words_of_an_answer(lang: str) -> None:
    answer = check(facts_of(covering_answers()[-1]), lang)
    words = str(answer["because"]) + str(answer["ruled_out"])
    assert "{question}" not in words
    assert "{answer}" not in words


@pytest.mark.parametrize(("lang", "words"), [("zh", "、"), ("en", " or ")])
def test_alternatives_are_told_apart_in_words(lang: str, words: str) -> None:
    ruled_out = check({"holder": "company", "status": "normal", "need": "none"}, lang)["ruled_out"]
    several = [entry for entry in ruled_out if len(entry["needed"]) > 1]
    assert several
    for entry in several:
        assert words in entry["text"]
