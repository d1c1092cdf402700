"""Facts that are not allowed, on the command line: one clear line, exit status 2."""

import io
import json
from pathlib import Path

import pytest
from keep_or_cancel.browser import check_json
from keep_or_cancel.cli import main

MISTAKES = [
    ('{"need": "maybe"}', "need", "maybe", "ongoing, standby, pause, none, undecided"),
    ('{"nead": "none"}', "nead", "none", "holder, status, need"),
    ('{"penalty": -1}', "penalty", "-1", "0 – 1,000,000,000"),
    ('{"penalty": 1.005}', "penalty", "1.005", "0 – 1,000,000,000"),
    ('{"penalty": NaN}', "penalty", "nan", "0 – 1,000,000,000"),
    ('{"penalty": true}', "penalty", "True", "0 – 1,000,000,000"),
    ('{"penalty": "ten"}', "penalty", "ten", "0 – 1,000,000,000"),
    ('{"months_left": 1.5}', "months_left", "1.5", "0 – 1,000,000,000"),
    ('{"count": 0}', "count", "0", "1 – 1,000,000,000"),
    ('{"months": 601}', "months", "601", "1 – 600"),
    ('{"start": "30/11/2026"}', "start", "30/11/2026", "YYYY-MM-DD"),
    ('{"need": ["none"]}', "need", "['none']", "ongoing"),
    ('["need"]', "JSON", "list", "{…}"),
    ('{"need": "none",}', "JSON 1:16", "", "{…}"),
    ('{"need": "none", "need": "pause"}', "need", "none", "1"),
    ("", "JSON 1:1", "", "{…}"),
]


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
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["check", "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(field)
    assert value.lower() in err.lower()
    assert allowed in err
    error = json.loads(check_json(text, lang))["error"]
    assert error["message"] == err.strip()
    assert error["field"] == field


def test_facts_are_read_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "facts.json"
    file.write_text('{"status": "police_stop", "penalty": 12.50, "used_by_other": true}')
    assert main(["check", str(file), "--lang", "en"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "ask_first"
    assert answer["facts"] == {"status": "police_stop", "used_by_other": True, "penalty": "12.50"}


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_null_means_not_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(check_json('{"status": null}', "en"))["facts"] == {}


def test_the_browser_entry_and_the_command_line_give_the_same_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"need": "none", "status": "normal", "penalty": 100}'
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
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
