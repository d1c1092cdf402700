"""Lists in the dialects that people have: each is understood as its `expected.json` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel.cli import main
from keep_or_cancel.lists import ListError, read
from keep_or_cancel.lists.cells import guarded
from keep_or_cancel.lists.export import Writer
from keep_or_cancel.lists.judge import judge
from keep_or_cancel.lists.session import Session

CORPUS = Path(__file__).parent.parent / "corpus/lists"
EXPECTED = sorted(CORPUS.glob("*.expected.json"))
# Told by what is written, not by what is read.
OUTPUT = "neutralise_on_output"
STATUS = {"read": 0, "refused": 2, "ask": 3}
# Either would be right; these are refused.
REFUSED = ("30-strict-ooxml.xlsx",)
# Beside their codes and places, problems bear notes for people.
PROBLEM = ("row", "column", "code", "value", "candidates")


def expectation(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))


def status_of(expected: dict[str, Any]) -> int:
    if expected["outcome"] == "read_or_refused":
        return 2 if expected["file"] in REFUSED else 0
    return STATUS[expected["outcome"]]


def listed(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".expected.json"))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_each_file_is_understood_as_expected(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = expectation(path)
    status = main(["read", str(listed(path)), "--lang", "en"])
    said = capsys.readouterr()
    assert status == status_of(expected)
    # One clear line where there is something to say, and none where there is not.
    assert said.err.count("\n") == (status != 0)
    notes = {note for note in expected["file_notes"] if not note.startswith((OUTPUT, "if refused"))}
    if status == 2:
        notes |= {n.removeprefix("if refused: ") for n in expected["file_notes"] if ": " in n}
        with pytest.raises(ListError) as refused:
            read(listed(path).read_bytes())
        assert {refused.value.code} == notes
        return
    reading = json.loads(said.out)
    for key in ("encoding", "separator", "sheet", "header_rows", "data_rows", "columns", "numbers"):
        assert reading[key] == expected[key], key
    assert reading["outcome"] == expected["outcome"].removesuffix("_or_refused")
    assert reading["skipped_rows"] == expected["skipped_rows"]
    assert reading["duplicates"] == expected["duplicates"]
    assert set(reading["file_notes"]) == notes
    assert [value for value in expected["values"] if value not in reading["values"]] == []
    found = [{key: one.get(key) for key in PROBLEM[:-1]} for one in reading["problems"]]
    known = [{key: one.get(key) for key in PROBLEM[:-1]} for one in expected["problems"]]
    assert sorted(map(repr, found)) == sorted(map(repr, known))
    for problem in expected["problems"]:
        if "candidates" in problem:
            assert {key: problem[key] for key in PROBLEM} in reading["problems"]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_each_file_is_decided_on_or_says_why_not(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = expectation(path)
    out = tmp_path / "out.json"
    status = main(["inventory", str(listed(path)), "-o", str(out), "--today", "2026-11-30"])
    assert status == status_of(expected)
    assert out.exists() == (status == 0)
    if status == 0:
        answer = json.loads(out.read_text(encoding="utf-8"))
        assert len(answer["rows"]) == expected["data_rows"] == answer["total"]["size"]
        numbers = [row["fields"].get("number") for row in answer["rows"]]
        assert numbers == expected["numbers"]
        # What is not known is no number: not judged, and no repetition of another.
        for row, number in zip(answer["rows"], numbers, strict=True):
            assert (row["pile"] == "no_number") == (number is None)
            assert number is not None or (row["same_number_as"] is None and "outcome" not in row)


READ = [path for path in EXPECTED if status_of(expectation(path)) == 0]
# In a file of ours a formula is the text that it shows, and a number stands by itself.
SHOWN = {"formula_error": "cell_error", "formula_no_value": "amount_not_a_number"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("path", READ, ids=lambda path: path.name.split(".")[0])
def test_each_file_comes_back_as_it_was_read(path: Path, kind: str) -> None:
    reading = read(listed(path).read_bytes())
    again = read(getattr(Writer(judge(reading), "en"), kind)())
    for part in ("numbers", "extras", "ids", "duplicates"):
        assert getattr(again, part) == getattr(reading, part), part
    for part in ("fields", "found"):
        told, back = (
            {n: c for n, c in getattr(r, part).items() if c and c != [None] * len(c)}
            for r in (reading, again)
        )
        assert back == told, part
    assert again.skipped == []
    problems = [
        {(p.at, p.field, SHOWN.get(p.code, p.code), p.value) for p in r.problems}
        for r in (reading, again)
    ]
    assert {code for _, _, code, _ in problems[0] - problems[1]} <= {"number_extra_text"}
    assert problems[1] <= problems[0]


def without_ids(text: str | bytes) -> Any:
    """Return the JSON of a judgement with each row's random id by its place."""
    told = json.loads(text)
    places = {row["row_id"]: n for n, row in enumerate(told["rows"])}
    return json.loads(json.dumps(told), object_hook=lambda one: _by_place(one, places))


