"""The self-check on paper leads where the engine leads: it is read back from the PDF and walked."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator

import pytest
from keep_or_cancel.model import Model

from guide import Guide, compile_guide
from guide.edition import Edition, Lang
from tests.support.paper import Line, Paper, fits
from tests.support.pdf import Reader, squeeze

# The outcomes between which the obstacles decide, and the words beside each.
ENDS = {"paper_none_fits": "cancel_now", "paper_some_fit": "settle_then_cancel"}


@pytest.fixture(scope="module")
def model(guide: Guide) -> Model:
    return Model(compile_guide(guide))


@pytest.fixture(scope="module")
def papers() -> dict[Lang, Paper]:
    return {}


@pytest.fixture
def paper(lang: Lang, self_check: Reader, papers: dict[Lang, Paper]) -> Paper:
    """The sheet as it was read; read once a language."""
    if lang not in papers:
        papers[lang] = Paper(self_check)
    return papers[lang]


def ways(paper: Paper) -> Iterator[tuple[dict[str, list[str]], str]]:
    """Yield all ways over the sheet: the answers given, and the letter or the last step reached."""
    last = max(paper.steps)
    waiting: list[tuple[int, dict[str, list[str]], frozenset[str]]] = [(1, {}, frozenset())]
    while waiting:
        number, given, marks = waiting.pop()
        if number == last:
            yield given, "obstacles"
            continue
        for way in paper.steps[number]:
            for answer in way.answers:
                now = marks | {answer.mark}
                line = next(line for line in way.lines if fits(line.ticks, now))
                answered = {**given, answer.question: [answer.value]}
                if line.to.startswith("→"):
                    waiting.append((int(line.to[1:]), answered, now))
                else:
                    yield answered, line.to


def wrong(paper: Paper, guide: Guide, model: Model, lang: Lang) -> list[str]:
    """Return the ways over the sheet that do not end where the engine ends."""
    titles = {squeeze(getattr(b.title, lang)): b.id for b in guide.blockers.blockers}
    asks = {mark: titles[squeeze(title)] for mark, title in paper.asks.items()}
    ends: dict[str, tuple[str, str | None]] = {
        letter: (outcome, None) for letter, outcome in paper.outcomes.items()
    }
    ends |= {mark: (paper.outcomes[mark[0]], blocker) for mark, blocker in asks.items()}
    settling: set[tuple[str, str | None]] = {(outcome, None) for outcome in ENDS.values()}
    count, found = 0, []
    for given, end in ways(paper):
        count += 1
        rules = [model.rules[number] for number in model.possible(given)]
        reached = {(rule["outcome"], rule.get("blocker")) for rule in rules}
        # What was answered on the way may be an obstacle already.
        right = reached <= settling if end == "obstacles" else reached == {ends[end]}
        if not right:
            found.append(f"{given}: {end}, the engine: {reached}")
    assert count > 10_000
    return found


def test_every_way_over_the_sheet_ends_where_the_engine_does(
    paper: Paper, guide: Guide, model: Model, lang: Lang
) -> None:
    """What is not answered on a way may be anything: so these are all sets of answers."""
    assert wrong(paper, guide, model, lang)[:5] == []


def test_a_wrong_jump_and_a_wrong_letter_are_found(
    paper: Paper, guide: Guide, model: Model, lang: Lang
) -> None:
    letters = sorted(paper.outcomes)
    for number in (3, 7, 12):
        line = paper.steps[number][0].lines[0]
        to = letters[0] if line.to != letters[0] else letters[1]
        changed = copy.copy(paper)
        changed.steps = copy.deepcopy(paper.steps)
        changed.steps[number][0].lines[0] = Line(line.ticks, to)
        assert wrong(changed, guide, model, lang), f"step {number}: {line} may be {to}"


def test_every_question_is_asked_once_with_all_its_answers(paper: Paper, model: Model) -> None:
    asked: dict[str, list[str]] = {}
    for listed in paper.steps.values():
        for answer in (answer for way in listed for answer in way.answers):
            asked.setdefault(answer.question, []).append(answer.value)
    read = {name for rule in model.rules for case in rule["when"] for name in case}
    read |= {
        name
        for blocker in model.cancel_blockers
        for case in model.blockers[blocker]["when"]
        for name in case
    }
    assert asked.keys() == read - {"blockers"}
    for question, values in asked.items():
        assert sorted(values) == sorted(model.values[question])


def test_obstacles_are_those_of_the_engine_in_its_order(paper: Paper, model: Model) -> None:
    assert [obstacle.blocker for obstacle in paper.obstacles] == model.cancel_blockers
    assert [o.number for o in paper.obstacles] == [*range(1, len(paper.obstacles) + 1)]
    marks = paper.marks
    printed = {answer: mark for mark, answers in marks.items() for answer in answers}
    for obstacle in paper.obstacles:
        when = model.blockers[obstacle.blocker]["when"]
        asked = {mark for case in obstacle.cases for part in case for mark in part}
        read = {name for case in when for name in case}
        read |= {question for mark in asked for question, _ in marks[mark]}
        for values in itertools.product(*(model.values[name] for name in sorted(read))):
            given = dict(zip(sorted(read), values, strict=True))
            ticked = frozenset(printed.get(answer, "") for answer in given.items())
            fit = any(fits(case, ticked) for case in obstacle.cases)
            domains = {name: [value] for name, value in given.items()}
            assert fit == model.holds(when, domains), f"{obstacle.blocker}: {given}"


def test_the_obstacles_decide_between_two_outcomes(
    paper: Paper, guide: Guide, self_check: Reader, lang: Lang
) -> None:
    text = squeeze(self_check.text(self_check.root))
    letters = {outcome: letter for letter, outcome in paper.outcomes.items()}
    edition = Edition(guide, lang)
    for word, outcome in ENDS.items():
        assert squeeze(edition.labelled(word, letters[outcome])) in text
    assert {line.to for line in paper.ends} == {letters[outcome] for outcome in ENDS.values()}


def test_outcomes_say_what_next_what_not_and_which_list(
    paper: Paper, guide: Guide, self_check: Reader, lang: Lang
) -> None:
    text = squeeze(self_check.text(self_check.root))
    assert [*paper.outcomes.values()] == [outcome.id for outcome in guide.outcomes.outcomes]
    numbers = {c.id: n for n, c in enumerate(guide.checklists.checklists, 1)}
    for outcome in guide.outcomes.outcomes:
        for said in (outcome.title, outcome.next, outcome.avoid):
            assert squeeze(getattr(said, lang)) in text
    for checklist in guide.checklists.checklists:
        if checklist.outcomes:
            named = f"{numbers[checklist.id]} {getattr(checklist.title, lang)}"
            assert squeeze(named) in text
    assert guide.meta.rules_version in text


def test_one_answer_a_question_can_be_ticked(
    guide: Guide, model: Model, self_check: Reader, paper: Paper
) -> None:
    choices = {
        name.rpartition(".")[2]: field
        for name, field in self_check.fields.items()
        if "/Kids" in field
    }
    asked = {
        answer.question for ways in paper.steps.values() for way in ways for answer in way.answers
    }
    assert choices.keys() == asked | {"outcome"}
    pages = {annotation.objgen: page for page, annotation in self_check.annotations("/Widget")}
    for name, choice in choices.items():
        assert int(choice.Ff) == 1 << 15, "a choice whose tick can be taken back"
        assert choice.V == "/Off"
        states = [{str(state)[1:] for state, _ in box.AP.N.items()} for box in choice.Kids]
        values = model.values.get(name, [*model.outcomes])
        assert sorted(map(sorted, states)) == sorted(sorted({"Off", value}) for value in values)
        # WeasyPrint makes two choices of one that goes over the foot of a page.
        assert len({pages[box.objgen] for box in choice.Kids}) == 1
