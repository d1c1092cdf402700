"""Every sentence the outcome puts together is read, over every path of the decision diagram."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from keep_or_cancel import check
from playwright.sync_api import Page, Route

from guide import Guide
from tests.support.server import Server
from tests.unit.test_plan import cases
from widgets import build
from widgets.build.tools import WEB

# One path in so many is also explained by the package; what it adds is made of the same parts.
EXPLAINED = 15

# So many characters open a list.
OPENING = 25

# Draws everything there is to say for each case. Gives as JSON, each with the number of the case
# that says so first: the texts, the first items of lists where it is not the police who stopped the
# number, and how many lists of it are empty.
DRAW = """async (given) => {
  const {manifest, lang, cases} = JSON.parse(given);
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
  const [texts, firsts, empty] = [new Map(), new Map(), new Map()];
  const note = (said, number, text, ...how) => {
    const key = JSON.stringify([text, ...how]);
    if (text && !said.has(key)) said.set(key, [number, text, ...how]);
  };
  const own = (element) => element.textContent.trim();
  const blocks = "p, li, summary, h3, dt, dd, th, td, label, q, button, caption, strong, small";
  cases.forEach(({answers, amounts, answer}, number) => {
    const now = reckon(decision, words, answers, amounts);
    const outcome = answer?.outcome ?? now.outcome;
    const box = document.createElement("div");
    if (!outcome) {
      box.append(view.titles(now.possible));
      note(texts, number, box.textContent, lang, false);
      return;
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
    for (const part of box.querySelectorAll(blocks)) {
      // What holds other blocks has no sentence of its own.
      const as = part.closest("[lang=zh-Hans]") ? "zh" : lang;
      note(texts, number, own(part), as, Boolean(part.querySelector(blocks)));
    }
    const card = cardText(view, data, content, now, "https://example.org/#v=1");
    for (const line of card.split("\\n")) note(texts, number, line, lang, false);
    if (answers.status !== "police_stop")
      for (const item of box.querySelectorAll(":is(ul, ol) > li:first-child"))
        if (!item.parentElement.closest("li")) note(firsts, number, own(item));
    const lists = [...box.querySelectorAll("ul, ol, dl, tbody")];
    note(empty, number, lists.filter((list) => !list.children.length).length);
  });
  return JSON.stringify([texts, firsts, empty].map((said) => [...said.values()]));
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


def own(route: Route) -> None:
    """Serve the sources of the self-check, not what is built of them."""
    name = Path(route.request.url).name
    route.fulfill(body=(WEB / name).read_text(encoding="utf-8"), content_type="text/javascript")


def joined(titles: list[str], lang: str) -> Iterator[str]:
    """Yield how a list would join two titles, which are sentences, without quotation marks."""
    marks = {"zh": ("、", "和", "或"), "en": (", ", " and ", " or ")}[lang]
    for (one, other), mark in product(product(titles, titles), marks):
        yield f"{one}{mark}{other}"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_is_whole(
    server: Server, new_page: Callable[..., Page], guide: Guide, lang: str
) -> None:
    given = [
        {**case, "answer": None}
        if number % EXPLAINED
        else {**case, "answer": check({**case["answers"], **case["amounts"]}, lang)}
        for number, case in enumerate(cases())
    ]
    page = new_page(width=390, height=844)
    page.route("**/own/*.js", own)
    page.goto(f"{server.url}404.html")
    asked = {"manifest": build.build(), "lang": lang, "cases": given}
    texts, firsts, empty = json.loads(page.evaluate(DRAW, json.dumps(asked)))
    titles = [getattr(outcome.title, lang) for outcome in guide.outcomes.outcomes]
    titles += [getattr(blocker.title, lang) for blocker in guide.blockers.blockers]
    police = re.compile("公安|[Pp]olice")
    faults: dict[str, int] = {}
    for number, text, spoken, whole in texts:
        if not whole:
            for pattern in WRONG[spoken]:
                if re.search(pattern, text):
                    faults.setdefault(f"{pattern} in {text!r}", number)
        for join in joined([title for title in titles if title in text], lang):
            if join in text:
                faults.setdefault(f"{join!r} in {text!r}", number)
    for number, text in firsts:
        if police.search(text[:OPENING]):
            faults.setdefault(f"begins with the police: {text!r}", number)
    for number, count in empty:
        faults.setdefault(f"{count} empty lists", number)
    assert len(texts) > 500
    assert {fault: given[number]["answers"] for fault, number in faults.items()} == {}
