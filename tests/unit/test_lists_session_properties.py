"""Whatever is done to a list, sums are those of its rows, steps are taken back, nothing is lost."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from keep_or_cancel.lists import ListError
from keep_or_cancel.lists.browser import call
from keep_or_cancel.lists.session import Session
from keep_or_cancel.lists.words import vocabulary

WORDS = vocabulary()
MODEL = WORDS.model
ARGS = {"lang": "zh", "today": "2026-11-30", "size": 500}
CORPUS = Path(__file__).parent.parent / "corpus/lists"
FILES = sorted(p for p in CORPUS.iterdir() if not p.name.endswith(".json"))
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

# What people write, sense and nonsense, under headers that are understood and others.
COLUMNS: dict[str, list[str]] = {
    "号码": ["13800130001", "138 0013 0002", "1.38E+10", "", "01088886666", "13900139000 王", "x"],
    "状态": ["正常", "停机", "", "不清楚", "坏了"],
    "登记在谁名下": ["公司", "个人", "在职员工", "不清楚", ""],
    "今后需不需要": ["需要", "不再需要", "保留", "没想好", ""],
    "合约": ["无", "可提前解约", "在约", ""],
    "欠费": ["无", "120", "有", "?"],
    "月租": ["19", "29.90", "八元", "-1", "1.234", "#N/A", ""],
    "合约到期日": ["2026-12-31", "03/04/2026", "长期", "2026-13-01", ""],
    "解约要付多少": ["100", "0", ""],
    "运营商": ["移动", "中国联通", "某某通信", ""],
    "备注": ["13900139000 转", "=1+1", "a\nb", "'", "合计", ""],
    "结论": ["留", ""],
    "备注 (2)": ["x", ""],
    "3": ["y", ""],
}


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    """Return a list as CSV: some columns, "号码" among them, in any order, some twice."""
    others = st.sampled_from([name for name in COLUMNS if name != "号码"])
    names = draw(st.permutations(["号码", *draw(st.lists(others, max_size=7))]))
    rows = [
        [draw(st.sampled_from(COLUMNS[name])) for name in names]
        for _ in range(draw(st.integers(1, 7)))
    ]
    file = io.StringIO(newline="")
    csv.writer(file).writerows([names, *rows])
    return file.getvalue().encode()


def opened(content: bytes) -> tuple[Session, Any]:
    session = Session()
    try:
        told = session.read(ARGS, content)
    except ListError:
        assume(False)
    assume(told["outcome"] == "read")
    return session, told


def shown(session: Session) -> list[Any]:
    """Return all that is shown of a list."""
    rows = session.rows(ARGS)
    details = [session.row({**ARGS, "index": row["index"]}) for row in rows["rows"]]
    return [session.judge(ARGS), rows, details, session.problems(ARGS), session.memo(ARGS)]


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "pile": st.sampled_from([*MODEL.outcomes, "open", "no_number"]),
        "carrier": st.sampled_from(["mobile", "某某通信", ""]),
        "holder": st.sampled_from(["company", "unknown", ""]),
        "open": st.booleans(),
        "duplicates": st.booleans(),
        "problems": st.booleans(),
        "find": st.sampled_from(["138", "王", ""]),
    },
)
SORTS = st.fixed_dictionaries(
    {
        "by": st.sampled_from(["row", "pile", "next", "now", "after", *WORDS.fields]),
        "down": st.booleans(),
    }
)


@SLOW
@given(lists(), FILTERS, SORTS)
def test_sums_are_those_of_the_rows_under_any_filter_in_any_order(
    content: bytes, chosen: dict[str, Any], sort: dict[str, Any]
) -> None:
    session, told = opened(content)
    page = session.rows({**ARGS, "filter": chosen, "sort": sort})
    rows, total = page["rows"], page["total"]
    assert page["count"] == len(rows) == total["size"] == len({row["id"] for row in rows})
    for sum_, unknown, each in (
        (total["now"], total["now_unknown"], [row["now"] for row in rows]),
        (total["after"], total["after_unknown"], [row["after"] for row in rows]),
    ):
        costs = [Decimal(cost) for cost in each if cost is not None]
        assert unknown == len(rows) - len(costs)
        assert sum_ == (None if not costs else f"{sum(costs):f}".removesuffix(".00"))
    every = session.rows(ARGS)["rows"]
    kept = [row for row in every if row in rows]
    assert sorted(rows, key=lambda row: row["index"]) == kept
    summary = session.judge(ARGS)
    assert summary["total"] == session.rows(ARGS)["total"]
    piles = Counter(row["pile"] for row in every)
    assert {pile["name"]: pile["size"] for pile in summary["piles"]} == piles
    for part in (summary["carriers"], summary["holders"]):
        assert sum(one["size"] for one in part) == told["counts"]["rows"]
    for key, count in summary["counts"].items():
        assert count == session.rows({**ARGS, "filter": {key: True}})["count"]
    for query in summary["queries"]:
        assert query["count"] == sum(
            query["question"] in [one["id"] for one in row["ask"]]
            for row in every
            if query["carrier"] in ("@own", WORDS.carrier(row["carrier"]) or row["carrier"])
        )


EDITS = st.lists(
    st.one_of(
        st.tuples(
            st.just("mend"),
            st.integers(0, 6),
            st.sampled_from(
                [
                    *(("number", n) for n in ("13800130001", "", "01088886666", "13900139000 x")),
                    *(("arrears", n) for n in ("none", "50", "坏")),
                    *(("contract", n) for n in ("in_exit_fee", "在约", "")),
                    *(("monthly_fee", n) for n in ("8", "x", "")),
                    *(("contract_end", n) for n in ("2027-01-31", "长期")),
                    *(("number_type", n) for n in ("iot", "", "x")),
                    *(("carrier", n) for n in ("电信", "")),
                    ("note", "=1+1"),
                ]
            ),
        ),
        st.tuples(st.just("answer"), st.integers(0, 20), st.integers(0, 3)),
    ),
    min_size=1,
    max_size=6,
)


def edit(session: Session, steps: list[Any]) -> int:
    """Do `steps`; return how many of them can be taken back."""
    done = 0
    for kind, place, what in steps:
        if kind == "mend" and place < len(session.reading.rows):
            session.mend({**ARGS, "index": place, "field": what[0], "content": what[1]})
            done += 1
        elif kind == "answer" and (queries := session.judge(ARGS)["queries"]):
            query = queries[place % len(queries)]
            values: dict[str, Any] = {one["id"]: "7" for one in query["amounts"] if one["unit"]}
            if query["values"]:
                values[query["question"]] = query["values"][what % len(query["values"])]["value"]
            answered = session.answer(
                {**ARGS, **{k: query[k] for k in ("carrier", "question")}, "values": values}
            )
            assert answered["count"] + answered["left"] >= query["count"]
            done += answered["count"] > 0
    return done


@SLOW
@given(lists(), EDITS)
def test_what_was_done_is_taken_back_step_by_step(content: bytes, steps: list[Any]) -> None:
    session, _ = opened(content)
    before = shown(session)
    for _ in range(edit(session, steps)):
        session.undo(ARGS)
    assert shown(session) == before


@SLOW
@given(lists(), EDITS, st.booleans())
def test_a_list_put_away_goes_on_as_it_was(
    content: bytes, steps: list[Any], personal: bool
) -> None:
    session, told = opened(content)
    edit(session, steps)
    before = shown(session)
    text = session.keep(ARGS)
    again = Session()
    after_told = again.restore(ARGS, text.encode())
    after = shown(again)
    before[0]["undo"] = False
    assert after == before
    assert after_told["counts"]["rows"] == told["counts"]["rows"]
    assert json.loads(again.keep(ARGS))["columns"] == json.loads(text)["columns"]
    args = {**ARGS, "kind": "csv", "personal": personal}
    assert again.export(args) == session.export(args)


@SLOW
@given(lists(), EDITS, st.sampled_from(["csv", "xlsx"]), st.sampled_from(["zh", "en"]))
def test_what_is_written_is_read_again_and_adds_nothing(
    content: bytes, steps: list[Any], kind: str, lang: str
) -> None:
    session, _ = opened(content)
    edit(session, steps)
    args = {**ARGS, "lang": lang, "kind": kind}
    again, third = Session(), Session()
    told = again.read(args, session.export(args))
    before, after = session.rows(args)["rows"], again.rows(args)["rows"]
    for key in ("id", "number", "pile", "rule", "now", "after", "ask", "warnings", "blockers"):
        assert [row[key] for row in after] == [row[key] for row in before], key
    assert told["counts"]["skipped"] == told["counts"]["blank"] == 0
    assert len(again.reading.extras) == len(session.reading.extras)
    once = again.export(args)
    third.read(args, once)
    assert third.export(args) == once


@SLOW
@given(lists(), EDITS, st.dictionaries(st.sampled_from(["停机", "坏了"]), st.just("risk_stop")))
def test_other_choices_leave_ids_and_edits(
    content: bytes, steps: list[Any], said: dict[str, str]
) -> None:
    session, _ = opened(content)
    edit(session, steps)
    before = session.rows(ARGS)["rows"]
    chosen = session.read({**ARGS, "choices": {"values": {"status": said}}})
    assert chosen["dropped"] == 0
    after = session.rows(ARGS)["rows"]
    assert [row["id"] for row in after] == [row["id"] for row in before]
    for one, two in zip(before, after, strict=True):
        assert two["number"] == one["number"]
        changed = {n for n, cell in two["cells"].items() if cell != one["cells"].get(n)}
        assert changed <= {"status"}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_files_that_were_damaged_end_in_an_answer_or_a_message(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(FILES)).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        piece = data.draw(st.binary(max_size=6) | st.sampled_from([b'"', b"\n", b",", b"\0"]))
        content[at : at + data.draw(st.integers(0, 40))] = piece
    reply = json.loads(call("read", json.dumps(ARGS), bytes(content)))
    if "error" in reply:
        assert reply["error"]["kind"] == "list"
        assert reply["error"]["message"]
        return
    counts = reply["counts"]
    assert counts["rows"] >= counts["without_number"]
    for name in ("judge", "rows", "asks", "memo", "problems", "keep"):
        answer = json.loads(call(name, json.dumps(ARGS)))
        assert isinstance(answer, str) or "error" not in answer


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda one: (
            st.lists(one, max_size=3)
            | st.dictionaries(st.sampled_from(["format", "columns", "rows"]), one)
        ),
    ).map(json.dumps)
)
def test_what_was_not_put_away_here_is_refused(text: str) -> None:
    reply = json.loads(call("restore", json.dumps(ARGS), text.encode("utf-8", "replace")))
    assert reply["error"]["code"] == "kept"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_was_put_away_and_changed_is_refused_or_read(data: st.DataObject) -> None:
    session = Session()
    session.read(ARGS, (CORPUS / "19-loose-values.csv").read_bytes())
    kept = json.loads(session.keep(ARGS))
    part = kept
    while isinstance(part, (list, dict)) and part and data.draw(st.booleans()):
        keys = sorted(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        junk: Any = data.draw(
            st.none() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({})
        )
        if data.draw(st.booleans()) or not isinstance(part[key], (list, dict)):
            part[key] = junk
            break
        part = part[key]
    reply = json.loads(call("restore", json.dumps(ARGS), json.dumps(kept).encode()))
    if "error" in reply:
        assert reply["error"]["code"] == "kept"
    else:
        for name in ("judge", "rows", "problems", "keep"):
            answer = json.loads(call(name, json.dumps(ARGS)))
            assert isinstance(answer, str) or "error" not in answer
