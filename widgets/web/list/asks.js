// What to ask whom: per carrier all that is unknown at once, each with the sentence to say and a field
// for the answer, which goes into all rows it concerns; and the same as sheets of paper.

import { button, day, enters, h, redraw, tell } from "../dom.js";
import { printMade } from "../sheet.js";

// So many answers stand as buttons, if nothing else is to be filled in; more of them in a list.
const FEW = 4;
// Of one question so many numbers are shown, on paper, too: a call is about no more.
const MOST = 60;
// In place of a carrier: what the list's own people know.
const OWN = "@own";
// What a carrier that does not know says changes nothing.
const NO_ANSWER = ["unknown", "operator_unknown"];

export class Asks {
  #app;
  #title = h("h2", { id: "list-asks", tabindex: -1 });
  #note = h("p", { class: "list__note", role: "status" });
  #list = h("div");
  #opened = new Set();
  #drafts = new Map(); // what is written and not yet filled in: {"query name": text}
  #sheets = null; // a promise of the sheets with their numbers, asked for once somebody looks
  #busy = false;
  #ids = new Map(); // of the elements that name a query, by its id

  element = h("section", { class: "list-asks", "aria-labelledby": "list-asks", hidden: true });

  constructor(app) {
    this.#app = app;
    this.element.append(this.#title, this.#note, this.#list);
    app.addEventListener("begun", () => this.#forget());
    app.addEventListener("judged", () => this.#judged());
    app.addEventListener("masked", () => this.#judged());
  }

  #forget() {
    this.#opened.clear();
    this.#drafts.clear();
    this.element.hidden = true;
  }

  #judged() {
    const { summary } = this.#app;
    if (!summary) return;
    // Undoing takes back what was done last: by now that may be something else.
    if (!this.#busy) tell(this.#note, "");
    this.#sheets = null;
    this.element.hidden = false;
    this.#draw(summary);
  }

  // --- on the screen ------------------------------------------------------------------------------------

  #draw({ queries }) {
    const { words } = this.#app;
    this.#ids = new Map(queries.map(({ id }, n) => [id, `list-ask-${n}`]));
    this.#title.textContent = words.list_asks;
    if (!queries.length) {
      redraw(this.#list, [h("p", {}, words.list_asks_none)]);
      return;
    }
    const carriers = this.#carriers(queries);
    const all = h(
      "p",
      { class: "list__tools" },
      h("button", { type: "button", class: "tool", "data-key": "asks-print", onclick: () => this.#print() }, words.list_asks_print),
    );
    const parts = carriers.map((own, n) => {
      const { carrier, carrier_title: title } = own[0];
      const key = `asks-${carrier}`;
      // One carrier stands open, of several the person opens theirs.
      if (carriers.length === 1 && n === 0) this.#opened.add(key);
      return h(
        "details",
        { class: "fold", "data-key": key, "data-carrier": carrier },
        h(
          "summary",
          { class: "fold__head", "data-key": `${key}-head` },
          h("span", {}, this.#app.word("list_asks_of", { carrier: title, count: own.length })),
        ),
        own.map((query) => this.#query(query)),
      );
    });
    redraw(this.#list, [h("p", {}, words.list_asks_intro), all, ...parts], this.#opened);
  }

  /** The queries by carrier, in their order. */
  #carriers(queries) {
    const carriers = [...new Set(queries.map(({ carrier }) => carrier))];
    return carriers.map((one) => queries.filter(({ carrier }) => carrier === one));
  }

  #query(query) {
    const { words } = this.#app;
    const key = `ask-${query.id}`;
    const numbers = h(
      "details",
      { class: "fold fold--small", "data-key": `${key}-numbers`, ontoggle: ({ target }) => target.open && this.#show(query, which) },
      h("summary", { class: "fold__head", "data-key": `${key}-which` }, h("span", {}, words.list_asks_which)),
    );
    const which = h("p", { class: "list-ask__numbers", translate: "no" });
    numbers.append(which);
    return h(
      "div",
      { class: "list-ask", "data-query": query.id },
      h("p", { class: "list-ask__title" }, h("b", { id: this.#ids.get(query.id) }, query.short), " ", this.#count(query.count)),
      this.#said(query),
      numbers,
      this.#answer(query, key),
    );
  }

  #count(count) {
    return h("span", { class: "list-ask__count" }, this.#app.word("list_numbers", { count }));
  }

  /** The sentence to say in Chinese, under it what it says, and to whom; of oneself the question. */
  #said({ carrier, say, say_zh: aloud, whom }) {
    const { lang, words } = this.#app;
    if (carrier === OWN) return h("p", { class: "list-ask__say" }, say);
    return [
      h("p", { class: "list-ask__say", lang: "zh", translate: "no" }, aloud),
      lang === "zh" ? null : h("p", { class: "list-ask__other" }, say),
      h("p", { class: "list-ask__whom" }, h("b", {}, words.whom_to_ask), " ", whom),
    ];
  }

  async #show({ id }, place) {
    if (place.textContent) return;
    const queries = ((await this.#asked()) ?? []).flatMap((sheet) => sheet.queries);
    this.#numbers(place, queries.find((query) => query.id === id)?.numbers ?? []);
  }

  /** Show the first of `numbers` in `place`, and how many more there are. */
  #numbers(place, numbers) {
    const rest = numbers.length - MOST;
    place.textContent = numbers.slice(0, MOST).join(" ");
    if (rest > 0) place.append(" ", h("span", {}, this.#app.word("list_asks_rest", { count: rest })));
    return place;
  }

  /** A promise of the sheets as the session has them by now, or of null. */
  #asked() {
    this.#sheets ??= this.#app.ask("asks");
    return this.#sheets;
  }

  // --- answers ------------------------------------------------------------------------------------------

  #answer(query, key) {
    const { words } = this.#app;
    const { question, values, amounts, count } = query;
    const known = values.filter(({ value }) => !NO_ANSWER.includes(value));
    const id = this.#ids.get(query.id);
    const group = { class: "list-ask__answer", role: "group", "aria-labelledby": `${id}-answer ${id}` };
    const label = h("p", { class: "list-ask__label", id: `${id}-answer` }, this.#answered(query));
    if (known.length <= FEW && !amounts.length) {
      const buttons = known.map(({ value, label: text }) =>
        button(`${key}-${value}`, text, () => this.#fill(query, { [question]: value }), { class: "tool" }),
      );
      return h("div", group, label, h("p", { class: "list__tools" }, buttons));
    }
    const draft = (name) => `${query.id} ${name}`;
    const keep = ({ target }) => this.#drafts.set(draft(target.name), target.value);
    const given = (name) => this.#drafts.get(draft(name)) ?? "";
    const choice = h(
      "select",
      { class: "fill", name: question, "data-key": `${key}-value`, onchange: keep, autocomplete: "off" },
      h("option", { value: "" }, words.not_asked_yet),
      known.map(({ value, label: text }) => h("option", { value, selected: value === given(question) }, text)),
    );
    const fields = amounts.map(({ id: name, kind, ...amount }) =>
      h(
        "label",
        { class: "fill__label" },
        h("span", {}, this.#titled(amount)),
        h("input", {
          ...(kind === "date" ? { type: "date" } : { type: "text", inputmode: "decimal" }),
          ...{ class: "fill", autocomplete: "off", name },
          ...{ "data-key": `${key}-${name}`, value: given(name), oninput: keep },
        }),
      ),
    );
    const box = h(
      "div",
      group,
      label,
      known.length ? h("label", { class: "fill__label" }, h("span", {}, query.short), choice) : null,
      fields,
    );
    const take = () => {
      const written = [...box.querySelectorAll(".fill")].map(({ name, value }) => [name, value.trim()]);
      this.#fill(query, Object.fromEntries(written.filter(([, value]) => value)));
    };
    box.addEventListener("keydown", (event) => enters(event) && event.target.matches("input") && take());
    box.append(button(`${key}-fill`, this.#app.word("list_asks_fill", { count }), take, { class: "tool" }));
    return box;
  }

  /** What the answer to a query is called: theirs, or one's own. */
  #answered({ carrier }) {
    const { words } = this.#app;
    return carrier === OWN ? words.koc_your_answers : words.answer_noted;
  }

  /** What an amount is called, with its unit if it has one. */
  #titled({ title, unit }) {
    return unit ? this.#app.word("list_amount_in", { title, unit }) : title;
  }

  /** Put what was answered into all rows of `query`, and say what came of it. */
  async #fill(query, values) {
    if (this.#busy) return;
    const { words } = this.#app;
    if (!Object.keys(values).length) {
      tell(this.#note, words.list_asks_empty);
      return;
    }
    const before = this.#app.summary;
    const done = await this.#change("answer", { carrier: query.carrier, question: query.question, values });
    if (!done) return;
    for (const name of Object.keys(values)) this.#drafts.delete(`${query.id} ${name}`);
    const shown = (name) => query.values.find(({ value }) => value === values[name])?.label ?? values[name];
    const what = Object.keys(values).map((name) => this.#app.word("list_asks_filled_one", { name: this.#named(query, name), value: shown(name) }));
    const text = this.#app.word("list_asks_filled", { count: done.count, what: what.join(this.#app.data.marks.comma) });
    const left = done.left ? h("span", { class: "list__also" }, this.#app.word("list_asks_left", { count: done.left })) : "";
    const moved = h("span", { class: "list__also" }, this.#moved(before, done.summary));
    tell(this.#note, text, left, moved, button("asks-undo", words.list_undo, () => this.#undo(), { class: "tool" }));
    this.#title.focus();
  }

  #named(query, name) {
    return query.amounts.find(({ id }) => id === name)?.title ?? query.short;
  }

  /** What has moved between the piles, in words. */
  #moved({ piles: before }, { piles: after }) {
    const { words } = this.#app;
    const size = (piles, name) => piles.find((pile) => pile.name === name)?.size ?? 0;
    const all = new Map([...before, ...after].map(({ name, title }) => [name, title]));
    const changes = [...all]
      .map(([name, title]) => ({ title, from: size(before, name), to: size(after, name) }))
      .filter(({ from, to }) => from !== to)
      .map((change) => this.#app.word("list_asks_moved_one", change));
    return changes.length
      ? this.#app.word("list_asks_moved", { what: changes.join(this.#app.data.marks.comma) })
      : words.list_asks_unmoved;
  }

  async #undo() {
    const done = await this.#change("undo");
    if (!done) return;
    tell(this.#note, this.#app.words.list_undone);
    this.#title.focus();
  }

  /** Have the session change the list; resolve with what it says, or null. */
  async #change(call, args = {}) {
    this.#busy = true;
    try {
      const done = await this.#app.ask(call, args);
      if (done) this.#app.judged(done.summary ?? done);
      return done;
    } finally {
      this.#busy = false;
    }
  }

  // --- on paper -----------------------------------------------------------------------------------------

  async #print() {
    const { words } = this.#app;
    tell(this.#note, "");
    const sheets = await this.#asked();
    if (!sheets) return;
    const paper = h("div", { class: "list-paper" }, sheets.map((sheet) => this.#sheet(sheet)));
    printMade(paper, this.element, { print: "list-asks" }, () => tell(this.#note, words.koc_chat_print));
  }

  #sheet({ title, count, queries }) {
    const { words } = this.#app;
    const line = (text) => h("span", { class: "list-line" }, text);
    return h(
      "section",
      { class: "list-paper__sheet" },
      h("h2", {}, this.#app.word("list_asks_of", { carrier: title, count: queries.length })),
      h("p", { class: "list-paper__head" }, `${words.koc_date} ${day()} · ${this.#app.word("list_numbers", { count })}`),
      // Nobody calls oneself.
      queries[0].carrier === OWN
        ? null
        : h("p", { class: "list-paper__lines" }, [words.call_time, words.agent_number, words.ticket].map(line)),
      h("ol", {}, queries.map((query) => this.#onPaper(query))),
    );
  }

  #onPaper(query) {
    const { words } = this.#app;
    const line = (text, long) => h("span", { class: long ? "list-line list-line--long" : "list-line" }, text);
    const values = query.values.filter(({ value }) => !NO_ANSWER.includes(value));
    return h(
      "li",
      { class: "list-ask" },
      h("p", { class: "list-ask__title" }, h("b", {}, query.short), " ", this.#count(query.count)),
      this.#said(query),
      this.#numbers(h("p", { class: "list-ask__numbers" }), query.numbers),
      h("p", { class: "list-ask__boxes" }, values.map(({ label }) => h("span", { class: "list-box" }, label))),
      h(
        "p",
        { class: "list-paper__lines" },
        query.amounts.map((amount) => line(this.#titled(amount))),
        line(this.#answered(query), true),
      ),
    );
  }
}
