// The form: the answers and amounts it holds, what it says of each question, what has the focus. It
// decides nothing.

import { h } from "./dom.js";

// Facts asked beside the form, with what follows from it: the months to compare, days to count from.
export const SETTINGS = ["months", "start", "application", "suspend_to", "charged"];

export class Form {
  #element;
  #view;
  #amounts;
  #fields; // question id -> its fieldset
  #inputs; // name of an amount -> its input
  #settings = {}; // the SETTINGS, once given

  /** `element` is the form; `amounts` reads what is written in it, see amounts.js. */
  constructor(element, view, amounts) {
    this.#element = element;
    this.#view = view;
    this.#amounts = amounts;
    const fields = [...element.querySelectorAll("[data-question]")];
    this.#fields = new Map(fields.map((field) => [field.dataset.question, field]));
    const inputs = [...element.querySelectorAll(".koc-amount input")];
    this.#inputs = new Map(inputs.map((input) => [input.name, input]));
    element.autocomplete = "off";
    // What has been understood is shown.
    for (const [name, input] of this.#inputs) {
      input.addEventListener("change", () => {
        input.value = amounts.read(name, input.value) ?? input.value;
      });
    }
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

  /**
   * The amounts and settings given, {name: text}: in plain digits what is understood, the rest as it
   * is written, for the package to refuse.
   */
  get amounts() {
    const inputs = [...this.#inputs].map(([name, { value }]) => [name, value.trim()]);
    const given = [...Object.entries(this.#settings), ...inputs].filter(([, text]) => text);
    return Object.fromEntries(given.map(([name, text]) => [name, this.#amounts.read(name, text) ?? text]));
  }

  set amounts(amounts) {
    for (const [name, input] of this.#inputs) input.value = amounts[name] ?? "";
    const given = SETTINGS.filter((name) => amounts[name]);
    this.#settings = Object.fromEntries(given.map((name) => [name, amounts[name]]));
  }

  /** What amounts and settings there can be. */
  get names() {
    return [...this.#inputs.keys(), ...SETTINGS];
  }

  clear() {
    this.#element.reset();
    this.answers = {};
    this.amounts = {};
  }

  // --- what it says ------------------------------------------------------------------------------------

  /**
   * A question as it stands in the form: `title`, `hint` and `more` (texts, or ""), `values`
   * [{id, label, brief, hint}].
   */
  question(name) {
    const field = this.#fields.get(name);
    const text = (element, selector) => element.querySelector(selector)?.textContent.trim() ?? "";
    return {
      title: text(field, "legend"),
      hint: text(field, ":scope > .koc-hint > span"),
      more: text(field, ":scope > .koc-hint > .koc-rest"),
      values: [...field.querySelectorAll(".koc-value")].map((row) => ({
        id: row.querySelector("input").value,
        label: text(row, "label"),
        brief: row.dataset.brief ?? text(row, "label"),
        hint: text(row, ".koc-hint"),
      })),
    };
  }

  /** What the amount called `name` is called in the form; "" where it is given elsewhere. */
  label(name) {
    const input = this.#inputs.get(name);
    const label = [...this.#element.querySelectorAll("label")].find(({ htmlFor }) => htmlFor === input?.id);
    return label?.textContent ?? "";
  }

  // --- the focus ---------------------------------------------------------------------------------------

  /** The question that has the focus, or null. */
  get at() {
    const field = document.activeElement?.closest?.("[data-question]");
    return field && this.#element.contains(field) ? field.dataset.question : null;
  }

  /** Go to `question`, in the form. */
  goTo(question) {
    const field = this.#fields.get(question);
    const inputs = [...field.querySelectorAll("input")];
    field.scrollIntoView({ block: "start" });
    (inputs.find((input) => input.checked) ?? inputs[0]).focus({ preventScroll: true });
  }

  /** Go to the field of the amount called `name`. */
  goToAmount(name) {
    this.#inputs.get(name).focus();
  }

  /** Show only the amounts called `names`, and those that are refused; all without `names`. */
  limit(names = null) {
    for (const [name, input] of this.#inputs) {
      const wrong = input.getAttribute("aria-invalid");
      input.closest(".koc-amount").hidden = Boolean(names) && !names.includes(name) && !wrong;
    }
  }

  /** The first amount that is refused, or undefined. */
  get refused() {
    return [...this.#inputs.values()].find((input) => input.getAttribute("aria-invalid"));
  }

  /** Go to the first amount that is refused; return whether there is one. */
  goToMistake() {
    this.refused?.focus();
    return Boolean(this.refused);
  }

  // --- what is wrong with it -----------------------------------------------------------------------------

  /**
   * Show at its field, and under the field's name, what the package says of an amount it does not
   * accept, or that nothing is wrong (null).
   */
  refuse(error) {
    const input = this.#inputs.get(error?.field) ?? null;
    const text = input && error.message.replace(error.field, () => this.label(error.field));
    for (const message of this.#element.querySelectorAll(".koc-error")) {
      // What is written anew is read out anew.
      if (message.dataset.said === text) return;
      const before = message.parentElement.querySelector("[aria-invalid]");
      before?.removeAttribute("aria-invalid");
      const others = before?.getAttribute("aria-describedby").replace(message.id, "").trim();
      before?.setAttribute("aria-describedby", others);
      message.remove();
    }
    if (!input) return;
    const id = `koc-error-${error.field}`;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute(
      "aria-describedby",
      [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "),
    );
    const alert = h("span", { class: "koc-error", id, role: "alert", "data-said": text }, text);
    input.closest(".koc-amount").append(alert);
  }
}
