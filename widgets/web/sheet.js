// One part of a page on paper, without the rest of it.

import { printing } from "./handover.js";

/**
 * Print `sheet` alone: everything beside the way from the page's root down to it is left out.
 * `how` is noted on the root, {print: "short", …}, for the stylesheet. Where printing seems to be
 * ignored, `ignored` is called; without one the sheet says it where it has a place for that. `done` is
 * called once printing is over.
 */
export function printAlone(sheet, how, ignored = () => say(sheet), done = () => {}) {
  const root = document.documentElement;
  const way = [];
  for (let part = sheet; part !== root; part = part.parentElement) way.push(part);
  for (const part of way) part.classList.add("print-way");
  sheet.classList.add("print-sheet");
  Object.assign(root.dataset, how);
  const over = () => {
    for (const part of way) part.classList.remove("print-way");
    sheet.classList.remove("print-sheet");
    for (const name of Object.keys(how)) delete root.dataset[name];
    done();
  };
  printing(over, ignored);
}

/** Print `sheet`, which is for paper only: it stands in `place` until printing is over. */
export function printMade(sheet, place, how, ignored) {
  place.append(sheet);
  printAlone(sheet, how, ignored, () => sheet.remove());
}

function say(sheet) {
  const note = sheet.querySelector("[data-not-printed]");
  note.textContent = note.dataset.notPrinted;
}
