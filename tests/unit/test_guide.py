"""The shared data: it loads, it compiles, and each kind of mistake is named."""

import datetime
import json
import re
import shutil
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from guide import Guide, GuideError, compile_guide, load
from guide.compile import archive, archive_problem
from guide.loader import DATA
from guide.schema import FILES, Ref, When, Words
from guide.yaml_text import read

YEAR = datetime.timedelta(days=365)
DATE = load().meta.rules_date
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
    mistake = Mistake.model_validate(read(case.read_text(encoding="utf-8")))
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
            # `asserts` names the entry's own texts, which the model checks.
            if name in model.model_fields and name not in ("id", "asserts"):
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
        "Shades.light",  # colours
        "Shades.dark",
        "Derived.values",  # their own ids
        "Derived.labels",  # one a value, checked by the model
        "CostsFile.cost_factors",  # the factors' own ids
        "CostFactor.value",  # a decimal number
        *(f"Spellings.{place}" for place in ("before", "after", "monthly")),  # parts of amounts
        "Reminder.yearly",  # a day of the year
        # Texts by ids of their own, which the engine names.
        "TimelineFile.words",
        *(f"ListsFile.{kind}" for kind in ("problems", "skipped", "file_notes", "refused")),
        *(f"LettersFile.{kind}" for kind in ("words", "problems")),
        *(f"ListsFile.{kind}" for kind in ("piles", "words")),
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


def with_meta(guide: Guide, **values: Any) -> Guide:
    return guide.model_copy(update={"meta": guide.meta.model_copy(update=values)})


def with_other_rules(guide: Guide) -> Guide:
    """Return the guide with its first two rules changed round."""
    first, second, *rest = guide.rules.rules
    rules = guide.rules.model_copy(update={"rules": [second, first, *rest]})
    return guide.model_copy(update={"rules": rules})


def test_rules_that_are_kept_under_their_version_pass(guide: Guide, tmp_path: Path) -> None:
    assert archive_problem(guide) is None
    assert archive(guide, tmp_path).name == f"{guide.meta.rules_version}.json"
    assert archive_problem(guide, tmp_path) is None
    # Words may change as they like; only what decides is kept.
    assert archive_problem(with_meta(guide, title=guide.meta.description), tmp_path) is None


def test_changed_rules_need_a_new_version_and_are_then_to_be_kept(
    guide: Guide, tmp_path: Path
) -> None:
    archive(guide, tmp_path)
    changed, version = with_other_rules(guide), guide.meta.rules_version
    says = (
        f"guide/data/meta.yaml: rules changed since {version} was kept (rules): give "
        "guide/data/meta.yaml a new rules_version and rules_date, then `make archive`"
    )
    assert archive_problem(changed, tmp_path) == says
    with pytest.raises(ValueError, match=re.escape(says)):
        archive(changed, tmp_path)
    bumped = with_meta(changed, rules_version="9999.10", rules_date=guide.meta.rules_date + YEAR)
    problem = archive_problem(bumped, tmp_path)
    assert (
        problem
        == "guide/data/meta.yaml: rules of version 9999.10 are not kept yet: run `make archive`"
    )
    archive(bumped, tmp_path)
    assert archive_problem(bumped, tmp_path) is None
    assert sorted(path.stem for path in tmp_path.iterdir()) == [version, "9999.10"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"rules_version": "1999.1"}, "rules_version: found 1999.1; allowed: {version}, or a new"),
        ({"rules_date": DATE + YEAR}, "rules_date: found {later}; allowed for {version}: {date}"),
        (
            {"rules_version": "9999.9", "rules_date": DATE - YEAR},
            "rules_date: found {earlier}; allowed: {date}, the date of {version}, or later",
        ),
    ],
)
def test_a_version_or_date_that_does_not_follow_the_last_is_named(
    guide: Guide, tmp_path: Path, values: dict[str, Any], says: str
) -> None:
    archive(guide, tmp_path)
    words = {"date": DATE, "later": DATE + YEAR, "earlier": DATE - YEAR}
    expected = says.format(version=guide.meta.rules_version, **words)
    wrong = with_meta(guide, **values)
    assert expected in str(archive_problem(wrong, tmp_path))
    with pytest.raises(ValueError, match=re.escape(expected)):
        archive(wrong, tmp_path)


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
    """Those of the fact check, first and in its order; what is found later follows."""
    claims, additions = guide.claims.claims, guide.claims.additions
    assert [c.id for c in claims][:41] == [f"C{n:02}" for n in range(1, 42)]
    assert [a.id for a in additions][:17] == [f"O{n:02}" for n in range(1, 18)]
    assert [x.id for x in guide.claims.contradictions][:8] == [f"X{n}" for n in range(1, 9)]
