"""Turns the checked guide into the one JSON that the engine, the widget and tests read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from guide.edition import LANGUAGES, STAGES, Edition
from guide.letter_document import template
from guide.prose.pages import read_all
from guide.schema import Guide

# Where the engine looks for its data; made by the build, not kept in git.
ROOT = Path(__file__).parent.parent
ENGINE_DATA = ROOT / "build/guide.json"
# Beside it, what only lists of numbers need.
LISTS_DATA = ROOT / "build/lists.json"
# What only letters need.
PAPERS_DATA = ROOT / "build/papers.json"

# One file a version of the rules, kept in git for good.
ARCHIVE = ROOT / "widgets/keep_or_cancel/src/keep_or_cancel/versions"

# What the engine reads of each kind of entry: every byte of it goes over the wire.
ENGINE_KEYS: dict[str, tuple[str, ...]] = {
    "questions": (
        *("id", "first_round", "presumed", "article", "laws"),
        *("title", "short", "values", "ask"),
    ),
    "values": ("id", "label"),
    "amounts": ("id", "unit", "minimum", "monthly", "until"),
    "outcomes": (
        *("id", "family", "title", "verdict", "applies", "next", "avoid"),
        *("cases", "asserts"),
    ),
    "rules": ("id", "when", "outcome", "blocker", "article", "laws"),
    "blockers": (
        *("id", "when", "article", "laws", "sources"),
        *("title", "do", "cases", "asserts"),
    ),
    "costs": (
        *("id", "title", "when", "open_when", "terms", "at_least", "says"),
        *("may_add", "may_say"),
    ),
    "reminders": (
        *("id", "outcomes", "anchor", "days", "working_days", "every_days", "choices", "yearly"),
        *("when", "title", "says"),
    ),
    "laws": ("id", "label"),
    "checklists": ("id", "outcomes", "entries"),
    "entries": ("id", "stage", "do", "why", "done", "when", "asserts"),
}
# Kinds of which it reads everything.
ENGINE_WHOLE = (
    *("units", "horizon", "days", "hit_policy", "derived", "advice"),
    *("assertions", "cost_factors", "due", "letters", "stages", "versions"),
)
# The words it says of its own, errors apart.
ENGINE_WORDS = (
    *("question_answer", "needed_but", "alternative", "no_blocker"),
    "contract_end_past",
)

# Keys that hold conditions, and the one that holds a mapping to conditions.
CONDITIONS = ("when", "zero_when", "open_when")
ASSERTS = "asserts"


def compile_guide(guide: Guide) -> dict[str, Any]:
    """Return the guide as a JSON-able dict, one key a kind of entry.

    Conditions become lists of cases, each a mapping from a variable to the values it may have:
    what is written as `not` is turned round, so that a reader needs no knowledge of all values.
    """
    variables = {q.id: [v.id for v in q.values] for q in guide.questions.questions}
    variables |= {d.id: d.values for d in guide.rules.derived}
    variables["outcome"] = [o.id for o in guide.outcomes.outcomes]
    variables["family"] = [f.id for f in guide.outcomes.families]

    def case(written: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
        return {
            variable: [v for v in variables[variable] if v not in allowed["values"]]
            if allowed["negated"]
            else allowed["values"]
            for variable, allowed in written.items()
        }

    def plain(part: Any) -> Any:
        if isinstance(part, list):
            return [plain(p) for p in part]
        if isinstance(part, dict):
            return {
                key: {name: [case(c) for c in when] for name, when in value.items()}
                if key == ASSERTS and isinstance(value, dict)
                else [case(c) for c in value]
                if key in CONDITIONS and isinstance(value, list)
                else plain(value)
                for key, value in part.items()
                if value is not None
            }
        return part

    dumped = plain(guide.model_dump(mode="json"))
    editions = [Edition(guide, lang) for lang in LANGUAGES]
    for law, entry in zip(guide.laws.laws, dumped["laws"]["laws"], strict=True):
        entry["label"] = {edition.lang: edition.law(law) for edition in editions}
    return {
        "meta": dumped["meta"],
        **dumped["article"],
        **dumped["ui"],
        **dumped["questions"],
        **dumped["outcomes"],
        **dumped["rules"],
        **dumped["blockers"],
        **dumped["advice"],
        **dumped["assertions"],
        **dumped["reminders"],
        **dumped["costs"],
        **dumped["laws"],
        **dumped["sources"],
        **dumped["claims"],
        **dumped["checklists"],
        **dumped["glossary"],
        **dumped["varies"],
        **dumped["hotline"],
        **dumped["situations"],
        "papers": dumped["letters"],
        "timeline": dumped["timeline"],
        "letters": _offers(dumped["letters"]["letters"]),
        "stages": list(STAGES),
        "versions": _versions(),
    }


def _offers(letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what tells which letters fit: `{id, title, when, blockers, requests, only_if}`.

    A letter fits where `when` holds or one of `blockers` stands in the way; `requests`, the same of
    those in it, is there where all of them have conditions: one of them must stand. What is empty
    is left out.
    """

    def fits(when: list[Any], blockers: list[str]) -> dict[str, Any]:
        return {"when": when, **({"blockers": blockers} if blockers else {})}

    entries = []
    for letter in letters:
        named = ("id", "title", "only_if")
        entry: dict[str, Any] = {key: letter[key] for key in named if key in letter}
        entry |= fits(letter["when"], letter["blockers"])
        requests = [line for line in letter["lines"] if line["request"]]
        if requests and all("when" in line or line["blockers"] for line in requests):
            sure = [line for line in requests if not line["optional"]]
            cases = [case for line in sure for case in line.get("when", [])]
            names = [name for line in sure for name in line["blockers"]]
            entry["requests"] = fits(cases, list(dict.fromkeys(names)))
        entries.append(entry)
    return entries


