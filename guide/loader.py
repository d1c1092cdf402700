"""Reads the YAML in data/, checks it against the schema, and reports every mistake at once.

A mistake is reported as `file:line: where: what stands there; what is allowed`.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from guide.prose import pages
from guide.schema import FILES, Guide, Ref, When
from guide.yaml_text import DuplicateKeyError, YamlError, YamlList, YamlMap, read

DATA = Path(__file__).parent / "data"
Loc = tuple[int | str, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: file name, line (from 1), where in the file, and what is wrong."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        return f"guide/data/{self.file}:{self.line}: {self.where}: {self.message}"


class GuideError(Exception):
    """The shared data does not hold together; `problems` lists every mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(p) for p in self.problems))


class _Source:
    """One parsed YAML file: its plain data and the line each part of it stands on."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        try:
            self.tree = read(text)
        except DuplicateKeyError as error:
            raise GuideError([Problem(self.name, error.line, "key", str(error))]) from None
        except YamlError as error:
            message = f"not readable as YAML: {error}"
            raise GuideError([Problem(self.name, error.line, "syntax", message)]) from None

    def line(self, loc: Loc) -> int:
        """Return the line of the part at `loc`, or of the nearest part around it."""
        node, line = self.tree, 1
        for step in loc:
            if isinstance(node, YamlList):
                inside = isinstance(step, int) and step < len(node)
            else:
                inside = isinstance(node, YamlMap) and step in node
            if not inside:
                break
            line, node = node.lines[step], node[step]
        return line

    def where(self, loc: Loc) -> str:
        """Return `loc` in words: entries by their id rather than by their number."""
        node, words = self.tree, ""
        for step in loc:
            inside = isinstance(node, (YamlMap, YamlList))
            try:
                node = node[step] if inside else None
            except (KeyError, IndexError, TypeError):
                node = None
            if isinstance(step, int):
                name = node.get("id", step) if isinstance(node, YamlMap) else step
                words += f"[{name}]"
            else:
                words += f".{step}" if words else step
        return words or "file"


def _model_at(model: Any, loc: Loc) -> type[BaseModel] | None:
    """Return the model that describes the part at `loc` of data described by `model`."""
    if typing.get_origin(model) is typing.Annotated:
        return _model_at(typing.get_args(model)[0], loc)
    if typing.get_origin(model) in (typing.Union, types.UnionType):
        return _model_at(typing.get_args(model)[0], loc)
    if typing.get_origin(model) in (list, dict):
        return _model_at(typing.get_args(model)[-1], loc[1:])
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return None
    if not loc:
        return model
    field = model.model_fields.get(str(loc[0]))
    return _model_at(field.annotation, loc[1:]) if field else None


def _problem(source: _Source, model: type[BaseModel], error: ErrorDetails) -> Problem:
    """Turn one pydantic error into words that name the key, the value and what is allowed."""
    loc, kind, value = error["loc"], error["type"], error.get("input")
    if kind == "missing":
        text = loc[-1] in ("zh", "en")
        message = "missing: the text in this language" if text else "missing"
    elif kind == "extra_forbidden":
        owner = _model_at(model, loc[:-1])
        allowed = ", ".join(owner.model_fields) if owner else "no key here"
        message = f"unknown key; allowed: {allowed}"
    else:
        what = {
            "literal_error": f"allowed: {error.get('ctx', {}).get('expected')}",
            "string_too_short": "allowed: a text that is not empty",
            "string_type": "allowed: a text (put numbers in quotes)",
            "string_pattern_mismatch": f"allowed: {error.get('ctx', {}).get('pattern')}",
        }.get(kind, error["msg"].removeprefix("Value error, "))
        plain = not isinstance(value, (Mapping, list, BaseModel))
        message = f"found {value!r}; {what}" if plain else what
    return Problem(source.name, source.line(loc), source.where(loc), message)


@dataclass(frozen=True)
class _Reference:
    """One reference in the data: its place, the kind and id it names, and whose entry it is."""

    loc: Loc
    kind: str
    id: str
    of: str | None


def _refs(
    model: Any, value: Any, loc: Loc = (), ref: Ref | None = None, owner: object = None
) -> Iterator[_Reference]:
    """Yield every reference declared in the schema and held in `value`, a field of `owner`."""
    origin = typing.get_origin(model)
    if origin is typing.Annotated:
        base, *marks = typing.get_args(model)
        if model == When:
            return
        mark = next((m for m in marks if isinstance(m, Ref)), None)
        yield from _refs(base, value, loc, mark or ref, owner)
    elif origin in (typing.Union, types.UnionType):
        if value is not None:
            yield from _refs(typing.get_args(model)[0], value, loc, ref, owner)
    elif origin is list:
        for n, entry in enumerate(value):
            yield from _refs(typing.get_args(model)[0], entry, (*loc, n), ref, owner)
    elif origin is dict:
        keys, entries = typing.get_args(model)
        for key, entry in value.items():
            yield from _refs(keys, key, (*loc, key))
            yield from _refs(entries, entry, (*loc, key), ref, types.SimpleNamespace(key=key))
    elif isinstance(value, BaseModel):
        for name, hint in _fields(type(value)).items():
            yield from _refs(hint, getattr(value, name), (*loc, name), owner=value)
    elif ref is not None:
        yield _Reference(loc, ref.kind, value, getattr(owner, ref.of) if ref.of else None)


@functools.cache
def _fields(model: type[BaseModel]) -> dict[str, Any]:
    """Return the annotation of every field of `model`, with what it declares of references."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {name: hints[name] for name in model.model_fields}


