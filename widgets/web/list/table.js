// The rows of a judged list: pages of a plain table, sorted and filtered by Python; a row opens below
// itself (row.js).
//
// Listens to the app's "filter", detail {pile}: shows those rows and goes there. Tells the app "filtered",
// detail the filter {pile, carrier, holder, open, duplicates, problems, find}, whenever that is another.

import { button, enters, h, icon, pause, tell } from "../dom.js";
import { sum } from "./money.js";
import { OpenRow } from "./row.js";

const SIZES = [100, 50, 500];
// Rows drawn in one task.
const AT_ONCE = 100;
// The columns with what each is called, and those by which Python sorts.
const COLUMNS = {
  row: "list_row_name",
  number: "number",
  carrier: "carrier",
  pile: "outcome",
  next: "next_action",
  warnings: "koc_warnings",
  blockers: "blockers",
  ask: "unknowns",
  now: "list_now",
  after: "list_after",
};
const WIDTH = Object.keys(COLUMNS).length;
const SORTED = ["row", "number", "carrier", "pile", "now", "after"];
const CHOICES = ["pile", "carrier", "holder"];
const SWITCHES = ["open", "duplicates", "problems"];
const LISTS = ["warnings", "blockers", "ask"];

// Of what is to be settled or asked so many stand in the row; all of it where the row is opened.
const FEW = 2;

const FIRST = { by: "row", down: false };

export class Table {
  element = h("section", { class: "list-rows", hidden: true });
  #app;
  #filter = {};
  #sort = FIRST;
  #from = 0;
  #size = SIZES[0];
  #count = 0;
  #rows = []; // of this page
  #asked = 0; // number of the latest question for rows
  #open = null; // the OpenRow, if there is one
  #mending = false; // the summary that comes now is that of the open row
  #stale = false; // what was mended may stand in another place by now

  #title;
  #said = h("p", { class: "list-said", role: "status" });
  #find; // the field for a part of a number or a text
  #choices = {}; // name of a filter -> its select
  #switches = {}; // name of a filter -> its button
  #clear;
  #heads = {}; // column -> its header
  #caption = h("caption");
  #body = h("tbody", { role: "rowgroup" });
  #foot = h("tfoot", { role: "rowgroup" });
  #table;
  #region;
  #pager;
  #mask;

