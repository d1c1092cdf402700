// The sheet of questions for one call: puts first what the self-check has left open, takes the
// answers back there, keeps what is written if the person wants it, prints the sheet alone.
//
// The address holds what the self-check's does, `#v=2026.2&holder=company`, and `&ask=contract,use`:
// the questions that are open. What is written on the sheet goes nowhere else.

import { fill, h } from "./dom.js";
import { amount } from "./form.js";
import { plain } from "./link.js";
import { printAlone } from "./sheet.js";

/** Where this device keeps the sheet, if the person wants it: {name of a field: text}. */
const STORE = "keep-or-cancel.call";

class Sheet {
  #sheet;
  #fields;
  #given;
  #questions;
  #rest;
  #restList = h("ol", { class: "hotline__questions" });

  constructor(sheet) {
    this.#sheet = sheet;
    this.#fields = [...sheet.querySelectorAll(".fill")];
    this.#questions = [...sheet.querySelectorAll("[data-hotline-question]")];
    this.#rest = this.#find(".hotline__rest");
    this.#rest.append(this.#restList);
    this.#find("[data-back]").hidden = false;
    for (const tools of sheet.querySelectorAll("[data-sheet-tools]")) tools.hidden = false;
    this.#listen();
    this.#restore();
    this.#arrive();
    if (this.#given.has("ask")) sheet.scrollIntoView();
  }

  #find(selector) {
    return this.#sheet.querySelector(selector);
  }

  #listen() {
    const keep = this.#find("[data-keep]");
    const clear = this.#find("[data-clear]");
    this.#sheet.addEventListener("input", ({ target }) => this.#fields.includes(target) && this.#changed());
    keep.addEventListener("change", () => this.#keep());
    clear.addEventListener("click", () => {
      if (!confirm(clear.dataset.clear)) return;
      for (const field of this.#fields) field.value = "";
      this.#changed();
    });
    this.#find("[data-print]").addEventListener("click", () => {
      printAlone(this.#sheet, { print: "sheet" });
    });
    addEventListener("hashchange", () => this.#arrive());
    // Another tab has deleted what is kept.
    addEventListener("storage", ({ key, newValue }) => {
      if ((key ?? STORE) !== STORE || newValue) return;
      keep.checked = false;
      this.#say();
    });
  }

  // --- from the self-check and back ---------------------------------------------------------------------

  /** Take over what the address holds, and put first what it asks for. */
  #arrive() {
    this.#given = new URLSearchParams(location.hash.slice(1));
    for (const field of this.#fields) {
      const text = this.#given.get(field.dataset.amount ?? field.name);
      if (text === null || !this.#known(field)) continue;
      if (!field.options || [...field.options].some(({ value }) => value === text)) field.value = text;
    }
    this.#order((this.#given.get("ask") ?? "").split(",").filter(Boolean));
    this.#changed();
  }

  /** Whether a field holds what the self-check asks for. */
  #known({ dataset }) {
    return "question" in dataset || "amount" in dataset;
  }

  #order(asked) {
    const wanted = ({ dataset }) =>
      [dataset.hotlineQuestion, ...dataset.settles.split(" ")].some((id) => asked.includes(id));
    const first = this.#questions.filter(wanted);
    const rest = first.length ? this.#questions.filter((question) => !wanted(question)) : [];
    this.#find(".hotline__questions").append(...(first.length ? first : this.#questions));
    this.#restList.append(...rest);
    this.#rest.hidden = rest.length === 0;
    const said = this.#rest.querySelector("summary");
    said.textContent = fill(said.dataset.rest, { count: rest.length });
  }

  /** What the sheet knows, {question or amount: value}, "" where a field is empty. */
  get #answers() {
    const known = this.#fields.filter((field) => this.#known(field));
    return Object.fromEntries(
      known.map((field) =>
        field.dataset.amount
          ? [field.dataset.amount, amount(field.value)]
          : [field.name, field.value],
      ),
    );
  }

  /** The fragment of the self-check: what it gave, with the answers of the sheet. */
  #fragment() {
    const facts = new URLSearchParams(this.#given);
    facts.delete("ask");
    const answers = this.#answers;
    const fit = { ...plain(answers) };
    for (const { name } of this.#fields.filter(({ dataset }) => "question" in dataset)) {
      if (answers[name]) fit[name] = answers[name];
    }
    for (const [name, text] of Object.entries(answers)) {
      if (text === "") facts.delete(name);
      else if (name in fit) facts.set(name, text);
    }
    const held = [...facts.keys()].some((name) => name !== "v");
    if (!held) return "";
    if (!facts.has("v")) facts.set("v", this.#sheet.dataset.version);
    return `#${facts}`;
  }

  #changed() {
    const fragment = this.#fragment();
    const count = Object.values(this.#answers).filter(Boolean).length;
    const back = this.#find("[data-back] a");
    back.href = `${this.#sheet.dataset.check}${fragment}`;
    const said = back.querySelector("span");
    said.textContent = count ? fill(said.dataset.some, { count }) : said.dataset.none;
    // While there is nothing to take along, the page's own script keeps the place instead.
    this.#sheet.toggleAttribute("data-answered", fragment !== "");
    const ask = this.#given.get("ask");
    const language = document.querySelector("[data-lang-switch]");
    if (fragment && language) language.hash = ask ? `${fragment}&ask=${ask}` : fragment;
    this.#keep();
  }

  // --- this device --------------------------------------------------------------------------------------

  #restore() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(STORE));
    } catch {
      // Broken content counts as none; without storage nothing was kept.
    }
    if (typeof kept !== "object" || kept === null) return;
    this.#find("[data-keep]").checked = true;
    for (const field of this.#fields) {
      if (typeof kept[field.name] === "string") field.value = kept[field.name];
    }
  }

  /** Keep what is written, or nothing. */
  #keep() {
    const keep = this.#find("[data-keep]");
    const written = this.#fields.filter(({ value }) => value);
    const texts = Object.fromEntries(written.map(({ name, value }) => [name, value]));
    try {
      if (keep.checked) localStorage.setItem(STORE, JSON.stringify(texts));
      else localStorage.removeItem(STORE);
      this.#say();
    } catch {
      this.#say(keep.checked);
      keep.checked = false;
    }
  }

  #say(blocked = false) {
    const note = this.#find(".sheet-tools__note");
    const { kept, notKept, blocked: refused } = note.dataset;
    const text = blocked ? refused : this.#find("[data-keep]").checked ? kept : notKept;
    // A live region is read out again when it is written to, changed or not.
    if (note.textContent !== text) note.textContent = text;
  }
}

for (const sheet of document.querySelectorAll("[data-hotline]")) new Sheet(sheet);
