"""How it decides, and the outcomes' own pages: all of the rules, drawn, proved and told alike."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from keep_or_cancel.decide import decide
from keep_or_cancel.model import Model
from keep_or_cancel.prove import prove
from lxml.html import HtmlElement

from guide import Guide, compile_guide
from guide.edition import Edition, Lang
from macros.blocks.proof import graph_bytes
from macros.drawing.flow import End, Step, steps
from tests.support.links import broken_links
from tests.support.site import LANGUAGES, TREES
from widgets import dmn

Pages = dict[str, dict[str, HtmlElement]]
PAGE = "how-it-decides/index.html"
OUTCOMES = (
    "keep_use",
    "keep_backup",
    "suspend",
    "wait_contract",
    "cancel_now",
    "settle_then_cancel",
    "ask_first",
    "fix_holder",
)
OURS = (PAGE, *(f"outcomes/{name}/index.html" for name in OUTCOMES))


@pytest.fixture(scope="session")
def model(guide: Guide) -> Model:
    return Model(compile_guide(guide))


def words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def bare(element: HtmlElement | str) -> str:
    """Return a text without spaces and commas: where a drawing breaks lines, they are lost."""
    text = element if isinstance(element, str) else str(element.text_content())
    return re.sub(r"[\s,，]", "", text)


def random_answers(model: Model, count: int, seed: int) -> list[dict[str, str]]:
    chosen = random.Random(seed)
    return [
        {name: chosen.choice(values) for name, values in model.values.items()} for _ in range(count)
    ]


def decided(model: Model, answers: dict[str, str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the rule and the blockers the engine gives for complete answers."""
    decision = decide(model, {name: [value] for name, value in answers.items()})
    return decision.rule, tuple(decision.blockers)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_are_there_under_the_names_of_the_outcomes(
    pages: Pages, guide: Guide, lang: str
) -> None:
    assert tuple(outcome.id for outcome in guide.outcomes.outcomes) == OUTCOMES
    for outcome in guide.outcomes.outcomes:
        page = pages[lang][f"outcomes/{outcome.id}/index.html"]
        [heading] = page.xpath("//article//h1")
        assert heading.text == getattr(outcome.title, lang)
        assert heading.get("id") == outcome.id.replace("_", "-")
        [head] = page.xpath("//article//*[contains(@class, 'outcome--head')]")
        assert head.get("data-outcome") == outcome.id
        assert getattr(outcome.verdict, lang) in words(head)
    assert PAGE in pages[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_on_these_pages_leads_nowhere(
    site: Path, files: dict[str, HtmlElement], lang: str
) -> None:
    ours = tuple(f"{TREES[lang]}{name}" for name in OURS)
    assert [link for link in broken_links(site, files) if link.startswith(ours)] == []


def test_both_languages_have_the_same_places(pages: Pages) -> None:
    for name in OURS:
        zh, en = ([str(i) for i in pages[lang][name].xpath("//article//@id")] for lang in LANGUAGES)
        assert zh == en, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_outcome_and_blocker_is_shown(pages: Pages, guide: Guide, lang: str) -> None:
    page = pages[lang][PAGE]
    rows = page.xpath("//article//*[@class='rules']/details[@data-rule]")
    assert [row.get("data-rule") for row in rows] == [rule.id for rule in guide.rules.rules]
    outcomes = {outcome.id: getattr(outcome.title, lang) for outcome in guide.outcomes.outcomes}
    for rule, row in zip(guide.rules.rules, rows, strict=True):
        # In its one line: which rule, what it says, which outcome.
        [line] = row.xpath("./summary")
        assert words(line).startswith(rule.id)
        assert getattr(rule.says, lang) in words(line)
        assert outcomes[rule.outcome] in words(line)
    shown = [str(name) for name in page.xpath("//article//li/@data-blocker")]
    assert shown == [blocker.id for blocker in guide.blockers.blockers]


# --- the flow chart ------------------------------------------------------------------------------


def test_the_steps_decide_as_the_engine_does(model: Model) -> None:
    drawn = steps(model)

    def holds(name: str, allowed: tuple[str, ...], answers: dict[str, str]) -> bool:
        return model.condition_holds(name, allowed, {n: [v] for n, v in answers.items()}) is True

    def walk(at: Step | End, answers: dict[str, str]) -> str:
        if isinstance(at, End):
            return str(model.rules[at.rule]["id"])
        if at.variable is None:
            met = any(all(holds(n, v, answers) for n, v in case) for case in at.cases)
            taken = at.ways[0 if met else 1]
        elif at.variable == "blockers":
            taken = at.ways[0 if holds("blockers", ("any",), answers) else 1]
        else:
            [taken] = [way for way in at.ways if holds(at.variable, way.values, answers)]
        return walk(taken.to, answers)

    graph_edges = [
        {model.order[level]: model.values[model.order[level]][value] for level, value in path}
        for path in edges(model)
    ]
    filled = random_answers(model, len(graph_edges) + 500, seed=4)
    for number, answers in enumerate(filled):
        complete = answers | (graph_edges[number] if number < len(graph_edges) else {})
        assert walk(drawn[0], complete) == decided(model, complete)[0], complete


def edges(model: Model) -> list[list[tuple[int, int]]]:
    """Return for every edge of the decision graph a way from the root that takes it."""
    to: dict[int, list[tuple[int, int]]] = {model.root: []}
    ways = []
    queue = [model.root]
    for node in queue:
        level, children = model.pool.nodes[node]
        for value, child in enumerate(children):
            way = [*to[node], (level, value)]
            ways.append(way)
            if child >= 0 and child not in to:
                to[child] = way
                queue.append(child)
    return ways


def test_steps_follow_each_other_and_each_rule_ends_one_way(model: Model) -> None:
    drawn = steps(model)
    ends = [way.to.rule for step in drawn for way in step.ways if isinstance(way.to, End)]
    assert sorted(ends) == list(range(len(model.rules)))
    for number, step in enumerate(drawn):
        for way in step.ways:
            if isinstance(way.to, Step):
                assert drawn.index(way.to) > number


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chart_has_every_rule_and_outcome_once(pages: Pages, guide: Guide, lang: str) -> None:
    [chart] = pages[lang][PAGE].xpath("//article//*[contains(@class, 'flow__chart')]")
    ends = {end.get("data-rule"): end for end in chart.xpath(".//*[@data-rule]")}
    titles = {outcome.id: getattr(outcome.title, lang) for outcome in guide.outcomes.outcomes}
    assert sorted(ends) == sorted(rule.id for rule in guide.rules.rules)
    assert len(chart.xpath(".//*[@data-rule]")) == len(guide.rules.rules)
    for rule in guide.rules.rules:
        end = ends[rule.id]
        assert end.get("data-outcome") == rule.outcome
        assert bare(titles[rule.outcome]) in bare(end)
        hrefs = [str(href) for href in end.xpath(".//a/@href")]
        assert hrefs == [f"#rule-{rule.id}", f"../outcomes/{rule.outcome}/"]
    for name in ("title", "desc"):
        [named] = chart.xpath(f".//{name}")
        assert named.text
        assert named.get("id") in (chart.get("aria-labelledby"), chart.get("aria-describedby"))
    assert chart.xpath(".//script | .//image | .//foreignObject | .//@style") == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_says_what_the_chart_shows(pages: Pages, lang: str) -> None:
    [figure] = pages[lang][PAGE].xpath("//article//figure[@id='flow']")
    [chart] = figure.xpath(".//*[contains(@class, 'flow__chart')]")
    drawn = [
        (str(arrow.get("data-from")), str(arrow.get("data-to")))
        for arrow in chart.xpath(".//*[@data-from]")
    ]
    listed = []
    for item in figure.xpath(".//details/ol/li"):
        number = item.get("data-step")
        for way in item.xpath("./ol/li"):
            hrefs = [str(href) for href in way.xpath("./a/@href")]
            [to] = [str(rule) for rule in way.xpath(".//@data-rule")] or [
                href.replace("#flow-step-", "s") for href in hrefs
            ]
            listed.append((f"s{number}", to))
        [asks] = item.xpath("./p")
        [box] = chart.xpath(f".//*[@data-step='{number}']")
        [drawn_text] = box.xpath(".//*[@class='flow__text']")
        assert bare(drawn_text) == bare(asks)
    assert drawn == listed
    pairs = [
        [(e.get("data-rule"), e.get("data-outcome")) for e in part.xpath(".//*[@data-rule]")]
        for part in (chart, figure.xpath(".//details")[0])
    ]
    assert pairs[0] == pairs[1]


# --- the proof, what is not known, the file ------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figures_are_those_of_the_proof(pages: Pages, model: Model, lang: str) -> None:
    rows = {
        row.get("data-figure"): words(row.xpath("./td")[1])
        for row in pages[lang][PAGE].xpath("//article//tr[@data-figure]")
    }
    proof = prove(model)
    assert proof.holds
    expected = {name: str(value).replace(" of ", "/") for name, value in proof.figures.items()}
    assert rows == expected | {"graph_bytes": f"{graph_bytes(model):,}"}
    [changes] = pages[lang][PAGE].xpath("//article//@data-version")
    assert changes == model.version


def test_not_knowing_counts_as_the_page_says(pages: Pages, model: Model) -> None:
    rows = pages["zh"][PAGE].xpath("//article//tr[@data-question]")
    alike = {row.get("data-question"): row.get("data-alike").split() for row in rows}
    unknown = {
        name: next(v for v in values if v.endswith("unknown"))
        for name, values in model.values.items()
        if any(v.endswith("unknown") for v in values)
    }
    assert alike.keys() == unknown.keys()
    differs: set[tuple[str, str]] = set()
    everything = random_answers(model, 600, seed=7)
    for name, value in unknown.items():
        for answers in everything:
            now = decided(model, answers | {name: value})
            for other in model.values[name]:
                if decided(model, answers | {name: other}) != now:
                    differs.add((name, other))
    for name, values in alike.items():
        assert not differs & {(name, other) for other in values}
        read = any(pair[0] == name for pair in differs)
        others = {other for other in model.values[name] if (name, other) not in differs}
        assert others - {unknown[name]} == (set(values) if read else others - {unknown[name]})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rules_can_be_taken_away_as_dmn(
    site: Path, pages: Pages, guide: Guide, model: Model, lang: Lang
) -> None:
    file = site / TREES[lang] / "downloads/keep-or-cancel.dmn"
    assert file.read_text(encoding="utf-8") == dmn.export(model, Edition(guide, lang))
    for name, href in ((PAGE, "../downloads/keep-or-cancel.dmn"), ("downloads/index.html", None)):
        hrefs = [str(h) for h in pages[lang][name].xpath("//article//a/@href")]
        assert (href or "keep-or-cancel.dmn") in hrefs


# --- the outcomes' own pages ---------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_shows_its_rules_blockers_steps_and_grounds(
    pages: Pages, guide: Guide, lang: str
) -> None:
    every = [blocker.id for blocker in guide.blockers.blockers if blocker.when]
    for outcome in guide.outcomes.outcomes:
        page = pages[lang][f"outcomes/{outcome.id}/index.html"]
        rules = [rule for rule in guide.rules.rules if rule.outcome == outcome.id]
        shown = page.xpath("//article//a[@data-rule]")
        assert [link.get("data-rule") for link in shown] == [rule.id for rule in rules]
        for rule, link in zip(rules, shown, strict=True):
            assert link.get("href") == f"../../how-it-decides/#rule-{rule.id}"
        named = {rule.blocker for rule in rules}
        blockers = [b.id for b in guide.blockers.blockers if b.id in named]
        if any("blockers" in case for rule in rules for case in rule.when):
            blockers = every
        assert [str(b) for b in page.xpath("//article//li/@data-blocker")] == blockers
        lists = [c for c in guide.checklists.checklists if outcome.id in c.outcomes]
        assert lists
        assert [str(name) for name in page.xpath("//article//a/@data-list")] == [
            checklist.id for checklist in lists
        ]
        laws = {law for entry in (outcome, *rules) for law in entry.laws}
        grounds = [str(h) for h in page.xpath("//*[@class='outcome-grounds']//a/@href")]
        assert {f"../../laws/#law-{law}" for law in laws} <= set(grounds)
        for part in (outcome.applies, outcome.next, outcome.avoid):
            assert getattr(part, lang) in words(page.xpath("//article")[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_blocker_says_what_to_do_in_one_place_where_all_others_lead(
    pages: Pages, guide: Guide, lang: str
) -> None:
    def listed(name: str) -> list[HtmlElement]:
        return [
            item
            for outcome in OUTCOMES
            for item in pages[lang][f"outcomes/{outcome}/index.html"].xpath(
                "//article//li[@data-blocker=$name]", name=name
            )
        ]

    for blocker in guide.blockers.blockers:
        items = listed(blocker.id)
        [fold] = [fold for item in items for fold in item.xpath("./details")]
        assert fold.get("id") == f"blocker-{blocker.id}"
        assert words(fold.xpath("./summary")[0]) == getattr(blocker.title, lang)
        for text in (blocker.do, *(case.do for case in blocker.cases)):
            assert getattr(text, lang) in words(fold)
        lines = [item for item in items if not item.xpath("./details")]
        lines += pages[lang][PAGE].xpath("//article//li[@data-blocker=$name]", name=blocker.id)
        for line in lines:
            assert str(line.xpath(".//a/@href")[0]).endswith(f"/#blocker-{blocker.id}")
            assert getattr(blocker.do, lang) not in words(line)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_an_outcome_says_in_each_case_is_on_its_page(
    pages: Pages, guide: Guide, lang: str
) -> None:
    for outcome in guide.outcomes.outcomes:
        if outcome.id not in ("ask_first", "fix_holder"):  # the others say it in the self-check
            continue
        folds = pages[lang][f"outcomes/{outcome.id}/index.html"].xpath(
            "//*[@class='outcome-cases']/details"
        )
        for case, fold in zip(outcome.cases, folds, strict=True):
            for text in (case.verdict, case.next, case.avoid):
                assert text is None or getattr(text, lang) in words(fold)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_way_into_the_self_check_leads_to_this_outcome(pages: Pages, lang: str) -> None:
    for name in OUTCOMES:
        page = pages[lang][f"outcomes/{name}/index.html"]
        assert list(page.xpath("//article//@data-possible")) == [name]
