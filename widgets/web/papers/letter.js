// One letter: the blank one, which stands on the page, printed or copied; and filled in: fields, lines to
// pick, beside them what comes of it, and the ways out of the page.

import { button, day, h, redraw, tell, written } from "../dom.js";
import { alert } from "../failure.js";
import { copy, DOCX, handOver, ICS, subject } from "../handover.js";
import { printAlone } from "../sheet.js";
import { FORMS } from "./desk.js";

// What a field is on the screen, by its kind: an input with these attributes, or several lines.
const INPUTS = {
  words: { type: "text" },
  phone: { type: "tel" },
  date: { type: "date" },
  short_date: { type: "date" },
  money: { type: "text", inputmode: "decimal" },
  count: { type: "text", inputmode: "numeric" },
  tail: { type: "text", inputmode: "numeric", maxlength: 4 },
};
const LINES = { lines: 4, numbers: 3 };
// A line to write on, in either language.
const LINE = /(＿{2,}|_{2,})/;
const CHINESE = "zh-Hans";
// As many as the file has of a table that nothing is in.
const BLANK_ROWS = 8;
// Paragraphs that look unlike the others.
const STYLED = ["title", "note"];

export class Letter {
  #desk;
  #part;
  #sheet; // the blank one
  #blank; // what serves the blank one
  #work = null; // all that is there while it is filled in
  #fields = new Map(); // id -> {row, input, hint, problem}
  #picks = new Map(); // id of a line -> {box, text, label}
  #asked = 0;
  #draft = null; // what Python said last
  #text = ""; // the letter as text
  #subject = subject(); // of the days that follow it, in a calendar

  id;

