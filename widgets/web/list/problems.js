// What is wrong in cells, row by row: each is kept, says what may stand there, and is mended in its place,
// one at a time.

import { button, enters, h, redraw } from "../dom.js";

// Of a page of problems.
const SIZE = 20;

export class Problems {
  #app;
  #opened = new Set();
  #list = h("div", { class: "list-wrong__list" });
  #fold;
  #head;
  #more = h("p", { class: "list__tools" });
  #from = 0;
  #latest = 0; // number of the latest question for problems
  #shown = []; // of this page
  #place = null; // of what was just mended, on the page
  #refused = new Map(); // key of a problem -> what was typed last, and is wrong again

  element = h("section", { class: "list-wrong", hidden: true });

  constructor(app) {
    this.#app = app;
    this.#head = h("summary", { class: "fold__head" });
    this.#fold = h("details", { class: "fold" }, this.#head, this.#list, this.#more);
    this.#fold.addEventListener("toggle", () => this.#ask());
    this.element.append(this.#fold);
    app.addEventListener("begun", () => {
      this.element.hidden = true;
      this.#fold.open = false;
      this.#from = 0;
    });
    app.addEventListener("judged", () => this.#judged());
    app.addEventListener("masked", () => this.#ask());
  }

  #judged() {
    const { problems, duplicates } = this.#app.summary.counts;
    this.element.hidden = !problems && !duplicates;
    const said = [
      problems ? this.#app.word("list_wrong_rows", { count: problems }) : "",
      duplicates ? this.#app.word("list_wrong_same", { count: duplicates }) : "",
    ];
    this.#head.textContent = said.filter(Boolean).join(this.#app.data.marks.semicolon);
    this.#ask();
  }

  async #ask() {
    if (!this.#fold.open || !this.#app.summary) return;
    const latest = ++this.#latest;
    let page = await this.#app.ask("problems", { from: this.#from, size: SIZE });
    if (page && this.#from >= page.count && this.#from > 0) {
      // The last of the page is mended.
      this.#from = Math.max(0, this.#from - SIZE);
      page = await this.#app.ask("problems", { from: this.#from, size: SIZE });
    }
    if (page && latest === this.#latest) this.#draw(page);
  }

  #draw({ count, problems }) {
    const { words } = this.#app;
    this.#shown = problems;
    const heads = [words.list_row_head, words.list_column, words.list_wrong_why, words.list_wrong_mend];
    redraw(
      this.#list,
      count
        ? [
            h("p", {}, words.list_wrong_how),
            h(
              "div",
              { class: "list__scroll", role: "region", tabindex: "0", "aria-label": words.list_wrong },
              h(
                "table",
                { class: "list-table list-wrong__table" },
                h("caption", {}, words.list_wrong),
                h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
                h("tbody", {}, problems.map((problem) => this.#line(problem))),
              ),
            ),
          ]
        : [h("p", {}, words.list_wrong_none)],
      this.#opened,
    );
    this.#goOn(problems);
    const to = this.#from + problems.length;
    const step = (key, text, from) => button(key, text, () => this.#go(from), { class: "tool" });
    redraw(
      this.#more,
      count > SIZE
        ? [
            this.#from > 0 ? step("wrong-before", words.list_before, this.#from - SIZE) : "",
            h("span", {}, this.#app.word("list_from_to", { from: this.#from + 1, to, count })),
            to < count ? step("wrong-next", words.list_after_these, this.#from + SIZE) : "",
          ]
        : [],
    );
  }

  /** Put the focus where what was mended stood: on what is to be mended next. */
  #goOn(problems) {
    const place = this.#place;
    this.#place = null;
    if (place === null) return;
    const next = problems[Math.min(place, problems.length - 1)];
    const key = next && `${next.index} ${next.field}`;
    const fields = [...this.#list.querySelectorAll("[data-key]")];
    const field = fields.find(({ dataset }) => dataset.key === key) ?? this.#head;
    field.focus({ preventScroll: true });
  }

  #go(from) {
    this.#from = from;
    this.#ask();
  }

  #line(problem) {
    const { row, column, text, field } = problem;
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, row),
      h("td", {}, column),
      h("td", {}, text),
      h("td", {}, field ? this.#mending(problem) : this.#app.words.list_wrong_in_file),
    );
  }

  /** A field for what should stand there: of a question its answers, else text. */
  #mending({ index, row, field, column, value, text }) {
    const { data, words } = this.#app;
    const key = `${index} ${field}`;
    const label = this.#app.word("list_mend_of", { row, column });
    const question = data.questions[field];
    const about = { "data-key": key, "aria-label": label, autocomplete: "off" };
    if (question) {
      const made = h("select", about, new Option(words.list_choose_answer, ""));
      made.append(...Object.entries(question.values).map(([id, name]) => new Option(name, id)));
      made.addEventListener("change", () => made.value && this.#mend(index, field, made.value, key));
      return made;
    }
    // What is said of a whole number is masked: so is the field, until it is written anew.
    const hidden = this.#app.masked && !text.includes(value);
    const written = this.#refused.get(key) ?? (hidden ? "" : value);
    const made = h("input", { type: "text", ...about, value: written });
    const mend = () => (made.value || !hidden) && this.#mend(index, field, made.value, key);
    made.addEventListener("keydown", (event) => enters(event) && mend());
    return h(
      "span",
      { class: "list-wrong__mend" },
      made,
      hidden ? h("small", {}, words.list_row_masked) : null,
      button(`${key} mend`, words.list_mend, mend, { class: "tool" }),
    );
  }

  async #mend(index, field, content, key) {
    const mended = await this.#app.ask("mend", { index, field, content });
    if (!mended) return;
    const { row, problem, summary } = mended;
    if (problem) this.#refused.set(key, content);
    else this.#refused.delete(key);
    this.#app.say(problem ?? this.#app.word("list_mended", { row: row.row, pile: row.title }));
    this.#place = this.#shown.findIndex((one) => `${one.index} ${one.field}` === key);
    this.#app.judged(summary);
  }
}
