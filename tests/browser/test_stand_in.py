"""The stand-in for the worker says what the worker says: what is tested with it holds without."""

from __future__ import annotations

import json
import re
from typing import Any

from keep_or_cancel import check
from playwright.sync_api import Page

from tests.support.cases import examples
from tests.support.server import Server

# All that a worker says, in order, until it has answered the last question.
SAID = """async ([base, file, runtime, archives, questions]) => {
  const worker = new Worker(new URL(file, base));
  const said = [];
  const last = questions.at(-1).id;
  await new Promise((done, failed) => {
    worker.onerror = failed;
    worker.onmessage = ({ data }) => {
      if (data.content) data.content = [...data.content];
      said.push(JSON.parse(JSON.stringify(data)));
      if (data.type === "ready") questions.forEach(({ file, ...question }) => {
        if (file) question.content = new TextEncoder().encode(file).buffer;
        worker.postMessage(question);
      });
      if (data.type === "failed" || data.id === last) done();
    };
    worker.postMessage({ type: "boot", base, runtime, archives });
  });
  worker.terminate();
  return said;
}"""


def said(page: Page, server: Server, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the worker of `server` says while it starts and answers `questions`."""
    manifest = server.manifest
    page.goto(f"{server.url}widget/manifest.json")
    given = [f"{server.url}widget/", manifest["worker"], manifest["runtime"]]
    given += [manifest["archives"], questions]
    messages: list[dict[str, Any]] = page.evaluate(SAID, given)
    return messages


def asked(lang: str) -> list[dict[str, Any]]:
    """Return questions of each kind in a language, as the page asks them, without their ids."""
    facts = [{}, {"status": "police_stop"}, *(e.facts for e in examples("decision_model"))]
    mistakes = [{"holder": "nobody"}, {"penalty": "很多"}, {"months": 9999}, {"colour": "red"}]
    texts = [json.dumps(one) for one in (*facts, *mistakes)] + ["{", "[]"]
    questions: list[dict[str, Any]] = [
        *({"type": "check", "text": text, "lang": lang} for text in texts),
        {"type": "replay", "text": json.dumps(check(facts[1], lang)), "lang": lang},
        {"type": "replay", "text": "{}", "lang": lang},
    ]
    letter = {"id": "cancel_company", "lang": lang, "facts": facts[1]}
    args = {"lang": lang, "today": "2026-11-30", "kind": "csv"}
    given = {"read": "号码,状态\n13800130001,停机\n", "judge": "", "rows": "", "export": ""}
    calls: list[tuple[str, str, Any, str]] = [("papers", "letter", letter, "")]
    calls += [("lists", call, args, file) for call, file in [*given.items(), ("read", "%PDF")]]
    for package, call, arguments, file in calls:
        question = {"package": package, "call": call, "args": json.dumps(arguments)}
        questions.append({"type": "call", **question, **({"file": file} if file else {})})
    return questions


def test_it_says_what_the_worker_says(server: Server, faulty: Server, new_page: Any) -> None:
    # Neither language is one the package has: both say that they could not answer, each its way.
    questions = [*asked("zh"), *asked("en"), {**asked("zh")[1], "lang": "fr"}]
    for number, question in enumerate(questions, 1):
        question["id"] = number
    exports = [one["id"] for one in questions if one.get("call") == "export"]
    assert len(exports) == 2
    real, stand_in = (said(new_page(), one, questions) for one in (faulty, server))
    for messages in (real, stand_in):
        assert messages[-1].pop("message")
        assert [m["id"] for m in messages if "content" in m] == exports
        for message in messages:
            # What rows are called by is drawn by lot.
            if "content" in message:
                message["json"] = bytes(message.pop("content")).decode()
            message["json"] = re.sub(r"\b[0-9a-f]{12}\b", "", message.get("json", ""))
    assert real[-1]["type"] == "broken"
    # Files arrive in any order, so only how many have is told.
    assert stand_in == real
