// One page for whoever approves: how many numbers, what becomes of them, what it costs, what is risky, what
// must be settled and asked first, what is not known. No number stands in it. In either language.

import list from "built:list"; // written by widgets/build: the words of both languages
import { button, fill, h, redraw, tell } from "../dom.js";
import { copy } from "../handover.js";
import { printMade } from "../sheet.js";
import { inWords } from "./money.js";

// So many entries of a kind leave room for the others on one page; the rest is counted.
const MOST = 5;

export class Memo {
  #app;
  #lang;
  #memo = null; // what the session says, in the memo's language
  #page = h("div", { class: "list-memo__page" });
  #note = h("p", { class: "list__note", role: "status" });
  #text = h("textarea", { class: "list-out__text", readonly: true, rows: 8, hidden: true });
  #tools = h("div");
  #fold;

  element = h("section", { class: "list-memo", "aria-labelledby": "list-memo", hidden: true });

  constructor(app) {
    const { words, lang } = app;
    this.#app = app;
    this.#lang = lang;
    this.#text.setAttribute("aria-label", words.list_memo);
    const show = h("summary", { class: "fold__head" }, h("span", {}, words.list_memo_show));
    this.#fold = h("details", { class: "fold", ontoggle: () => this.#show() }, show, this.#tools, this.#page, this.#text);
    const title = h("h2", { id: "list-memo" }, words.list_memo);
    this.element.append(title, h("p", {}, words.list_memo_why), this.#fold, this.#note);
    app.addEventListener("begun", () => {
      this.element.hidden = true;
      this.#fold.open = false;
    });
    app.addEventListener("judged", () => {
      this.element.hidden = false;
      this.#show();
    });
    this.#drawTools();
  }

  #drawTools() {
    const { words } = this.#app;
    const language = (lang, name) =>
      button(`memo-${lang}`, name, () => this.#speak(lang), {
        ...{ class: "tool", lang, "aria-pressed": String(lang === this.#lang) },
      });
    redraw(this.#tools, [
      h(
        "p",
        { class: "list__tools" },
        h("span", { class: "list__tools", role: "group", "aria-label": words.list_memo_language }, language("zh", words.koc_card_zh), language("en", words.koc_card_en)),
        button("memo-print", words.print, () => this.#print(), { class: "tool" }),
        button("memo-copy", words.list_memo_copy, () => this.#copy(), { class: "tool" }),
      ),
    ]);
  }

  #speak(lang) {
    this.#lang = lang;
    this.#drawTools();
    this.#show();
  }

  /** Draw the memo, while somebody looks at it. */
  async #show() {
    if (!this.#fold.open) return;
    const lang = this.#lang;
    const memo = await this.#app.ask("memo", { lang });
    if (!memo || lang !== this.#lang) return;
    this.#memo = memo;
    tell(this.#note, "");
    this.#text.hidden = true;
    this.#page.lang = lang;
    this.#page.replaceChildren(...this.#parts());
  }

  // --- what it says -------------------------------------------------------------------------------------

  #word(name, values = {}) {
    return fill(list.texts[this.#lang].ui[name], values);
  }

  /** The sections {title, entries} that have any. */
  get #sections() {
    const { risks, blockers, ask, presumed, unknown, problems, duplicates } = this.#memo;
    const gap = (name, count) => ({ title: this.#word(name), count });
    const gaps = [
      gap("list_memo_no_number", unknown.number),
      gap("list_memo_no_outcome", unknown.outcome),
      gap("list_memo_no_cost", unknown.now),
      gap("list_memo_no_cost_after", unknown.after),
      gap("list_memo_problems", problems),
      gap("list_memo_duplicates", duplicates),
    ].filter(({ count }) => count);
    const counted = (entries) => {
      const said = entries.slice(0, MOST).map(({ title, count }) => this.#word("list_memo_counted", { title, count }));
      const rest = entries.length - MOST;
      return rest > 0 ? [...said, this.#word("list_memo_rest", { count: rest })] : said;
    };
    return [
      { title: this.#word("list_memo_once"), entries: this.#once },
      { title: this.#word("list_memo_risks"), entries: counted(risks) },
      { title: this.#word("list_memo_settle"), entries: counted(blockers) },
      { title: this.#word("list_memo_ask"), entries: counted(ask) },
      { title: this.#word("list_memo_unknown"), entries: counted(gaps) },
      { title: this.#word("list_memo_presumed"), entries: counted(presumed) },
    ].filter(({ entries }) => entries.length);
  }

  #sum(amount, unknown) {
    return inWords((...word) => this.#word(...word), amount, unknown);
  }

  /** What is to be paid once, in words. */
  get #once() {
    return this.#memo.once.map(({ title, amount, unknown }) => this.#word("list_memo_due", { title, sum: this.#sum(amount, unknown).join("") }));
  }

  get #rows() {
    const { piles, total } = this.#memo;
    return [...piles, { ...total, title: this.#word("list_memo_total") }].map((pile) => [
      [pile.title],
      [String(pile.size)],
      this.#sum(pile.now, pile.now_unknown),
      this.#sum(pile.after, pile.after_unknown),
    ]);
  }

  get #heads() {
    return ["list_memo_outcome", "list_memo_count", "list_memo_now", "list_memo_after"].map((name) => this.#word(name));
  }

  get #foot() {
    const { rules, money } = this.#memo;
    const said = [`${this.#word("rules_version")} ${rules.version} (${rules.date})`, money, this.#word("not_legal_advice")];
    return said.join(" · ");
  }

  #parts() {
    const { today, total } = this.#memo;
    const rows = this.#rows;
    const cells = ([[title], ...rest]) =>
      h("tr", {}, h("th", { scope: "row" }, title), rest.map(([text, more]) => h("td", {}, text, more ? h("small", {}, more) : null)));
    const line = (name) => h("span", { class: "list-line" }, this.#word(name));
    return [
      h("p", { class: "list-memo__title" }, this.#word("list_memo_title", { count: total.size })),
      h("p", { class: "list-paper__head" }, `${this.#word("koc_date")} ${today}`),
      h(
        "div",
        { class: "list-memo__wide", role: "region", tabindex: 0, "aria-label": this.#word("list_memo_table") },
        h(
          "table",
          { class: "list-memo__piles" },
          h("caption", {}, this.#word("list_memo_table")),
          h("thead", {}, h("tr", {}, this.#heads.map((text) => h("th", { scope: "col" }, text)))),
          h("tbody", {}, rows.slice(0, -1).map(cells)),
          h("tfoot", {}, cells(rows[rows.length - 1])),
        ),
      ),
      h(
        "div",
        { class: "list-memo__points" },
        this.#sections.map(({ title, entries }) =>
          h("div", {}, h("p", {}, h("b", {}, title)), h("ul", {}, entries.map((text) => h("li", {}, text)))),
        ),
      ),
      h("p", { class: "list-paper__lines" }, line("list_memo_decision"), line("koc_signature"), line("koc_date")),
      h("p", { class: "list-memo__foot" }, this.#foot),
    ];
  }

  // --- ways out -----------------------------------------------------------------------------------------

  #print() {
    if (!this.#memo) return;
    const sheet = h("section", { class: "list-paper list-memo__page", lang: this.#lang }, this.#parts());
    tell(this.#note, "");
    printMade(sheet, this.element, { print: "list-memo" }, () => tell(this.#note, this.#app.words.koc_chat_print));
  }

  /** The memo as plain text, for a chat or a mail. */
  #plain() {
    const { today, total } = this.#memo;
    const heads = this.#heads;
    const { semicolon } = list.texts[this.#lang].marks;
    const rows = this.#rows.map(([[title], ...rest]) => {
      const sum = rest.map((cell, n) => `${heads[n + 1]} ${cell.join("")}`).join(semicolon);
      return `- ${this.#word("list_memo_due", { title, sum })}`;
    });
    return [
      this.#word("list_memo_title", { count: total.size }),
      `${this.#word("koc_date")} ${today}`,
      "",
      ...rows,
      ...this.#sections.flatMap(({ title, entries }) => ["", title, ...entries.map((text) => `- ${text}`)]),
      "",
      this.#foot,
    ].join("\n");
  }

  async #copy() {
    if (!this.#memo) return;
    const { words } = this.#app;
    const text = this.#plain();
    const done = await copy(text, () => {
      this.#text.hidden = false;
      this.#text.value = text;
      return this.#text;
    });
    this.#text.hidden = done;
    tell(this.#note, done ? words.copied : words.koc_copy_yourself);
  }
}
