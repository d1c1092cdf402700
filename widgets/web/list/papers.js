// Letters and dates for the list: which letters fit its rows, one for each carrier and holder, with what
// is typed once for all; and all dates as a calendar. Nothing of it is fetched before it is asked for.

import { button, day, h, redraw, tell } from "../dom.js";
import { DOCX, handOver, ICS } from "../handover.js";

// The languages a letter can be in: what the session is told of each.
const WRITTEN = {
  zh: { lang: "zh" },
  gloss: { lang: "zh", gloss: true },
  en: { lang: "en" },
};
const DATES = ["date", "short_date"];

export class Papers {
  #app;
  #body = h("div");
  #note = h("p", { class: "list__note", role: "status" });
  #papers = null; // what the session said, once it was asked
  #values = {}; // {field: text}, as typed, for all letters
  #written = "zh";
  #numbers = false;
  #opened = new Set();
  #busy = false;

  element = h("section", { class: "list-papers", "aria-labelledby": "list-papers", hidden: true });

  constructor(app) {
    this.#app = app;
    this.#written = app.lang === "en" ? "gloss" : "zh";
    const title = h("h2", { id: "list-papers" }, app.words.list_papers);
    this.element.append(title, this.#body, this.#note);
    app.addEventListener("begun", () => this.#forget());
    app.addEventListener("judged", () => this.#judged());
    app.addEventListener("masked", () => this.#judged());
  }

  #forget() {
    this.#papers = null;
    this.#values = {};
    this.#numbers = false;
    this.#opened.clear();
    tell(this.#note, "");
    this.element.hidden = true;
  }

  async #judged() {
    if (!this.#app.summary) return;
    this.element.hidden = false;
    if (this.#papers) await this.#look();
    else this.#draw();
  }

  /** Ask which letters fit, and what is wrong with what was typed. */
  async #look() {
    const told = await this.#app.ask("papers", { today: day(), values: this.#values });
    if (told) this.#papers = told;
    this.#draw();
  }

  // --- what is seen -------------------------------------------------------------------------------------

  #draw() {
    const { words } = this.#app;
    const parts = [
      h("p", {}, words.list_papers_what),
      ...(this.#papers ? this.#letters() : [this.#start()]),
      h("h3", {}, words.list_dates),
      h("p", {}, words.list_dates_what),
      this.#tick(),
      h(
        "p",
        { class: "list__tools" },
        button("dates-save", words.list_dates_save, () => this.#calendar(), { class: "tool" }),
      ),
    ];
    redraw(this.#body, parts, this.#opened);
  }

  #start() {
    const { words } = this.#app;
    const look = button("papers-look", words.list_papers_look, () => this.#look(), { class: "list__main" });
    return h("p", { class: "list__tools" }, look);
  }

  #letters() {
    const { words } = this.#app;
    const { letters } = this.#papers;
    if (!letters.length) return [h("p", {}, words.list_papers_none)];
    const choice = h(
      "select",
      {
        class: "fill",
        "data-key": "papers-written",
        autocomplete: "off",
        onchange: ({ target }) => (this.#written = target.value),
      },
      Object.keys(WRITTEN).map((name) =>
        h("option", { value: name, selected: name === this.#written }, words[`list_papers_in_${name}`]),
      ),
    );
    return [
      h("p", { class: "list__small" }, words.list_papers_once),
      h("p", {}, h("label", { class: "fill__label list-papers__in" }, h("span", {}, words.list_papers_in), choice)),
      ...letters.map((letter) => this.#letter(letter)),
    ];
  }

  #letter(letter) {
    const { id, title, does, only_if: onlyIf, count, fields, groups } = letter;
    const { words } = this.#app;
    const say = (...word) => this.#app.word(...word);
    const many = groups.length > 1;
    return h(
      "details",
      { class: "fold list-papers__letter", "data-key": `letter-${id}`, "data-letter": id },
      h(
        "summary",
        { class: "fold__head", "data-key": `letter-${id}-summary` },
        h(
          "span",
          {},
          h("b", {}, title),
          " ",
          h("span", { class: "list__small" }, say("list_papers_count", { count, groups: groups.length })),
        ),
      ),
      h("p", {}, does),
      onlyIf ? h("p", { class: "list__small" }, onlyIf) : null,
      h("ul", { class: "list-papers__groups" }, groups.map((group) => h("li", {}, this.#group(group)))),
      h("div", { class: "list-papers__fields" }, fields.map((field) => this.#field(id, field))),
      h(
        "p",
        { class: "list__tools" },
        button(
          `letter-${id}-save`,
          many ? say("list_papers_zip", { count: groups.length }) : words.list_papers_docx,
          () => this.#save(letter),
          { class: "list__main" },
        ),
      ),
    );
  }

  /** Whose numbers a letter is about, and the first of them. */
  #group({ carrier, holder, person, count, numbers }) {
    const { comma, space } = this.#app.data.marks;
    const whose = [carrier, holder, person].filter(Boolean).join(" · ");
    const shown = numbers.join(comma) + (numbers.length < count ? " …" : "");
    return [h("b", {}, whose), space || " ", this.#app.word("list_papers_numbers", { count, numbers: shown })];
  }

  #field(letter, { id, title, hint, kind, needed, value, problem }) {
    const key = `letter-${letter}-${id}`;
    const attributes = {
      class: "fill",
      "data-key": key,
      "data-field": id,
      autocomplete: "off",
      "aria-invalid": problem ? "true" : null,
      "aria-describedby": problem ? `error-${key}` : hint ? `hint-${key}` : null,
      onchange: ({ target }) => {
        this.#values[id] = target.value;
        this.#look();
      },
    };
    const own =
      kind === "lines"
        ? h("textarea", { ...attributes, rows: 3 })
        : h("input", { ...attributes, type: DATES.includes(kind) ? "date" : "text" });
    own.value = this.#values[id] ?? value;
    return h(
      "div",
      {},
      h(
        "label",
        { class: "fill__label" },
        h("span", {}, needed ? this.#app.word("list_papers_needed", { field: title }) : title),
        own,
      ),
      problem
        ? h("span", { class: "fill__error", id: `error-${key}` }, problem)
        : hint
          ? h("span", { class: "list__small", id: `hint-${key}` }, hint)
          : null,
      problem && hint ? h("span", { class: "list__small" }, hint) : null,
    );
  }

  #tick() {
    return h(
      "label",
      { class: "sheet-tools__tick" },
      h("input", {
        type: "checkbox",
        class: "check__box",
        autocomplete: "off",
        "data-key": "dates-numbers",
        checked: this.#numbers,
        onchange: ({ target }) => (this.#numbers = target.checked),
      }),
      h("span", {}, this.#app.words.list_dates_numbers),
    );
  }

  // --- files --------------------------------------------------------------------------------------------

  async #save({ id, title, groups }) {
    await this.#look();
    // What is wrong is said at its field; a line to write on would take its place.
    const wrong = [...this.#body.querySelectorAll("[data-letter] [aria-invalid]")].find(
      (field) => field.closest("[data-letter]").dataset.letter === id,
    );
    if (wrong) {
      wrong.focus();
      return;
    }
    const ending = groups.length > 1 ? "zip" : "docx";
    await this.#handOver("paper", { id, values: this.#values, today: day(), ...WRITTEN[this.#written] }, [
      `${title}-${day()}.${ending}`,
      ending === "zip" ? "application/zip" : DOCX,
    ]);
  }

  #calendar() {
    const args = { today: day(), stamp: new Date().toISOString(), numbers: this.#numbers };
    return this.#handOver("calendar", args, [`${this.#app.words.list_dates_file}-${day()}.ics`, ICS]);
  }

  /** Have a file made and saved as [name, type]; no number is in its name. */
  async #handOver(call, args, [name, type]) {
    if (this.#busy) return;
    this.#busy = true;
    const { words } = this.#app;
    tell(this.#note, words.list_out_making);
    let bytes = null;
    try {
      bytes = await this.#app.ask(call, args);
    } finally {
      this.#busy = false;
      tell(this.#note, "");
    }
    if (!bytes) return;
    handOver(this.#note, words, this.#app.word("list_out_saved", { name }), [name, bytes, type]);
  }
}
