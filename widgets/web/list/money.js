// How yearly costs are shown.

import { h } from "../dom.js";

/**
 * A sum in CNY as the session tells it, text or null where it is not known; `unknown` rows more have a
 * cost that is not known and not in it.
 */
export function sum(app, amount, unknown = 0) {
  if (amount === null) return h("span", { class: "list-quiet" }, app.words.not_known);
  const decimals = amount.includes(".") ? 2 : 0;
  const written = Number(amount).toLocaleString("en", { minimumFractionDigits: decimals });
  const more = app.word("list_more_unknown", { count: unknown.toLocaleString("en") });
  return [h("span", { class: "list-money" }, written), unknown ? h("small", {}, more) : null];
}
