"""What the element itself says, in one language: interface words, names, outcome texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from guide import compile_guide
from guide.edition import CHECK_PAGE, FIRST, Edition, page_url
from widgets.build.tools import WEB, BuildError

# What comes with the plan, once somebody answers; its words come with it.
PLAN_SCRIPTS = ("plan-view.js", "plan.js", "record.js", "send.js")


def sources(*, plan: bool) -> str:
    """Return the page's scripts as one text: those of the plan, or all the others."""
    paths = sorted(path for path in WEB.glob("*.js") if (path.name in PLAN_SCRIPTS) is plan)
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def with_imports(path: Path) -> set[Path]:
    """Return a script and all of ours that it imports, directly or not."""
    found, left = set(), {path}
    while left:
        found |= left
        left = {
            (at.parent / name).resolve()
            for at in left
            for name in re.findall(r"""from "(\.[^"]+)\"""", at.read_text(encoding="utf-8"))
        } - found
    return found


def spoken(names: Iterable[str], sources: str) -> set[str]:
    """Return those of `names` that stand in the `sources` of scripts, whole or put together.

    `koc_fail_${code}` stands for all names that begin so.
    """
    whole = set(re.findall(r"\w+", sources))
    parts = re.findall(r"`(\w*)\$\{[^}]*\}(\w*)`", sources)
    return {
        name
        for name in names
        if name in whole or any(name.startswith(a) and name.endswith(b) for a, b in parts if a or b)
    }


def said(edition: Edition, scripts: Iterable[Path]) -> dict[str, str]:
    """Return the words of the interface that the `scripts` say."""
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(scripts))
    return {name: edition.word(name) for name in sorted(spoken(edition.guide.ui.ui, sources))}


def icon(name: str) -> str:
    """Return an icon of the theme's bundled set as inline SVG, without a title of its own."""
    import material

    path = Path(material.__file__).parent / "templates/.icons" / f"{name}.svg"
    if not path.exists():
        raise BuildError(f"the theme has no icon {name!r}")
    svg = path.read_text(encoding="utf-8").strip()
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def told(edition: Edition, cases: Iterable[Mapping[str, Any]], *parts: str) -> list[dict[str, Any]]:
    """Return compiled cases with their texts in one language: `{when, part: text …}`."""
    return [
        {"when": case["when"], **{part: case[part][edition.lang] for part in parts if part in case}}
        for case in cases
    ]


def usual(graph: Mapping[str, Any]) -> dict[str, str]:
    """Return for each variable of the exported graph the value that leaves most to be asked.

    What is said of how much is left to ask is reckoned with these.
    """
    nodes, variables = graph["nodes"], graph["variables"]
    below: dict[int, set[int]] = {}
    for number in reversed(range(len(nodes))):  # parents stand before their children
        variable, children = nodes[number]
        below[number] = {variable}.union(*(below.get(child, ()) for child in children))
    left: dict[int, dict[str, int]] = {}
    for variable, children in nodes:
        for value, child in zip(variables[variable]["values"], children, strict=True):
            seen = left.setdefault(variable, {})
            seen[value] = max(seen.get(value, 0), len(below.get(child, ())))
    return {variables[v]["id"]: max(seen, key=lambda x: seen[x]) for v, seen in left.items()}


def marks(edition: Edition) -> dict[str, str]:
    """Return what stands between the entries of a list, and between sentences.

    They are no words of the interface: those have no blanks around them.
    """
    return {"comma": edition.language.lister, "space": edition.language.gap}


def outcome_heads(edition: Edition) -> dict[str, dict[str, str]]:
    """Return for each outcome its family, what it is called, and the address of its page."""
    return {
        outcome.id: {
            "family": outcome.family,
            "title": edition.text(outcome.title),
            "href": edition.address("outcome", outcome.id).href,
        }
        for outcome in edition.guide.outcomes.outcomes
    }


