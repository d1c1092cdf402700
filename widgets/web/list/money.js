// How yearly costs are shown.

import { h } from "../dom.js";

/** An amount in CNY as the session tells it, as people write it. */
export function written(amount) {
  return Number(amount).toLocaleString("en", { minimumFractionDigits: amount.includes(".") ? 2 : 0 });
}

/** The same in words, `word` giving those: the sum, and of how many more it is not known, or "". */
export function inWords(word, amount, unknown) {
  if (amount === null) return [word("not_known"), ""];
  return [word("cny_amount", { amount: written(amount) }), unknown ? word("list_out_without", { count: unknown }) : ""];
}

/**
 * A sum in CNY as the session tells it, text or null where it is not known; `unknown` rows more have a
 * cost that is not known and not in it.
 */
export function sum(app, amount, unknown = 0) {
  if (amount === null) return h("span", { class: "list-quiet" }, app.words.not_known);
  const more = app.word("list_more_unknown", { count: unknown.toLocaleString("en") });
  return [h("span", { class: "list-money" }, written(amount)), unknown ? h("small", {}, more) : null];
}