def _by_place(one: dict[str, Any], places: dict[str, int]) -> dict[str, Any]:
    if "row_ids" in one:
        one["row_ids"] = [places[name] for name in one["row_ids"]]
    return {n: places.get(v, v) if isinstance(v, str) else v for n, v in one.items()}


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name.split(".")[0])
def test_the_page_reads_and_decides_as_the_command_line(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, out, content = expectation(path), tmp_path / "out.json", listed(path).read_bytes()
    arguments = [str(listed(path)), "--lang", "en"]
    status = main(["inventory", *arguments, "-o", str(out), "--today", "2026-11-30"])
    said = capsys.readouterr().err
    session, args = Session(), {"lang": "en", "today": "2026-11-30"}
    if status == 2:
        with pytest.raises(ListError) as refused:
            session.read(args, content)
        assert refused.value.message("en") in said
        return
    told = session.read(args, content)
    assert told["outcome"] == {0: "read", 3: "ask"}[status]
    counts, rows = told["counts"], expected["data_rows"]
    assert (counts["rows"], counts["problems"]) == (rows, len(expected["problems"]))
    assert counts["without_number"] == expected["numbers"].count(None)
    assert {one["header"]: one["field"] for one in told["columns"]} == expected["columns"]
    shown = [row["role"] for row in told["preview"]]
    assert shown.count("header") == len(expected["header_rows"])
    if status == 3:
        assert all(note["text"] in said for note in told["notes"] if "choose" in note["code"])
        return
    summary = session.judge(args)
    assert summary["total"]["size"] == session.rows(args)["count"] == rows
    assert without_ids(session.export({**args, "kind": "json"})) == without_ids(out.read_text())


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name.split(".")[0])
def test_each_file_is_put_away_and_goes_on_as_it_was(path: Path) -> None:
    args = {"lang": "zh", "today": "2026-11-30", "size": 500}
    session, again = Session(), Session()
    before = session.read(args, listed(path).read_bytes())
    summary = session.judge(args)
    after = again.restore(args, session.keep(args).encode())
    # Of the file nothing is shown and nothing can be chosen any more; personal columns are gone.
    gone = {"preview", "encodings", "separators", "columns", "notes"}
    assert gone <= before.keys() & after.keys()
    held = [{key: told[key] for key in told.keys() - gone} for told in map(dict, (before, after))]
    assert held[0] == held[1]
    assert again.judge(args) == summary
    assert again.rows(args) == session.rows(args)
    assert again.problems(args) == session.problems(args)
    for index in range(summary["total"]["size"]):
        assert again.row({**args, "index": index}) == session.row({**args, "index": index})
    assert again.export({**args, "kind": "csv"}) == session.export({**args, "kind": "csv"})
    as_json = [json.loads(one.export({**args, "kind": "json"})) for one in (again, session)]
    assert as_json[0] == as_json[1]


def test_cells_that_would_run_as_formulas_are_guarded_and_no_others() -> None:
    reading = read((CORPUS / "15-formulas-in-csv.csv").read_bytes())
    notes = reading.fields["note"]
    found = reading.found["number"]
    risky = {
        row
        for n, row in enumerate(reading.rows)
        if any(
            guarded(text) != text
            for text in (notes[n] or "", reading.numbers[n] or found.get(n, ""))
        )
    }
    assert risky == {2, 3, 4, 5, 6, 7, 8, 11}
    assert guarded("-5.00") == "-5.00"
    assert guarded("+86 138 0013 0001") == "+86 138 0013 0001"


def test_all_of_the_corpus_is_here() -> None:
    assert len(EXPECTED) == 33
    assert all(listed(path).exists() for path in EXPECTED)
