"""The steps to go by hand lead wherever the engine leads: every way through them is walked."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from urllib.parse import urljoin

import pytest
from keep_or_cancel.decide import decide
from keep_or_cancel.model import Model
from lxml import html
from lxml.html import HtmlElement

from guide import Guide, compile_guide
from guide.asking import asked_order
from tests.support.site import LANGUAGES, TREES

# What the steps may add to the page on the wire, in bytes.
MOST_BYTES = 15_000
# Where the walk has come to: the link there, and the answers that lead to it.
Walked = tuple[HtmlElement, dict[str, list[str]]]


@pytest.fixture(scope="session")
def model(guide: Guide) -> Model:
    return Model(compile_guide(guide))


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(site: Path, lang: str) -> HtmlElement:
    return html.document_fromstring((site / f"{TREES[lang]}check/index.html").read_bytes())


def ways(page: HtmlElement, step: str) -> list[HtmlElement]:
    """The ways out of the step with the id `step`, in order."""
    return list(page.get_element_by_id(step).xpath("./ul/li"))


def walk(page: HtmlElement, step: str, known: dict[str, list[str]]) -> Iterator[Walked]:
    """Yield the end of every way on from `step` by following the links, as a reader does."""
    variable = page.get_element_by_id(step).get("data-variable", "")
    assert variable not in known
    for way in ways(page, step):
        answers = {**known, variable: way.get("data-values", "").split()}
        target = way.xpath("string(.//a/@href)")
        if target.startswith("#"):
            yield from walk(page, target.removeprefix("#"), answers)
        else:
            yield way, answers


def test_every_way_leads_to_the_rule_and_outcome_of_the_engine(
    site: Path, page: HtmlElement, model: Model, lang: str
) -> None:
    here = f"{TREES[lang]}check/"
    covered = Fraction(0)
    met = set()
    for end, answers in walk(page, "by-hand-1", {}):
        # Exact for all combinations of these answers, whatever the other questions say.
        [number] = model.possible(answers)
        rule = model.rules[number]
        assert decide(model, answers).rule == rule["id"]
        [outcome] = {str(href) for href in end.xpath("./a/@href")}
        [cited] = (str(href) for href in end.xpath("./span/a/@href"))
        assert urljoin(here, outcome) == f"{TREES[lang]}outcomes/{rule['outcome']}/"
        assert (site / urljoin(here, outcome) / "index.html").exists()
        assert end.xpath("string(.//strong)") == model.outcomes[rule["outcome"]]["title"][lang]
        assert cited == f"../how-it-decides/#rule-{rule['id']}"
        if blocker := rule.get("blocker"):
            assert model.blockers[blocker]["title"][lang] in end.text_content()
        met.add(rule["id"])
        part = Fraction(1)
        for name, values in answers.items():
            part *= Fraction(len(values), len(model.values[name]))
        covered += part
    # The ways exclude each other, so this says that no combination is left out.
    assert covered == 1
    assert met == {rule["id"] for rule in model.rules}


def test_a_step_shows_every_answer_once_in_the_words_of_the_question(
    page: HtmlElement, model: Model, lang: str
) -> None:
    derived = {entry["id"]: entry["labels"] for entry in model.data["derived"]}
    steps = page.xpath("//section[@class='koc-by-hand']/ol/li")
    assert [step.get("id") for step in steps] == [f"by-hand-{n}" for n in range(1, len(steps) + 1)]
    for step in steps:
        variable = step.get("data-variable", "")
        if variable in model.questions:
            question = model.questions[variable]
            labels = {value["id"]: value["label"][lang] for value in question["values"]}
            assert step.findtext("p") == question["title"][lang]
        else:
            labels = {value: text[lang] for value, text in derived[variable].items()}
        shown: list[str] = []
        targets = []
        for way in ways(page, step.get("id")):
            values = way.get("data-values", "").split()
            said = " / ".join(labels[value] for value in values)
            assert way.text_content().strip().startswith(f"{said} → "), said
            shown += values
            assert way.xpath("./a/text()") == [labels[value] for value in values]
            targets.append(tuple(dict.fromkeys(way.xpath(".//a/@href"))))
        assert sorted(shown) == sorted(model.values[variable])
        # Answers that lead the same way stand together.
        assert len(set(targets)) == len(targets)


def test_the_steps_weigh_little(site: Path, lang: str) -> None:
    text = (site / f"{TREES[lang]}check/index.html").read_text(encoding="utf-8")
    before, _, rest = text.partition('<section class="koc-by-hand"')
    steps, _, after = rest.partition("</section>")
    assert steps.count("<li ") > 100
    with_steps, without = (len(gzip.compress(t.encode())) for t in (text, before + after))
    assert with_steps - without < MOST_BYTES


def test_the_embed_page_has_none(site: Path, lang: str) -> None:
    assert "by-hand" not in (site / f"widget/embed.{lang}.html").read_text(encoding="utf-8")


def test_the_steps_ask_in_the_order_of_the_self_check(page: HtmlElement, guide: Guide) -> None:
    place = {name: n for n, name in enumerate(asked_order(guide))}
    known = [question.id for question in guide.questions.in_order if not question.presumed]
    assert [name for name in place if name in known] == known
    for step in page.xpath("//*[@class='koc-hand-steps']/li"):
        here = step.get("data-variable", "")
        for href in step.xpath("./ul/li/a/@href"):
            if href.startswith("#by-hand-"):
                there = page.get_element_by_id(href.removeprefix("#")).get("data-variable", "")
                assert place[there] > place[here]
