// The sheet of questions for one call.

import { printAlone } from "./sheet.js";

for (const sheet of document.querySelectorAll("[data-hotline]")) {
  for (const button of sheet.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => printAlone(sheet, { print: "sheet" }));
  }
  for (const tools of sheet.querySelectorAll("[data-sheet-tools]")) tools.hidden = false;
}
