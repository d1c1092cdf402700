// How the list was understood, on one screen: in one line where nothing is unclear, all of it to be seen
// and corrected. What Python says is shown here; what a person chooses goes back to it.

import { button, fill, h, redraw } from "../dom.js";

// Of the words that leave a choice: more of them are no words but another column.
const ASKED = 12;
const GROUPS = ["own", "question", "amount"];
// The value of a column that is given back only: no field is called so.
const BACK = "-";

// Of a note: here there is something to tick.
const PERSONAL = "personal_column";

/** A labelled select; `options` are {value, label}. */
function select(key, label, options, value, onchange) {
  const made = h("select", { "data-key": key, autocomplete: "off", onchange: () => onchange(made.value) });
  made.append(...options.map((one) => new Option(one.label, one.value)));
  made.value = value;
  return h("label", { class: "list-read__choice" }, h("span", {}, label), made);
}

export class Understanding {
  #app;
  #title = null;
  #opened = new Set();
  #meant = new Map(); // id of an unclear word -> the answer it means
  #first = true; // this list has not been shown before
  #shown = false; // whether all of it is on the screen

  element = h("section", { class: "list-read", "aria-labelledby": "list-read", hidden: true });

  constructor(app) {
    this.#app = app;
    app.addEventListener("begun", () => {
      this.element.hidden = true;
      this.element.replaceChildren();
      this.#meant.clear();
      this.#opened.clear();
      this.#first = true;
    });
    app.addEventListener("understood", () => this.#understood());
  }

  #understood() {
    const { settled, words } = this.#app;
    if (this.#first) this.#shown = !settled;
    const arrived = this.#first && !settled;
    this.#first = false;
    this.element.hidden = false;
    this.#draw();
    this.#app.say(settled ? this.#counted() : words.list_look);
    if (arrived) this.#title.focus();
  }

  #draw() {
    const { words } = this.#app;
    const within = this.element.contains(document.activeElement);
    this.#title = h("h2", { id: "list-read", tabindex: "-1" }, words.list_read_as);
    const shown = this.#shown ? this.#whole() : this.#line();
    redraw(this.element, [this.#title, ...shown], this.#opened);
    // What had the focus may be gone.
    if (within && !this.element.contains(document.activeElement)) this.#title.focus();
  }

  // --- in one line --------------------------------------------------------------------------------------

  /** What was read, as phrases: rows, encoding, sheet, header. */
  #phrases() {
    const { understanding } = this.#app;
    const { sheet, encoding, encodings, header_rows: header, unclear_total: unclear } = understanding;
    return [
      this.#counted(),
      sheet ? this.#app.word("list_sheet_is", { sheet }) : "",
      encodings.find(({ value }) => value === encoding)?.label ?? "",
      header.length
        ? this.#app.word("list_header_is", { rows: header.join("–") })
        : this.#app.words.list_no_header,
      unclear ? this.#app.word("list_unclear_left", { count: unclear }) : "",
    ].filter(Boolean);
  }

  #counted() {
    const { rows, skipped } = this.#app.understanding.counts;
    return this.#app.word(skipped ? "list_read_rows" : "list_read_all", { rows, skipped });
  }

