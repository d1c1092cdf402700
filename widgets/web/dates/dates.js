// The page of dates: a plan counted back from one day, the reminders of the outcome that a link brought,
// and both as a calendar file. Python reckons all of it; what is written here goes nowhere else.

import dates from "built:dates"; // written by widgets/build: words, files
import facts from "built:facts"; // what a link may hold
import { Address } from "../address.js";
import { Amounts } from "../amounts.js";
import { Caller } from "../caller.js";
import { Kept, whenShownAgain } from "../device.js";
import { button, day, fill, h, redraw, tell } from "../dom.js";
import { alert } from "../failure.js";
import { siteOf } from "../files.js";
import { handOver, ICS, subject } from "../handover.js";
import { Link } from "../link.js";
import { printAlone } from "../sheet.js";

const SCRIPT = document.currentScript.src;
const BASE = new URL("./", SCRIPT);
// The kinds of plans, the first the one shown to begin with.
const KINDS = dates.texts.zh.kinds.map(({ id }) => id);
// {id, kind, date, days, every}, only where the person wants it kept.
const DEVICE = "keep-or-cancel.dates";
const DAY_NAMES = facts.amounts.dayNames;

class Dates {
  #page;
  #text;
  #ui;
  #runner;
  #site;
  #address = new Address();
  #link = new Link(facts.questions, new Amounts(facts.amounts));
  #kept = new Kept(DEVICE);
  #keeps = false;
  #linked = null; // {answers, amounts} of the link
  #state = { id: subject(), kind: KINDS[0], date: "", days: {}, every: {} };
  #asked = 0; // number of the latest question to Python
  #plan = null; // the plan that is shown
  #count = 0; // of events in the calendar

  #kind = h("select", { id: "dates-kind", class: "fill", autocomplete: "off", "data-key": "kind" });
  #date;
  #dayLabel = h("label", { for: "dates-date" });
  #problem = h("span", { class: "fill__error", id: "dates-problem", role: "alert" });
  #said = h("p", { class: "dates__said", role: "status" });
  #failed = h("div", { class: "no-print", role: "status" });
  #print;
  #reminders;
  #outcome = h("div");
  #done = h("p", { role: "status" });
  #counted = h("p");
  #name = h("input", { type: "text", id: "dates-name", class: "fill", maxlength: 40, autocomplete: "off", "aria-describedby": "dates-name-hint" });
  #keep = h("input", { type: "checkbox", class: "check__box", autocomplete: "off" });
  #save;

