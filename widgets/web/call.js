// Call mode: the hotline sheet as one sentence at a time in big type, answered by taps while somebody
// holds a phone. It is a second view of the sheet's own fields and keeps nothing but where it stands,
// which the history holds. At the end: what the outcome is by now, and a dated note.

import config from "built:config"; // written by widgets/build
import { BASE, load, reason } from "./assets.js";
import { fitting } from "./conditions.js";
import { Crossing, TO_LETTERS } from "./device.js";
import { button, enters, fill, h, icon, moment, tell, written } from "./dom.js";
import { alert } from "./failure.js";
import { siteOf } from "./files.js";
import { DecisionGraph } from "./graph.js";
import { copy } from "./handover.js";
import { reckon } from "./reckon.js";
import { printMade } from "./sheet.js";
import { View } from "./view.js";

// Steps that ask nothing of the sheet's rows.
const MORE = "more"; // what was open has been asked
const WHO = "who"; // agent, time, ticket
const END = "end";
const UNKNOWN = "unknown";

const titleOf = (field) => field.closest("label").querySelector("span").textContent;

/**
 * Each step is an entry of the history, so Back goes one step back and out of call mode at last.
 * What an entry notes {call, count, before, done, from}: the id of the step; how many steps stand
 * before it; the facts before the call {name: text}; the steps answered in it [id]; the step that WHO
 * leads back to.
 */
export class CallMode {
  #dialog;
  #page;
  #words;
  #lang;
  #body;
  #actions;
  #twins = new Map(); // field of call mode -> the sheet's
  #note = null;
  #loading = null; // a promise of graph and words

  /**
   * `page`: `rows()` {asked, rest} of the sheet's rows in order; `head` its fields of the call;
   * `facts()` {name: text}; `changed()` takes what fields hold by now; `judge(field)` whether what an
   * amount's field holds is allowed, said beside it; `enter(fresh)` has the history hold `note`, in a
   * new entry or the present one; `back(count)`; `onward()` the link back to the check {href, text};
   * `letter(id)` the fragment of a link to a letter; `keeping` the sheet's own tick.
   */
  constructor(dialog, page) {
    this.#dialog = dialog;
    this.#page = page;
    this.#words = dialog.dataset;
    this.#lang = document.documentElement.lang.startsWith("en") ? "en" : "zh";
    this.#body = dialog.querySelector("[data-call-body]");
    this.#actions = dialog.querySelector("[data-call-actions]");
    this.#listen();
  }

  #listen() {
    const on = (name, does) => this.#find(`[data-call-${name}]`).addEventListener("click", does);
    on("close", () => this.#leave());
    on("finish", () => this.#finish());
    on("back", () => this.#page.back(1));
    on("who", () => this.#go(WHO, { from: this.#note.call }));
    on("skip", () => this.#goOn());
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#leave();
    });
    written(this.#body, ({ target }) => {
      const field = this.#twins.get(target);
      if (!field) return;
      field.value = target.value;
      this.#page.changed();
      if (target.dataset.amount) this.#page.judge(target);
    });
    this.#body.addEventListener("change", ({ target }) => this.#settle(target));
    this.#body.addEventListener("keydown", (event) => {
      if (!enters(event) || !this.#twins.has(event.target)) return;
      event.preventDefault();
      this.#answered();
    });
  }

