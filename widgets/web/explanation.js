// What Python adds to the outcome: reasons, blockers, advice, lists, costs. Holds the latest answer,
// says how Python fares and offers another try when it fails.

import { fill, h, redraw } from "./dom.js";
import { SETTINGS } from "./form.js";

export class Explanation {
  #runner;
  #view;
  #page;
  #ticked = new Set();
  #opened = new Set();
  #asked = 0; // number of the last question to Python
  #answer = null; // Python's answer to it

  /** Where the answer is shown, and how Python fares. */
  details = h("div", { class: "koc-details" });
  python = h("div", { class: "koc-python", role: "status" });

  /**
   * `page` is what this may ask of the element:
   *   table                 address of the table of outcomes
   *   check(facts)          Python's answer
   *   answered(answer)      it has come
   *   refuse(error)         show at its field what is refused, or null; whether there is the field
   *   setting(name, value)  take a setting given in the details
   *   more()                go to what the lists still lack
   *   retry()               ask once more, for Python has been started again
   */
  constructor(runner, view, page) {
    this.#runner = runner;
    this.#view = view;
    this.#page = page;
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
    // Old details stay for the few milliseconds an answer takes, marked as not current.
    if (state !== "ready") this.#show();
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
    const shown = this.#page.refuse(refused);
    if (SETTINGS.includes(refused?.field)) {
      // Its field stands in the details: they stay while it is mended, or it counts as not given.
      this.details.removeAttribute("aria-busy");
      if (!shown) this.#page.setting(refused.field, "");
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
    const { setting, more } = this.#page;
    const sections = this.#answer
      ? this.#view.details(this.#answer, this.#ticked, setting, more)
      : [];
    redraw(this.details, sections, this.#opened);
  }

  /** Forget which steps were ticked off. */
  clear() {
    this.#ticked.clear();
  }

  /** Unfold all of it: closed parts would be missing on paper. */
  unfold() {
    for (const details of this.details.querySelectorAll("details")) details.open = true;
  }

  /** Say how Python fares: what failed, how far it is, or nothing. */
  follow(failure = this.#runner.failure) {
    if (failure) this.python.replaceChildren(this.#failed(failure));
    else if (this.#runner.state === "loading") this.#loading();
    else this.python.replaceChildren();
  }

  #failed(failure) {
    const { ui } = this.#view;
    const retry = () => {
      this.#runner.start();
      this.#page.retry();
    };
    return h(
      "div",
      { class: "koc-alert", "data-failure": failure.code },
      h("p", {}, ui.load_failed, " ", ui[`koc_fail_${failure.code}`]),
      h("p", {}, ui.koc_missing),
      h(
        "p",
        {},
        h("button", { type: "button", "data-key": "retry", onclick: retry }, ui.retry),
        " ",
        h("a", { href: this.#page.table }, ui.koc_see_outcomes),
      ),
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