  constructor(page) {
    this.#page = page;
    const { lang } = page.dataset;
    this.#text = dates.texts[lang];
    this.#ui = this.#text.ui;
    this.#runner = new Caller(dates, BASE, SCRIPT);
    this.#site = siteOf(lang, BASE);
    this.#reminders = page.querySelector("[data-reminders]");
    this.#build();
    this.#restore();
    addEventListener("hashchange", () => this.#arrive());
    whenShownAgain(() => this.#drop());
    this.#drop();
    this.#arrive();
  }

  get #lang() {
    return this.#page.dataset.lang;
  }

  #word(name, values = {}) {
    return fill(this.#ui[name], values);
  }

  // --- what there is ---------------------------------------------------------------------------------

  #build() {
    const { kinds, days } = this.#text;
    const ui = this.#ui;
    this.#kind.append(...kinds.map(({ id, title }) => h("option", { value: id }, title)));
    this.#date = h("input", {
      type: "date",
      id: "dates-date",
      class: "fill",
      autocomplete: "off",
      "data-key": "date",
      min: day(),
      max: days.max,
    });
    this.#print = button("print", ui.dates_print, () => this.#printPlan(), { class: "tool", hidden: true });
    const change = () => {
      Object.assign(this.#state, { kind: this.#kind.value, date: this.#date.value });
      this.#toAddress();
      this.#changed();
    };
    this.#kind.addEventListener("change", change);
    this.#date.addEventListener("change", change);
    const form = h(
      "div",
      { class: "dates__ask no-print" },
      h("p", {}, h("label", { for: "dates-kind" }, ui.dates_kind), this.#kind),
      h("p", {}, this.#dayLabel, this.#date, this.#problem),
    );
    const plan = this.#page.querySelector("[data-plan]");
    plan.querySelector("[data-still]").replaceWith(form, this.#said, this.#failed);
    plan.append(h("p", { class: "no-print" }, this.#print));
    this.#page.querySelector("[data-days]").open = false;
    this.#save = button("calendar", ui.dates_calendar, () => this.#calendar(), { class: "tool tool--main" });
    this.#keep.addEventListener("change", () => this.#keepOrNot());
    this.#reminders.append(
      this.#outcome,
      h(
        "div",
        { class: "dates__calendar no-print" },
        this.#counted,
        h("p", {}, h("label", { for: "dates-name" }, ui.dates_name), this.#name),
        h("p", { class: "dates__note", id: "dates-name-hint" }, ui.dates_name_hint),
        h("p", {}, this.#save),
        this.#done,
        h("p", {}, h("label", { class: "dates__tick" }, this.#keep, h("span", {}, ui.dates_keep))),
        h("p", { class: "dates__note" }, ui.dates_twice),
      ),
    );
  }

  /** Take what this device keeps. */
  #restore() {
    try {
      const kept = JSON.parse(this.#kept.read());
      this.#keeps = Boolean(kept?.id);
      if (this.#keeps) Object.assign(this.#state, kept);
    } catch {
      // Broken content counts as none.
    }
    this.#keep.checked = this.#keeps;
    this.#showDay();
  }

  /** Show the kind and the day, as far as there are such. */
  #showDay() {
    const { kind, date } = this.#state;
    this.#kind.value = KINDS.includes(kind) ? kind : KINDS[0];
    this.#date.value = date;
    Object.assign(this.#state, { kind: this.#kind.value, date: this.#date.value });
  }

  #keepOrNot() {
    const on = this.#keep.checked;
    const done = this.#kept.write(on ? JSON.stringify(this.#state) : null);
    this.#keeps = on && done;
    this.#keep.checked = this.#keeps;
    tell(this.#done, done ? "" : this.#ui.koc_keep_blocked);
  }

  // --- the address -----------------------------------------------------------------------------------

  #arrive() {
    const linked = this.#link.read(this.#address.fragment);
    if (linked) {
      this.#linked = linked.held ? linked : null;
      const given = Object.entries(linked.amounts).filter(([name]) => DAY_NAMES.includes(name));
      Object.assign(this.#state.days, Object.fromEntries(given));
      if (KINDS.includes(linked.plan)) {
        Object.assign(this.#state, { kind: linked.plan, date: linked.day ?? "" });
        this.#showDay();
      }
    }
    this.#changed();
  }

  /** The fragment of the answers that a link brought, with `more`. */
  #fragment(more = {}) {
    const { version, answers, amounts } = this.#linked ?? {};
    return this.#link.write(version ?? dates.version, { ...answers, ...amounts }, more);
  }

  /** Have the address hold the answers and the plan, for the other language and for when it is loaded anew. */
  #toAddress() {
    const { kind, date } = this.#state;
    this.#address.put(this.#fragment({ plan: kind, ...(date ? { day: date } : {}) }), {});
  }

  /** Forget the answers where they have been deleted in the check. */
  #drop() {
    if (!this.#address.gone(this.#address.entry)) return;
    this.#linked = null;
    this.#address.begin();
    this.#toAddress();
    this.#changed();
  }

  /** The facts of the link, with the days that are told here. */
  get #facts() {
    if (!this.#linked) return {};
    const { answers, amounts } = this.#linked;
    const { kind, date, days } = this.#state;
    const end = kind === "contract_end" && date ? { contract_end: date } : {};
    const told = Object.fromEntries(Object.entries(days).filter(([, text]) => text));
    return { ...answers, ...amounts, start: day(), ...end, ...told };
  }

  get #subject() {
    const { id, every } = this.#state;
    const timeline = this.#plan ? { kind: this.#plan.kind, date: this.#plan.date } : null;
    return { id, every, timeline, facts: this.#facts };
  }

  // --- Python ----------------------------------------------------------------------------------------

  #call(call, args) {
    return this.#runner.call("papers", call, { ...args, today: day(), lang: this.#lang });
  }

  async #changed() {
    const { kind, date } = this.#state;
    const { kinds } = this.#text;
    this.#dayLabel.textContent = kinds.find(({ id }) => id === kind).day;
    if (this.#keeps) this.#kept.write(JSON.stringify(this.#state));
    const asked = ++this.#asked;
    this.#tellProblem("");
    this.#failed.replaceChildren();
    tell(this.#done, "");
    if (!date) this.#showPlan(null);
    if (!date && !this.#linked) {
      this.#showReminders(null);
      return;
    }
    tell(this.#said, this.#ui.dates_working);
    try {
      const plan = date ? await this.#plans(kind, date) : null;
      if (asked !== this.#asked) return;
      this.#showPlan(plan);
      const told = await this.#call("dates", { subject: this.#subject });
      if (asked === this.#asked) this.#showReminders(told);
    } catch (error) {
      if (asked !== this.#asked) return;
      tell(this.#said, "");
      this.#fail(error, () => this.#changed());
    }
  }

  /** The plan for a day, or null where it is refused, which is said at its field. */
  async #plans(kind, date) {
    try {
      return await this.#call("timeline", { kind, date });
    } catch (error) {
      if (error.name !== "FactsError") throw error;
      const { day: label } = this.#text.kinds.find(({ id }) => id === kind);
      this.#tellProblem(error.message.replace(error.field, () => label));
      return null;
    }
  }

  #tellProblem(text) {
    if (this.#problem.textContent !== text) this.#problem.textContent = text;
    for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", this.#problem.id]]) {
      if (text) this.#date.setAttribute(name, value);
      else this.#date.removeAttribute(name);
    }
  }

  /** Say what did not work; `again` tries it once more. */
  #fail({ name, code, message }, again) {
    const known = name === "RuntimeFailure";
    const texts = known ? [this.#ui.dates_failed, this.#ui[`koc_fail_${code}`]] : [message];
    this.#failed.replaceChildren(alert(code, this.#ui, again, texts));
  }

  async #calendar() {
    const name = this.#name.value.trim();
    this.#failed.replaceChildren();
    try {
      const stamp = new Date().toISOString();
      const content = await this.#call("calendar", { subjects: [{ ...this.#subject, name }], stamp });
      handOver(this.#done, this.#ui, this.#ui.dates_saved, ["keep-or-cancel.ics", content, ICS]);
    } catch (error) {
      this.#fail(error, () => this.#calendar());
    }
  }

  // --- what is shown ---------------------------------------------------------------------------------

  #showPlan(plan) {
    this.#plan = plan;
    this.#print.hidden = !plan;
    this.#page.toggleAttribute("data-planned", Boolean(plan));
    tell(this.#said, plan ? plan.says.join(this.#text.marks.space) : "");
    this.#said.dataset.state = plan?.state ?? "";
    const steps = new Map(plan?.steps.map((step) => [step.id, step]));
    for (const part of this.#page.querySelectorAll("[data-step]")) {
      const says = part.querySelector(".dates__says");
      says.dataset.general ??= says.textContent;
      const step = steps.get(part.dataset.step);
      for (const made of part.querySelectorAll("[data-made]")) made.remove();
      part.toggleAttribute("data-late", Boolean(step?.late));
      says.textContent = step?.says ?? says.dataset.general;
      if (step) this.#mark(part, step);
    }
  }

  /** Put the date of a step to it, and its place in time as a bar. */
  #mark(part, { date, moved, late, at, wide }) {
    const note = late ? this.#ui.dates_late : moved ? this.#ui.dates_moved : "";
    part
      .querySelector(".dates__head")
      .append(
        h("span", { "data-made": true }, " ", h("time", { datetime: date }, date), note ? h("small", {}, ` ${note}`) : null),
      );
    const bar = h("span");
    // The last one begins where the span ends, and shows.
    bar.style.marginInlineStart = `min(${at}%, 100% - 4px)`;
    bar.style.inlineSize = `${wide}%`;
    part.append(h("div", { class: "dates__bar", "data-made": true, "aria-hidden": "true" }, bar));
  }

  #showReminders(told) {
    const ui = this.#ui;
    this.#count = told?.count ?? 0;
    tell(this.#counted, told ? this.#word("dates_count", { count: this.#count }) : "");
    this.#save.disabled = !this.#count;
    if (!this.#plan && told) tell(this.#said, "");
    const link = h("a", { href: this.#check }, ui[this.#linked ? "dates_to_answers" : "dates_to_check"]);
    if (!told?.outcome) {
      const text = ui[this.#linked ? "dates_not_settled" : "dates_no_answers"];
      redraw(this.#outcome, [h("p", {}, text, " ", link)]);
      return;
    }
    const { title } = this.#text.outcomes[told.outcome];
    const names = [...new Set(told.entries.map(({ anchor }) => anchor))].filter((name) => DAY_NAMES.includes(name));
    redraw(this.#outcome, [
      h("h2", { id: "dates-reminders" }, this.#word("dates_reminders", { outcome: title })),
      h("div", { class: "dates__ask no-print" }, names.map((name) => this.#dayField(name)), told.entries.map((one) => this.#everyField(one))),
      ...told.remarks.map((text) => h("p", { "data-remark": true }, text)),
      h("ul", { class: "dates__list" }, told.entries.map((entry) => this.#entry(entry))),
      h("p", { class: "no-print" }, link),
    ]);
  }

  get #check() {
    const address = new URL(this.#text.check, this.#site);
    address.hash = this.#fragment();
    return address.href;
  }

  #dayField(name) {
    const id = `dates-day-${name}`;
    const input = h("input", {
      id,
      type: "date",
      class: "fill",
      autocomplete: "off",
      "data-key": id,
      value: this.#facts[name] ?? "",
      ...this.#text.days,
      onchange: ({ target }) => {
        this.#state.days[name] = target.value;
        this.#changed();
      },
    });
    return h("p", {}, h("label", { for: id }, this.#ui[`${name}_date`]), input);
  }

  /** How often a reminder is to come, where a person may choose. */
  #everyField({ id: reminder, every, choices, title }) {
    if (!choices.length) return null;
    const id = `dates-every-${reminder}`;
    const select = h(
      "select",
      {
        id,
        class: "fill",
        autocomplete: "off",
        "data-key": id,
        onchange: ({ target }) => {
          this.#state.every[reminder] = Number(target.value);
          this.#changed();
        },
      },
      choices.map((days) => h("option", { value: days, selected: days === every }, this.#word("dates_every_days", { days }))),
    );
    return h("p", {}, h("label", { for: id }, `${title}${this.#text.marks.space} · ${this.#ui.dates_every}`), select);
  }

  #entry({ id, date, anchor, title, says, every, yearly, past }) {
    const ui = this.#ui;
    const when = date
      ? h("time", { datetime: date }, date)
      : h("span", {}, this.#word("dates_undated", { day: ui[`${anchor}_date`] }));
    const often = yearly ? ui.dates_yearly : every ? this.#word("dates_repeats", { days: every }) : "";
    const more = [often, past ? ui.dates_past : ""].filter(Boolean).join(" · ");
    return h(
      "li",
      { "data-reminder": id, "data-past": past },
      h("p", { class: "dates__head" }, h("b", {}, title), " ", when, more ? h("small", {}, ` ${more}`) : null),
      h("p", { class: "dates__says" }, says),
    );
  }

  #printPlan() {
    printAlone(this.#page.querySelector("[data-plan]"), { print: "plan" }, () => {
      tell(this.#done, this.#ui.koc_chat_print);
    });
  }
}

for (const page of document.querySelectorAll("[data-dates]")) new Dates(page);
