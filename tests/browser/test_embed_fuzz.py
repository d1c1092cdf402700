"""Messages nobody agreed on, in both directions: nothing breaks and nothing is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from tests.support.chromium import PATIENCE
from tests.support.embed_host import SETTLING, Embedded, Hosted, hosted
from tests.support.site import VERSION

# What a message can hold that JSON cannot, as script.
ODD = [
    "undefined",
    "NaN",
    "Infinity",
    "-0",
    "10n",
    "new Date(0)",
    "new Map([['source', 'keep-or-cancel']])",
    "new Set([1])",
    "/x/",
    "new ArrayBuffer(8)",
    "new Error('x')",
    "[]",
    "[['keep-or-cancel']]",
    "Object.create(null)",
    "new Blob(['x'])",
]
scripts = st.one_of(
    st.sampled_from(ODD),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=8,
    ).map(json.dumps),
)


def field(*likely: object) -> st.SearchStrategy[str]:
    """A value that is often one of the likely ones, as script."""
    return st.one_of(st.sampled_from([json.dumps(value) for value in likely]), scripts)


FIELDS = {
    "source": field("keep-or-cancel", "Keep-or-cancel", None),
    "version": field(1, 2, "1", 0),
    "type": field("ask", "theme", "ready", "resize", "focus", "outcome", "error", "__proto__"),
    "want": field("outcome", "answers", "facts"),
    "theme": field("auto", "light", "dark", "slate"),
    "height": field(0, -5, 1e9, "300px", 300),
    "top": field(0, -5, 1e9, "300px", 300),
    "outcome": field(None, "keep_use", "<b>x</b>", "x" * 200, ["keep_use"]),
    "code": field("blocked", "form", "<img>", None),
    "lang": field("zh-Hans", 1),
    "title": field("x", None),
    "rules": field(VERSION, {}),
}
near = st.fixed_dictionaries({}, optional=FIELDS).map(
    lambda parts: "({" + ", ".join(f"{json.dumps(k)}: {v}" for k, v in parts.items()) + "})"
)
batches = st.lists(near | scripts.map(lambda script: f"({script})"), min_size=1, max_size=20)


@pytest.fixture(scope="module")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosted]:
    yield from hosted(site, tmp_path_factory.mktemp("host"))


@pytest.fixture(scope="module")
def embedded(host: Hosted, browser: Browser) -> Iterator[Embedded]:
    """One page with one answered self-check, whose person agrees to tell the outcome."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(host.page(host.element('ask="outcome"')))
    embedded = Embedded(page).ready().answer(**SETTLING)
    embedded.frame.evaluate(
        "window.broken = []; addEventListener('error', e => broken.push(e.message))"
    )
    yield embedded
    context.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batch=batches)
def test_the_frame_takes_any_message(embedded: Embedded, batch: list[str]) -> None:
    page = embedded.page
    page.evaluate(
        "(() => { const inside = document.querySelector('iframe').contentWindow;"
        f"[{', '.join(batch)}].forEach(m => inside.postMessage(m, '*')); }})()"
    )
    # A message of its own comes back in order, so all before it have been heard.
    state = embedded.frame.evaluate(
        """() => new Promise((done) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => requestAnimationFrame(() => requestAnimationFrame(() =>
            done([broken, document.body.dataset.mdColorScheme,
              document.getElementById("embed-host").textContent,
              document.getElementById("embed-agree").checked])));
          channel.port2.postMessage(0);
        })"""
    )
    broken, scheme, asker, agreed = state
    assert broken == []
    assert scheme in ("default", "slate")
    assert asker == page.evaluate("location.host")
    assert agreed is False
    told = page.evaluate(
        "messages.filter(m => m.origin !== location.origin && m.data?.type === 'outcome')"
    )
    assert told == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batch=batches)
def test_the_page_around_it_takes_any_message(embedded: Embedded, batch: list[str]) -> None:
    """As if the frame itself had gone mad: it has the right window and the right origin."""
    page = embedded.page
    page.evaluate("broken.length = 0; events.length = 0")
    count = page.evaluate("messages.length")
    embedded.frame.evaluate(f"[{', '.join(batch)}].forEach(m => parent.postMessage(m, '*'))")
    page.wait_for_function("count => messages.length >= count", arg=count + len(batch), polling=20)
    assert page.evaluate("broken") == []
    height = page.eval_on_selector("iframe", "e => parseFloat(e.style.height)")
    assert 0 < height <= 50_000
    for name, detail in page.evaluate("events"):
        if name == "koc-outcome":
            outcome = detail["outcome"]
            assert outcome is None or (isinstance(outcome, str) and outcome.isascii())
            assert outcome is None or len(outcome) <= 40
        elif name == "koc-error":
            assert isinstance(detail["code"], str)
            assert detail["code"].replace("_", "").isalpha()
        else:
            assert name == "koc-ready"
            assert all(isinstance(value, str) for value in detail.values())


def test_after_all_of_it_the_self_check_still_answers(embedded: Embedded) -> None:
    embedded.page.eval_on_selector("iframe", "e => { e.style.display = 'block' }")
    embedded.answer(status="normal")
    expect(embedded.inside.locator('keep-or-cancel[data-step="holder"]')).to_have_count(1)
    embedded.answer(holder="other_person")
    expect(embedded.inside.locator('.koc-card[data-outcome="fix_holder"]')).to_be_visible()
