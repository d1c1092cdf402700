"""The shared data: it loads, it compiles, and each kind of mistake is named."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from guide import Guide, GuideError, compile_guide, load
from guide.loader import DATA

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


class Mistake(BaseModel):
    """One way to spoil a file of the guide, and what must be said about it."""

    model_config = ConfigDict(extra="forbid")
    mistake: str
    file: str
    find: str
    put: str
    line: str | None
    line_offset: int | None = 0
    says: str


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for file in DATA.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


def spoil(folder: Path, mistake: Mistake) -> int | None:
    """Make the mistake in `folder`; return the line that must be named, if the case knows it."""
    file = folder / mistake.file
    text = file.read_text(encoding="utf-8")
    assert mistake.find in text, f"{mistake.file} no longer holds {mistake.find!r}"
    text = text.replace(mistake.find, mistake.put, 1)
    file.write_text(text, encoding="utf-8")
    if mistake.line is None or mistake.line_offset is None:
        return None
    return text[: text.index(mistake.line)].count("\n") + 1 + mistake.line_offset


@pytest.mark.parametrize("case", BAD, ids=lambda path: path.stem)
def test_a_mistake_in_the_data_is_named_with_file_line_and_what_is_allowed(
    case: Path, copy: Path
) -> None:
    mistake = Mistake.model_validate(YAML(typ="safe").load(case.read_text(encoding="utf-8")))
    line = spoil(copy, mistake)
    with pytest.raises(GuideError) as caught:
        load(copy)
    said = str(caught.value)
    assert mistake.says in said
    assert f"guide/data/{mistake.file}:{'' if line is None else f'{line}: '}" in said


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "laws.yaml").unlink()
    with pytest.raises(GuideError, match=r"guide/data/laws\.yaml:1: file: missing"):
        load(copy)


def test_all_mistakes_are_reported_at_once(copy: Path) -> None:
    for name in ("laws.yaml", "ui.yaml"):
        (copy / name).unlink()
    with pytest.raises(GuideError) as caught:
        load(copy)
    assert len(caught.value.problems) == 2


def texts(part: Any, where: str = "") -> list[tuple[str, dict[str, str]]]:
    """Return every bilingual text of the compiled guide with its place."""
    if isinstance(part, dict):
        if set(part) == {"zh", "en"}:
            return [(where, part)]
        return [t for key, inner in part.items() for t in texts(inner, f"{where}.{key}")]
    if isinstance(part, list):
        return [t for n, inner in enumerate(part) for t in texts(inner, f"{where}[{n}]")]
    return []


def test_no_text_of_one_language_stands_where_the_other_belongs(guide: Guide) -> None:
    found = texts(compile_guide(guide))
    assert len(found) > 500
    han = [w for w, t in found if isinstance(t["zh"], str) and not has_han(t["zh"])]
    same = [w for w in han if any(c.isalpha() and c.isascii() for c in dict(found)[w]["zh"])]
    # Names that are the same in Chinese text: none but units and placeholders may lack Han.
    assert [w for w in same if len(dict(found)[w]["zh"].split()) > 3] == []


def has_han(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_conditions_compile_to_the_values_they_allow(guide: Guide) -> None:
    compiled = compile_guide(guide)
    rules = {rule["id"]: rule for rule in compiled["rules"]}
    assert rules["R01"]["when"] == [{"status": ["police_stop"]}]
    assert rules["R04"]["when"] == [
        {"status": ["risk_stop"], "need": ["ongoing", "standby", "pause", "undecided"]}
    ]
    assert rules["R17"]["when"] == [{}]


def test_the_compiled_guide_is_plain_json(guide: Guide) -> None:
    compiled = compile_guide(guide)
    assert json.loads(json.dumps(compiled)) == compiled


def test_every_claim_and_addition_of_the_fact_check_is_there(guide: Guide) -> None:
    assert [c.id for c in guide.claims.claims] == [f"C{n:02}" for n in range(1, 42)]
    assert [a.id for a in guide.claims.additions] == [f"O{n:02}" for n in range(1, 18)]
    assert [x.id for x in guide.claims.contradictions] == [f"X{n}" for n in range(1, 9)]
