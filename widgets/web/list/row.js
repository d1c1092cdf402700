// One row, opened below itself: its outcome, its cells to mend, and the full plan, which is drawn as the
// self-check draws it, from the same data. What is mended is judged at once, by Python.

import config from "built:config"; // names and hashes of the self-check's files
import { Amounts } from "../amounts.js";
import { BASE, load, loadPlanView, reason } from "../assets.js";
import { button, day, enters, h, redraw, tell } from "../dom.js";
import { alert } from "../failure.js";
import { DecisionGraph } from "../graph.js";
import { Link } from "../link.js";
import { comparedBy, fromToday, reckon } from "../reckon.js";
import { refuse } from "../refusal.js";
import { View } from "../view.js";

// What a row says of its number besides answers and amounts, and may be mended.
const OWN = ["number", "carrier", "user", "plan", "contract_end", "note"];
// Of a row's id: enough to tell numbers apart whose ends are alike.
const SHORT_ID = 4;

/** What plans are drawn with; `config` names the files. */
async function drawing(lang, site) {
  const [graph, words, data, { PlanView }] = await Promise.all([
    load(config.graph),
    load(config.texts[lang]),
    load(config.plans[lang]),
    loadPlanView(),
  ]);
  const ui = { ...words.ui, ...data.ui };
  return { graph: new DecisionGraph(graph), view: new View({ ...words, ui }, lang, site), data, PlanView };
}

/** Add the stylesheet of plans if the page has not. */
function styled() {
  const links = [...document.querySelectorAll("link[rel=stylesheet]")];
  if (links.some(({ href }) => href.endsWith(config.style))) return;
  document.head.append(h("link", { rel: "stylesheet", href: new URL(config.style, BASE) }));
}

export class OpenRow {
  element;
  index;
  #app;
  #page;
  #row = null;
  #drawing = null; // what drawing() gave, and the `sheet` that draws this row's plan
  #asked = 0; // number of the latest question to Python
  #settings = {}; // months and days given with the plan; no cells of the row
  #now = null; // what reckon() made of the row's answers
  #last = null; // Python's answer that is in sight
  #label = null; // what the number is called on this device: never the number itself
  #ended = new AbortController();
  #opened = new Set();

  #said = h("span", { role: "status" });
  #undo;
  #state; // what has been done, and its way back
  #card = h("div", { class: "list-plan__card" });
  #asks = h("div", { class: "koc-asks" });
  #cells = h("div", { class: "list-cells" });
  #inputs = new Map(); // field -> its input or select
  #details = h("div", { class: "koc-details" });
  #grounds = h("div");
  #failed = h("div");
  #way = h("p", { class: "koc-onward" });
  #body;

