// What a person takes along: the list as a file with what came of it, the rows that need mending, the
// numbers of one outcome on paper.

import { button, day, h, pause, redraw, tell } from "../dom.js";
import { copy, handOver } from "../handover.js";
import { printMade } from "../sheet.js";
import { inWords } from "./money.js";

const CSV = "text/csv;charset=utf-8";
// Kinds of files, the first the one to take: what each is called at its end, and its MIME type.
const KINDS = {
  xlsx: ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  csv: ["csv", CSV],
  json: ["json", "application/json"],
  problems: ["csv", CSV],
};
// Rows asked for at a time while they are put on paper, so that the page goes on answering.
const ROWS = 200;

export class Out {
  #app;
  #body = h("div");
  #note = h("p", { class: "list__note", role: "status" });
  #copied = h("textarea", { class: "list-out__text", readonly: true, rows: 6, hidden: true });
  #personal = false;
  #pile = "";
  #busy = false;

  element = h("section", { class: "list-out", "aria-labelledby": "list-out", hidden: true });

  constructor(app) {
    this.#app = app;
    this.#copied.setAttribute("aria-label", app.words.list_out_copy);
    const title = h("h2", { id: "list-out" }, app.words.list_out);
    this.element.append(title, this.#body, this.#note, this.#copied);
    app.addEventListener("begun", () => this.#forget());
    app.addEventListener("judged", () => this.#draw());
    app.addEventListener("masked", () => this.#draw());
  }

  #forget() {
    this.#personal = false;
    this.#say("");
    this.element.hidden = true;
  }

  #draw() {
    const { words, summary, understanding } = this.#app;
    if (!summary) return;
    this.element.hidden = false;
    const personal = understanding.columns.filter(({ personal: one, carried }) => one && !carried);
    const parts = [
      h("p", {}, words.list_out_whole),
      personal.length ? this.#tick(personal) : "",
      h(
        "p",
        { class: "list__tools" },
        this.#file("xlsx", words.list_out_xlsx, "list__main"),
        this.#file("csv", words.list_out_csv, "tool"),
        this.#file("json", words.list_out_json, "tool"),
        button("out-copy", words.list_out_copy, () => this.#copy(), { class: "tool" }),
      ),
      h("p", { class: "list__small" }, words.list_out_why),
      summary.counts.problems ? this.#problems(summary.counts.problems) : "",
      h("h3", {}, words.list_out_print),
      this.#piles(summary.piles),
    ];
    redraw(this.#body, parts.flat());
  }

  #file(kind, text, style) {
    return button(`out-${kind}`, text, () => this.#save(kind), { class: style });
  }

  #tick(columns) {
    const titles = columns.map(({ header }) => header).join(this.#app.data.marks.comma);
    return h(
      "label",
      { class: "sheet-tools__tick" },
      h("input", {
        type: "checkbox",
        class: "check__box",
        autocomplete: "off",
        "data-key": "out-personal",
        checked: this.#personal,
        onchange: ({ target }) => (this.#personal = target.checked),
      }),
      h("span", {}, this.#app.word("list_out_personal", { columns: titles })),
    );
  }

  #problems(count) {
    const { words } = this.#app;
    return [
      h("p", {}, this.#app.word("list_out_problems_why", { count })),
      h("p", { class: "list__tools" }, this.#file("problems", words.list_out_problems, "tool")),
    ];
  }

  // --- files --------------------------------------------------------------------------------------------

  /** A file's name: no number in it, but the day. */
  #name(kind) {
    const stem = this.#app.words[kind === "problems" ? "list_file_problems" : "list_file"];
    return `${stem}-${day()}.${KINDS[kind][0]}`;
  }

  /** A promise of the bytes of a file, or of null. */
  async #made(kind) {
    if (this.#busy) return null;
    this.#busy = true;
    this.#say(this.#app.words.list_out_making);
    try {
      return await this.#app.ask("export", { kind, personal: this.#personal });
    } finally {
      this.#busy = false;
      this.#say("");
    }
  }

  async #save(kind) {
    const bytes = await this.#made(kind);
    if (!bytes) return;
    const { words } = this.#app;
    const name = this.#name(kind);
    const said = this.#app.word("list_out_saved", { name });
    const arrived = handOver(this.#note, words, said, [name, bytes, KINDS[kind][1]]);
    if (arrived && kind !== "problems") this.#app.dispatchEvent(new Event("saved"));
  }

  /** The list as text: the way out where no file can be saved. */
  async #copy() {
    const bytes = await this.#made("csv");
    if (!bytes) return;
    const { words } = this.#app;
    const text = new TextDecoder().decode(bytes); // without the mark at its beginning
    const done = await copy(text, () => {
      this.#copied.hidden = false;
      this.#copied.value = text;
      return this.#copied;
    });
    this.#copied.hidden = done;
    this.#say(done ? words.list_out_copied : words.koc_copy_yourself);
    if (done) this.#app.dispatchEvent(new Event("saved"));
  }

  #say(text) {
    tell(this.#note, text);
  }

  // --- paper --------------------------------------------------------------------------------------------

  #piles(piles) {
    const { words } = this.#app;
    const choice = h(
      "select",
      { class: "fill", "data-key": "out-pile", autocomplete: "off", onchange: ({ target }) => (this.#pile = target.value) },
      piles.map(({ name, title, size }) =>
        h("option", { value: name, selected: name === this.#pile }, this.#app.word("list_out_pile", { title, count: size })),
      ),
    );
    const print = () => {
      const pile = piles.find(({ name }) => name === choice.value);
      this.#print(pile);
    };
    return [
      h("p", { class: "list__small" }, this.#app.masked ? words.list_out_masked : words.list_out_shown),
      h(
        "p",
        { class: "list__tools" },
        h("label", { class: "fill__label" }, h("span", {}, words.list_out_which), choice),
        button("out-print", words.list_out_print_pile, print, { class: "tool" }),
      ),
    ];
  }

  async #print(pile) {
    if (this.#busy) return;
    this.#busy = true;
    const { words } = this.#app;
    this.#say(words.list_out_making);
    let sheet = null;
    try {
      sheet = await this.#sheet(pile);
    } finally {
      this.#busy = false;
      this.#say("");
    }
    if (sheet) printMade(sheet, this.element, { print: "list-pile" }, () => this.#say(words.koc_chat_print));
  }

  /** A promise of all rows of `pile` as a table for paper, or of null. */
  async #sheet(pile) {
    const { words, summary } = this.#app;
    const rows = [];
    for (let from = 0; from < pile.size; from += ROWS) {
      const page = await this.#app.ask("rows", { filter: { pile: pile.name }, from, size: ROWS });
      if (!page) return null;
      rows.push(...page.rows);
    }
    // A step that is the same for all is said once; a column that says nothing is left out.
    const same = new Set(rows.map(({ next }) => next)).size === 1;
    const columns = this.#columns(same).filter(({ text }) => rows.some((row) => text(row)));
    const body = h("tbody");
    const line = (row) => h("tr", {}, this.#ticked(row), columns.map(({ text }) => h("td", {}, text(row))));
    for (let from = 0; from < rows.length; from += ROWS) {
      body.append(...rows.slice(from, from + ROWS).map(line));
      await pause();
    }
    const heads = [words.list_out_done, words.list_out_number, ...columns.map(({ head }) => head)];
    const { version, date } = summary.rules;
    return h(
      "section",
      { class: "list-paper" },
      h("h2", {}, this.#app.word("list_out_pile", { title: pile.title, count: pile.size })),
      h("p", { class: "list-paper__head" }, `${words.koc_date} ${day()} · ${words.rules_version} ${version} (${date})`),
      same && rows[0].next ? h("p", {}, h("b", {}, words.list_out_next), " ", rows[0].next) : null,
      h(
        "table",
        { class: "list-paper__rows" },
        h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col" }, text)))),
        body,
      ),
      h("p", { class: "list-paper__total" }, this.#total(pile)),
    );
  }

  /** The columns {head, text of a row} beside the number. */
  #columns(same) {
    const { words } = this.#app;
    const named = (entries) => entries.map((entry) => entry.title ?? entry).join(this.#app.data.marks.comma);
    return [
      { head: words.carrier, text: ({ carrier }) => carrier },
      ...(same ? [] : [{ head: words.list_out_next, text: ({ next }) => next }]),
      { head: words.blockers, text: ({ blockers }) => named(blockers) },
      { head: words.list_out_to_ask, text: ({ ask }) => named(ask) },
      { head: words.list_out_note, text: (row) => named([...row.warnings, ...row.problems.map(({ text }) => text)]) },
    ];
  }

  /** The box and the number of a row. */
  #ticked(row) {
    const number = this.#app.masked ? row.masked : row.number;
    return [
      h("td", {}, h("span", { class: "list-box" })),
      h("th", { scope: "row" }, number ?? "", h("small", {}, this.#app.word("list_row", { row: row.row }))),
    ];
  }

  #total({ size, now, now_unknown: nowUnknown, after, after_unknown: afterUnknown }) {
    const sum = (amount, unknown) => inWords((...word) => this.#app.word(...word), amount, unknown).join("");
    return this.#app.word("list_out_total", { count: size, now: sum(now, nowUnknown), after: sum(after, afterUnknown) });
  }
}
