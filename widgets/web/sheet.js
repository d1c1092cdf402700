// One part of a page on paper, without the rest of it.

import { printing } from "./handover.js";

/**
 * Print `sheet` alone: everything beside the way from the page's root down to it is left out.
 * `how` is noted on the root, {print: "short", …}, for the stylesheet.
 */
export function printAlone(sheet, how) {
  const root = document.documentElement;
  const way = [];
  for (let part = sheet; part !== root; part = part.parentElement) way.push(part);
  for (const part of way) part.classList.add("print-way");
  sheet.classList.add("print-sheet");
  Object.assign(root.dataset, how);
  printing(() => {
    for (const part of way) part.classList.remove("print-way");
    sheet.classList.remove("print-sheet");
    for (const name of Object.keys(how)) delete root.dataset[name];
  });
}