def _order(version: str) -> list[int]:
    """Return what versions sort by: 2026.10 comes after 2026.9."""
    return [int(part) for part in version.split(".")]


def _versions(folder: Path = ARCHIVE) -> list[str]:
    """Return the versions of the rules that are kept, oldest first."""
    return sorted((path.stem for path in folder.glob("*.json")), key=_order)


def engine_part(compiled: dict[str, Any]) -> dict[str, Any]:
    """Return what of the compiled guide the engine reads."""

    def read(part: Any, kind: str) -> Any:
        if isinstance(part, list):
            return [read(entry, kind) for entry in part]
        if not isinstance(part, dict):
            return part
        return {
            key: read(value, key) if key in ENGINE_KEYS else value
            for key, value in part.items()
            if key in ENGINE_KEYS[kind]
        }

    return {
        "meta": {key: compiled["meta"][key] for key in ("rules_version", "rules_date")},
        "ui": {
            name: text
            for name, text in compiled["ui"].items()
            if name in ENGINE_WORDS or name.startswith("error_")
        },
        **{kind: compiled[kind] for kind in ENGINE_WHOLE},
        **{kind: read(compiled[kind], kind) for kind in ENGINE_KEYS if kind in compiled},
        "checklists": read([e for e in compiled["checklists"] if e["outcomes"]], "checklists"),
        # Those that follow letters only are for letters.
        "reminders": read([e for e in compiled["reminders"] if e["outcomes"]], "reminders"),
    }


def lists_part(guide: Guide) -> dict[str, Any]:
    """Return what lists of numbers need beside what the engine reads: words, titles, texts.

    `asked_amounts`: what may be answered beside a question; `asked`: whom to ask for the figures a
    derived value lacks, once what the `blocker` takes for granted holds.
    """
    amounts = {amount.id: amount.title.model_dump() for amount in guide.questions.amounts}
    briefs = {
        question.id: {v.id: v.brief.model_dump() for v in question.values if v.brief}
        for question in guide.questions.questions
    }
    asked: dict[str, list[str]] = {}
    for spoken in guide.hotline.hotline:
        for name in spoken.questions if spoken.amounts else ():
            known = asked.setdefault(name, [])
            known += [amount for amount in spoken.amounts if amount not in known]
    # A contract is asked about with the day it ends, which says the months left as well.
    asked["contract"].append("contract_end")
    figures: dict[str, Any] = {}
    for blocker in guide.blockers.blockers:
        for ask in blocker.asks:
            if ask.amounts and ask.whom and ask.say:
                (derived,) = guide.rules.derived
                asked[derived.id] = [*ask.amounts, "contract_end"]
                figures[derived.id] = {
                    "blocker": blocker.id,
                    "whom": ask.whom.model_dump(),
                    "say": ask.say.model_dump(),
                }
    return {
        **guide.lists.model_dump(mode="json"),
        "amounts": amounts,
        "briefs": briefs,
        "asked_amounts": asked,
        "asked": figures,
    }


def papers_part(guide: Guide) -> dict[str, Any]:
    """Return what letters need beside what the engine reads: all that `letters.yaml` holds.

    `laws` has of each that may be cited its title, article and address, in both languages;
    `document` is the empty one letters are written into, `follow_ups` are the reminders that come
    after letters, `timeline` is what plans are made of.
    """
    compiled = compile_guide(guide)
    after = {reminder.id for reminder in guide.follow_ups}
    papers: dict[str, Any] = {
        **compiled["papers"],
        "follow_ups": [entry for entry in compiled["reminders"] if entry["id"] in after],
    }
    cited = {law for kind in ("letters", "signatures", "follow_ups") for law in _laws(papers[kind])}
    editions = [Edition(guide, lang, read_all(lang)) for lang in LANGUAGES]
    return {
        **papers,
        "document": template(guide.meta.rules_date),
        "timeline": compiled["timeline"],
        "laws": {
            law.id: {
                "title": law.title.model_dump(),
                **({"article": law.article.model_dump()} if law.article else {}),
                "href": {e.lang: e.address("law", law.id).href for e in editions},
            }
            for law in guide.laws.laws
            if law.id in cited
        },
    }


