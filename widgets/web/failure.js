// Says that something did not load, and offers what helps against it: another try, the page anew,
// or nothing, where neither would.

import { reload } from "./address.js";
import { button, h } from "./dom.js";

// What stays as it is however often it is tried.
const HOPELESS = ["browser", "blocked", "sandbox"];

/** The button that helps against the failure called `code`, or null; `again` tries once more. */
function remedy(code, ui, again) {
  if (HOPELESS.includes(code)) return null;
  // The answers are in the address, so they are there again.
  if (code === "released") return button("reload", ui.reload, reload);
  return button("retry", ui.retry, again);
}

/** An alert of `texts`, with what helps against the failure called `code` and then the link `way`. */
export function alert(code, ui, again, texts, way = null) {
  const ways = [remedy(code, ui, again), way].filter(Boolean);
  return h(
    "div",
    { class: "koc-alert", "data-failure": code },
    texts.map((text) => h("p", {}, text)),
    ways.length ? h("p", {}, ways[0], ways[1] ? [" ", ways[1]] : []) : null,
  );
}
