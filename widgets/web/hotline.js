// The sheet of questions for one call: puts first what the self-check has left open, takes the
// answers back there, keeps what is written if the person wants it, prints the sheet alone. In call
// mode the same sheet is asked sentence by sentence.
//
// The address holds what the self-check's does, and `&ask=contract,use`: the questions that are open.
// What is written on the sheet goes nowhere else.

import facts from "built:facts"; // what a link may hold, written by widgets/build
import { Address } from "./address.js";
import { Amounts } from "./amounts.js";
import { CallMode } from "./call.js";
import { hold, Kept, whenShownAgain } from "./device.js";
import { fill, h, tell, written } from "./dom.js";
import { Link, plain } from "./link.js";
import { printAlone } from "./sheet.js";

const amounts = new Amounts(facts.amounts);

class Sheet {
  #sheet;
  #fields;
  #questions;
  #rest;
  #restList = h("ol", { class: "hotline__questions" });
  #address = new Address();
  #kept = new Kept("keep-or-cancel.call"); // {name of a field: text}
  #keeps = false;
  #link = new Link(facts.questions, amounts);
  #given = {}; // what came with the last link, {question or amount: value}
  #version;
  #ask = []; // ids of what is to be asked
  #texts = {}; // {name of a field: text}
  #call = null; // the same as one sentence at a time

  constructor(sheet) {
    this.#sheet = sheet;
    this.#version = sheet.dataset.version;
    this.#fields = [...sheet.querySelectorAll(".fill")];
    this.#questions = [...sheet.querySelectorAll("[data-hotline-question]")];
    this.#rest = this.#find(".hotline__rest");
    this.#rest.append(this.#restList);
    this.#find("[data-back]").hidden = false;
    for (const tools of sheet.querySelectorAll("[data-sheet-tools]")) tools.hidden = false;
    this.#listen();
    this.#restore();
    this.#call = this.#calling();
    const { entry } = this.#address;
    const gone = this.#address.gone(entry);
    if (gone) this.#drop();
    this.#arrive();
    if (this.#ask.length) sheet.scrollIntoView();
    if (!entry?.call || gone) return;
    // The page has been loaded anew in the midst of a call.
    this.#call?.show(entry);
    this.#changed();
  }

  #find(selector) {
    return this.#sheet.querySelector(selector);
  }

