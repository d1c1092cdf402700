"""The command `letter`: what is in its file of facts, what it writes, and what it refuses."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from keep_or_cancel.cli import main
from keep_or_cancel.lists.session import Session
from keep_or_cancel.papers import docx, draft

from tests.support.cases import CLEARED
from tests.support.letters import LETTERS, TODAY

FIELDS = {"carrier_name": "某某运营商", "wish_date": "2026-12-20"}
NUMBERS = [{"number": "13800000001", "holder": "某某公司"}]
READY = {**CLEARED, "contract": "none", "linked": "none", "company_event": "none"}
ARGS = {"id": "cancel_company", "facts": CLEARED, "values": FIELDS, "numbers": NUMBERS}


def written(folder: Path, **more: Any) -> Path:
    path = folder / "facts.json"
    told = {**CLEARED, "fields": FIELDS, "numbers": NUMBERS, **more}
    path.write_text(json.dumps(told), encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("gloss", [False, True])
def test_it_writes_the_document_or_prints_the_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], gloss: bool
) -> None:
    facts, out = written(tmp_path), tmp_path / "信.docx"
    how = ["--today", TODAY, "--lang", "en", *(["--gloss"] if gloss else [])]
    asked = {**ARGS, "lang": "en", "gloss": gloss, "today": TODAY}
    assert main(["letter", "cancel_company", str(facts), "-o", str(out), *how]) == 0
    assert out.read_bytes() == docx(asked)
    said = capsys.readouterr().out
    assert "written. Left to write by hand: " in said
    assert "13800000001" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts.json", "信.docx"]
    assert main(["letter", "cancel_company", str(facts), *how]) == 0
    assert capsys.readouterr().out == draft(asked)["text"] + "\n"


def test_it_says_which_letters_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letter", "--list", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"{name}\t{letter.title.en}" for name, letter in LETTERS.items()]


def test_facts_may_come_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Piped:
        buffer = io.BytesIO(b"{}")

    monkeypatch.setattr("sys.stdin", Piped)
    assert main(["letter", "handover", "--today", TODAY]) == 0
    assert "号码交接表" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "more", "out", "says"),
    [
        ("cancel_company", {"fields": {"wish_date": "soon"}}, "a.docx", "fields.wish_date: “soon”"),
        ("cancel_company", {"fields": {"wish": "x"}}, "a.docx", "fields.wish: “x”"),
        ("cancel_company", {"holder": "me"}, "a.docx", "holder: “me”"),
        ("cancel_company", {"numbers": [1]}, "a.docx", "numbers 1: “number”"),
        ("cancel_company", {"lines": ["x"]}, "a.docx", "lines: “x”"),
        ("cancel_us", {}, "a.docx", "id: “cancel_us”"),
        ("cancel_company", {}, "a.doc", "a.doc: cannot be written there"),
        ("cancel_company", {}, "facts.json", "cannot be written there"),
        ("cancel_company", {}, "none/a.docx", "none/a.docx: "),
    ],
)
def test_it_names_what_is_wrong_and_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    more: dict[str, Any],
    out: str,
    says: str,
) -> None:
    facts = written(tmp_path, **more)
    before = facts.read_bytes()
    assert main(["letter", name, str(facts), "-o", str(tmp_path / out), "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["facts.json"]
    assert facts.read_bytes() == before


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["letter", "authority", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main(["letter"])
    assert ended.value.code == 2


def listed(folder: Path, *carriers: str) -> Path:
    path = folder / "list.csv"
    rows = [[f"1380013{n:04d}", one, *READY.values()] for n, one in enumerate(carriers)]
    path.write_text("\n".join(map(",".join, [["号码", "运营商", *READY], *rows])), encoding="utf-8")
    return path


def test_for_a_list_it_writes_one_letter_a_carrier_as_the_page_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, fields = listed(tmp_path, "移动", "移动", "联通"), tmp_path / "fields.json"
    fields.write_text(json.dumps({"company_name": "甲公司"}), encoding="utf-8")
    how = ["--today", TODAY, "--fields", str(fields)]
    out = tmp_path / "letters.zip"
    assert main(["letter", "cancel_company", str(path), "-o", str(out), *how]) == 0
    said = capsys.readouterr().out
    assert "letters.zip" in said
    assert "138" not in said
    session, told = Session(), {"lang": "zh", "today": TODAY, "values": {"company_name": "甲公司"}}
    session.read(told, path.read_bytes())
    assert out.read_bytes() == session.paper({"id": "cancel_company", **told})
    with zipfile.ZipFile(out) as archive:
        assert len(archive.namelist()) == 2
    alone, one = listed(tmp_path, "移动", "移动"), tmp_path / "letter.docx"
    assert main(["letter", "cancel_company", str(alone), "-o", str(one), *how]) == 0
    words = "\n".join(p.text for p in Document(str(one)).paragraphs)
    assert "甲公司" in words
    assert "13800130001" in words


@pytest.mark.parametrize(
    ("name", "fields", "out", "says"),
    [
        (
            "cancel_company",
            {},
            "a.docx",
            "a.docx: cannot be written there; allowed: another name t",
        ),
        ("cancel_company", {}, None, "-o: cannot be written there"),
        ("cancel_company", {"wish_date": "soon"}, "a.zip", "fields.wish_date: “soon”"),
        ("cancel_company", {"wish": "x"}, "a.zip", "fields.wish: “x”"),
        (
            "cancel_person",
            {},
            "a.zip",
            "id: “cancel_person” is not allowed; allowed: cancel_company",
        ),
        ("cancel_us", {}, "a.zip", "id: “cancel_us”"),
        ("cancel_company", {}, "none/a.zip", "none/a.zip: "),
        ("cancel_company", None, "a.zip", "fields.json: "),
    ],
)
def test_for_a_list_it_names_what_is_wrong_and_writes_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    fields: dict[str, str] | None,
    out: str | None,
    says: str,
) -> None:
    path, typed = listed(tmp_path, "移动", "联通"), tmp_path / "fields.json"
    if fields is not None:
        typed.write_text(json.dumps(fields), encoding="utf-8")
    before = {one: one.read_bytes() for one in tmp_path.iterdir()}
    to = ["-o", str(tmp_path / out)] if out else []
    asked = ["letter", name, str(path), *to, "--fields", str(typed), "--lang", "en"]
    assert main([*asked, "--today", TODAY]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert said.out == ""
    assert {one: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_a_list_that_needs_a_choice_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("甲,乙\na,b\n", encoding="utf-8")
    assert main(["letter", "authority", str(path), "-o", str(tmp_path / "a.docx")]) == 3
    assert "--map" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]
