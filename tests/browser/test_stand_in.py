"""The stand-in for the worker says what the worker says: what is tested with it holds without."""

from __future__ import annotations

import json
from typing import Any

import pytest
from keep_or_cancel import check
from playwright.sync_api import Page

from tests.support.cases import examples
from tests.support.server import Server

# All that a worker says, in order, until it has answered the last question.
SAID = """async ([base, file, runtime, questions]) => {
  const worker = new Worker(new URL(file, base));
  const said = [];
  const last = questions.at(-1).id;
  await new Promise((done, failed) => {
    worker.onerror = failed;
    worker.onmessage = ({ data }) => {
      said.push(data);
      if (data.type === "ready") questions.forEach((question) => worker.postMessage(question));
      if (data.type === "failed" || data.id === last) done();
    };
    worker.postMessage({ type: "boot", base, runtime });
  });
  worker.terminate();
  return said;
}"""


def said(page: Page, server: Server, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the worker of `server` says while it starts and answers `questions`."""
    manifest = server.manifest
    page.goto(f"{server.url}widget/manifest.json")
    given = [f"{server.url}widget/", manifest["worker"], manifest["runtime"], questions]
    messages: list[dict[str, Any]] = page.evaluate(SAID, given)
    return messages


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_says_what_the_worker_says(
    server: Server, faulty: Server, new_page: Any, lang: str
) -> None:
    facts = [{}, {"status": "police_stop"}, *(e.facts for e in examples("decision_model"))]
    mistakes = [{"holder": "nobody"}, {"penalty": "很多"}, {"months": 9999}, {"colour": "red"}]
    texts = [json.dumps(one) for one in (*facts, *mistakes)] + ["{", "[]"]
    asked = [("check", text) for text in texts]
    asked += [("replay", json.dumps(check(facts[1], lang))), ("replay", "{}")]
    questions = [
        {"type": kind, "id": number, "text": text, "lang": lang}
        for number, (kind, text) in enumerate(asked, 1)
    ]
    # Neither language is one the package has: both say that they could not answer, each its way.
    questions.append({**questions[1], "id": len(questions) + 1, "lang": "fr"})
    real, stand_in = (said(new_page(), one, questions) for one in (faulty, server))
    for messages in (real, stand_in):
        assert messages[-1].pop("message")
    assert real[-1]["type"] == "broken"
    # Files arrive in any order, so only how many have is told.
    assert stand_in == real
