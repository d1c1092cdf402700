"""Whatever is written is read back the same, no row vanishes, sums are those of the rows."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keep_or_cancel import check
from keep_or_cancel.lists import Choices, ListError, Reading, read
from keep_or_cancel.lists.cells import guarded, needs_guard, unguarded
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.lists.numbers import masked, of_text
from keep_or_cancel.lists.table import facts_of
from keep_or_cancel.lists.words import vocabulary
from keep_or_cancel.model import EXIT_COST

WORDS = vocabulary()
MODEL = WORDS.model
TODAY = datetime.date(2026, 11, 30)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
# Whatever may stand in a cell of a workbook, signs of formulas among it.
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc", "Cn")), st.sampled_from("=+-@'\"\t\n,;，号")
    ),
    max_size=20,
)


def answers(name: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *MODEL.values[name]])


def amounts(name: str) -> st.SearchStrategy[str | None]:
    amount = MODEL.amounts[name]
    if amount["unit"] == "cny":
        money = st.decimals(0, 99_999, places=2)
        return st.none() | money.map(
            lambda d: f"{d:.0f}" if d == d.to_integral_value() else f"{d:.2f}"
        )
    return st.none() | st.integers(amount["minimum"], 600).map(str)


days = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)).map(str)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Return a list as if read: some columns, a number in every row, all understood."""
    count = draw(st.integers(1, 6))
    rows = st.lists
    numbers = draw(rows(mobiles, min_size=count, max_size=count))
    fields: dict[str, list[str | None]] = {"number": list(numbers)}
    names = draw(st.sets(st.sampled_from([*MODEL.questions, *MODEL.amounts, "contract_end"])))
    for name in names:
        column = (
            answers(name)
            if name in MODEL.questions
            else amounts(name)
            if name in MODEL.amounts
            else st.none() | days
        )
        fields[name] = draw(rows(column, min_size=count, max_size=count))
    notes = draw(rows(texts, min_size=count, max_size=count))
    fields["note"] = [text if text.strip() else None for text in notes]
    extras = {"部门": draw(rows(texts, min_size=count, max_size=count))}
    ids = [f"{n:012x}" for n in range(count)]
    return Reading(rows=list(range(2, count + 2)), ids=ids, fields=fields, extras=extras)


def known(fields: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: column for name, column in fields.items() if any(column)}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@SLOW
@given(readings())
def test_what_is_written_is_read_back_the_same(kind: str, lang: str, reading: Reading) -> None:
    content = getattr(Writer(judge(reading, TODAY), lang), kind)()
    again = read(content)
    told = {**known(reading.fields)}
    kinds = again.fields.pop("number_type", None)
    if "number_type" in told:
        assert kinds is not None
        given_kinds = told.pop("number_type")
        assert [b for a, b in zip(given_kinds, kinds, strict=True) if a] == [
            a for a in given_kinds if a
        ]
    assert known(again.fields) == told
    # The end of a line in a workbook is one character, whatever it was.
    assert again.extras == reading.extras
    assert again.ids == reading.ids
    assert {problem.code for problem in again.problems} <= {"number_suspicious"}
    assert [entry.why for entry in again.skipped] == []
    # A second time adds nothing, not a byte.
    again.fields["number_type"] = kinds or []
    once = getattr(Writer(judge(read(content), TODAY), lang), kind)()
    assert getattr(Writer(judge(read(once), TODAY), lang), kind)() == once


@SLOW
@given(readings())
def test_sums_are_those_of_the_rows(reading: Reading) -> None:
    judgement = judge(reading, TODAY)
    piles, total = judgement.piles(), judgement.total()
    assert total.size == len(reading.rows) == sum(pile.size for pile in piles)
    assert total.now == sum(pile.now for pile in piles)
    assert total.after == sum(pile.after for pile in piles)
    assert total.now == sum((cost for cost in judgement.now if cost is not None), Decimal(0))
    assert total.after_unknown == judgement.after.count(None)
    counts = Counter(judgement.pile(n) for n in range(len(reading.rows)))
    assert {pile.name: pile.size for pile in piles} == counts


