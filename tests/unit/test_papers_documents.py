"""Letters as .docx: in them is what the draft says, whoever opens them, and nothing else."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from keep_or_cancel.facts import FactsError
from keep_or_cancel.model import Model
from keep_or_cancel.papers import docx, draft
from keep_or_cancel.papers.document import BLANK_ROWS, several

from guide import compile_guide, load
from guide.edition import LANGUAGES, Edition
from tests.support.letters import FORMS, LETTERS, TODAY, VALUES, every_draft, offered, rows
from widgets.letter_files import letter_file, letter_files

OFFICE = shutil.which("soffice")
# LibreOffice is too large to be set up for these tests alone (test_lists_libreoffice.py, too): they
# run where it is, and it may be there without the part that opens letters.
WRITER = OFFICE is not None and (Path(OFFICE).resolve().parent / "libswlo.so").exists()


def told(made: Mapping[str, Any], langs: tuple[str, ...]) -> list[str]:
    """Return what a draft says, paragraph by paragraph, as its document has it."""
    return [
        f"{one['number']}.\t{one[lang]}" if one["number"] and lang == langs[0] else one[lang]
        for one in made["paragraphs"]
        for lang in langs
    ]


def read(content: bytes) -> tuple[list[str], list[list[list[str]]]]:
    """Return the paragraphs of a document that hold something, and its tables."""
    document = Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    return [one.text for one in document.paragraphs if one.text], tables


def files(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("name", LETTERS)
def test_a_document_says_what_its_draft_says(name: str) -> None:
    for form, args in every_draft(name):
        made = draft(args)
        content = docx(args)
        paragraphs, tables = read(content)
        said = told(made, FORMS[form][1])
        schedule = made["schedule"]
        if schedule is None:
            assert tables == []
        else:
            said += [] if schedule["after"] is not None else [schedule["title"]]
            head, *body = tables[0]
            assert head == schedule["columns"]
            width = len(head)
            end = [[schedule["end"]] * width] if schedule["rows"] else [[""] * width] * BLANK_ROWS
            assert body == [*schedule["rows"], *end]
        assert paragraphs == said
        assert not set("{}") & set("".join(paragraphs))
        whole = "".join(files(content).values())
        assert "{{" not in whole
        assert "}}" not in whole


def test_a_document_is_plain_a4_in_chinese_type_and_dated_by_the_rules() -> None:
    content = docx({"id": "cancel_company", "lang": "zh"})
    assert content == docx({"id": "cancel_company", "lang": "zh"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = {(one.date_time, one.compress_type, one.create_system) for one in archive.infolist()}
    assert told == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 3)}
    parts = files(content)
    assert next(iter(parts)) == "[Content_Types].xml"
    assert not [name for name in parts if re.search("thumbnail|Effects|theme|custom", name)]
    assert 'w:eastAsia="宋体"' in parts["word/styles.xml"]
    assert "Theme" not in parts["word/styles.xml"]
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [
        210,
        297,
    ]
    day = load().meta.rules_date
    properties = document.core_properties
    assert properties.created is not None
    assert properties.created.date() == day
    assert (properties.title, properties.author) == ("销户申请书（单位）", "")
    footer = "\n".join(one.text for one in section.footer.paragraphs)
    assert "不是法律意见" in footer
    assert f"{day}" in footer
    codes = section.footer._element.iter(qn("w:instrText"))
    assert [code.text for code in codes] == ["PAGE", "NUMPAGES"]
    # Each style a paragraph is set in is there.
    for letter in (content, docx({"id": "handover", "lang": "en", "gloss": True})):
        styles = Document(io.BytesIO(letter)).styles
        used = re.findall('w:pStyle w:val="([^"]+)"', files(letter)["word/document.xml"])
        assert set(used) <= {style.style_id for style in styles}


def test_a_long_schedule_has_its_head_on_every_page() -> None:
    content = docx({"id": "cancel_company", "lang": "zh", "numbers": rows(500), "today": TODAY})
    (table,) = Document(io.BytesIO(content)).tables
    head, *others = [row._tr.find(qn("w:trPr")) for row in table.rows]
    assert head.find(qn("w:tblHeader")) is not None
    assert all(one.find(qn("w:tblHeader")) is None for one in others)
    assert len(others) == 501
    assert [cell.text for cell in table.rows[500].cells][:2] == ["500", "13800000500"]
    assert len(content) < 1_000_000


def test_values_that_look_like_markup_and_breaks_are_text() -> None:
    values = {"carrier_name": "<w:p/>&amp;{{body}}\x00\u202e", "handler_name": "a\tb"}
    paragraphs, _ = read(docx({"id": "cancel_company", "lang": "zh", "values": values}))
    assert "致：<w:p/>&amp;{{body}}" in paragraphs
    facts = {"values": {"facts": "一\r\n二\u2028三"}}
    paragraphs, _ = read(docx({"id": "complain_authority", "lang": "zh", **facts}))
    assert any(one.endswith("，一\n二\n三") for one in paragraphs)
    reason = {"values": {"reason": "一\n二"}}
    paragraphs, _ = read(docx({"id": "complain_authority", "lang": "en", "gloss": True, **reason}))
    assert {"理由：\n一\n二", "Reasons:\n一\n二"} <= set(paragraphs)


def test_several_letters_are_one_archive_and_no_name_tells_of_anybody() -> None:
    asked = [
        {"id": name, "lang": "zh", "values": VALUES, "numbers": rows(1), "today": TODAY}
        for name in ("cancel_company", "authority", "cancel_company")
    ]
    content = several({"letters": asked})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert names == [
            *("1 销户申请书（单位）.docx", "2 授权委托书.docx", "3 销户申请书（单位）.docx"),
        ]
        assert [archive.read(name) for name in names] == [docx(one) for one in asked]
    assert several({"letters": asked}) == content
    assert several(asked[0]) == several({"letters": asked[:1]})
    wrongs: tuple[Any, ...] = (None, [], {}, [1])
    for wrong in wrongs:
        with pytest.raises(FactsError):
            several({"letters": wrong})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_a_blank_one_of_each_to_take_away(lang: Any) -> None:
    guide = load()
    made = letter_files(Model(compile_guide(guide)), Edition(guide, lang))
    assert list(made) == [letter_file(name, lang) for name in LETTERS]
    for name, content in zip(LETTERS, made.values(), strict=True):
        assert len(content) < 8_000
        paragraphs, _ = read(content)
        text = "\n".join(paragraphs)
        # In Chinese, for that is what is handed in.
        assert LETTERS[name].title.zh in text or LETTERS[name].form in ("sms", "message", "mail")
        assert ("___" in text) is (lang == "en")
        assert "＿" in text


@pytest.mark.skipif(not WRITER, reason="LibreOffice Writer (soffice) is not installed")
@pytest.mark.xdist_group("libreoffice")
def test_libreoffice_reads_what_the_draft_says(tmp_path: Path) -> None:
    assert OFFICE is not None
    asked = {}
    for name in LETTERS:
        for n, (form, args) in enumerate(every_draft(name, each_outcome=False)):
            # Both languages stand in these.
            if form != "gloss":
                continue
            path = tmp_path / f"{name}-{n}.docx"
            path.write_bytes(docx(args))
            asked[path] = form, args
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    out = tmp_path / "out"
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, asked)], check=True, capture_output=True
    )
    for path, (form, args) in asked.items():
        text = (out / f"{path.stem}.txt").read_text(encoding="utf-8-sig")
        made = draft(args)
        at = 0
        for paragraph in told(made, FORMS[form][1]):
            found = text.find(paragraph, at)
            assert found >= 0, (path.stem, paragraph)
            at = found + len(paragraph)
        for row in (made["schedule"] or {"rows": []})["rows"]:
            assert all(cell in text for cell in row)


def test_each_letter_is_offered_with_some_outcome() -> None:
    assert all(offered()[name] for name in LETTERS)
