// What Python adds to the outcome: reasons, costs, dates. Holds the latest answer, says how Python
// fares and offers what helps when it fails, or has ended the page before.

import { fill, h } from "./dom.js";
import { alert } from "./failure.js";

export class Explanation {
  #runner;
  #view;
  #page;
  #asked = 0; // number of the last question to Python
  #answer = null; // Python's answer to it

  /** Where the plan is shown, and how Python fares. */
  details = h("div", { class: "koc-details" });
  python = h("div", { class: "koc-python", role: "status" });
  /** The switch to do without it. */
  without;

  /**
   * `page` is what this may ask of the element:
   *   table                 address of the table of outcomes
   *   check(facts)          Python's answer
   *   answered(answer)      it has come, and counts
   *   explained(answer)     show it, or null
   *   refuse(error)         show at its field what is refused, or null; whether it stands in the plan
   *   start()               start Python, whatever kept it from starting
   *   held()                whether it was not started because it has ended the page before
   *   leaveOut(on)          do without Python, or no longer; `off` whether that is so at first
   */
  constructor(runner, view, page, off) {
    this.#runner = runner;
    this.#view = view;
    this.#page = page;
    const box = h("input", { type: "checkbox", autocomplete: "off", "data-key": "without", checked: off });
    box.addEventListener("change", () => page.leaveOut(box.checked));
    const text = h("span", {}, view.ui.koc_without);
    this.without = h("div", { class: "koc-options" }, h("p", {}, h("label", {}, box, text)));
  }

  /** The answer to the facts asked last, or null. */
  get answer() {
    return this.#answer;
  }

  /** Ask Python about reckon()'s `now`; only the answer to the latest is shown. */
  async ask({ facts, counted, sent }) {
    const asked = ++this.#asked;
    const { state } = this.#runner;
    this.#answer = null;
    if (!Object.keys(facts).length || state === "idle" || state === "failed") {
      this.#page.refuse(null);
      this.#show();
      return;
    }
    this.details.setAttribute("aria-busy", "true");
    let answer = null;
    let refused = null;
    try {
      answer = await this.#page.check(facts);
    } catch (error) {
      if (asked !== this.#asked) return;
      if (error.name === "FactsError") refused = error;
      if (error.code === "broken") this.follow(error);
    }
    if (asked !== this.#asked) return;
    if (this.#page.refuse(refused)) {
      // Its field stands in the plan, which stays while it is mended.
      this.details.removeAttribute("aria-busy");
      return;
    }
    // Amounts alone are looked over, but there is nothing to explain yet.
    this.#answer = sent.length ? answer : null;
    // The package has the last word: it also weighs the amounts.
    if (answer && counted.length) this.#page.answered(answer);
    this.#show();
  }

  #show() {
    this.details.removeAttribute("aria-busy");
    this.#page.explained(this.#answer);
  }

  /** Say how Python fares: what failed, how far it is, what keeps it from starting, or nothing. */
  follow(failure = this.#runner.failure) {
    if (failure) this.python.replaceChildren(this.#failed(failure));
    else if (this.#runner.state === "loading") this.#loading();
    else if (this.#page.held()) this.python.replaceChildren(this.#held());
    else this.python.replaceChildren();
  }

  #failed({ code }) {
    const { ui } = this.#view;
    const said = [ui.load_failed, ui[`koc_fail_${code}`]].join(this.#view.words.marks.space);
    const table = h("a", { href: this.#page.table }, ui.koc_see_outcomes);
    return alert(code, ui, this.#page.start, [said, ui.koc_missing], table);
  }

  #held() {
    const { ui } = this.#view;
    const start = { type: "button", "data-key": "start", onclick: this.#page.start };
    return h(
      "p",
      { class: "koc-alert", "data-failure": "ended" },
      `${ui.koc_ended} `,
      h("button", start, ui.koc_start_anyway),
    );
  }

  #loading() {
    const { ui } = this.#view;
    const { step, done, total } = this.#runner.progress;
    const text = fill(ui[`koc_step_${step}`], { done, total });
    // The words stay while the bar moves, or a screen reader would read every step.
    const bar = h("progress", {
      max: total,
      value: step === "download" ? done : null,
      "aria-label": ui.loading_runtime,
    });
    const line = this.python.querySelector(".koc-loading") ?? h("p", { class: "koc-loading" });
    line.replaceChildren(ui.loading_runtime, " ", h("span", { "aria-hidden": true }, text), bar);
    if (!line.isConnected) this.python.replaceChildren(line);
  }
}
