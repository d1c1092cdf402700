"""Every sentence the outcome puts together is read, over every path of the decision diagram."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from keep_or_cancel import check
from playwright.sync_api import Page, Route

from guide import Guide, load
from tests.support.server import Server
from tests.unit.test_plan import cases
from widgets import build
from widgets.build.tools import WEB

# One path in so many is also explained by the package; what it adds is made of the same parts.
EXPLAINED = 15

# So many characters open a list.
OPENING = 25

# Draws everything there is to say for each case; gives its texts, the first of each list, and how
# many lists are empty.
DRAW = """async ({manifest, lang, cases}) => {
  const [{DecisionGraph}, {reckon}, {View}, {PlanView}, {cardText}] = await Promise.all(
    ["graph", "reckon", "view", "plan-view", "send"].map((name) => import(`/own/${name}.js`)));
  const read = async ({file}) => (await fetch(`/widget/${file}`)).json();
  const [graph, words, data] = await Promise.all(
    [manifest.graph, manifest.texts[lang], manifest.plans[lang]].map(read));
  Object.assign(words.ui, data.ui);
  const decision = new DecisionGraph(graph);
  const site = new URL(lang === "en" ? "/en/" : "/", location.href);
  const view = new View(words, lang, site);
  const page = {
    limit: (known, label) => decision.limit(known, label),
    amounts: () => ({}), fragment: () => "#v=1", link: () => "https://example.org/#v=1",
  };
  const sheet = new PlanView(view, data, page);
  return cases.map(({answers, amounts, answer}) => {
    const now = reckon(decision, words, answers, amounts);
    const outcome = answer?.outcome ?? now.outcome;
    const box = document.createElement("div");
    if (!outcome) {
      box.append(view.titles(now.possible));
      return {texts: [[box.textContent, lang, false]], first: [], empty: 0, card: ""};
    }
    const content = sheet.content(now, outcome, answer);
    box.append(
      view.card(outcome, content.known, content.rule, ""),
      ...view.presumed(now.presumed, () => {}),
      ...sheet.inCard(content),
      ...sheet.parts(content, answer),
      sheet.grounds(now, answer),
      ...sheet.record(content, now, {version: "1", date: "2026-01-01"}),
    );
    const own = (element) => element.textContent.trim();
    const blocks = "p, li, summary, h3, dt, dd, th, td, label, q, button, caption, strong, small";
    const parts = [...box.querySelectorAll(blocks)];
    return {
      texts: parts.map((part) => [own(part), part.closest("[lang=zh-Hans]") ? "zh" : lang,
                                  Boolean(part.querySelector(blocks))]),
      first: [...box.querySelectorAll(":is(ul, ol) > li:first-child")]
        .filter((item) => !item.parentElement.closest("li")).map(own),
      empty: [...box.querySelectorAll("ul, ol, dl, tbody")].filter((list) => !list.children.length)
        .length,
      card: cardText(view, data, content, now, "https://example.org/#v=1"),
    };
  });
}"""

HAN = "一-鿿"
WRONG = {
    "zh": [
        r"undefined|null|NaN|\[object",
        r"\{\w+\}",
        r"[。，；：？！、]{2}",
        r"[，、；]$",
        rf"[{HAN}][,;:?!](?!\d)|[,;:?!][{HAN}]",
        r"(^|[^\n])  +",
        r"“”|（）",
    ],
    "en": [
        r"undefined|null\b|NaN|\[object",
        r"\{\w+\}",
        r"[.,;:?!]{2}(?<!\.\.\.)",
        r"\b(and|or)[.,;:]?$",
        r"[。，；：？！、（）]",
        r"  +",
        r"“”|\(\)",
    ],
}


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load()


@pytest.fixture
def drawn(
    server: Server, new_page: Callable[..., Page]
) -> Callable[[str], list[tuple[dict[str, Any], dict[str, Any]]]]:
    """A function that draws all cases in a language: (case, what is said)."""

    def own(route: Route) -> None:
        name = Path(route.request.url).name
        route.fulfill(body=(WEB / name).read_text(), content_type="text/javascript")

    def draw(lang: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        page = new_page(width=390, height=844)
        page.route("**/own/*.js", own)
        page.goto(f"{server.url}404.html")
        given = [
            {**case, "answer": None}
            if number % EXPLAINED
            else {**case, "answer": check({**case["answers"], **case["amounts"]}, lang)}
            for number, case in enumerate(cases())
        ]
        manifest = build.build()
        said = page.evaluate(DRAW, {"manifest": manifest, "lang": lang, "cases": given})
        return list(zip(given, said, strict=True))

    return draw


def joined(titles: list[str], lang: str) -> Iterator[str]:
    """Yield how a list would join two titles, which are sentences, without quotation marks."""
    marks = {"zh": ("、", "和", "或"), "en": (", ", " and ", " or ")}[lang]
    for (one, other), mark in product(product(titles, titles), marks):
        yield f"{one}{mark}{other}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_is_whole(
    drawn: Callable[[str], list[tuple[dict[str, Any], dict[str, Any]]]], guide: Guide, lang: str
) -> None:
    police = re.compile("公安|[Pp]olice")
    titles = [getattr(outcome.title, lang) for outcome in guide.outcomes.outcomes]
    titles += [getattr(blocker.title, lang) for blocker in guide.blockers.blockers]
    faults: dict[str, str] = {}
    seen = set()
    for case, said in drawn(lang):
        where = json.dumps(case["answers"])
        texts = [(text, as_, whole) for text, as_, whole in said["texts"] if text]
        for text, spoken, whole in [
            *texts,
            *((line, lang, False) for line in said["card"].split("\n")),
        ]:
            if (text, spoken) in seen:
                continue
            seen.add((text, spoken))
            # What holds other blocks has no sentence of its own.
            if not whole:
                for pattern in WRONG[spoken]:
                    if re.search(pattern, text):
                        faults[f"{pattern} in {text!r}"] = where
            held = [title for title in titles if title in text]
            for join in joined(held, lang):
                if join in text:
                    faults[f"{join!r} in {text!r}"] = where
        if said["empty"]:
            faults[f"{said['empty']} empty lists"] = where
        if case["answers"].get("status") != "police_stop":
            for text in said["first"]:
                if police.search(text[:OPENING]):
                    faults[f"begins with the police: {text!r}"] = where
    assert len(seen) > 500
    assert "\n".join(faults) == ""
