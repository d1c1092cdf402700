"""Letters, dates and call mode in every browser: a file comes out of each, a call has its note."""

from __future__ import annotations

import base64
import io
from typing import Any

import docx
from icalendar import Calendar

from tests.support.cases import CLEARED
from tests.support.engines import Tab
from tests.support.server import Server
from tests.support.site import written

CARRIER = "某某通信有限公司"
# Takes what is handed over as a file, which each browser would save in its own way.
TAKE = """() => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => { window.handed = blob; return make.call(URL, blob); };
  HTMLAnchorElement.prototype.click = function () { window.called = this.download; };
}"""
HANDED = """() => window.called && new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done([called, reader.result.split(",")[1]]);
  reader.readAsDataURL(handed);
})"""
# Writes into a field as a person does.
WRITE = """(field, text) => {
  const input = document.querySelector(field);
  input.value = text;
  for (const type of ["input", "change"]) input.dispatchEvent(new Event(type, { bubbles: true }));
}"""
SAYS = "(place, text) => document.querySelector(place)?.textContent.includes(text)"
STEP = "(step) => (document.querySelector('[data-call][open]')?.dataset.step ?? null) === step"


def handed_over(tab: Tab, button: str) -> tuple[str, bytes]:
    """Press what hands over a file; return its name and content."""
    tab.run(TAKE)
    tab.click(button)
    name, content = tab.until(HANDED)
    return name, base64.b64decode(content)


def test_a_letter_is_filled_in_and_handed_over(tab: Tab, server: Server) -> None:
    tab.visit(f"{server.url}en/papers/{written(CLEARED)}&letter=cancel_company")
    tab.until(SAYS, "[data-letter=cancel_company] .paper__draft", "To:")
    tab.run(WRITE, "[data-letter=cancel_company] [data-field=carrier_name]", CARRIER)
    tab.until(SAYS, "[data-letter=cancel_company] .paper__draft", f"致：{CARRIER}")
    name, content = handed_over(tab, "[data-key=docx-cancel_company]")
    assert name.endswith(".docx")
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert f"致：{CARRIER}" in texts
    assert f"To: {CARRIER}" in texts


def test_a_plan_is_dated_and_handed_over(tab: Tab, server: Server) -> None:
    tab.visit(f"{server.url}dates/")
    tab.until("() => document.querySelector('#dates-date') !== null")
    tab.run(WRITE, "#dates-kind", "licence")
    tab.run(WRITE, "#dates-date", "2090-06-30")
    tab.until("() => document.querySelectorAll('.dates__steps time').length === 9")
    assert str(tab.run("() => location.hash")) == "#plan=licence&day=2090-06-30"
    name, content = handed_over(tab, "[data-key=calendar]")
    assert name == "keep-or-cancel.ics"
    read: Any = Calendar.from_ical(content)
    assert len(read.events) == 9
    assert {event.decoded("dtstart").year for event in read.events} == {2090}


def test_a_call_is_begun_and_ends_in_its_note(tab: Tab, server: Server) -> None:
    asked = written({**CLEARED, "contract": "unknown"})
    tab.visit(f"{server.url}en/hotline/{asked}&ask=contract")
    tab.click("[data-call-start]")
    tab.until(STEP, "contract.contract")
    tab.click("[data-call-body] [data-value=none]")
    tab.until(STEP, "contract.linked")
    tab.click("[data-call-body] [data-value=none]")
    tab.until(STEP, "exit_cost.answer")
    tab.click("[data-call-finish]")
    tab.until(STEP, "who")
    tab.click("[data-call-body] [data-key=next]")
    tab.until(STEP, "end")
    tab.until("() => document.querySelector('.call__outcome')?.dataset.outcome")
    note = tab.run("() => document.querySelector('.call__note').value").split("\n")
    assert "- Contract: No contract, or it has ended" in note
    tab.click("[data-call-close]")
    tab.until(STEP, None)