@SLOW
@given(readings(), st.sampled_from(["zh", "en"]))
def test_a_row_is_decided_as_its_number_alone(reading: Reading, lang: str) -> None:
    judgement = judge(reading, TODAY)
    for index, verdict in enumerate(judgement.verdicts):
        answer = check(facts_of(reading, index, TODAY), lang)
        assert verdict is not None
        assert verdict.decision.outcome == answer["outcome"]
        assert list(verdict.decision.blockers) == answer["blockers"]
        assert list(verdict.warnings) == answer["warnings"]
        open_questions = [*answer["next_questions"]]
        open_questions += [
            one["question"]
            for one in answer["unknowns"]
            if one["changes"] and one["question"] not in open_questions
        ]
        figures = EXIT_COST in verdict.ask
        assert list(verdict.ask) == open_questions + [EXIT_COST] * figures
        # Asked for only of those who may leave for a fee, where a figure is missing.
        assert not figures or reading.value("contract", index) == "in_exit_fee"
        if answer["outcome"]:
            told = answer["texts"]["outcomes"][answer["outcome"]]["next"]
            assert judgement.next_step(index, lang) == told


separators = st.sampled_from([",", "\t", ";"])
cells = st.text(st.sampled_from("号码正常停机 138001300010,;\t\"'=-：注合计\n\r|"), max_size=14)


@SLOW
@given(st.lists(st.lists(cells, max_size=5), max_size=12), separators, st.booleans())
def test_no_row_vanishes(rows: list[list[str]], separator: str, header: bool) -> None:
    lines = [separator.join(row) for row in rows]
    text = "\n".join([f"号码{separator}状态", *lines] if header else lines)
    try:
        reading = read(text.encode())
    except ListError:
        return
    names = [*reading.header_rows, *reading.rows]
    for entry in reading.skipped:
        names += range(int(entry.row), int(entry.to or entry.row) + 1)
    assert sorted(map(int, names)) == list(range(1, len(names) + 1))
    # No number that stands at the begin of a line is lost, quotation marks or not.
    plain = [line.split(separator)[0] for line in lines if '"' not in text]
    for number in plain:
        if header and of_text(number).digits and reading.separator == separator:
            assert of_text(number).digits in reading.numbers


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.tuples(
            st.sampled_from(
                [
                    b"PK\x03\x04",
                    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                    b"\xff\xfe",
                    b"\x09\x08",
                    b"<table>",
                ]
            ),
            st.binary(max_size=400),
        ).map(b"".join),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")),
    )
)
def test_any_bytes_end_in_an_answer_or_in_a_message(content: bytes) -> None:
    reading, refused = None, None
    try:
        reading = read(content)
    except ListError as error:
        refused = error
    if reading is None:
        assert refused is not None
        assert refused.message("zh") != refused.message("en")
        assert "\n" not in refused.message("zh") + refused.message("en")
        return
    assert reading.outcome in ("read", "ask")
    assert len(reading.ids) == len(reading.rows) == len(reading.numbers)
    for lang in ("zh", "en"):
        Writer(judge(reading, TODAY), lang).summary()


@settings(max_examples=200, deadline=None)
@given(texts)
def test_a_guard_comes_off_as_it_went_on(text: str) -> None:
    assert unguarded(guarded(text)) == text or text.startswith('="')
    assert not needs_guard(text) or guarded(text)[0] == "'"
    assert of_text(text).digits is None or len(str(of_text(text).digits)) >= 5


@given(mobiles)
def test_a_number_is_masked(number: str) -> None:
    assert masked(f"a {number} b") == f"a {number[:3]}****{number[-4:]} b"


@pytest.mark.parametrize("lossy", ["1.38E+10", "1.38001E+10", "138****0001", "1380013000", "x"])
def test_what_is_not_known_is_never_a_number(lossy: str) -> None:
    text = f"号码,今后需不需要\n{lossy},不再需要\n{lossy},不再需要\n13800130001,不再需要\n"
    reading = read(text.encode(), Choices())
    assert reading.numbers == [None, None, "13800130001"]
    assert reading.duplicates == []
    assert [judge(reading, TODAY).pile(n) for n in range(2)] == ["no_number", "no_number"]
