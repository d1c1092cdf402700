"""The shared data: it loads, it compiles, and each kind of mistake is named."""

import json
import shutil
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

from guide import Guide, GuideError, compile_guide, load
from guide.loader import DATA
from guide.schema import FILES, Ref, When, Words

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


def plain_names(model: Any, path: str) -> Iterator[str]:
    """Yield every field that holds a bare name: no text, no condition, no checked reference."""
    origin, arguments = typing.get_origin(model), typing.get_args(model)
    if model in (Words, When) or (
        origin is typing.Annotated and any(isinstance(a, Ref) for a in arguments)
    ):
        return
    if isinstance(model, type) and issubclass(model, BaseModel):
        for name, hint in typing.get_type_hints(model, include_extras=True).items():
            if name in model.model_fields and name != "id":
                yield from plain_names(hint, f"{model.__name__}.{name}")
    elif model is str:
        yield path
    elif origin is not typing.Literal:
        for argument in arguments:
            yield from plain_names(argument, path)


def test_a_name_that_stands_for_another_entry_is_declared_as_a_reference() -> None:
    """What is listed here names no entry; anything else needs `Ref`, and a case in bad/."""
    names = {name for model in FILES.values() for name in plain_names(model, "")}
    assert names == {
        "Meta.rules_version",
        "UiFile.ui",  # the words' own ids
        "Family.icon",  # a file of the theme
        "Derived.values",  # their own ids
        "Derived.labels",  # one a value, checked by the model
        "CostsFile.cost_factors",  # the factors' own ids
        "CostFactor.value",  # a decimal number
    }


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
    entries = dict(texts(compile_guide(guide)))
    assert len(entries) > 500
    chinese = {where: t["zh"] for where, t in entries.items() if isinstance(t["zh"], str)}
    # Names that are the same in Chinese text: none but units and placeholders may lack Han.
    latin = [w for w, text in chinese.items() if not has_han(text) and len(text.split()) > 3]
    assert [w for w in latin if any(c.isalpha() and c.isascii() for c in chinese[w])] == []


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