  #listen() {
    const keep = this.#find("[data-keep]");
    const clear = this.#find("[data-clear]");
    written(this.#sheet, ({ target }) => this.#fields.includes(target) && this.#changed());
    // What has been understood of an amount is shown.
    this.#sheet.addEventListener("change", ({ target }) => {
      const { amount } = target.dataset;
      if (amount) target.value = amounts.read(amount, target.value) ?? target.value;
    });
    keep.addEventListener("change", () => this.#keepOrNot(keep.checked));
    clear.addEventListener("click", () => {
      if (!confirm(clear.dataset.clear)) return;
      for (const field of this.#fields) field.value = "";
      this.#changed();
    });
    this.#find("[data-print]").addEventListener("click", () => {
      printAlone(this.#sheet, { print: "sheet" });
    });
    addEventListener("popstate", () => this.#popped());
    addEventListener("hashchange", () => {
      // An entry of our own, which holds the answers of now.
      if (this.#address.fragment && this.#address.fragment === this.#own) return;
      this.#arrive(true);
    });
    hold(this.#sheet);
    whenShownAgain(() => this.#shown());
    this.#kept.follow(() => {
      if (!this.#keeps) return;
      this.#restore();
      this.#changed();
    });
  }

  // --- from the self-check and back ---------------------------------------------------------------------

  /** Take over what the address holds, if that is no place on the page; `anew` on a page that is open. */
  #arrive(anew = false) {
    const linked = this.#link.read(this.#address.fragment);
    if (linked && anew) {
      this.#address.begin(this.#address.entry);
      this.#call?.show(null);
    }
    if (linked) this.#take(linked);
    this.#changed();
    if (linked) this.#sayBroken(linked);
  }

  /** Take it that the browser has gone back or forward, within a call or to other answers. */
  #popped() {
    const { entry } = this.#address;
    if (!entry || !this.#call) return;
    // Else it brings answers of its own: the address has them.
    if (!this.#address.foreign(entry)) {
      this.#call.show(entry);
      this.#changed();
    }
  }

  /** Take over what a link holds, and put first what is to be asked. */
  #take({ version, answers, amounts, ask }) {
    this.#given = { ...answers, ...amounts };
    this.#version = version ?? this.#sheet.dataset.version;
    for (const field of this.#fields.filter((one) => this.#known(one))) {
      field.value = this.#given[this.#fact(field)] ?? field.value;
    }
    const ids = this.#questions.flatMap((question) => this.#ids(question));
    this.#ask = ask.filter((id) => ids.includes(id));
    this.#order(this.#ask);
  }

  /** What a question on the sheet is called in an address: itself, and what it settles. */
  #ids({ dataset }) {
    return [dataset.hotlineQuestion, ...dataset.settles.split(" ")];
  }

  /** Say what has not arrived of a link, in the sheet's own names for it. */
  #sayBroken({ unread, twice, lost }) {
    const note = this.#find("[data-broken]");
    const words = note.dataset;
    const label = (name) => {
      const field = this.#fields.find((one) => this.#fact(one) === name);
      return field?.closest("label").querySelector("span").textContent;
    };
    const say = (template, names) => {
      const labels = names.map(label).filter(Boolean);
      return labels.length ? fill(template, { names: labels.join(words.lister) }) : "";
    };
    // What the sheet does not ask for is asked in the self-check.
    const elsewhere = [...unread, ...twice].some((name) => !label(name));
    const said = [say(words.unread, unread), say(words.twice, twice), lost || elsewhere ? words.lost : ""];
    note.hidden = !said.some(Boolean);
    tell(note, note.hidden ? "" : [words.broken, ...said].filter(Boolean).join(words.space));
  }

  /** Take it that the browser shows the page as it was put aside. */
  #shown() {
    if (!this.#address.gone()) return;
    this.#drop();
    this.#order([]);
    this.#changed();
  }

  /** Forget what the self-check gave: there it has been deleted. */
  #drop() {
    for (const field of this.#fields) {
      if (this.#known(field) && this.#given[this.#fact(field)] === field.value) field.value = "";
    }
    this.#given = {};
    this.#ask = [];
    this.#call?.show(null);
    this.#address.begin();
    this.#address.put("", {});
  }

  /** What the self-check calls a field that holds what it asks for. */
  #fact(field) {
    return field.dataset.amount ?? field.name;
  }

  /** Whether a field holds what the self-check asks for. */
  #known({ dataset }) {
    return "question" in dataset || "amount" in dataset;
  }

  #order(asked) {
    const wanted = (question) => this.#ids(question).some((id) => asked.includes(id));
    const first = this.#questions.filter(wanted);
    const rest = first.length ? this.#questions.filter((question) => !wanted(question)) : [];
    this.#find(".hotline__questions").append(...(first.length ? first : this.#questions));
    this.#restList.append(...rest);
    this.#rest.hidden = rest.length === 0;
    const said = this.#rest.querySelector("summary");
    said.textContent = fill(said.dataset.rest, { count: rest.length });
  }

  /** What the sheet knows, {question or amount: value}, "" where a field is empty or says nothing allowed. */
  get #answers() {
    const known = this.#fields.filter((field) => this.#known(field));
    return Object.fromEntries(
      known.map((field) =>
        field.dataset.amount
          ? [field.dataset.amount, amounts.read(field.dataset.amount, field.value) ?? ""]
          : [field.name, field.value],
      ),
    );
  }

  /** Say at the field of an amount what is wrong with it, or nothing; return whether it is allowed. */
  #judge(field) {
    const label = field.closest("label");
    const name = field.dataset.amount;
    const wrong = field.value.trim() && amounts.read(name, field.value) === null;
    const title = label.querySelector("span").textContent;
    const text = wrong ? amounts.refusal(this.#sheet.dataset, name, field.value, title) : "";
    const before = label.nextElementSibling?.matches(".fill__error") ? label.nextElementSibling : null;
    if ((before?.textContent ?? "") === text) return !text;
    before?.remove();
    if (!text) {
      for (const attribute of ["aria-invalid", "aria-describedby"]) field.removeAttribute(attribute);
      return true;
    }
    const id = `error-${field.name}`;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    label.after(h("span", { class: "fill__error", id, role: "alert" }, text));
    return false;
  }

  /** The facts for the self-check {name: text}: what it gave, with the answers of the sheet. */
  get #facts() {
    const held = { ...this.#given };
    const answers = this.#answers;
    const fit = { ...plain(answers) };
    for (const { name } of this.#fields.filter(({ dataset }) => "question" in dataset)) {
      if (answers[name]) fit[name] = answers[name];
    }
    for (const [name, text] of Object.entries(answers)) {
      if (text === "") delete held[name];
      else if (name in fit) held[name] = text;
    }
    return held;
  }

  /** The fragment of this page: `held` and what is to be asked. */
  #fragment(held) {
    const fragment = this.#link.write(this.#version, held);
    return this.#ask.length ? `${fragment || "#"}${fragment && "&"}ask=${this.#ask}` : fragment;
  }

  /** What may stand in an address: the answers; amounts only if they came in one. */
  get #open() {
    const isAmount = (name) => this.#fields.some(({ dataset }) => dataset.amount === name);
    const open = Object.entries(this.#facts).filter(([name]) => !isAmount(name) || name in this.#given);
    return Object.fromEntries(open);
  }

  /** The fragment of this page by now. */
  get #own() {
    return this.#fragment(this.#open);
  }

  /** Have in the address what is held, with `fresh` in a new entry of the history. */
  #toAddress(fresh = false) {
    const fragment = this.#own;
    const there = this.#address.fragment;
    // A place may stay while there is nothing to hold.
    const shown = fragment || this.#link.read(there) ? fragment : there;
    this.#address.put(shown, this.#call?.note ?? {}, fresh);
  }

  #changed() {
    for (const field of this.#fields.filter(({ dataset }) => dataset.amount)) this.#judge(field);
    this.#texts = Object.fromEntries(this.#fields.map(({ name, value }) => [name, value]));
    const held = this.#facts;
    const fragment = this.#link.write(this.#version, held);
    const count = Object.values(this.#answers).filter(Boolean).length;
    const back = this.#find("[data-back] a");
    back.href = `${this.#sheet.dataset.check}${fragment}`;
    const said = back.querySelector("span");
    said.textContent = count ? fill(said.dataset.some, { count }) : said.dataset.none;
    // While there is nothing to take along, the page's own script keeps the place instead.
    this.#sheet.toggleAttribute("data-answered", Boolean(fragment));
    const language = document.querySelector("[data-lang-switch]");
    if (fragment && language) language.hash = this.#fragment(held);
    this.#toAddress();
    this.#keep();
    this.#call?.refresh();
  }

  // --- call mode ----------------------------------------------------------------------------------------

  /** The other view of the sheet, or null where the browser has no dialogs. */
  #calling() {
    const dialog = this.#find("[data-call]");
    const start = this.#find("[data-call-start]");
    start.hidden = !dialog.showModal;
    if (start.hidden) return null;
    const keep = this.#find("[data-keep]");
    const back = this.#find("[data-back] a");
    const call = new CallMode(dialog, {
      rows: () => {
        const rest = [...this.#restList.children];
        if (!rest.length) return { asked: [], rest: this.#questions };
        return { asked: [...this.#find(".hotline__questions").children], rest };
      },
      head: this.#fields.filter((field) => field.closest(".hotline__head")),
      facts: () => this.#facts,
      changed: () => this.#changed(),
      judge: (field) => this.#judge(field),
      enter: () => this.#toAddress(true),
      back: (count) => this.#address.back(count),
      onward: () => ({ href: back.href, text: back.querySelector("span").textContent }),
      letter: (letter) => this.#link.write(this.#version, this.#open, { letter }),
      keeping: { box: keep, label: keep.nextElementSibling, note: this.#find(".sheet-tools__note") },
    });
    start.addEventListener("click", () => call.begin());
    return call;
  }

  // --- this device --------------------------------------------------------------------------------------

  /** Take what this device keeps of the sheet, or keep it no longer: it has been deleted elsewhere. */
  #restore() {
    let texts = null;
    try {
      texts = JSON.parse(this.#kept.read());
    } catch {
      // Broken content counts as none.
    }
    this.#keeps = typeof texts === "object" && texts !== null;
    if (!this.#keeps) return;
    for (const field of this.#fields) {
      const text = texts[field.name];
      field.value = typeof text === "string" ? text : "";
    }
  }

  #keepOrNot(on) {
    const done = on ? this.#store() : this.#kept.write(null);
    this.#keeps = on && done;
    this.#say(on && !done);
  }

  /** Keep what is written by now, unless another tab has deleted what was kept. */
  #keep() {
    const wanted = this.#keeps && this.#kept.read() !== null;
    this.#keeps = wanted && this.#store();
    this.#say(wanted && !this.#keeps);
  }

  #store() {
    const written = Object.entries(this.#texts).filter(([, text]) => text);
    return this.#kept.write(JSON.stringify(Object.fromEntries(written)));
  }

  #say(blocked = false) {
    this.#find("[data-keep]").checked = this.#keeps;
    const note = this.#find(".sheet-tools__note");
    const { kept, notKept, blocked: refused } = note.dataset;
    const text = blocked ? refused : this.#keeps ? kept : notKept;
    tell(note, text);
  }
}

for (const sheet of document.querySelectorAll("[data-hotline]")) new Sheet(sheet);