Entries = tuple[str, list[tuple[Loc, str]]]


def _ids(files: Mapping[str, Any]) -> dict[tuple[str, str | None], Entries]:
    """Return for each kind its file and the (loc, id) of each entry, in file order.

    Beside the kind stands whose entries they are: values belong to their question.
    """

    def listed(file: str, key: str) -> Entries:
        return file, [((key, n), entry.id) for n, entry in enumerate(getattr(files[file], key))]

    kinds = {
        "paragraph": ("article", "paragraphs"),
        "group": ("questions", "groups"),
        "question": ("questions", "questions"),
        "amount": ("questions", "amounts"),
        "family": ("outcomes", "families"),
        "outcome": ("outcomes", "outcomes"),
        "derived value": ("rules", "derived"),
        "rule": ("rules", "rules"),
        "blocker": ("blockers", "blockers"),
        "advice": ("advice", "advice"),
        "reminder": ("reminders", "reminders"),
        "cost": ("costs", "costs"),
        "law": ("laws", "laws"),
        "unconfirmed law": ("laws", "unconfirmed"),
        "source": ("sources", "sources"),
        "addition": ("claims", "additions"),
        "contradiction": ("claims", "contradictions"),
        "checklist": ("checklists", "checklists"),
        "term": ("glossary", "terms"),
        "varying value": ("varies", "varies"),
        "hotline question": ("hotline", "hotline"),
        "carrier": ("lists", "carriers"),
        "letter": ("letters", "letters"),
        "letter field": ("letters", "fields"),
        "signature": ("letters", "signatures"),
        "way to hand in": ("letters", "ways"),
        "schedule column": ("letters", "columns"),
    }
    entries: dict[tuple[str, str | None], Entries] = {
        (kind, None): listed(*place) for kind, place in kinds.items()
    }
    # A checklist item may rest on a claim or on an addition; both are checked statements.
    additions = entries["addition", None][1]
    entries["claim", None] = ("claims", listed("claims", "claims")[1] + additions)
    entries["checklist item", None] = (
        "checklists",
        [
            (("checklists", n, "entries", m), item.id)
            for n, checklist in enumerate(files["checklists"].checklists)
            for m, item in enumerate(checklist.entries)
        ],
    )
    factors = files["costs"].cost_factors
    entries["cost factor", None] = ("costs", [(("cost_factors", name), name) for name in factors])
    for n, question in enumerate(files["questions"].questions):
        entries["value", question.id] = (
            "questions",
            [(("questions", n, "values", m), value.id) for m, value in enumerate(question.values)],
        )
    return entries


# Each page and its headings' ids, None where the page itself is at fault.
Headings = tuple[tuple[str, tuple[str, ...] | None], ...]


def _headings(docs: Path) -> Headings:
    """Return the ids that the pages' headings bear: the same in both languages."""

    def ids(page: str) -> tuple[str, ...] | None:
        try:
            return tuple(s.id for s in pages.read("zh", page, docs).sections if s.id)
        except pages.PageError:
            return None

    return tuple((page, ids(page)) for page in pages.names("zh", docs))


