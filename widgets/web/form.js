// The form: the answers and amounts it holds, what of it shows, what has the focus. It decides
// nothing; what matters is told to it.

import { h } from "./dom.js";

// Facts asked beside the form, with what follows from it: the months to compare, days to count from.
export const SETTINGS = ["months", "start", "contract_end", "application"];

// Full-width forms, "！" to "～", lie this far above their plain twins.
const FULL_WIDTH = 0xfee0;
const GROUPED = /^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;

/**
 * An amount in plain digits: "１,250" is "1250", for its comma groups three digits. All else, such
 * as "12,50", stays as it is written, for the package to judge.
 */
export function amount(text) {
  const plain = text
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH))
    .trim();
  return GROUPED.test(plain) ? plain.replaceAll(",", "") : plain;
}

export class Form {
  #element;
  #view;
  #compact;
  #fields; // question id -> its fieldset
  #inputs; // name of an amount -> its input
  #rest; // the button that shows what is folded
  #settings = {}; // the SETTINGS, once given
  #aside = new Set(); // questions shown although they cannot change the outcome
  #all = false;
  #now = null; // what is shown follows from it

  /** `element` is the form; `compact` asks one question after the other. */
  constructor(element, view, compact) {
    this.#element = element;
    this.#view = view;
    this.#compact = compact;
    const fields = [...element.querySelectorAll("[data-question]")];
    this.#fields = new Map(fields.map((field) => [field.dataset.question, field]));
    const inputs = [...element.querySelectorAll("input[type=text]")];
    this.#inputs = new Map(inputs.map((input) => [input.name, input]));
    const onclick = () => this.#toggleRest();
    this.#rest = h("button", { type: "button", "data-key": "rest", onclick });
    element.append(h("p", { class: "koc-rest" }, this.#rest));
    element.autocomplete = "off";
  }

  // --- what it holds ---------------------------------------------------------------------------------

  /** The answers given, {question: value}. */
  get answers() {
    const given = new FormData(this.#element);
    const answers = {};
    for (const id of this.#view.questions.keys()) {
      if (given.has(id)) answers[id] = given.get(id);
    }
    return answers;
  }

  set answers(answers) {
    for (const radio of this.#element.querySelectorAll("input[type=radio]")) {
      radio.checked = answers[radio.name] === radio.value;
    }
  }

  /** The amounts and settings given, {name: text}; the package judges whether they are numbers. */
  get amounts() {
    const amounts = { ...this.#settings };
    for (const [name, input] of this.#inputs) {
      const text = amount(input.value);
      if (text) amounts[name] = text;
    }
    return amounts;
  }

  set amounts(amounts) {
    for (const [name, input] of this.#inputs) input.value = amounts[name] ?? "";
    const given = SETTINGS.filter((name) => name in amounts);
    this.#settings = Object.fromEntries(given.map((name) => [name, amounts[name]]));
  }

  /** What amounts and settings there can be. */
  get names() {
    return [...this.#inputs.keys(), ...SETTINGS];
  }

  /** Note one of the SETTINGS; with "" it is not given. */
  setting(name, text) {
    if (text) this.#settings[name] = text;
    else delete this.#settings[name];
  }

  clear() {
    this.#element.reset();
    this.answers = {};
    this.amounts = {};
    this.#aside.clear();
    this.#all = false;
  }

  // --- what shows --------------------------------------------------------------------------------------

  /** Show the questions that matter by reckon()'s `now`; fold the rest, but never what has the focus. */
  fold(now = this.#now) {
    this.#now = now;
    const { counted, next, completes, outcome, unsent } = now;
    const firstRound = next.filter((id) => this.#view.questions.get(id).first_round);
    const round = this.#compact ? [] : firstRound.length ? firstRound : next;
    const asked = new Set([...counted, ...round, next[0]]);
    const active = this.#fields.get(this.at);
    const before = active?.getBoundingClientRect().top;
    let rest = 0;
    for (const id of this.#view.questions.keys()) {
      const field = this.#fields.get(id);
      if (!field) continue;
      const needed = asked.has(id);
      const aside = this.#aside.has(id) && !unsent.includes(id);
      if (!needed && !aside) rest += 1;
      field.hidden = !(needed || aside || this.#all || field === active);
      const matters = counted.includes(id) || next.includes(id);
      field.classList.toggle("koc-is-next", id === next[0]);
      field.classList.toggle("koc-is-aside", !matters);
      const besides = completes.has(id) && outcome ? "koc_follow_up" : "koc_not_needed";
      this.#badge(field, id === next[0] ? "koc_next_question" : matters ? null : besides);
    }
    for (const group of this.#element.querySelectorAll(".koc-group")) {
      const fields = [...group.querySelectorAll("[data-question]")];
      group.classList.toggle("koc-is-empty", fields.length > 0 && fields.every((f) => f.hidden));
    }
    this.#rest.parentElement.hidden = rest === 0;
    this.#rest.textContent = this.#all
      ? this.#view.ui.koc_hide_rest
      : this.#view.say("koc_show_rest", { count: rest });
    this.#rest.setAttribute("aria-expanded", this.#all);
    // What folded away above must not push the question being answered off its place.
    if (active) scrollBy({ top: active.getBoundingClientRect().top - before, behavior: "instant" });
  }

  #badge(field, word) {
    const legend = field.querySelector("legend");
    legend.querySelector(".koc-badge")?.remove();
    if (word) legend.append(" ", h("span", { class: "koc-badge" }, this.#view.ui[word]));
  }

  #toggleRest() {
    this.#all = !this.#all;
    if (!this.#all) this.#aside.clear();
    this.fold();
  }

  /** Keep these questions shown, whether they matter or not. */
  keepShown(...questions) {
    for (const id of questions) this.#aside.add(id);
  }

  // --- the focus ---------------------------------------------------------------------------------------

  /** The question that has the focus, or null. */
  get at() {
    const field = document.activeElement?.closest?.("[data-question]");
    return field && this.#element.contains(field) ? field.dataset.question : null;
  }

  has(question) {
    return this.#fields.has(question);
  }

  /** Unfold `question`, one that there is, and go to it. */
  goTo(question) {
    const field = this.#fields.get(question);
    this.keepShown(question);
    field.hidden = false;
    field.closest(".koc-group")?.classList.remove("koc-is-empty");
    const inputs = [...field.querySelectorAll("input")];
    field.scrollIntoView({ block: "start" });
    (inputs.find((input) => input.checked) ?? inputs[0]).focus({ preventScroll: true });
  }

  /** Go to the amounts. */
  goToAmounts() {
    const [first] = this.#inputs.values();
    first.closest("fieldset").scrollIntoView({ block: "start" });
    first.focus({ preventScroll: true });
  }

  /** Show all questions and go to the first. */
  goToAll() {
    this.#all = true;
    this.fold();
    this.goTo(this.#fields.keys().next().value);
  }

  // --- what is wrong with it -----------------------------------------------------------------------------

  /**
   * Show at its field, and under the field's name, what the package says of an amount or setting
   * it does not accept, or that nothing is wrong (null); return whether there is such a field.
   */
  refuse(error) {
    // Looked up here and not in the document: an answer may come while the element is out of it.
    const page = this.#element.closest("keep-or-cancel");
    const beside = SETTINGS.includes(error?.field) && `koc-${error.field}`;
    const input = beside
      ? ([...page.querySelectorAll("input")].find(({ id }) => id === beside) ?? null)
      : (this.#inputs.get(error?.field) ?? null);
    const label = input && [...page.querySelectorAll("label")].find((l) => l.htmlFor === input.id);
    const text = input && error.message.replace(error.field, () => label.textContent);
    for (const message of page.querySelectorAll(".koc-error")) {
      // What is written anew is read out anew.
      if (message.textContent === text) return true;
      const before = message.parentElement.querySelector("[aria-invalid]");
      before?.removeAttribute("aria-invalid");
      const others = before?.getAttribute("aria-describedby").replace(message.id, "").trim();
      before?.setAttribute("aria-describedby", others);
      message.remove();
    }
    if (!input) return false;
    const id = `koc-error-${error.field}`;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute(
      "aria-describedby",
      [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "),
    );
    const alert = h("span", { class: "koc-error", id, role: "alert" }, text);
    (input.closest(".koc-amount, .koc-setting") ?? input.parentElement).append(alert);
    return true;
  }
}