  #line() {
    const { words, understanding } = this.#app;
    const change = button("change", words.list_change, () => this.#unfold(true), { class: "tool" });
    return [
      h("p", { class: "list__tools" }, h("span", {}, this.#phrases().join(this.#app.data.marks.semicolon)), change),
      ...this.#notes(understanding.notes),
    ];
  }

  #unfold(on) {
    this.#shown = on;
    this.#draw();
  }

  // --- all of it ----------------------------------------------------------------------------------------

  #whole() {
    const { settled, understanding, words } = this.#app;
    const { outcome, notes, unclear } = understanding;
    const main = { class: "list__main" };
    let on = null;
    if (settled && !unclear.length) on = button("on", words.list_right, () => this.#unfold(false), main);
    else if (outcome === "read") on = button("on", words.list_go_on, () => this.#goOn(), main);
    return [
      h("p", {}, this.#sum()),
      ...this.#notes(notes),
      ...this.#unclear(unclear),
      on && unclear.length ? h("p", { class: "list__tools" }, on) : null,
      h("h3", {}, words.list_how_read),
      this.#ways(),
      this.#preview(),
      h("h3", { id: "list-columns" }, words.list_columns),
      this.#columns(),
      this.#skipped(),
      on && !unclear.length ? h("p", { class: "list__tools" }, on) : null,
    ].filter(Boolean);
  }

  /** That nothing is lost: all kinds of rows, and how many there are in all. */
  #sum() {
    const { counts, header_rows: header } = this.#app.understanding;
    const { rows, skipped, blank } = counts;
    const total = rows + skipped + blank + header.length;
    return this.#app.word("list_sum", { rows, skipped, blank, header: header.length, total });
  }

  #notes(notes) {
    const { data } = this.#app;
    const personal = notes.filter(({ code }) => code === PERSONAL);
    const columns = personal.map(({ what }) => what).join(data.marks.comma);
    const texts = notes.filter(({ code }) => code !== PERSONAL).map(({ text }) => text);
    if (columns) texts.push(this.#app.word("list_personal_left", { columns }));
    return texts.length ? [h("ul", {}, texts.map((text) => h("li", {}, text)))] : [];
  }

  /** Once per word: what it means, the likely answers first; it may stay open. */
  #unclear(unclear) {
    const { words } = this.#app;
    if (!unclear.length) return [];
    const rest = this.#app.understanding.unclear_total - ASKED;
    return [
      h("h3", {}, words.list_unclear),
      h("div", { class: "list-read__words" }, unclear.slice(0, ASKED).map((word) => this.#word(word))),
      rest > 0 ? h("p", {}, this.#app.word("list_unclear_rest", { count: rest })) : null,
    ];
  }

  #word({ id, title, shown, count, rows, values }) {
    const { words, data } = this.#app;
    const given = this.#meant.get(id) ?? "";
    const mean = (value) => this.#meant.set(id, value);
    const likely = values.filter((one) => one.likely);
    const others = values.filter((one) => !one.likely);
    const open = { value: "", label: words.list_leave_open };
    const pressed = likely.length ? [...likely, open] : [];
    const rest = h("select", { "data-key": id, autocomplete: "off", "aria-label": words.list_other_answer });
    // Of a word that nothing is likely for, all answers stand in one place.
    const first = likely.length ? `${words.list_other_answer} …` : open.label;
    rest.append(...[{ value: "", label: first }, ...others].map(({ value, label }) => new Option(label, value)));
    const other = others.some(({ value }) => value === given);
    rest.value = other ? given : "";
    const radios = pressed.map(({ value }) =>
      h("input", {
        type: "radio",
        name: `list-${id}`,
        value,
        autocomplete: "off",
        "data-key": `${id}=${value}`,
        checked: value === given,
        onchange: () => {
          rest.value = "";
          mean(value);
        },
      }),
    );
    rest.addEventListener("change", () => {
      for (const radio of radios) radio.checked = radio.value === rest.value;
      mean(rest.value);
    });
    const where = { count, rows: rows.join(data.marks.comma), title };
    return h(
      "fieldset",
      { class: "list-read__word" },
      h(
        "legend",
        {},
        this.#app.word("list_what_means", { word: shown }),
        h("small", {}, this.#app.word(count > rows.length ? "list_in_rows" : "list_in_these", where)),
      ),
      h(
        "div",
        { class: "list-read__answers" },
        pressed.map(({ label }, n) => h("label", { class: "list-read__answer" }, radios[n], h("span", {}, label))),
        rest,
      ),
    );
  }

  /** Encoding, separator, sheet and header, each with what else there is. */
  #ways() {
    const { understanding, words } = this.#app;
    const { choices, encodings, separators, sheets, sheet, preview, header_rows: header } = understanding;
    const choose = (name, read = (value) => value) => (value) =>
      this.#app.choose({ [name]: value === "" ? null : read(value) });
    const found = {
      value: "",
      label: header.length
        ? this.#app.word("list_header_is", { rows: header.join("–") })
        : words.list_no_header,
    };
    const rows = preview.map(({ row, cells }) => ({
      value: String(row),
      label: fill(words.list_row_is, { row, text: cells.filter(Boolean).slice(0, 3).join(" | ") }),
    }));
    const none = { value: "0", label: words.list_no_header };
    const names = sheets.map(({ name, shown, hidden, rows: count }) => ({
      value: name,
      label: this.#app.word(hidden ? "list_sheet_hidden" : "list_sheet_rows", { name: shown, rows: count }),
    }));
    const all = { value: "", label: sheet ?? words.list_by_itself };
    return h(
      "div",
      { class: "list-read__ways" },
      sheets.length > 1
        ? select("sheet", words.list_sheet, [all, ...names], choices.sheet ?? "", choose("sheet"))
        : null,
      encodings.length
        ? select("encoding", words.list_encoding, encodings, choices.encoding ?? "", choose("encoding"))
        : null,
      separators.length
        ? select("separator", words.list_separator, separators, choices.separator ?? "", choose("separator"))
        : null,
      select(
        "header",
        words.list_header,
        [found, ...rows, none],
        String(choices.header_row ?? ""),
        choose("header_row", Number),
      ),
    );
  }

  #preview() {
    const { words, understanding } = this.#app;
    const roles = { header: words.list_is_header, data: words.list_is_number, skipped: words.list_is_skipped };
    const classes = { header: "list-read__header", skipped: "list-read__skipped" };
    const line = ({ row, cells, role }) =>
      h(
        "tr",
        { class: classes[role] },
        h("th", { scope: "row" }, row),
        h("td", {}, roles[role]),
        cells.map((text) => h("td", {}, text)),
      );
    return h(
      "div",
      { class: "list__scroll", role: "region", tabindex: "0", "aria-label": words.list_preview },
      h(
        "table",
        { class: "list-table list-read__preview" },
        h("caption", {}, words.list_preview),
        h("tbody", {}, understanding.preview.map(line)),
      ),
    );
  }

  #columns() {
    const { words, understanding } = this.#app;
    const { columns, fields } = understanding;
    const heads = [words.list_column, words.list_taken_as, words.list_examples];
    return h(
      "div",
      { class: "list__scroll", role: "region", tabindex: "0", "aria-labelledby": "list-columns" },
      h(
        "table",
        { class: "list-table" },
        h("caption", {}, words.list_columns_are),
        h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, columns.map((column) => this.#column(column, fields))),
      ),
    );
  }

  #column({ header, shown, field, personal, carried, examples }, fields) {
    const { words } = this.#app;
    return h(
      "tr",
      {},
      h("th", { scope: "row", class: "list-read__column" }, shown),
      h("td", {}, personal ? this.#personal(header, carried) : this.#taken(header, shown, field, fields)),
      h("td", {}, examples.join(this.#app.data.marks.comma)),
    );
  }

  #taken(header, shown, field, fields) {
    const { understanding, words } = this.#app;
    const label = this.#app.word("list_taken", { header: shown });
    const made = h("select", { "data-key": `column-${header}`, autocomplete: "off", "aria-label": label });
    made.append(new Option(words.list_given_back, BACK));
    for (const group of GROUPS) {
      const of = fields.filter((one) => one.group === group);
      made.append(
        h("optgroup", { label: words[`list_group_${group}`] }, of.map(({ id, title }) => new Option(title, id))),
      );
    }
    made.value = field ?? BACK;
    made.addEventListener("change", () => {
      const value = made.value === BACK ? null : made.value;
      this.#app.choose({ columns: { ...understanding.choices.columns, [header]: value } });
    });
    return made;
  }

  #personal(header, carried) {
    const { understanding, words } = this.#app;
    const { personal = [] } = understanding.choices;
    const others = personal.filter((one) => one !== header);
    const box = h("input", {
      type: "checkbox",
      class: "check__box",
      "data-key": `personal-${header}`,
      autocomplete: "off",
      checked: carried,
      onchange: () => this.#app.choose({ personal: box.checked ? [...others, header] : others }),
    });
    return h("label", { class: "list-read__personal" }, box, h("span", {}, words.list_personal));
  }

  #skipped() {
    const { words, understanding } = this.#app;
    const { total, rows } = understanding.skipped;
    if (!total) return null;
    const line = ({ row, to, text, content }) => {
      const at = to == null ? row : `${row}–${to}`;
      return h("li", {}, this.#app.word("list_skipped_row", { row: at, text, content }));
    };
    return h(
      "details",
      { class: "fold", "data-key": "skipped" },
      h("summary", { class: "fold__head" }, this.#app.word("list_skipped", { count: total })),
      h("ul", {}, rows.map(line)),
      rows.length < total ? h("p", {}, words.list_skipped_rest) : null,
    );
  }

  // --- on to the outcome --------------------------------------------------------------------------------

  /** Take the reading for right: with what words were said to mean. */
  #goOn() {
    const { choices, unclear } = this.#app.understanding;
    const values = { ...choices.values };
    for (const { id, field, value } of unclear) {
      const meant = this.#meant.get(id);
      if (meant) values[field] = { ...values[field], [value]: meant };
    }
    const answered = unclear.some(({ id }) => this.#meant.get(id));
    this.#shown = false;
    this.#app.settled = true;
    this.#meant.clear();
    if (answered) return this.#app.choose({ values });
    this.#draw();
    return this.#app.judge();
  }
}