  constructor(app) {
    this.#app = app;
    this.#build();
    app.addEventListener("begun", () => this.#begin());
    // Read otherwise, a row may stand in another place, or not at all.
    app.addEventListener("understood", () => this.#close());
    app.addEventListener("judged", () => this.#judged());
    app.addEventListener("masked", () => this.#masked());
    app.addEventListener("filter", ({ detail }) => this.#show(detail));
  }

  // --- its frame ---------------------------------------------------------------------------------------

  #build() {
    const { words } = this.#app;
    this.#title = h("h2", { id: "list-rows-title", tabindex: -1 }, words.list_rows_title);
    this.#find = h("input", {
      type: "text",
      enterkeyhint: "search",
      id: "list-filter-find",
      autocomplete: "off",
      maxlength: 40,
      placeholder: words.list_find_example,
      "data-key": "list-filter-find",
      onchange: () => this.#search(),
      onkeydown: (event) => enters(event) && this.#search(),
    });
    const titles = { pile: words.outcome, carrier: words.carrier, holder: this.#app.data.questions.holder.title };
    const choice = (name) => {
      const id = `list-filter-${name}`;
      this.#choices[name] = h("select", {
        id,
        autocomplete: "off",
        "data-key": id,
        onchange: ({ target }) => this.#limit({ [name]: target.selectedOptions[0].dataset.value ?? null }),
      });
      return h("p", {}, h("label", { for: id }, titles[name]), this.#choices[name]);
    };
    const toggle = (name) => {
      const pressed = () => this.#limit({ [name]: !this.#filter[name] });
      this.#switches[name] = button(`list-filter-${name}`, "", pressed, { "aria-pressed": "false" });
      return this.#switches[name];
    };
    this.#clear = button("list-clear", words.list_clear_filter, () => {
      this.#find.value = "";
      this.#limit(Object.fromEntries(Object.keys(this.#filter).map((name) => [name, null])));
      this.#title.focus({ preventScroll: true });
    });
    this.#mask = h("input", {
      type: "checkbox",
      autocomplete: "off",
      "data-key": "list-whole-numbers",
      onchange: ({ target }) => (this.#app.masked = !target.checked),
    });
    const head = (column) => {
      const title = words[COLUMNS[column]];
      const sorts = SORTED.includes(column);
      this.#heads[column] = h(
        "th",
        { scope: "col", role: "columnheader", "data-column": column, "data-sorts": sorts },
        sorts ? button(`list-sort-${column}`, title, () => this.#sortBy(column)) : title,
      );
      return this.#heads[column];
    };
    this.#table = h(
      "table",
      { class: "list-rows__table", role: "table" },
      this.#caption,
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, Object.keys(COLUMNS).map(head))),
      this.#body,
      this.#foot,
    );
    this.#region = h(
      "div",
      { class: "list-rows__region", role: "region", "aria-label": words.list_rows_region, tabindex: 0 },
      this.#table,
    );
    this.#pager = h("nav", { class: "list-pager", "aria-label": words.list_pages });
    this.element.append(
      this.#title,
      h(
        "div",
        { class: "list-filters", role: "group", "aria-label": words.list_filter },
        h("p", {}, h("label", { for: this.#find.id }, words.list_find), this.#find),
        CHOICES.map(choice),
        h("div", { class: "list-switches" }, SWITCHES.map(toggle), this.#clear),
      ),
      h("p", { class: "list-mask" }, h("label", {}, this.#mask, h("span", {}, words.list_whole_numbers))),
      this.#said,
      this.#region,
      this.#pager,
    );
  }

  // --- what it shows -----------------------------------------------------------------------------------

  #begin() {
    this.element.hidden = true;
    this.#app.masked = true;
    this.#find.value = "";
    this.#filter = {};
    this.#sort = FIRST;
    this.#from = 0;
    this.#rows = [];
    this.#stale = false;
    this.#close();
  }

  #judged() {
    this.#drawFilters();
    this.element.hidden = false;
    if (this.#mending) this.#stale = true;
    else this.#ask();
  }

  #masked() {
    this.#mask.checked = !this.#app.masked;
    if (!this.element.hidden) this.#ask();
  }

  /** Show the rows of a filter that another panel asks for, and go there. */
  async #show(filter) {
    await this.#limit(filter);
    this.#title.scrollIntoView({ block: "start" });
    this.#title.focus({ preventScroll: true });
  }

  #search() {
    const find = this.#find.value.trim() || null;
    if (find !== (this.#filter.find ?? null)) this.#limit({ find });
  }

  #limit(filter) {
    // "" is a carrier, too: the one that is not stated.
    const limits = Object.entries({ ...this.#filter, ...filter });
    this.#filter = Object.fromEntries(limits.filter(([, value]) => value !== null && value !== false));
    this.#from = 0;
    this.#close();
    this.#drawFilters();
    this.#app.dispatchEvent(new CustomEvent("filtered", { detail: { ...this.#filter } }));
    return this.#ask();
  }

  #sortBy(column) {
    const { by, down } = this.#sort;
    this.#sort = { by: column, down: by === column && !down };
    this.#from = 0;
    this.#close();
    this.#ask();
  }

  async #turn(from, focus = false) {
    this.#from = from;
    this.#close();
    await this.#ask();
    if (!focus) return;
    this.#title.scrollIntoView({ block: "start" });
    this.#title.focus({ preventScroll: true });
  }

  get #query() {
    return { filter: this.#filter, sort: this.#sort };
  }

  /** Ask for the page of rows; only the latest question's answer is shown. */
  async #ask() {
    const asked = ++this.#asked;
    this.#region.setAttribute("aria-busy", "true");
    const page = await this.#app.ask("rows", { ...this.#query, from: this.#from, size: this.#size });
    if (asked !== this.#asked) return;
    if (!page) {
      this.#region.removeAttribute("aria-busy");
      return;
    }
    this.#stale = false;
    this.#count = page.count;
    this.#rows = page.rows;
    this.#drawTotal(page.total);
    // Fewer rows than there were: the last page of those there are.
    if (!page.rows.length && this.#from) {
      await this.#turn(Math.max(0, this.#size * (Math.ceil(page.count / this.#size) - 1)));
      return;
    }
    await this.#draw();
    if (asked !== this.#asked) return;
    this.#region.removeAttribute("aria-busy");
    this.#open?.refresh();
  }

  /** Draw the page of rows, a part in a task: a hand that moves meanwhile is not held up. */
  async #draw() {
    const { words } = this.#app;
    const at = document.activeElement;
    const inside = this.#body.contains(at);
    const place = this.#rows.findIndex(({ index }) => index === this.#open?.index);
    if (place < 0) this.#close();
    const asked = this.#asked;
    const rows = this.#rows;
    const drawn = (from) =>
      rows.slice(from, from + AT_ONCE).flatMap((row, n) => {
        const made = this.#row(row);
        return from + n === place ? [made, this.#open.element] : [made];
      });
    this.#body.replaceChildren(
      ...(rows.length ? drawn(0) : [h("tr", { role: "row" }, this.#wide(words.list_no_rows))]),
    );
    for (const column of SORTED) {
      const order = this.#sort.down ? "descending" : "ascending";
      const sorted = column === this.#sort.by;
      if (sorted) this.#heads[column].setAttribute("aria-sort", order);
      else this.#heads[column].removeAttribute("aria-sort");
    }
    this.#tell();
    this.#drawPager();
    for (let from = AT_ONCE; from < rows.length; from += AT_ONCE) {
      await pause();
      if (asked !== this.#asked) return;
      this.#body.append(...drawn(from));
    }
    if (!inside) return;
    const keyed = [...this.#body.querySelectorAll("[data-key]")];
    const same = keyed.find(({ dataset }) => dataset.key === at.dataset.key);
    // What is open is the same as before.
    (at.isConnected ? at : (same ?? this.#title)).focus({ preventScroll: true });
  }

  #tell() {
    const { marks } = this.#app.data;
    const number = (count) => count.toLocaleString("en");
    const values = {
      count: number(this.#count),
      first: number(this.#count ? this.#from + 1 : 0),
      last: number(this.#from + this.#rows.length),
    };
    const limits = this.#limits;
    const all = this.#rows.length === this.#count;
    const text = this.#app.word(all ? "list_all_shown" : "list_some_shown", values);
    const said = [limits.length ? this.#app.word("list_limited", { what: limits.join(marks.comma) }) : "", text];
    tell(this.#said, said.filter(Boolean).join(marks.space));
    this.#caption.textContent = this.#said.textContent;
  }

  /** What the rows are limited to, in words. */
  get #limits() {
    const { words } = this.#app;
    return [
      ...CHOICES.filter((name) => name in this.#filter).map((name) => this.#option(name, this.#filter[name]).label),
      ...SWITCHES.filter((name) => this.#filter[name]).map((name) => words[`list_only_${name}`]),
      ...("find" in this.#filter ? [`“${this.#filter.find}”`] : []),
    ];
  }

  /** The sums of all rows that the filter lets through, on every page. */
  #drawTotal({ size, now, now_unknown: nowUnknown, after, after_unknown: afterUnknown }) {
    const { words } = this.#app;
    const cell = (column, ...children) =>
      h("td", { role: "cell", "data-label": words[COLUMNS[column]] }, children);
    const title = this.#app.word("list_with_count", {
      what: words.list_total,
      count: size.toLocaleString("en"),
    });
    this.#foot.replaceChildren(
      h(
        "tr",
        { role: "row" },
        h("th", { scope: "row", role: "rowheader", colspan: WIDTH - 2 }, title),
        cell("now", sum(this.#app, now, nowUnknown)),
        cell("after", sum(this.#app, after, afterUnknown)),
      ),
    );
  }

  // --- filters -----------------------------------------------------------------------------------------

  /** What each filter may be: [{value, label, size}]. */
  #options(name) {
    const { piles, carriers, holders } = this.#app.summary;
    const options = {
      pile: piles.map(({ name: value, title: label, size }) => ({ value, label, size })),
      carrier: carriers.map(({ id: value, title: label, size }) => ({ value, label, size })),
      holder: holders,
    };
    return options[name];
  }

  #option(name, value) {
    const chosen = this.#choices[name].selectedOptions[0];
    return (
      this.#options(name).find((option) => option.value === value) ??
      // There is none left; it was called so.
      { value, label: chosen?.dataset.label ?? value, size: 0 }
    );
  }

  #drawFilters() {
    const { words, summary } = this.#app;
    for (const name of CHOICES) {
      const on = name in this.#filter;
      const options = this.#options(name);
      if (on && !options.some(({ value }) => value === this.#filter[name])) {
        options.push(this.#option(name, this.#filter[name]));
      }
      const elements = options.map(({ value, label, size }) =>
        h(
          "option",
          { "data-value": value, "data-label": label, selected: on && value === this.#filter[name] },
          this.#app.word("list_with_count", { what: label, count: size.toLocaleString("en") }),
        ),
      );
      const select = this.#choices[name];
      select.replaceChildren(h("option", { selected: !on }, words.list_any), ...elements);
      select.parentElement.hidden = options.length < 2 && !on;
    }
    for (const name of SWITCHES) {
      const count = summary.counts[name];
      const on = Boolean(this.#filter[name]);
      const one = this.#switches[name];
      one.textContent = this.#app.word("list_with_count", {
        what: words[`list_only_${name}`],
        count: count.toLocaleString("en"),
      });
      one.setAttribute("aria-pressed", on);
      one.hidden = !count && !on;
    }
    this.#clear.hidden = !Object.keys(this.#filter).length;
  }

  // --- pages -------------------------------------------------------------------------------------------

  #drawPager() {
    const { words } = this.#app;
    const at = document.activeElement;
    const key = this.#pager.contains(at) ? at.dataset.key : undefined;
    const pages = Math.ceil(this.#count / this.#size);
    const page = Math.floor(this.#from / this.#size);
    const go = (key, text, to) =>
      button(key, text, () => this.#turn(to * this.#size, true), { disabled: to < 0 || to >= pages });
    const jump = h("select", {
      id: "list-page",
      autocomplete: "off",
      "data-key": "list-page",
      onchange: ({ target }) => this.#turn(Number(target.value) * this.#size),
    });
    jump.append(
      ...Array.from({ length: pages }, (_, n) =>
        h("option", { value: n }, this.#app.word("list_page_of", { page: n + 1, pages })),
      ),
    );
    jump.value = page;
    const size = h("select", {
      id: "list-size",
      autocomplete: "off",
      "data-key": "list-size",
      onchange: ({ target }) => {
        this.#size = Number(target.value);
        this.#turn(0);
      },
    });
    size.append(...[...SIZES].sort((a, b) => a - b).map((n) => h("option", { value: n }, n)));
    size.value = this.#size;
    this.#pager.replaceChildren(
      ...(pages > 1
        ? [
            go("list-previous", words.list_previous, page - 1),
            h("span", {}, h("label", { for: jump.id, class: "list-unseen" }, words.list_page), jump),
            go("list-next", words.list_next, page + 1),
          ]
        : []),
      h("span", {}, h("label", { for: size.id }, words.list_size), size),
    );
    this.#pager.hidden = this.#count <= Math.min(...SIZES);
    const keyed = key ? [...this.#pager.querySelectorAll("[data-key]")] : [];
    keyed.find(({ dataset }) => dataset.key === key)?.focus({ preventScroll: true });
  }

  // --- one row -----------------------------------------------------------------------------------------

  /** A cell that is as wide as the table. */
  #wide(...children) {
    return h("td", { role: "cell", class: "list-wide", colspan: WIDTH }, children);
  }

  #row(row) {
    const cells = {
      row: row.row,
      carrier: row.carrier,
      pile: this.#pile(row),
      next: row.next,
      now: sum(this.#app, row.now),
      after: sum(this.#app, row.after),
    };
    for (const name of LISTS) cells[name] = this.#list(row[name].map(({ title }) => title));
    const fields = new Set(row.problems.map(({ field }) => field));
    const cell = (column) =>
      h(
        "td",
        {
          role: "cell",
          "data-column": column,
          "data-label": this.#app.words[COLUMNS[column]],
          "data-wrong": fields.has(column),
        },
        cells[column],
      );
    const number = h(
      "th",
      { scope: "row", role: "rowheader", "data-column": "number", "data-wrong": fields.has("number") },
      this.#number(row),
    );
    return h(
      "tr",
      { role: "row", "data-index": row.index, "data-family": row.family ?? null, "data-pile": row.pile },
      Object.keys(COLUMNS).map((column) => (column === "number" ? number : cell(column))),
    );
  }

  #number(row) {
    const { words } = this.#app;
    const open = this.#open?.index === row.index;
    const text = row.masked || words.list_no_digits;
    return [
      button(`open-${row.index}`, text, () => this.#toggle(row), {
        class: "list-open",
        "aria-expanded": String(open),
        "aria-controls": open ? `list-row-${row.index}` : null,
      }),
      row.duplicate_of
        ? h("small", { class: "list-mark" }, this.#app.word("list_same_as", { row: row.duplicate_of.row }))
        : null,
      row.problems.length
        ? h(
            "small",
            { class: "list-mark list-mark--wrong" },
            this.#app.word("list_problems_in_row", { count: row.problems.length }),
          )
        : null,
    ];
  }

  #pile({ family, title }) {
    const svg = family ? icon(this.#app.data.families[family].icon) : null;
    return h("span", { class: "list-outcome" }, svg, h("span", {}, title));
  }

  #list(entries) {
    if (!entries.length) return null;
    const more = entries.length - FEW - 1;
    // One more takes no more room than a line that says so.
    const shown = more > 0 ? entries.slice(0, FEW) : entries;
    const rest = more > 0 ? h("li", { class: "list-quiet" }, this.#app.word("list_more", { count: more + 1 })) : null;
    return h("ul", {}, shown.map((entry) => h("li", {}, entry)), rest);
  }

  // --- the open row --------------------------------------------------------------------------------------

  /** Open a row below itself, or close it. */
  #toggle(row) {
    const again = this.#open?.index === row.index;
    const stale = this.#stale;
    this.#close();
    // What was mended moves to its place only now, when nobody is at it.
    if (again) {
      if (stale) this.#ask();
      return;
    }
    this.#open = new OpenRow(this.#app, row.index, WIDTH, {
      mended: (changed) => this.#mended(changed),
      judged: (summary) => this.#take(summary),
      close: () => this.#toggle(row),
    });
    this.#element(row.index).after(this.#open.element);
    this.#expanded(row.index, true);
  }

  #close() {
    if (!this.#open) return;
    const { index, element } = this.#open;
    const inside = element.contains(document.activeElement);
    this.#open.end();
    element.remove();
    this.#open = null;
    this.#expanded(index, false);
    if (inside) this.#button(index)?.focus({ preventScroll: true });
  }

  #element(index) {
    return [...this.#body.children].find(({ dataset }) => dataset.index === String(index));
  }

  #button(index) {
    return this.#element(index)?.querySelector(".list-open");
  }

  #expanded(index, on) {
    const opener = this.#button(index);
    opener?.setAttribute("aria-expanded", on);
    if (on) opener?.setAttribute("aria-controls", `list-row-${index}`);
    else opener?.removeAttribute("aria-controls");
  }

  /** Show a row as it has become; it keeps its place while it is open. */
  #mended(row) {
    const place = this.#rows.findIndex(({ index }) => index === row.index);
    if (place < 0) return;
    this.#rows[place] = row;
    this.#element(row.index).replaceWith(this.#row(row));
  }

  /** Pass on what the session says of the list after a change of the open row. */
  #take(summary) {
    this.#mending = true;
    this.#app.judged(summary);
    this.#mending = false;
  }
}