  /**
   * `page` is what this may ask of the table: mended(row), judged(summary), close(). The row is `index`,
   * and as wide as `columns`.
   */
  constructor(app, index, columns, page) {
    this.#app = app;
    this.index = index;
    this.#page = page;
    const { words } = app;
    styled();
    this.#undo = button("undo", words.list_row_undo, () => this.#takeBack());
    this.#state = h("p", { class: "list-opened__state", hidden: true }, this.#said, " ", this.#undo);
    // The element of the self-check gives its styles; its script is not on this page.
    this.#body = h(
      "section",
      { class: "koc-result", role: "group", tabindex: -1, "aria-label": words.list_row_opening },
      this.#state,
      this.#card,
      this.#cells,
      this.#failed,
      this.#details,
      this.#grounds,
      this.#way,
      h("p", {}, button("list-close", words.koc_close, page.close)),
    );
    const plan = h(
      "keep-or-cancel",
      { "data-state": "ready", "data-step": "outcome", "data-answered": true },
      this.#body,
    );
    this.element = h(
      "tr",
      { role: "row", class: "list-opened", id: `list-row-${index}` },
      h("td", { role: "cell", colspan: columns }, plan),
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) page.close();
    });
    this.#begin();
  }

  /** Take it that it is closed. */
  end() {
    this.#asked += 1;
    this.#ended.abort();
  }

  /** Show the row as it is by now: it may have been changed elsewhere, or be shown otherwise. */
  async refresh() {
    const row = await this.#app.ask("row", { index: this.index });
    if (!row || this.#ended.signal.aborted) return;
    this.#take(row);
  }

  async #begin() {
    this.#body.setAttribute("aria-busy", "true");
    this.#load();
    const row = await this.#app.ask("row", { index: this.index, whole: false });
    if (row && !this.#ended.signal.aborted) {
      this.#label = [row.masked, row.id.slice(0, SHORT_ID)].filter(Boolean).join(" · ");
      if (this.#app.masked) this.#take(row);
      else await this.refresh();
    }
    this.#body.removeAttribute("aria-busy");
  }

  async #load() {
    const { lang, site } = this.#app;
    this.#failed.replaceChildren();
    try {
      this.#drawing = await drawing(lang, site);
    } catch (error) {
      const code = await reason(error);
      const { words } = this.#app;
      this.#failed.replaceChildren(
        alert(code, words, () => this.#load(), [words.koc_plan_failed, words[`koc_fail_${code}`]]),
      );
      return;
    }
    this.#prepare();
  }

  /** Take the row as the session gives it. */
  #take(row) {
    this.#row = row;
    this.#body.setAttribute("aria-label", row.masked || this.#app.words.list_no_digits);
    if (!this.#inputs.size) this.#buildCells();
    this.#fillCells();
    this.#prepare();
  }

  // --- its cells -----------------------------------------------------------------------------------------

  #buildCells() {
    const { data, words, understanding } = this.#app;
    const { ask, problems } = this.#row;
    // What has to be asked or mended stands first and open; the rest is a tap away.
    const first = new Set([...ask.map(({ id }) => id), ...problems.map(({ field }) => field)]);
    const groups = [OWN, Object.keys(data.questions), Object.keys(data.amounts)];
    const titles = new Map(understanding.fields.map(({ id, title }) => [id, title]));
    const fields = groups.map((names) =>
      names.map((name) => {
        const question = data.questions[name];
        const amount = data.amounts[name];
        const title = question?.title ?? amount?.title ?? titles.get(name) ?? name;
        return { name, first: first.has(name), element: this.#cell(name, title, question, amount) };
      }),
    );
    const open = fields.flat().filter((field) => field.first);
    const rest = fields.map((group) => group.filter((field) => !field.first));
    const elements = (group) => group.map(({ element }) => element);
    const count = rest.flat().length;
    const part = (name, group) =>
      group.length
        ? h("fieldset", {}, h("legend", {}, words[name]), h("div", { class: "list-cells__grid" }, elements(group)))
        : null;
    this.#cells.append(
      ...[
        part("list_row_first", open),
        h(
          "details",
          { class: "fold", "data-key": "list-cells" },
          h("summary", { class: "fold__head" }, h("span", {}, this.#app.word("list_row_rest", { count }))),
          ["list_row_answers", "list_row_amounts", "list_row_own"].map((name, n) => part(name, rest[[1, 2, 0][n]])),
        ),
      ].filter(Boolean),
    );
  }

  #cell(name, title, question, amount) {
    const id = `list-cell-${name}`;
    const attributes = { id, "data-field": name, "data-key": id, autocomplete: "off" };
    const input = question
      ? h("select", attributes)
      : h("input", {
          ...attributes,
          type: "text",
          inputmode: amount ? "decimal" : name === "number" ? "tel" : null,
          maxlength: 200,
        });
    input.addEventListener("change", () => this.#mend(name, input.value));
    // Return in a field outside a form does nothing by itself.
    input.addEventListener("keydown", (event) => {
      if (!question && enters(event)) this.#mend(name, input.value);
    });
    this.#inputs.set(name, input);
    const unit = amount ? h("span", { class: "koc-unit" }, amount.unit) : null;
    const hint = h("small", { id: `${id}-hint`, hidden: true }, this.#app.words.list_row_masked);
    return h("p", { class: "list-cell" }, h("label", { for: id }, title, unit), input, hint);
  }

  /** Bring the fields in step with the row; what is being typed stays. */
  #fillCells() {
    for (const [name, input] of this.#inputs) {
      const cell = this.#row.cells[name] ?? { value: null, shown: "" };
      const problem = this.#row.problems.find(({ field }) => field === name);
      if (input.localName === "select") this.#fillSelect(name, input, cell);
      else this.#fillText(name, input, cell, problem);
      this.#complain(input, problem?.text);
    }
  }

  #fillSelect(name, input, { value, shown }) {
    const { data, words } = this.#app;
    // What stands there and is not understood is in sight until something is chosen instead.
    const found = value === null && shown ? h("option", { value: shown }, `“${shown}”`) : null;
    const options = Object.entries(data.questions[name].values);
    input.replaceChildren(
      ...[
        found,
        h("option", { value: "" }, words.list_row_no_answer),
        ...options.map(([id, label]) => h("option", { value: id }, label)),
      ].filter(Boolean),
    );
    input.value = value ?? shown;
  }

  #fillText(name, input, { value, shown }, problem) {
    const { masked } = this.#app;
    const whole = value ?? problem?.value ?? shown;
    const hidden = masked && shown !== whole;
    // A masked text that is written back has lost its digits: it may be replaced, not changed.
    input.dataset.hides = hidden;
    input.placeholder = hidden ? shown : "";
    input.parentElement.querySelector("small").hidden = !hidden;
    // What was written just now and is wrong stays to be corrected, and so does what is being written.
    const written = input.dataset.was ?? "";
    const busy = input === document.activeElement && written !== input.value;
    const refused = problem && written !== "" && written === problem.value;
    if (!busy && !refused) input.value = hidden ? "" : shown;
    input.dataset.was = input.value;
  }

  /** Say at a field what is wrong with what stands there, or nothing. */
  #complain(input, text = "") {
    const part = input.parentElement;
    const hint = part.querySelector("small");
    const before = part.querySelector(".koc-error");
    const error = `${input.id}-error`;
    if ((before?.textContent ?? "") !== text) {
      before?.remove();
      if (text) part.append(h("span", { class: "koc-error", id: error }, text));
    }
    const told = [text ? error : "", hint.hidden ? "" : hint.id].filter(Boolean).join(" ");
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (told) input.setAttribute("aria-describedby", told);
    else input.removeAttribute("aria-describedby");
  }

  // --- mending it ----------------------------------------------------------------------------------------

  async #mend(name, content) {
    const input = this.#inputs.get(name);
    const { dataset } = input;
    // Return and leaving the field are one change; a hidden text that was left empty is none.
    if (dataset.was === content && input.localName !== "select") return;
    dataset.was = content;
    if (!content && dataset.hides === "true") return;
    await this.#put({ [name]: content });
  }

  /** Put contents {field: text} into the row, one after the other, and say what came of it. */
  async #put(contents) {
    const before = this.#row;
    let last = null;
    let wrong = null;
    for (const [field, content] of Object.entries(contents)) {
      const args = { index: this.index, field, content };
      const mended = await this.#app.ask("mend", args);
      if (!mended || this.#ended.signal.aborted) return;
      last = mended;
      wrong ??= mended.problem && { field, message: mended.problem };
    }
    if (!last) return;
    this.#page.mended(last.row);
    this.#take(last.row);
    this.#page.judged(last.summary);
    this.#undo.hidden = !last.summary.undo;
    const { title } = last.row;
    const same = title === before.title;
    const said = this.#app.word(same ? "list_row_same" : "list_row_new", { outcome: title, before: before.title });
    this.#say([wrong?.message, wrong && same ? "" : said].filter(Boolean).join(this.#app.data.marks.semicolon));
    if (wrong) this.#show(wrong.field);
  }

  /** Take what they answered; what stands there already is no change. */
  #answer(contents) {
    const given = Object.entries(contents);
    const fresh = given.filter(([field, content]) => content !== (this.#row.cells[field].value ?? ""));
    this.#put(Object.fromEntries(fresh));
  }

  #say(text) {
    this.#state.hidden = false;
    tell(this.#said, text);
  }

  /** Take the last change back; it may have been one of many rows. */
  async #takeBack() {
    const summary = await this.#app.ask("undo");
    if (!summary || this.#ended.signal.aborted) return;
    await this.refresh();
    this.#undo.hidden = !summary.undo;
    this.#say(this.#app.word("list_row_undone", { outcome: this.#row.title }));
    // The button may have gone from under the finger.
    if (this.#undo.hidden) this.#body.focus({ preventScroll: true });
    this.#app.judged(summary);
  }

  /** Bring the field called `name` into sight; return it. */
  #show(name) {
    const input = this.#inputs.get(name);
    const fold = input?.closest("details");
    if (fold) fold.open = true;
    return input;
  }

  #goTo(name) {
    this.#show(name)?.focus();
  }

  // --- its plan ------------------------------------------------------------------------------------------

  /** The row's answers {question: value} and amounts {name: text}. */
  get #facts() {
    const { view } = this.#drawing;
    const facts = { ...this.#row.facts, ...this.#settings };
    const part = (asked) => Object.entries(facts).filter(([name]) => view.questions.has(name) === asked);
    return { answers: Object.fromEntries(part(true)), amounts: Object.fromEntries(part(false)) };
  }

  /** The answers as links carry them: no number, no amount. */
  get #fragment() {
    const { view } = this.#drawing;
    const ids = Object.fromEntries([...view.questions].map(([id, { values }]) => [id, Object.keys(values)]));
    return new Link(ids, new Amounts(config.amounts)).write(config.version, this.#facts.answers);
  }

  get #link() {
    const { site } = this.#app;
    return new URL(config.check + this.#fragment, site).href;
  }

  /** Draw the plan, once there is a row and what to draw it with. */
  #prepare() {
    if (!this.#row || !this.#drawing) return;
    const { data, graph, view, PlanView } = this.#drawing;
    if (!this.#drawing.sheet) {
      const page = {
        limit: (known, label) => graph.limit(known, label),
        answer: (answers, amounts) => this.#answer({ ...answers, ...amounts }),
        change: (question) => this.#goTo(question),
        more: () => this.#goTo([...this.#now.completes].find((id) => !(id in this.#now.answers))),
        amounts: () => this.#facts.amounts,
        set: (name, text) => this.#set(name, text),
        fragment: () => this.#fragment,
        link: () => this.#link,
      };
      this.#drawing.sheet = new PlanView(view, data, page, this.#label);
      this.#drawing.sheet.listen(this.#ended.signal);
    }
    this.#way.replaceChildren(h("a", { href: this.#link }, this.#app.words.list_row_check));
    this.#consider();
  }

  /** Work out where the answers lead, by the graph at once, then by Python, which has the last word. */
  async #consider() {
    const { graph, view } = this.#drawing;
    const { answers, amounts: given } = this.#facts;
    const amounts = fromToday(view.words, given, day());
    const asked = ++this.#asked;
    // Of a row without a number nothing is decided.
    if (this.#row.number === null) {
      this.#draw(null, null);
      return;
    }
    const now = reckon(graph, view.words, answers, amounts);
    this.#draw(now, null);
    if (!Object.keys(now.facts).length) return;
    this.#details.setAttribute("aria-busy", "true");
    let answer = null;
    let refused = null;
    try {
      answer = await this.#app.runner.check(now.facts, this.#app.lang);
    } catch (error) {
      // Without Python what the graph and the data say stands.
      if (error.name === "FactsError") refused = error;
    }
    if (asked !== this.#asked) return;
    this.#details.removeAttribute("aria-busy");
    refuse(this.#details, refused);
    if (!answer) return;
    const cost = comparedBy(answer.possible, now, graph, view.words, amounts);
    this.#draw(cost ? reckon(graph, view.words, answers, amounts, cost) : now, answer);
  }

  /** Draw what follows from the answers: reckon()'s `now` and Python's `answer`, if it has come. */
  #draw(now, answer) {
    const { sheet, view } = this.#drawing;
    this.#now = now;
    const { outcome, possible, rule } = (now?.counted.length && answer) || now || {};
    const content = outcome ? sheet.content(now, outcome, answer) : null;
    const known = outcome ? view.knowing(now.known, outcome) : now?.known;
    redraw(this.#asks, content ? sheet.inCard(content) : [], this.#opened);
    const change = (question) => this.#goTo(question);
    redraw(
      this.#card,
      outcome
        ? [view.card(outcome, known, rule, this.#asks), ...view.presumed(now.presumed, change)]
        : now
          ? [view.warnings(known), view.possible(possible)].filter(Boolean)
          : [h("p", {}, this.#app.words.list_pile_no_number)],
    );
    // Python's answer to the answers before stays in sight until the next.
    const last = answer ?? (this.#last?.outcome === outcome ? this.#last : null);
    this.#last = last;
    redraw(this.#details, content ? sheet.parts(content, last) : [], this.#opened);
    redraw(this.#grounds, content ? [sheet.grounds(now, last)] : [], this.#opened);
  }

  /** Take a setting given with the plan: a cell of the row, or months and days that only count here. */
  #set(name, text) {
    if (this.#inputs.has(name)) {
      this.#put({ [name]: text });
      return;
    }
    const { [name]: _, ...others } = this.#settings;
    this.#settings = text ? { ...others, [name]: text } : others;
    this.#consider();
  }
}
