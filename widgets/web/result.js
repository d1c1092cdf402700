// The result: the outcome or those still possible, the answers it rests on, what can be done with
// it, and the bar that says it in short while it is out of sight.

import { h, redraw } from "./dom.js";

export class Result {
  #view;
  #page;
  #status = h("p", { class: "koc-status", role: "status" });
  #card = h("div", { class: "koc-verdicts" });
  #answers = h("div");
  #record = h("div", { class: "koc-record" });
  #said = h("p", { class: "koc-said", role: "status" });
  #note = h("p", { class: "koc-note" });
  #barStatus = h("span", { class: "koc-bar-status" });
  #barNext;

  /**
   * `page` is what this may ask of the element: change(question), next() and, for the actions,
   * copy(), print(), save() and clear(). `python`, `details` and `options` are shown in it.
   */
  constructor(view, page, { python, details, options }) {
    this.#view = view;
    this.#page = page;
    const { ui } = view;
    const button = (text, onclick, key) =>
      h("button", { type: "button", "data-key": key, onclick }, text);
    this.#barNext = button("", page.next, "bar");
    this.element = h(
      "section",
      { class: "koc-result", tabindex: -1, "aria-labelledby": "koc-result-title" },
      h("h2", { id: "koc-result-title" }, ui.outcome),
      this.#status,
      this.#card,
      python,
      this.#answers,
      this.#record,
      details,
      h(
        "p",
        { class: "koc-actions" },
        button(ui.share_link, page.copy, "copy"),
        button(ui.print, page.print, "print"),
        button(ui.koc_save_json, page.save, "save"),
        button(ui.clear, page.clear, "clear"),
      ),
      this.#said,
      options,
      this.#note,
    );
    this.bar = h("div", { class: "koc-bar" }, this.#barStatus, this.#barNext);
  }

  /** Show the bar only while the result is below the screen, until `signal`. */
  listen(signal) {
    // The bar says in short what the result says in full: not both at once.
    const watcher = new IntersectionObserver((entries) => {
      const { isIntersecting, boundingClientRect } = entries[entries.length - 1];
      this.bar.hidden = isIntersecting || boundingClientRect.top < 0;
    });
    watcher.observe(this.element);
    signal.addEventListener("abort", () => watcher.disconnect());
  }

  /**
   * Show the outcome, or those still possible: `verdict` is reckon()'s `now` or Python's answer to
   * it. `note` is said first.
   */
  show({ outcome, possible, settled, presumed }, now, note) {
    const view = this.#view;
    const { counted, next, sent, unsent, answers } = now;
    const none = !counted.length;
    const sentences = outcome
      ? [
          view.say("koc_outcome_is", { outcome: view.title(outcome) }),
          settled ? view.ui.settled_note : view.presumed(presumed),
        ]
      : [
          view.say(none ? "koc_none_answered" : "koc_still_open", { count: possible.length }),
          next.length && !none
            ? view.say("koc_next_is", { question: view.questions.get(next[0]).short })
            : "",
          next.length ? "" : view.ui.koc_amounts_wait,
        ];
    const status = [note, ...sentences].filter(Boolean).join(view.lang === "en" ? " " : "");
    // A live region is read out again when it is written to, changed or not.
    if (this.#status.textContent !== status) this.#status.textContent = status;
    this.#barStatus.textContent = outcome ? view.title(outcome) : sentences[0];
    this.#barNext.textContent =
      view.ui[outcome || !next.length ? "koc_see_outcome" : "koc_next_question"];
    // The same outcome may be told otherwise, and other warnings may apply.
    const known = outcome ? view.knowing(now.known, outcome) : now.known;
    const drawn = none ? "" : JSON.stringify([outcome, possible, known]);
    if (this.#card.dataset.drawn !== drawn) {
      this.#card.dataset.drawn = drawn;
      this.#card.replaceChildren(
        ...(outcome
          ? [view.card(outcome, known)]
          : none
            ? []
            : [view.warnings(known), view.possible(possible)]),
      );
    }
    const pair = (id) => [id, answers[id]];
    const given = sent.length || unsent.length;
    redraw(this.#answers, [
      given ? view.answers(sent.map(pair), unsent.map(pair), this.#page.change) : "",
    ]);
  }

  /** Say what an action did; `parts` are texts or elements. */
  say(...parts) {
    this.#said.replaceChildren(...parts);
  }

  /** Say what a copied link holds. */
  note(text) {
    this.#note.textContent = text;
  }

  /** Write down what a printed record ends with; `link` is the page's address with the answers. */
  record(config, link) {
    this.#record.replaceChildren(...this.#view.record(config, link));
  }

  goTo() {
    this.element.scrollIntoView({ block: "start" });
    this.element.focus({ preventScroll: true });
  }
}
