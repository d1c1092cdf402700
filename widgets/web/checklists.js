// The checklists of the pages and the lines that lead to them: says what is ticked for the number
// that is chosen, notes ticks, prints one list alone.

import { hold } from "./device.js";
import { fill, tell } from "./dom.js";
import { choosing } from "./numbers.js";
import { printAlone } from "./sheet.js";
import { Ticks } from "./ticks.js";

const ticks = new Ticks();

/** Return what shows how much of the list that `line` leads to is ticked. */
function counted(line) {
  const said = line.querySelector("[data-ticked]");
  const { ticked, tickedOf } = said.dataset;
  const items = line.dataset.items.split(" ");
  return () => {
    const done = items.filter((id) => ticks.has(id)).length;
    said.hidden = done === 0;
    const { number } = ticks;
    said.textContent = done ? fill(number ? tickedOf : ticked, { number, done }) : "";
  };
}

/** Make one checklist note its ticks; return what brings it in step with them. */
function noted(list) {
  const find = (selector) => list.querySelector(selector);
  const boxes = [...list.querySelectorAll("[data-item] .check__box")];
  const item = (box) => box.closest("[data-item]").dataset.item;
  const [count, clear, forget, number, used, withTicks] = [
    "[data-count]",
    "[data-clear]",
    "[data-forget]",
    "[data-number]",
    "[data-used]",
    "[data-with-ticks]",
  ].map(find);
  const named = choosing(ticks, { input: number, choice: used.querySelector("select"), used });
  const note = find("[data-not-kept]");

  function tally() {
    const done = boxes.filter((box) => box.checked).length;
    tell(count, fill(count.dataset.count, { done, total: boxes.length }));
    clear.disabled = done === 0;
    withTicks.hidden = done === 0;
    if (!ticks.keeps) note.textContent = note.dataset.notKept;
  }

  list.addEventListener("change", ({ target }) => {
    if (!boxes.includes(target)) return;
    ticks.set([item(target)], target.checked);
    tally();
  });
  clear.addEventListener("click", () => {
    ticks.set(boxes.map(item), false);
    for (const box of boxes) box.checked = false;
    tally();
    // The button goes dead under the finger; the list is where work goes on.
    boxes[0].focus();
  });
  forget.addEventListener("click", () => {
    ticks.forget();
    number.focus();
  });
  for (const button of list.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => {
      const blank = withTicks.hidden || !withTicks.querySelector("input").checked;
      const head = find(".checklist__head .fill");
      head.value = ticks.number;
      printAlone(list, { print: button.dataset.print, printTicks: blank ? "blank" : "shown" });
    });
  }
  for (const tools of list.querySelectorAll("[data-sheet-tools]")) tools.hidden = false;
  hold(list);

  return () => {
    for (const box of boxes) box.checked = ticks.has(item(box));
    named();
    forget.hidden = !ticks.number;
    const words = fill(note.dataset.forgetWords, { number: ticks.number });
    forget.querySelector("span").textContent = words;
    tally();
  };
}

const shows = [
  ...[...document.querySelectorAll("[data-items]")].map(counted),
  ...[...document.querySelectorAll("[data-checklist]")].map(noted),
];
const show = () => {
  for (const one of shows) one();
};
ticks.addEventListener("change", show);
ticks.listen();
show();
