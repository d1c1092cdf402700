// The piles of a judged list, by outcome: how many numbers, how much of all, what they cost a year now and
// after; each leads to the page of its outcome and to its rows.

import { button, h, icon, redraw } from "../dom.js";
import { sum } from "./money.js";

export class Piles {
  element = h("section", { class: "list-piles", "aria-labelledby": "list-piles-title", hidden: true });
  #app;
  #shown = ""; // the pile whose rows the table shows, "" for all

  constructor(app) {
    this.#app = app;
    app.addEventListener("judged", () => this.#draw());
    app.addEventListener("begun", () => (this.element.hidden = true));
    app.addEventListener("filtered", ({ detail }) => this.#follow(detail.pile ?? ""));
  }

  #follow(pile) {
    this.#shown = pile;
    for (const one of this.element.querySelectorAll("[aria-pressed]")) {
      one.setAttribute("aria-pressed", one.dataset.pile === pile);
    }
  }

  #draw() {
    const { summary, words } = this.#app;
    const { piles, total, money, rules } = summary;
    const head = (name) => h("th", { scope: "col", role: "columnheader" }, words[name]);
    const rows = piles.map((pile) => this.#row(pile, total));
    redraw(this.element, [
      h("h2", { id: "list-piles-title" }, words.list_piles),
      h(
        "table",
        { class: "list-piles__table", role: "table" },
        h("caption", {}, words.list_piles_caption),
        h(
          "thead",
          { role: "rowgroup" },
          h(
            "tr",
            { role: "row" },
            ["outcome", "list_piles_count", "list_piles_share", "list_now", "list_after", "list_piles_rows"].map(head),
          ),
        ),
        h("tbody", { role: "rowgroup" }, rows),
        h("tfoot", { role: "rowgroup" }, this.#row({ ...total, name: "" }, total)),
      ),
      h("p", { class: "list-note" }, money),
      h("p", { class: "list-note" }, this.#app.word("list_piles_rules", rules)),
    ]);
    this.element.hidden = false;
  }

  #row(pile, total) {
    const { words } = this.#app;
    const { name, size, family } = pile;
    const cell = (label, ...children) =>
      h("td", { role: "cell", "data-label": words[label] }, children);
    // What the button shows stands in the row, too.
    const title = name ? pile.title : words.list_total;
    const show = button(
      `pile-${name}`,
      words[name ? "list_piles_show" : "list_piles_show_all"],
      () => this.#app.dispatchEvent(new CustomEvent("filter", { detail: { pile: name || null } })),
      { "aria-pressed": String(this.#shown === name), "data-pile": name, "aria-describedby": `list-pile-${name}` },
    );
    return h(
      "tr",
      { role: "row", "data-family": family ?? null, "data-row": name || "total" },
      h(
        "th",
        { scope: "row", role: "rowheader", id: `list-pile-${name}` },
        this.#title(pile, title),
      ),
      cell("list_piles_count", size.toLocaleString("en")),
      cell("list_piles_share", this.#share(size, total.size)),
      cell("list_now", sum(this.#app, pile.now, pile.now_unknown)),
      cell("list_after", sum(this.#app, pile.after, pile.after_unknown)),
      cell("list_piles_rows", show),
    );
  }

  #title({ name, family }, title) {
    const { data, site, words } = this.#app;
    const outcome = data.outcomes[name];
    if (!outcome) return [h("span", {}, title), this.#says(words[`list_pile_${name}`])];
    return h("span", { class: "list-outcome" }, [
      icon(data.families[family].icon),
      h("a", { href: new URL(outcome.href, site) }, title),
    ]);
  }

  /** Why what is in a pile that is no outcome has none. */
  #says(text) {
    return text ? h("small", {}, text) : null;
  }

  #share(size, all) {
    const part = all ? (100 * size) / all : 0;
    const bar = h("span", { class: "list-bar", "aria-hidden": "true" }, h("span"));
    bar.firstElementChild.style.inlineSize = `${part}%`;
    const text = part > 0 && part < 1 ? "< 1%" : `${Math.round(part)}%`;
    return [bar, h("span", { class: "list-bar__text" }, text)];
  }
}