def _variables(files: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the variables conditions may read, each with its values."""
    variables = {q.id: [v.id for v in q.values] for q in files["questions"].questions}
    variables |= {d.id: d.values for d in files["rules"].derived}
    return variables


def _whens(model: Any, value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, Any]]:
    """Yield (loc, condition) for every condition declared in the schema and held in `value`."""
    origin = typing.get_origin(model)
    if model == When:
        yield loc, value
    elif origin is typing.Annotated:
        yield from _whens(typing.get_args(model)[0], value, loc)
    elif origin in (typing.Union, types.UnionType):
        if value is not None:
            yield from _whens(typing.get_args(model)[0], value, loc)
    elif origin is list:
        for n, entry in enumerate(value):
            yield from _whens(typing.get_args(model)[0], entry, (*loc, n))
    elif origin is dict:
        for key, entry in value.items():
            yield from _whens(typing.get_args(model)[1], entry, (*loc, key))
    elif isinstance(value, BaseModel):
        for name, hint in _fields(type(value)).items():
            yield from _whens(hint, getattr(value, name), (*loc, name))


def _conditions(files: Mapping[str, Any]) -> Iterator[tuple[str, Loc, Any, dict[str, list[str]]]]:
    """Yield (file, loc, condition, variables it may read) for every condition in the data."""
    facts = _variables(files)
    concluded = {
        "outcome": [o.id for o in files["outcomes"].outcomes],
        "family": [f.id for f in files["outcomes"].families],
    }
    more = {"rules": {"blockers": ["any"]}, "advice": concluded, "letters": concluded}
    for file, model in FILES.items():
        for loc, when in _whens(model, files[file]):
            yield file, loc, when, facts | more.get(file, {})


def _cross_check(
    files: Mapping[str, Any], sources: Mapping[str, _Source], headings: Headings
) -> Iterator[Problem]:
    """Yield what is wrong between entries: double ids, dangling references, bad conditions."""

    def problem(file: str, loc: Loc, message: str) -> Problem:
        source = sources[file]
        return Problem(source.name, source.line(loc), source.where(loc), message)

    known: dict[tuple[str, str | None], Sequence[str] | None] = {
        ("page", None): [page for page, _ in headings],
        **{("anchor", page): ids for page, ids in headings},
    }
    for key, (file, entries) in _ids(files).items():
        once: list[str] = []
        for loc, name in entries:
            if name in once:
                yield problem(file, loc, f"id {name!r} stands twice")
            once.append(name)
        known[key] = once
    for file, model in FILES.items():
        for ref in _refs(model, files[file]):
            # Of an entry that is not there nothing can be said; its own reference says so.
            ids = known.get((ref.kind, ref.of)) if ref.of else known[ref.kind, None]
            if ids is not None and ref.id not in ids:
                kind = f"{ref.kind} of {ref.of!r}" if ref.of else ref.kind
                message = f"no {kind} has the id {ref.id!r}; allowed: {', '.join(ids)}"
                yield problem(file, ref.loc, message)
    amounts = [amount.id for amount in files["questions"].amounts]
    for name, factor in files["costs"].cost_factors.items():
        if factor.value is None and name not in (*amounts, "months"):
            message = f"no amount has the id {name!r}; allowed without `value`: "
            message += ", ".join(["months", *amounts])
            yield problem("costs", ("cost_factors", name), message)
    for file, loc, when, variables in _conditions(files):
        for case in when:
            for variable, allowed in case.items():
                if variable not in variables:
                    names = ", ".join(variables)
                    yield problem(
                        file, loc, f"no variable has the id {variable!r}; allowed: {names}"
                    )
                    continue
                for value in allowed.values:
                    if value not in variables[variable]:
                        names = ", ".join(variables[variable])
                        yield problem(
                            file,
                            (*loc, variable),
                            f"{variable!r} has no value {value!r}; allowed: {names}",
                        )


def load(folder: Path = DATA, docs: Path = pages.DOCS) -> Guide:
    """Return the checked guide read from the YAML files of `folder`, which point into `docs`.

    Raises GuideError with every problem: first of syntax and shape, then between entries.
    Files that read as they did before give the very guide they gave then.
    """
    texts = []
    for name in FILES:
        path = folder / f"{name}.yaml"
        texts.append(path.read_text(encoding="utf-8") if path.is_file() else None)
    return _guide(_headings(docs), *texts)


# Two: the guide as it is, and the one a test or an edit has just spoilt.
@functools.lru_cache(maxsize=2)
def _guide(headings: Headings, *texts: str | None) -> Guide:
    """Return the guide made of `texts`, those of `FILES` in order, None for a missing file."""
    problems: list[Problem] = []
    sources: dict[str, _Source] = {}
    files: dict[str, Any] = {}
    for name, text in zip(FILES, texts, strict=True):
        try:
            sources[name], files[name] = _file(name, text)
        except GuideError as error:
            problems += error.problems
    if problems:
        raise GuideError(problems)
    problems = list(_cross_check(files, sources, headings))
    if problems:
        raise GuideError(problems)
    return Guide(**files)


@functools.lru_cache(maxsize=2 * len(FILES))
def _file(name: str, text: str | None) -> tuple[_Source, BaseModel]:
    """Return one file, read and checked by itself; raise GuideError with what is wrong in it."""
    if text is None:
        raise GuideError([Problem(f"{name}.yaml", 1, "file", "missing")])
    source = _Source(f"{name}.yaml", text)
    model = FILES[name]
    try:
        return source, model.model_validate(source.tree)
    except ValidationError as invalid:
        problems = [_problem(source, model, error) for error in invalid.errors()]
        raise GuideError(problems) from None
