"""Facts that are not allowed, on the command line: one clear line, exit status 2."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from keep_or_cancel import check
from keep_or_cancel.browser import check_json, replay_json
from keep_or_cancel.cli import main
from keep_or_cancel.facts import DAYS, LONGEST, Facts, FactsError, read_object
from keep_or_cancel.model import current

from tests.support.facts import allowed, texts, values

# The text given, the field named, the value shown, and what is said to be allowed.
MISTAKES = [
    ('{"need": "maybe"}', "need", "maybe", "ongoing, standby, pause, none, undecided"),
    ('{"nead": "none"}', "nead", "none", "holder, used_by_other, status, need"),
    ('{"penalty": -1}', "penalty", "-1", "0 – 999,999"),
    ('{"penalty": 1.005}', "penalty", "1.005", "0 – 999,999"),
    ('{"penalty": 1000000}', "penalty", "1000000", "0 – 999,999"),
    ('{"penalty": NaN}', "penalty", "NaN", "0 – 999,999"),
    ('{"penalty": -Infinity}', "penalty", "-Infinity", "0 – 999,999"),
    ('{"penalty": 1e99999999}', "penalty", "1E+99999999", "0 – 999,999"),
    ('{"penalty": 1e-99999999}', "penalty", "1E-99999999", "0 – 999,999"),
    ('{"penalty": 1e9999999999999999999}', "penalty", "1e9999999999999999999", "0 – 999,999"),
    ('{"penalty": "sNaN"}', "penalty", "sNaN", "0 – 999,999"),
    ('{"penalty": true}', "penalty", "true", "0 – 999,999"),
    ('{"penalty": "1_000"}', "penalty", "1_000", "0 – 999,999"),
    ('{"penalty": "1e3"}', "penalty", "1e3", "0 – 999,999"),
    ('{"months_left": "1_0"}', "months_left", "1_0", "0 – 600"),
    ('{"penalty": "ten"}', "penalty", "ten", "0 – 999,999"),
    ('{"penalty": ' + "9" * 5000 + "}", "penalty", "9" * LONGEST + "…", "0 – 999,999"),
    ('{"months_left": 1.5}', "months_left", "1.5", "0 – 600"),
    ('{"months_left": 601}', "months_left", "601", "0 – 600"),
    ('{"count": 0}', "count", "0", "1 – 99,999"),
    ('{"months": 601}', "months", "601", "1 – 600"),
    ('{"start": "30/11/2026"}', "start", "30/11/2026", "YYYY-MM-DD"),
    ('{"start": "20261130"}', "start", "20261130", "YYYY-MM-DD"),
    ('{"start": 20261130}', "start", "20261130", "YYYY-MM-DD"),
    ('{"start": "9999-12-31"}', "start", "9999-12-31", "2000-01-01 – 2099-12-31"),
    ('{"application": "0001-01-01"}', "application", "0001-01-01", "2000-01-01 – 2099-12-31"),
    ('{"need": ["none"]}', "need", '["none"]', "ongoing"),
    ('{"need": "a\\nb\\u001b[1m\\ud800"}', "need", r"a\u000ab\u001b[1m\ud800", "ongoing"),
    ('{"a\\nb": 1}', r"a\u000ab", "1", "holder, used_by_other, status, need"),
    ('["need"]', "JSON", "array", "{…}"),
    ("7", "JSON", "number", "{…}"),
    ('{"need": "none",}', "JSON 1:16", "", "{…}"),
    ('{"need": "none", "need": "pause"}', "need", "none", "1"),
    ('{"need": ' + "[" * 100_000, "JSON", "", "50"),
    ('{"need": ' + "[" * 50 + "]" * 50 + "}", "JSON", "", "50"),
    ("", "JSON 1:1", "", "{…}"),
]


def on_stdin(text: bytes | str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `text` on standard input."""
    content = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("text", "field", "value", "allowed"), MISTAKES)
def test_a_mistake_names_field_value_and_what_is_allowed(
    text: str,
    field: str,
    value: str,
    allowed: str,
    lang: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    on_stdin(text, monkeypatch)
    assert main(["check", "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(field)
    assert value in err
    assert allowed in err
    error = json.loads(check_json(text, lang))["error"]
    assert error["message"] == err.strip()
    assert error["field"] == field


def test_facts_are_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.json"
    # With the mark that some editors put first.
    file.write_text(
        '{"status": "police_stop", "penalty": 12.50, "used_by_other": true}', encoding="utf-8-sig"
    )
    assert main(["check", str(file), "--lang", "en"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "ask_first"
    assert answer["facts"] == {"status": "police_stop", "used_by_other": True, "penalty": "12.50"}


@pytest.mark.parametrize("command", ["check", "replay"])
@pytest.mark.parametrize("content", [None, b"\xff\xfe{}", b'{"need": "\xc3"}', b"\x00", b"[[["])
def test_a_file_that_is_missing_or_no_text_ends_in_one_line(
    content: bytes | None,
    command: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "facts.json"
    if content is not None:
        file.write_bytes(content)
        on_stdin(content, monkeypatch)
        assert main([command]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert main([command, str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err


@given(texts)
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_answered_or_refused_in_one_line(text: str) -> None:
    for answer in (check_json(text, "zh"), replay_json(text, "en")):
        reply = json.loads(answer, parse_constant=lambda word: pytest.fail(word))
        if "error" in reply:
            assert reply["error"]["message"].isprintable()
            assert len(reply["error"]["value"]) <= 6 * (LONGEST + 1)


@given(values)
@settings(max_examples=200, deadline=None)
def test_any_value_of_any_field_is_understood_or_refused(value: Any) -> None:
    model = current()
    refusals = []
    for field in (*model.questions, *model.amounts, "months", *DAYS):
        try:
            check({field: value})
        except FactsError as error:
            refusals.append((field, error))
    assert all(error.field == field and str(error).isprintable() for field, error in refusals)


@given(allowed)
@settings(max_examples=200, deadline=None)
def test_facts_as_understood_are_facts_again(facts: dict[str, Any]) -> None:
    first = Facts(current(), facts)
    again = Facts(current(), read_object(json.dumps(first.as_json())))
    assert again.as_json() == first.as_json()
    counted = {"months_left"} if {"start", "contract_end"} <= facts.keys() else set()
    assert set(first.as_json()) == set(facts) | counted
    assert check(first.as_json()) == check(facts)


def test_a_nought_has_no_sign() -> None:
    assert check({"penalty": "-0", "balance": "-0.00"})["facts"] == {"penalty": "0", "balance": "0"}


def test_null_means_not_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(check_json('{"status": null}', "en"))["facts"] == {}


def test_the_browser_entry_and_the_command_line_give_the_same_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"need": "none", "status": "normal", "penalty": 100}'
    on_stdin(text, monkeypatch)
    assert main(["check", "--lang", "zh"]) == 0
    assert json.loads(check_json(text, "zh")) == json.loads(capsys.readouterr().out)


def test_the_package_imports_the_standard_library_only() -> None:
    import ast
    import sys

    import keep_or_cancel

    folder = Path(keep_or_cancel.__file__).parent
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                root = name.split(".")[0]
                assert root == "keep_or_cancel" or root in sys.stdlib_module_names, file