def _laws(part: Any) -> Iterator[str]:
    """Yield the ids of the laws that stand anywhere in a part of the data."""
    if isinstance(part, list):
        for entry in part:
            yield from _laws(entry)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from value if key == "laws" else _laws(value)


def decision_part(compiled: dict[str, Any]) -> dict[str, Any]:
    """Return what of the compiled guide decides: ids and conditions, no text but the dates."""

    def only(entries: list[dict[str, Any]], *keys: str) -> list[dict[str, Any]]:
        return [{key: entry[key] for key in keys if key in entry} for entry in entries]

    return {
        "meta": {key: compiled["meta"][key] for key in ("rules_version", "rules_date")},
        "questions": [
            {
                **only([question], "id", "first_round", "presumed")[0],
                "values": only(question["values"], "id"),
            }
            for question in compiled["questions"]
        ],
        "amounts": only(compiled["amounts"], "id", "unit", "minimum", "until"),
        "outcomes": only(compiled["outcomes"], "id", "family"),
        "hit_policy": compiled["hit_policy"],
        "derived": only(compiled["derived"], "id", "values"),
        "rules": only(compiled["rules"], "id", "when", "outcome", "blocker"),
        "blockers": only(compiled["blockers"], "id", "when"),
        "advice": only(compiled["advice"], "id", "when"),
        "laws": [],
    }


def _kept(version: str, folder: Path) -> dict[str, Any]:
    part: dict[str, Any] = json.loads((folder / f"{version}.json").read_text(encoding="utf-8"))
    return part


def _misversioned(guide: Guide, folder: Path) -> str | None:
    """Return what is wrong with the version and date that the rules of `guide` bear, or None."""
    version, date = guide.meta.rules_version, guide.meta.rules_date.isoformat()
    remedy = "give guide/data/meta.yaml a new rules_version and rules_date, then `make archive`"
    names = _versions(folder)
    if version in names:
        part, kept = decision_part(compile_guide(guide)), _kept(version, folder)
        changed = [key for key in part if part[key] != kept.get(key)]
        if changed == ["meta"]:
            kept_date = kept["meta"]["rules_date"]
            return f"rules_date: found {date}; allowed for {version}: {kept_date}, as kept"
        if changed:
            return f"rules changed since {version} was kept ({', '.join(changed)}): {remedy}"
        return None
    newer = [name for name in names if _order(name) > _order(version)]
    if newer:
        return f"rules_version: found {version}; allowed: {names[-1]}, or a new one after it"
    if names and date < (last := _kept(names[-1], folder)["meta"]["rules_date"]):
        return f"rules_date: found {date}; allowed: {last}, the date of {names[-1]}, or later"
    return None


def archive_problem(guide: Guide, folder: Path = ARCHIVE) -> str | None:
    """Return in one line why the rules are not those kept under their version, and the remedy."""
    version = guide.meta.rules_version
    problem = _misversioned(guide, folder)
    if problem is None and version not in _versions(folder):
        problem = f"rules of version {version} are not kept yet: run `make archive`"
    return problem and f"guide/data/meta.yaml: {problem}"


def archive(guide: Guide, folder: Path = ARCHIVE) -> Path:
    """Keep the rules of this version in `folder`, so that old decisions can be replayed.

    Raises ValueError where the version or date is not one these rules may bear: whatever changes
    `decision_part` needs a new `rules_version`.
    """
    if problem := _misversioned(guide, folder):
        raise ValueError(f"guide/data/meta.yaml: {problem}")
    path = folder / f"{guide.meta.rules_version}.json"
    folder.mkdir(exist_ok=True)
    text = json.dumps(decision_part(compile_guide(guide)), indent=1)
    path.write_text(f"{text}\n", encoding="utf-8")
    return path


def write(guide: Guide, path: Path = ENGINE_DATA) -> None:
    """Write what the engine reads to `path`, and beside it what lists and letters need."""
    _write(engine_part(compile_guide(guide)), path)
    _write(lists_part(guide), path.with_name(LISTS_DATA.name))
    _write(papers_part(guide), path.with_name(PAPERS_DATA.name))


def _write(data: Mapping[str, Any], path: Path) -> None:
    """Write `data` to `path`, only if it changes, never half a file."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
