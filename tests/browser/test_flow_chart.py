"""The flow chart as a browser draws it: text within boxes, labels clear of them, all in reach."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.server import Server

# Graphviz is told how wide the text will be; only the browser knows, and fonts differ.
WIDE_FONT = "DejaVu Sans"
MISPLACED = """() => {
  const misplaced = [];
  const meets = (a, b) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const box = (element) => element.getBBox();
  for (const shape of document.querySelectorAll(".flow__step, .flow__end")) {
    const frame = box(shape.querySelector("rect"));
    for (const text of shape.querySelectorAll("text")) {
      const inner = box(text);
      if (inner.x < frame.x || inner.x + inner.width > frame.x + frame.width ||
          inner.y < frame.y || inner.y + inner.height > frame.y + frame.height)
        misplaced.push(["leaves its box", text.textContent]);
    }
  }
  const labels = [...document.querySelectorAll(".flow__labels text")];
  const frames = [...document.querySelectorAll(".flow__chart rect")];
  for (const label of labels)
    if (frames.some((frame) => meets(box(label), box(frame))))
      misplaced.push(["lies on a box", label.textContent]);
  labels.forEach((label, n) => labels.slice(n + 1).forEach((other) => {
    if (meets(box(label), box(other))) misplaced.push([label.textContent, other.textContent]);
  }));
  return misplaced;
}"""


@pytest.mark.parametrize("lang", ["", "en/"])
def test_text_stays_in_its_box_labels_keep_apart_and_a_wide_chart_moves_in_its_frame(
    server: Server, new_page: Callable[..., Page], lang: str
) -> None:
    page = new_page()
    page.goto(f"{server.url}{lang}how-it-decides/")
    page.locator(".flow > details").first.locator("summary").click()
    assert page.locator(".flow__chart text").count() > 60
    misplaced: list[Any] = page.evaluate(MISPLACED)
    assert misplaced == []
    page.set_viewport_size({"width": 390, "height": 900})
    frame = page.locator(".flow__scroll")
    assert frame.evaluate("e => e.scrollWidth > e.clientWidth")
    assert page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    last = page.locator(".flow__end[data-rule='R17'] a").last
    last.focus()
    assert page.evaluate("document.activeElement.closest('.flow__end')?.dataset.rule") == "R17"
    assert frame.evaluate("e => e.scrollLeft") > 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.add_style_tag(content=f".flow__chart text {{ font-family: '{WIDE_FONT}' !important }}")
    assert page.evaluate(MISPLACED) == []