def words(
    edition: Edition,
    follow_up: Mapping[str, Mapping[str, list[str]]],
    graph: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what the element itself says and links to: words, names, outcomes, addresses.

    Addresses are under the root of the edition; that of a law has its id left open. `follow_up`
    names for each outcome the questions that still matter to what is said with it; `graph` is the
    exported one.
    """
    guide, text = edition.guide, edition.text
    asked = guide.questions
    typical = usual(graph)
    compiled = compile_guide(guide)
    heads = outcome_heads(edition)
    outcomes = {outcome["id"]: outcome for outcome in compiled["outcomes"]}
    blocking = {name for b in compiled["blockers"] for case in b.get("when", []) for name in case}

    return {
        "ui": {
            name: edition.word(name) for name in sorted(spoken(guide.ui.ui, sources(plan=False)))
        },
        "paragraphs": {
            paragraph.id: {
                "title": text(paragraph.title),
                "href": edition.address("paragraph", paragraph.id).href,
            }
            for paragraph in guide.article.paragraphs
        },
        "marks": marks(edition),
        "law": edition.address("law", "{law}").href,
        "questions": [
            {
                "id": question.id,
                "short": text(question.short),
                "values": edition.variable(question.id).labels,
                # Left out where there is nothing to say: this is fetched before anybody answers.
                **({"usual": typical[question.id]} if question.id in typical else {}),
                **({"blocks": True} if question.id in blocking else {}),
                **({"clear": question.clear} if question.clear else {}),
                **({"amounts": question.amounts} if question.amounts else {}),
                **(
                    {
                        "presumption": {
                            "says": text(question.presumption.says),
                            "otherwise": text(question.presumption.otherwise),
                        }
                    }
                    if question.presumption
                    else {}
                ),
            }
            for question in asked.in_order
        ],
        # Amounts that follow from a day.
        "until": {amount.id: amount.until for amount in asked.amounts if amount.until},
        "days": {"min": asked.days.first.isoformat(), "max": asked.days.last.isoformat()},
        "factors": {name: text(factor.label) for name, factor in guide.costs.cost_factors.items()},
        "families": {
            family.id: {
                "title": text(family.title),
                "reads_as": text(family.reads_as),
                "icon": icon(family.icon),
            }
            for family in guide.outcomes.families
        },
        "outcomes": {
            outcome.id: {
                **heads[outcome.id],
                "verdict": text(outcome.verdict),
                "next": text(outcome.next),
                "avoid": text(outcome.avoid),
                "cases": told(edition, outcomes[outcome.id]["cases"], "verdict", "next", "avoid"),
                **follow_up[outcome.id],
            }
            for outcome in guide.outcomes.outcomes
        },
        # The sentence of each, the reason for its outcome.
        "rules": {rule.id: text(rule.says) for rule in guide.rules.rules},
        # Said above the next step, whether Python runs or not.
        "warnings": [
            {
                "id": advice["id"],
                "when": advice["when"],
                "title": advice["title"][edition.lang],
                "says": advice["says"][edition.lang],
                "cases": told(edition, advice["cases"], "says"),
            }
            for advice in compiled["advice"]
            if advice["kind"] == "warning"
        ],
    }


def asked(edition: Edition, ask: Mapping[str, Any]) -> dict[str, str]:
    """Return whom to ask and the sentence to say, in Chinese too where that is another language."""
    said = {"whom": ask["whom"][edition.lang], "say": ask["say"][edition.lang]}
    return said if edition.lang == FIRST else {**said, "aloud": ask["say"][FIRST]}


def plan(edition: Edition) -> dict[str, Any]:
    """Return what a plan is made of besides the words, all with the conditions it shows under.

    `ui`: words of its own; `rules` by id in order, each what it reads and the blocker it names;
    `blockers` by id in order, those with `when` as the engine weighs them, and from `whom` each is
    to be had; `hints`; `asks` {question: {title, whom, say, aloud}}; `checklists` with the names of
    their stages; `letters`, with the condition that no question asks, `only_if`; `papers`: where
    they are filled in; `situations`; `amounts`; `hotline`: the address of its sheet and the
    questions it settles.
    """
    compiled, lang, text = compile_guide(edition.guide), edition.lang, edition.text
    asks = {
        question["id"]: {"title": question["title"][lang], **asked(edition, question["ask"])}
        for question in compiled["questions"]
        if "ask" in question
    }

    def read(when: Iterable[Mapping[str, Any]]) -> list[str]:
        return list(dict.fromkeys(name for case in when for name in case))

    def blocker(entry: Mapping[str, Any]) -> dict[str, Any]:
        told_by = entry["asks"]
        said = [
            {
                **{key: ask[key] for key in ("when", "question", "amounts") if ask.get(key)},
                **(asked(edition, ask) if "say" in ask else asks[ask["question"]]),
            }
            for ask in told_by
        ]
        whom = [asks[name]["whom"] for name in read(entry.get("when", [])) if name in asks]
        return {
            **({"when": entry["when"]} if "when" in entry else {}),
            "title": entry["title"][lang],
            "do": entry["do"][lang],
            "cases": told(edition, entry["cases"], "do"),
            **({"whom": whom[0]} if whom else {}),
            **({"asks": said} if said else {}),
        }

    def checklist(entry: Mapping[str, Any]) -> dict[str, Any]:
        stages = list(dict.fromkeys(item["stage"] for item in entry["entries"]))
        return {
            "id": entry["id"],
            "title": entry["title"][lang],
            "href": edition.address("checklist", entry["id"]).href,
            "outcomes": entry["outcomes"],
            "stages": {
                stage: entry["stages"][stage][lang]
                if stage in entry["stages"]
                # One stage is the whole list.
                else entry["title"][lang]
                if len(stages) == 1
                else edition.word(f"stage_{stage}")
                for stage in stages
            },
            "entries": [
                {
                    **{key: item[key] for key in ("id", "stage", "when") if key in item},
                    **{key: item[key][lang] for key in ("do", "why", "done") if key in item},
                }
                for item in entry["entries"]
            ],
        }

    ui = edition.guide.ui.ui
    own = spoken(ui, sources(plan=True)) - spoken(ui, sources(plan=False))
    return {
        "ui": {name: edition.word(name) for name in sorted(own)},
        "rules": {
            rule["id"]: {
                "reads": read(rule["when"]),
                **({"blocker": rule["blocker"]} if "blocker" in rule else {}),
            }
            for rule in compiled["rules"]
        },
        "blockers": {entry["id"]: blocker(entry) for entry in compiled["blockers"]},
        "hints": [
            {
                "id": advice["id"],
                "when": advice["when"],
                "title": advice["title"][lang],
                "says": advice["says"][lang],
                "cases": told(edition, advice["cases"], "says"),
            }
            for advice in compiled["advice"]
            if advice["kind"] == "hint"
        ],
        "asks": asks,
        "checklists": [checklist(c) for c in compiled["checklists"] if c["outcomes"]],
        "letters": [
            entry | {key: entry[key][lang] for key in ("title", "only_if") if key in entry}
            for entry in compiled["letters"]
        ],
        "papers": page_url("papers"),
        "dates": page_url("dates"),
        "situations": [
            {
                "title": edition.pages[situation["page"]].title,
                "href": page_url(situation["page"]),
                "when": situation["when"],
            }
            for situation in compiled["situations"]
        ],
        "amounts": {
            amount.id: {"title": text(amount.title), "unit": edition.word(amount.unit)}
            for amount in edition.guide.questions.amounts
        },
        "hotline": {
            "href": edition.address("hotline_sheet").href,
            "questions": list(
                dict.fromkeys(name for q in compiled["hotline"] for name in q.get("questions", []))
            ),
        },
    }


def papers(edition: Edition) -> dict[str, str]:
    """Return what the page of letters says, beside what stands on it and what Python says."""
    return said(edition, with_imports(WEB / "papers/papers.js")) | marks(edition)


def dates(edition: Edition) -> dict[str, Any]:
    """Return what the page of dates says and links to, beside what stands on it and Python says.

    `ui`; `kinds` [{id, title, day}]; `days` {min, max}; `outcomes` as outcome_heads() has them;
    `check`: the self-check's page; `marks`.
    """
    guide, text = edition.guide, edition.text
    range_ = guide.questions.days
    return {
        "ui": said(edition, with_imports(WEB / "dates/dates.js")),
        "kinds": [
            {"id": kind.id, "title": text(kind.title), "day": text(kind.day)}
            for kind in guide.timeline.kinds
        ],
        "days": {"min": range_.first.isoformat(), "max": range_.last.isoformat()},
        "outcomes": outcome_heads(edition),
        "check": page_url(CHECK_PAGE),
        "marks": marks(edition),
    }


def number_list(edition: Edition, most: int) -> dict[str, Any]:
    """Return what the page of the number list says and links to, beside what Python says of lists.

    `ui`; `questions` {id: {title, values: {id: label}}} and `amounts` {id: {title, unit}} in their
    order; `marks` between words; `families` {id: {title, icon}}; `outcomes` {id: {family, title,
    href}}; `check`: the self-check's page; `most` {bytes, text}: the largest file that is read, and
    what is said of a larger one. Addresses are under the root of the edition.
    """
    guide, text = edition.guide, edition.text
    return {
        "ui": said(edition, with_imports(WEB / "list/list.js")),
        "questions": {
            question.id: {
                "title": text(question.short),
                "values": edition.variable(question.id).labels,
            }
            for question in guide.questions.in_order
        },
        "amounts": {
            amount.id: {"title": text(amount.title), "unit": edition.word(amount.unit)}
            for amount in guide.questions.amounts
        },
        "families": {
            family.id: {"title": text(family.title), "icon": icon(family.icon)}
            for family in guide.outcomes.families
        },
        "outcomes": outcome_heads(edition),
        "marks": marks(edition) | {"semicolon": edition.language.semicolon},
        "check": page_url(CHECK_PAGE),
        "most": {
            "bytes": most * 1_000_000,
            "text": text(guide.lists.refused["too_large"]).format(what=most),
        },
    }


def kept_copy(edition: Edition) -> dict[str, Any]:
    """Return what is said of the copy of the site that a device keeps.

    `ui`; `home` and `place`, addresses under the site's root: the language's home page and where
    the copy is kept and removed; `html`: the language's code; `gap`: what parts two sentences.
    """
    tree = edition.language.tree
    return {
        "ui": said(edition, WEB.glob("copy/*.js")),
        "home": tree,
        "place": f"{tree}{edition.address('kept_copy').href}",
        "html": edition.language.html,
        "gap": edition.language.gap,
    }


def app(edition: Edition) -> dict[str, Any]:
    """Return what a home screen shows of the site (Web App Manifest).

    Addresses are from the folder of the self-check's files. Of "browser" pages none is offered to
    be installed.
    """
    title = edition.text(edition.guide.meta.title)
    icon = {"sizes": "any", "type": "image/svg+xml"}
    return {
        "name": title,
        "short_name": title,
        "lang": edition.language.html,
        "start_url": f"../{edition.language.tree}",
        "scope": "../",
        "display": "browser",
        "icons": [
            {"src": "../assets/images/favicon.svg", "purpose": "any", **icon},
            {"src": "../assets/images/app-icon.svg", "purpose": "maskable", **icon},
        ],
    }