  #find(selector) {
    return this.#dialog.querySelector(selector);
  }

  /** What the present entry of the history notes, or null outside of call mode. */
  get note() {
    return this.#note;
  }

  // --- where it stands ----------------------------------------------------------------------------------

  /** Begin a call, now. */
  begin() {
    const time = this.#page.head.find(({ name }) => name.endsWith(".time"));
    time.value ||= moment();
    this.#note = { call: null, count: 0, before: this.#page.facts(), done: [] };
    this.#page.changed();
    this.#load().catch(() => {}); // said at the end
    this.#go(this.#steps[0].id);
  }

  /** Be where an entry of the history says, or nowhere. */
  show(entry) {
    const at = this.#steps.some(({ id }) => id === entry?.call) ? entry.call : null;
    if (!at) {
      this.#note = null;
      if (this.#dialog.open) this.#dialog.close();
      return;
    }
    this.#load().catch(() => {}); // said at the end
    // Going back unsays nothing.
    this.#note = { ...entry, done: this.#note?.done ?? entry.done };
    this.#draw();
  }

  /** Have the fields hold what the sheet's hold: it may have been written elsewhere. */
  refresh() {
    for (const [own, field] of this.#twins) {
      if (own !== document.activeElement) own.value = field.value;
    }
  }

  /** The steps in order [{id, row, at, select or amounts, note}]; what is to be asked comes first. */
  get #steps() {
    const { asked, rest } = this.#page.rows();
    const parts = (row, index) => {
      const selects = [...row.querySelectorAll("select")];
      const amounts = [...row.querySelectorAll("[data-amount]")];
      const note = row.querySelector(".fill__label--wide .fill");
      const step = (part, what) => ({ id: `${row.dataset.hotlineQuestion}.${part}`, row, at: index + 1, ...what });
      const steps = selects.map((select) => step(select.name, { select }));
      if (amounts.length || !selects.length) steps.push(step("answer", { amounts }));
      steps[steps.length - 1].note = note;
      return steps;
    };
    const first = asked.flatMap((row, index) => parts(row, index));
    const others = rest.flatMap((row, index) => parts(row, index + asked.length));
    const more = first.length && others.length ? [{ id: MORE }] : [];
    return [...first, ...more, ...others, { id: WHO }, { id: END }];
  }

  get #step() {
    return this.#steps.find(({ id }) => id === this.#note.call);
  }

  #go(call, more = {}) {
    const { count, before, done } = this.#note;
    this.#note = { call, count: count + 1, before, done, ...more };
    this.#page.enter(true);
    this.#draw();
  }

  /** Go to the next step; `past` leaves out what remains of this row but other questions. */
  #goOn(past = false) {
    if (this.#note.from) {
      this.#page.back(1);
      return;
    }
    const step = this.#step;
    const steps = this.#steps;
    const ahead = steps.slice(steps.findIndex(({ id }) => id === step.id) + 1);
    this.#go(ahead.find(({ row, amounts }) => !(past && amounts && row === step.row)).id);
  }

  #finish() {
    const known = this.#page.head.some(({ name, value }) => /agent|ticket/.test(name) && value);
    this.#go(this.#note.call === WHO || known ? END : WHO);
  }

  #leave() {
    this.#page.back(this.#note.count);
  }

  // --- answers ------------------------------------------------------------------------------------------

  #done() {
    this.#note.done = [...new Set([...this.#note.done, this.#note.call])];
    this.#page.changed();
  }

  #answer({ select }, value) {
    select.value = value;
    this.#done();
    this.#goOn();
  }

  /** Note that they could not say: as the answer, if the question has it, or in words. */
  #unsaid({ select, note, row }) {
    const told = note ?? row.querySelector(".fill__label--wide .fill");
    if (select && [...select.options].some(({ value }) => value === UNKNOWN)) select.value = UNKNOWN;
    else told.value ||= this.#words.unsaid;
    this.#done();
    this.#goOn(true);
  }

  /** Show what the sheet has understood of an amount. */
  #settle(own) {
    const field = this.#twins.get(own);
    if (!field) return;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    own.value = field.value;
  }

  /** Go on from what has been written, if it is allowed. */
  #answered() {
    for (const own of this.#twins.keys()) this.#settle(own);
    const wrong = [...this.#twins.keys()].find((own) => own.dataset.amount && !this.#page.judge(own));
    if (wrong) {
      wrong.focus();
      return;
    }
    if (this.#step.row && [...this.#twins.keys()].some(({ value }) => value)) this.#done();
    this.#goOn();
  }

  // --- what is seen -------------------------------------------------------------------------------------

  #draw() {
    const step = this.#step;
    const { call, from } = this.#note;
    this.#twins.clear();
    this.#dialog.dataset.step = call;
    const rows = this.#page.rows();
    const asking = step.row && rows.asked.includes(step.row) ? rows.asked : [...rows.asked, ...rows.rest];
    const progress = this.#find("progress");
    const at = step.at ?? (call === MORE ? rows.asked.length : asking.length);
    Object.assign(progress, { value: at, max: asking.length });
    const said = this.#find("[data-call-at]");
    const [short, long] = said.children;
    const place = { at, count: asking.length };
    short.textContent = step.row ? `${at} / ${asking.length}` : "";
    long.textContent = step.row ? fill(this.#words.at, place) : "";
    this.#find("[data-call-finish]").hidden = [WHO, END, MORE].includes(call);
    this.#actions.hidden = call === END;
    this.#find("[data-call-skip]").hidden = !step.row;
    this.#find("[data-call-who]").hidden = call === WHO;
    const parts =
      call === END ? this.#end() : call === WHO ? this.#who(from) : call === MORE ? this.#more() : this.#row(step);
    this.#body.replaceChildren(...parts.filter(Boolean));
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#body.scrollTop = 0;
    this.#body.querySelector("h2").focus();
  }

  #title(text, lang = null) {
    // In the big type of a call Chinese stays Chinese, whatever a browser translates.
    const attributes = { class: "call__say", tabindex: -1, "aria-describedby": "call-at" };
    return h("h2", { ...attributes, lang, translate: lang ? "no" : null }, text);
  }

  /** A field that writes what the sheet's `field` holds. */
  #twin(field) {
    const { amount } = field.dataset;
    const own = h("input", {
      type: "text",
      class: "fill",
      name: `call.${field.name}`,
      autocomplete: "off",
      inputmode: amount ? "decimal" : null,
      "data-amount": amount,
    });
    own.value = field.value;
    this.#twins.set(own, field);
    return h("label", { class: "fill__label" }, h("span", {}, titleOf(field)), own);
  }

  #row(step) {
    const { row, select, amounts = [], note } = step;
    const { zh, en } = row.dataset;
    const fields = [...amounts, note].filter(Boolean).map((field) => this.#twin(field));
    return [
      this.#title(zh, "zh-Hans"),
      h("p", { class: "call__other", lang: "en" }, en),
      h(
        "div",
        { class: "call__answers" },
        select ? this.#choices(step) : "",
        fields.length ? h("div", { class: "call__fields" }, fields) : "",
        select
          ? ""
          : h(
              "div",
              { class: "call__choices" },
              button("next", this.#words.next, () => this.#answered(), { class: "tool tool--main" }),
              button("unsaid", this.#words.unsaid, () => this.#unsaid(step), { class: "tool" }),
            ),
      ),
    ];
  }

  /** The answers of the self-check's question; what it calls not known they could not say. */
  #choices(step) {
    const { select } = step;
    const done = this.#note.done.includes(this.#note.call);
    const values = [...select.options].filter(({ value }) => value && value !== UNKNOWN);
    const choice = (value, text, pressed, onclick) =>
      button(`answer-${value}`, text, onclick, {
        class: "tool",
        "data-value": value,
        "aria-pressed": String(pressed),
      });
    return h(
      "div",
      { class: "call__choices", role: "group", "aria-label": titleOf(select), "data-many": values.length > 4 },
      h("p", { class: "call__short", "aria-hidden": true }, titleOf(select)),
      values.map(({ value, text }) =>
        choice(value, text, select.value === value, () => this.#answer(step, value)),
      ),
      choice(UNKNOWN, this.#words.unsaid, done && select.value === UNKNOWN, () => this.#unsaid(step)),
    );
  }

  #more() {
    const { rest } = this.#page.rows();
    return [
      this.#title(this.#words.asked),
      h(
        "div",
        { class: "call__answers call__choices" },
        button("finish", this.#words.finish, () => this.#finish(), { class: "tool tool--main" }),
        button("rest", fill(this.#words.rest, { count: rest.length }), () => this.#goOn(), { class: "tool" }),
      ),
    ];
  }

  #who(from) {
    return [
      this.#title(this.#words.whoTitle),
      h("p", { class: "call__other" }, this.#words.whoHint),
      h(
        "div",
        { class: "call__answers" },
        h("div", { class: "call__fields" }, this.#page.head.map((field) => this.#twin(field))),
        this.#tick(),
        button("next", from ? this.#words.goOn : this.#words.see, () => this.#answered(), {
          class: "tool tool--main",
        }),
      ),
    ];
  }

  /** The sheet's tick to keep what is written, and what it says of it. */
  #tick() {
    const { box, label, note } = this.#page.keeping;
    const said = h("p", { class: "sheet-tools__note", role: "status" }, note.textContent);
    const own = h("input", { type: "checkbox", class: "check__box", autocomplete: "off" });
    own.checked = box.checked;
    own.addEventListener("change", () => {
      box.click();
      own.checked = box.checked;
      tell(said, note.textContent);
    });
    return h("div", {}, h("label", { class: "sheet-tools__tick" }, own, h("span", {}, label.textContent)), said);
  }

  // --- the end ------------------------------------------------------------------------------------------

  #end() {
    const { note, copy: copies, toPrint, close, ended } = this.#words;
    const { href, text } = this.#page.onward();
    const status = h("p", { class: "sheet-tools__note", role: "status" });
    const record = h("textarea", { class: "call__note", readonly: true, "aria-label": note });
    const write = (outcome) => {
      record.value = this.#record(outcome).join("\n");
      record.rows = record.value.split("\n").length + 1;
    };
    write([]);
    const place = h("div", { class: "call__outcome", role: "status" });
    this.#outcome(place, write);
    const { papers, letter, letterId } = this.#words;
    const inWriting = { class: "tool", href: papers + this.#page.letter(letterId), "data-key": "letter" };
    const tool = (key, words, onclick) => button(key, words, onclick, { class: "tool" });
    return [
      this.#title(ended),
      place,
      h(
        "p",
        { class: "sheet-tools" },
        h("a", { class: "cta__link", href, "data-key": "onward" }, text),
        h("a", { ...inWriting, onclick: () => this.#carry() }, letter),
      ),
      h("h3", {}, note),
      record,
      h(
        "p",
        { class: "sheet-tools" },
        tool("copy", copies, async () => {
          tell(status, "");
          const done = await copy(record.value, () => record);
          tell(status, done ? this.#words.copied : this.#words.copyYourself);
        }),
        tool("print", toPrint, () => this.#print(record.value, status)),
        tool("who", this.#words.who, () => this.#go(WHO)),
        tool("close", close, () => this.#leave()),
        status,
      ),
      this.#tick(),
    ];
  }

  /** Have the letter know who was called, and when: no link holds that, this tab does once. */
  #carry() {
    const { letterId, letterLine } = this.#words;
    const held = Object.fromEntries(this.#page.head.map(({ name, value }) => [name.split(".")[1], value]));
    const typed = Object.entries({
      carrier_name: held.carrier,
      asked_on: /^\d{4}-\d\d-\d\d/.exec(held.time)?.[0],
      agent_no: held.agent,
      ticket: held.ticket,
    }).filter(([, text]) => text);
    if (!held.agent && !held.ticket) return;
    const picked = { [letterId]: [letterLine] };
    new Crossing(TO_LETTERS).give(JSON.stringify({ typed: Object.fromEntries(typed), picked }));
  }

  #print(text, status) {
    const paper = h("section", { class: "call-paper" }, text);
    tell(status, "");
    printMade(paper, this.#dialog.parentElement, { print: "call" }, () => tell(status, this.#words.chatPrint));
  }

  #pair(question, answer) {
    return fill(this.#words.pair, { question, answer });
  }

  /** The note of the call, line by line: of `outcome`, what is said of it. */
  #record(outcome) {
    const { note, unsaid, open, lister } = this.#words;
    const { asked, rest } = this.#page.rows();
    const steps = this.#steps;
    const answers = (row) => {
      const done = steps.filter(({ id }) => this.#note.done.includes(id)).filter((step) => step.row === row);
      const told = done.flatMap(({ select }) => {
        if (!select?.value) return [];
        const said = select.value === UNKNOWN ? unsaid : select.selectedOptions[0].text;
        return [this.#pair(titleOf(select), said)];
      });
      const written = [...row.querySelectorAll("input")].filter(({ name, value, dataset }) => {
        const same = dataset.amount && this.#note.before[dataset.amount] === value;
        return value && (!same || done.some(({ id }) => id.endsWith(".answer"))) && name;
      });
      return [...told, ...written.map((field) => this.#pair(titleOf(field), field.value))];
    };
    const rows = [...asked, ...rest].map((row, index) => ({ row, number: index + 1, said: answers(row) }));
    const unanswered = rows.filter(({ said }) => !said.length).map(({ number }) => number);
    const say = ({ dataset }) => dataset[this.#lang];
    return [
      note,
      ...this.#page.head.filter(({ value }) => value).map((field) => this.#pair(titleOf(field), field.value)),
      ...rows
        .filter(({ said }) => said.length)
        .flatMap(({ row, number, said }) => ["", `${number}. ${say(row)}`, ...said.map((line) => `- ${line}`)]),
      ...(unanswered.length ? ["", fill(open, { numbers: unanswered.join(lister) })] : []),
      ...(outcome.length ? ["", ...outcome] : []),
    ];
  }

  /** Load what tells the outcome, once. */
  #load() {
    this.#loading ??= Promise.all([load(config.graph), load(config.texts[this.#lang])]).then(
      ([graph, words]) => ({ graph: new DecisionGraph(graph), words }),
    );
    this.#loading.catch(() => (this.#loading = null));
    return this.#loading;
  }

  /** Say in `place` what the outcome was and what it is by now; `write` takes it for the note. */
  async #outcome(place, write) {
    let loaded;
    try {
      loaded = await this.#load();
    } catch (error) {
      const code = await reason(error);
      const ui = config.words[this.#lang];
      const again = () => this.#outcome(place, write);
      place.replaceChildren(alert(code, ui, again, [ui[`koc_fail_${code}`]]));
      return;
    }
    const { graph, words } = loaded;
    const view = new View(words, this.#lang, siteOf(this.#lang, BASE));
    const led = (facts) => {
      const of = (asked) => Object.fromEntries(Object.entries(facts).filter(([id]) => view.questions.has(id) === asked));
      return reckon(graph, words, of(true), of(false));
    };
    const { before } = this.#note;
    const was = led(before);
    const now = led(this.#page.facts());
    const name = ({ outcome, possible }) => (outcome ? view.title(outcome) : view.titles(possible));
    const shown = (led) => {
      if (!led.outcome) return name(led);
      const { family } = words.outcomes[led.outcome];
      const sign = icon(words.families[family].icon);
      sign.classList.add("icon");
      return h("span", { class: `chip chip--${family}` }, sign, h("b", {}, name(led)));
    };
    const same = name(was) === name(now);
    const line = (term, led, more = "") =>
      h("div", {}, h("dt", {}, term), h("dd", {}, shown(led), more));
    const told = Object.keys(before).length;
    const { outcome, rule, known, presumed } = now;
    const said = outcome ? fitting(words.outcomes[outcome], known) : null;
    const grounds = [
      said?.verdict,
      outcome && rule ? words.rules[rule] : null,
      ...Object.keys(presumed).map((id) => view.questions.get(id).presumption.says),
      said && this.#pair(words.ui.next_action, said.next),
    ].filter(Boolean);
    const { before: earlier, now: later, same: unchanged } = this.#words;
    place.replaceChildren(
      h(
        "dl",
        { class: "call__change" },
        told && !same ? line(earlier, was) : "",
        line(later, now, told && same ? h("small", {}, unchanged) : ""),
      ),
      ...grounds.map((text) => h("p", {}, text)),
    );
    place.dataset.outcome = outcome ?? "";
    write([
      ...(told && !same ? [this.#pair(earlier, name(was))] : []),
      this.#pair(later, name(now)),
      ...(told && same ? [unchanged] : []),
    ]);
  }
}