  constructor(desk, part) {
    this.#desk = desk;
    this.#part = part;
    this.id = part.dataset.letter;
    this.#sheet = part.querySelector("[data-paper-sheet]");
    const fill = button(`fill-${this.id}`, desk.words.papers_fill, () => desk.open(this.id), { class: "tool paper__main" });
    this.#blank = [...serveBlank(desk, part, fill), ...part.querySelectorAll("[data-paper-blank]")];
    desk.addEventListener("letter", () => this.#turn());
    desk.addEventListener("typed", ({ detail }) => this.#typed(detail));
  }

  // --- filled in ---------------------------------------------------------------------------------------

  /** Show this letter filled in, or blank, as the desk has it. */
  #turn() {
    const on = this.#desk.current === this.id;
    for (const part of this.#blank) part.hidden = on;
    if (this.#work) this.#work.element.hidden = !on;
    if (!on) {
      this.#asked++; // What is still to come is not shown.
      return;
    }
    const first = !this.#work;
    this.#work ??= this.#made();
    this.#part.open = true;
    if (first) this.#sheet.before(this.#work.element);
    this.#work.element.hidden = false;
    this.#part.scrollIntoView();
    this.#work.head.focus({ preventScroll: true });
    this.#ask();
  }

  #typed(field) {
    if (this.#desk.current === this.id) this.#ask();
    // Typed in another letter, or taken away: this one is drawn anew once it is opened.
    else if (field === null || this.#fields.has(field)) this.#draft = null;
  }

  /** The parts of a letter that is filled in. */
  #made() {
    const { words } = this.#desk;
    const work = {
      head: h("p", { class: "paper__filling", tabindex: "-1" }, words.papers_filling),
      state: h("div", { class: "paper__state" }),
      needed: h("div", { class: "paper__fields" }),
      rest: h("details", { class: "fold", hidden: true }, h("summary", { class: "fold__head" }, h("span", {}))),
      more: h("div", { class: "paper__fields" }),
      lines: h("fieldset", { class: "paper__lines", hidden: true }),
      sheet: h("div", { class: "paper__sheet paper__draft", "aria-label": words.papers_draft, role: "group" }),
      missing: h("p", { class: "paper__missing", role: "status" }),
      note: h("p", { class: "paper__note", role: "status" }),
      after: h("p", { class: "paper__after" }),
      kept: h("p", { class: "paper__note" }),
    };
    work.rest.append(work.more);
    work.forms = h(
      "fieldset",
      { class: "paper__forms" },
      h("legend", {}, words.papers_form),
      FORMS.map((form) => this.#form(form)),
    );
    work.keep = h("input", {
      type: "checkbox",
      class: "check__box",
      autocomplete: "off",
      onchange: ({ target }) => this.#keep(target.checked),
    });
    work.out = h(
      "p",
      { class: "paper__tools" },
      button(`docx-${this.id}`, words.papers_docx, () => this.#docx(), { class: "tool paper__main" }),
      button(`print-draft-${this.id}`, words.print, () => print(this.#desk, work.sheet, work.note), { class: "tool" }),
      button(`copy-draft-${this.id}`, words.papers_copy, () => copyOut(this.#desk, this.#text, work.sheet, work.note), { class: "tool" }),
    );
    work.element = h(
      "div",
      { class: "paper__desk" },
      h(
        "div",
        { class: "paper__form no-print" },
        work.head,
        work.state,
        work.needed,
        work.rest,
        work.lines,
        h("label", { class: "sheet-tools__tick" }, work.keep, h("span", {}, words.papers_keep)),
        work.kept,
        h(
          "p",
          { class: "paper__tools" },
          button(`clear-${this.id}`, words.papers_clear, () => this.#clear(), { class: "tool" }),
          button(`blank-${this.id}`, words.papers_back, () => this.#desk.open(null), { class: "tool" }),
        ),
      ),
      h(
        "div",
        { class: "paper__result" },
        h("div", { class: "no-print" }, work.forms, work.missing, work.out, work.after, work.note),
        work.sheet,
      ),
    );
    written(work.element, ({ target }) => {
      const { field } = target.dataset;
      if (field) this.#desk.type(field, target.value);
    });
    return work;
  }

  #form(form) {
    const input = h("input", {
      type: "radio",
      name: `form-${this.id}`,
      value: form,
      autocomplete: "off",
      onchange: () => {
        this.#desk.form = form;
        this.#ask();
      },
    });
    return h("label", {}, input, h("span", {}, this.#desk.words[`papers_form_${form}`]));
  }

  #keep(on) {
    const done = this.#desk.keep(on);
    this.#showKept(done ? "" : this.#desk.words.sheet_blocked);
  }

  #showKept(refused = "") {
    const { words, keeps } = this.#desk;
    this.#work.keep.checked = keeps;
    tell(this.#work.kept, refused || (keeps ? words.papers_kept : words.papers_not_kept));
  }

  #clear() {
    if (!confirm(this.#desk.words.papers_clear_sure)) return;
    this.#desk.clear();
    this.#work.head.focus();
  }

  // --- what comes of it --------------------------------------------------------------------------------

  /** Have Python fill it in by now; of several asked for at once the last is shown. */
  async #ask() {
    const { form, lang, words } = this.#desk;
    const asked = ++this.#asked;
    this.#showKept();
    if (!this.#draft) this.#wait();
    try {
      const gloss = form === "both";
      const draft = await this.#desk.ask("letter", this.id, lang, gloss);
      // What is said about it is in the language of the page, the letter in another.
      const own = gloss || form === lang ? draft : await this.#desk.ask("letter", this.id, form, false);
      if (asked !== this.#asked) return;
      this.#draft = draft;
      this.#text = own.text;
      this.#show(draft, own);
    } catch (error) {
      if (asked === this.#asked) this.#fail(error, words);
    }
  }

  /** Say that Python is on its way; what is blank can be used meanwhile. */
  #wait() {
    const { words, runner } = this.#desk;
    const said = h("p", { role: "status" }, words.papers_loading);
    const bar = h("progress", { "aria-label": words.papers_loading });
    this.#work.state.replaceChildren(said, bar);
    const progress = () => {
      const { step, done, total } = runner.progress ?? {};
      if (step === "download") Object.assign(bar, { max: total, value: done });
      else bar.removeAttribute("value");
      if (bar.isConnected && runner.state === "loading") return;
      runner.removeEventListener("change", progress);
    };
    runner.addEventListener("change", progress);
    this.#work.element.classList.add("paper__desk--waiting");
    this.#sheet.hidden = false;
  }

  #fail({ name, code, message }, words) {
    const known = name === "RuntimeFailure";
    const texts = known ? [words.papers_failed, words[`koc_fail_${code}`]] : [message];
    this.#work.state.replaceChildren(
      known ? alert(code, words, () => this.#ask(), texts) : h("p", { class: "paper__problem", role: "alert" }, message),
    );
    if (this.#draft) return;
    this.#sheet.hidden = false;
    for (const part of this.#blank) part.hidden = false;
  }

  #show(draft, { message, schedule }) {
    const { words, form } = this.#desk;
    const { needed, more, rest, state, missing, element } = this.#work;
    state.replaceChildren();
    element.classList.remove("paper__desk--waiting");
    for (const part of this.#blank) part.hidden = true;
    const rows = (wanted) => draft.fields.filter((one) => one.needed === wanted).map((one) => this.#field(one));
    put(needed, rows(true));
    const others = rows(false);
    put(more, others);
    rest.hidden = others.length === 0;
    rest.querySelector("span").textContent = this.#desk.word("papers_rest", { count: others.length });
    if (draft.fields.some((one) => !one.needed && one.problem)) rest.open = true;
    this.#lines(draft.lines);
    for (const radio of this.#work.forms.querySelectorAll("input")) radio.checked = radio.value === form;
    this.#paper(draft.paragraphs, schedule);
    const names = draft.fields.filter(({ id }) => draft.missing.includes(id)).map(({ title }) => title);
    const said = names.length
      ? this.#desk.word("papers_missing", { names: names.join(words.comma) })
      : words.papers_complete;
    const long = message ? this.#desk.word("papers_length", message) : "";
    tell(missing, [said, long].filter(Boolean).join(words.space));
    missing.toggleAttribute("data-long", Boolean(message) && message.used > message.most);
    this.#after(draft.follow_ups);
  }

  /** The days to come on which to follow it up, and the way into a calendar. */
  #after(followUps) {
    const { words } = this.#desk;
    const coming = followUps.filter(({ date }) => date && date >= day());
    const said = this.#desk.word("papers_dates", { dates: coming.map(({ date }) => date).join(words.comma) });
    const save = () => this.#calendar(coming.map(({ id, date }) => ({ id, date })));
    const tool = button(`calendar-${this.id}`, words.dates_calendar, save, { class: "tool" });
    redraw(this.#work.after, coming.length ? [said, " ", tool] : []);
  }

  /** A field as the draft has it; the same elements each time, so that nobody is thrown out of one. */
  #field({ id, title, hint, kind, value, given, problem }) {
    let field = this.#fields.get(id);
    if (!field) {
      const at = `paper-${this.id}-${id}`;
      const input =
        kind in LINES
          ? h("textarea", { rows: LINES[kind] })
          : h("input", INPUTS[kind]);
      for (const [name, text] of Object.entries({ id: at, class: "fill", autocomplete: "off", "data-field": id, "data-key": at })) {
        input.setAttribute(name, text);
      }
      field = {
        input,
        hint: h("span", { class: "paper__hint", id: `${at}-hint` }),
        problem: h("span", { class: "fill__error", id: `${at}-problem`, role: "alert" }),
      };
      field.row = h("div", { class: "paper__field" }, h("label", { for: at }, title), field.hint, input, field.problem);
      this.#fields.set(id, field);
    }
    const { input } = field;
    // Half a word or a date is not what Python made of it.
    if (document.activeElement !== input && input.value !== value) input.value = value;
    field.hint.textContent = hint ?? "";
    if (field.problem.textContent !== (problem ?? "")) field.problem.textContent = problem ?? "";
    const described = [hint && field.hint.id, problem && field.problem.id].filter(Boolean).join(" ");
    for (const [name, text] of [["aria-describedby", described], ["aria-invalid", problem ? "true" : ""]]) {
      if (text) input.setAttribute(name, text);
      else input.removeAttribute(name);
    }
    field.row.toggleAttribute("data-given", Boolean(given) && given !== "typed");
    return field.row;
  }

  #lines(lines) {
    const part = this.#work.lines;
    part.hidden = lines.length === 0;
    const labels = lines.map(({ id, says, on }) => {
      if (!this.#picks.has(id)) {
        const box = h("input", {
          type: "checkbox",
          class: "check__box",
          autocomplete: "off",
          "data-key": `line-${this.id}-${id}`,
          onchange: ({ target }) => this.#desk.pick(this.id, id, target.checked),
        });
        const text = h("span");
        this.#picks.set(id, { box, text, label: h("label", { class: "paper__line-pick" }, box, text) });
      }
      const { box, text, label } = this.#picks.get(id);
      box.checked = on;
      text.textContent = says;
      return label;
    });
    const legend = part.querySelector("legend") ?? h("legend", {}, this.#desk.words.papers_lines);
    put(part, [legend, ...labels]);
  }

  /** The letter as it is handed in. */
  #paper(paragraphs, schedule) {
    const { form } = this.#desk;
    const said = (text, lang) =>
      h(
        "p",
        { class: lang === "zh" ? "paper__zh" : "paper__en", lang: lang === "zh" ? CHINESE : "en", translate: "no" },
        text.split(LINE).map((piece) => (LINE.test(piece) ? h("span", { class: "paper__empty" }, piece) : piece)),
      );
    const langs = form === "both" ? ["zh", "en"] : [form];
    const rows = paragraphs.map(({ kind, number, ...texts }) =>
      h(
        "div",
        { class: `paper__row${STYLED.includes(kind) ? ` paper__row--${kind}` : ""}` },
        langs.map((lang) => said(`${number ? `${number}. ` : ""}${texts[lang]}`, lang)),
      ),
    );
    const model = this.#sheet.querySelector(".paper__model").cloneNode(true);
    if (!langs.includes("zh")) model.querySelector(".paper__zh").remove();
    if (!langs.includes("en")) model.querySelector(".paper__en").remove();
    // A form has its table under the line it belongs to.
    if (schedule) rows.splice(schedule.after === null ? rows.length : schedule.after + 1, 0, this.#schedule(schedule));
    this.#work.sheet.replaceChildren(...rows, model);
  }

  #schedule({ title, columns, rows, end, after }) {
    const blank = Array.from({ length: BLANK_ROWS }, () => columns.map(() => ""));
    return h(
      "div",
      { class: "paper__scroll", tabindex: "0", role: "group", "aria-label": title },
      h(
        "table",
        { class: "paper__schedule" },
        after === null ? h("caption", {}, title) : null,
        h("thead", {}, h("tr", {}, columns.map((text) => h("th", { scope: "col" }, text)))),
        h("tbody", {}, (rows.length ? rows : blank).map((row) => h("tr", {}, row.map((text) => h("td", {}, text))))),
      ),
      after === null ? h("p", { class: "paper__end" }, end) : null,
    );
  }

  // --- the ways out ------------------------------------------------------------------------------------

  async #docx() {
    const { form, lang, words } = this.#desk;
    const { note } = this.#work;
    tell(note, words.papers_making);
    try {
      const gloss = form === "both";
      const bytes = await this.#desk.ask("docx", this.id, gloss ? lang : form, gloss);
      const name = `${this.#part.querySelector("h3").textContent}-${day()}.docx`;
      this.#desk.taken();
      handOver(note, words, this.#desk.word("papers_saved", { name }), [name, bytes, DOCX]);
    } catch (error) {
      tell(note, "");
      this.#fail(error, words);
    }
  }

  async #calendar(followUps) {
    const { words } = this.#desk;
    const { note } = this.#work;
    tell(note, words.papers_making);
    try {
      const bytes = await this.#desk.calendar(this.#subject, followUps);
      handOver(note, words, words.dates_saved, ["keep-or-cancel.ics", bytes, ICS]);
    } catch (error) {
      tell(note, "");
      this.#fail(error, words);
    }
  }
}

/** Put what prints and copies the blank one into `part`, after `fill`; return all that serves it. */
export function serveBlank(desk, part, fill = null) {
  const { words } = desk;
  const { letter = "schedule" } = part.dataset;
  const sheet = part.querySelector("[data-paper-sheet]");
  const place = part.querySelector("[data-paper-work]");
  const note = h("p", { class: "paper__note", role: "status" });
  place.prepend(
    h(
      "p",
      { class: "paper__tools" },
      fill,
      button(`print-${letter}`, words.papers_print_blank, () => print(desk, sheet, note), { class: "tool" }),
      button(`copy-${letter}`, words.papers_copy_blank, () => copyOut(desk, blankText(sheet), sheet, note), { class: "tool" }),
    ),
    note,
  );
  return [place, sheet];
}

/** The Chinese of a blank one, with lines in place of the names of fields. */
function blankText(sheet) {
  const lines = [];
  let number = 0;
  for (const row of sheet.querySelectorAll(".paper__row, .paper__schedule thead tr")) {
    const texts = [...row.querySelectorAll(".paper__zh, th")].map((one) => {
      const text = one.cloneNode(true);
      for (const name of text.querySelectorAll(".blank")) name.replaceWith("＿＿＿＿");
      for (const other of text.querySelectorAll(".paper__en")) other.remove();
      return text.textContent;
    });
    const ticked = row.matches(".paper__row--if") ? "□ " : "";
    const counted = row.matches(".paper__row--request") ? `${++number}. ` : "";
    lines.push(ticked + counted + texts.join("\t"));
  }
  return lines.join("\n");
}

/** Print `sheet` alone; say in `note` what helps where a browser does not. */
function print(desk, sheet, note) {
  tell(note, "");
  desk.taken();
  printAlone(sheet, { print: "paper" }, () => tell(note, desk.words.koc_chat_print));
}

/** Copy `text`, which stands in `sheet`, and say so in `note`. */
async function copyOut(desk, text, sheet, note) {
  const done = await copy(text, () => sheet);
  if (done) desk.taken();
  tell(note, desk.words[done ? "papers_copied" : "koc_copy_yourself"]);
}

/** Have `part` hold `children`, moving none where they are there already. */
function put(part, children) {
  const same = part.children.length === children.length && children.every((one, n) => part.children[n] === one);
  if (!same) part.replaceChildren(...children);
}
