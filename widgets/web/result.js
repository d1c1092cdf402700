// The result: the outcome, or where the answers have led so far, and what can be done with it.

import { button, h, redraw, tell } from "./dom.js";
import { alert } from "./failure.js";
import { inChatApp } from "./handover.js";
import { refuse } from "./refusal.js";
import { printAlone } from "./sheet.js";

export class Result {
  #view;
  #page;
  #element;
  #status = h("p", { class: "koc-status", role: "status" });
  // To the eye, once there is an outcome; the status says it to the ear.
  #note = h("p", { class: "koc-arrived", "aria-hidden": "true", hidden: true });
  #card = h("div", { class: "koc-verdicts" });
  #asks = h("div", { class: "koc-asks" });
  #presumed = h("div");
  #onward; // what can be done with it at once
  #details; // the plan
  #grounds = h("div");
  #record = h("div", { class: "koc-record" });
  #said = h("p", { class: "koc-said", role: "status" });
  #links = h("p", { class: "koc-note" });
  #barStatus = h("span", { class: "koc-bar-status" });
  #barNext;
  #opened = new Set();
  #sheet = null; // draws the plan, once it is loaded
  #shown = null; // {outcome, now, answer, last} as they are shown

  /**
   * `page` is what this may ask of the element: change(question), next() and, for the actions,
   * copy() or null, record(), save() and clear(). `python`, the switch `without` it and `options` are shown in it,
   * the plan in `details`; a `compact` one has neither plan nor actions, but a link to the whole.
   */
  constructor(view, page, { python, without, details, options, compact }) {
    this.#view = view;
    this.#page = page;
    this.#details = details;
    const { ui } = view;
    this.#barNext = button("bar", "", page.next);
    this.bar = h("div", { class: "koc-bar" }, this.#barStatus, this.#barNext);
    this.#onward = h(
      "p",
      { class: "koc-actions koc-first", hidden: true },
      button("send", ui.koc_send, () => this.#send()),
      button("print", ui.print, () => this.#print()),
    );
    this.#element = h(
      "section",
      { class: "koc-result", tabindex: -1, "aria-labelledby": "koc-result-title" },
      h("h2", { id: "koc-result-title" }, ui.outcome),
      this.#status,
      this.#note,
      this.#card,
      this.#presumed,
      compact
        ? null
        : [
            this.#onward,
            details,
            python,
            without,
            this.#grounds,
            h(
              "p",
              { class: "koc-actions koc-last" },
              page.copy ? button("copy", ui.share_link, page.copy) : null,
              button("save", ui.koc_save_json, () => this.#save()),
              button("clear", ui.clear, page.clear),
            ),
          ],
      this.#said,
      compact
        ? null
        : h(
            "details",
            { class: "fold koc-keeping" },
            h("summary", { class: "fold__head" }, page.copy ? ui.koc_keeping : ui.koc_keeping_only),
            options,
            page.copy ? this.#links : null,
          ),
      this.#record,
    );
  }

  get element() {
    return this.#element;
  }

  /** Show the bar only while the result is below the screen, until `signal`. */
  listen(signal) {
    if (!self.IntersectionObserver) return;
    // The bar says in short what the result says in full: not both at once.
    const watcher = new IntersectionObserver((entries) => {
      const { isIntersecting, boundingClientRect } = entries[entries.length - 1];
      this.bar.hidden = isIntersecting || boundingClientRect.top < 0;
    });
    watcher.observe(this.#element);
    signal.addEventListener("abort", () => watcher.disconnect());
  }

  /** Draw the plan with `sheet` from now on. */
  plan(sheet) {
    this.#sheet = sheet;
    this.#element.append(sheet.send.element);
    if (this.#shown) this.#draw();
  }

  /** Say that the plan did not come, for the reason `code`; `again` tries once more. */
  planFailed(code, again) {
    const { ui } = this.#view;
    const said = [ui.koc_plan_failed, ui[`koc_fail_${code}`]].join(this.#view.words.marks.space);
    this.#details.replaceChildren(alert(code, ui, again, [said]));
  }

  /**
   * Show the outcome, or how far the answers have led: `verdict` is reckon()'s `now` or Python's
   * answer to it. `note` is said first.
   */
  show({ outcome, possible, rule }, now, note) {
    const view = this.#view;
    const none = !now.counted.length;
    const sentence = outcome
      ? view.say("koc_outcome_is", { outcome: view.title(outcome) })
      : none
        ? view.say("koc_none_answered", { count: possible.length })
        : now.next.length
          ? view.say("koc_still_open", { count: possible.length })
          : view.ui.koc_amounts_wait;
    const status = [note, sentence].filter(Boolean).join(view.words.marks.space);
    tell(this.#status, status);
    this.#barStatus.textContent = outcome ? view.title(outcome) : sentence;
    this.#barNext.textContent =
      view.ui[outcome || !now.next.length ? "koc_see_outcome" : "koc_next_question"];
    this.#note.hidden = !note || !outcome;
    tell(this.#note, note ?? "");
    // The same outcome may be told otherwise, and other warnings may apply.
    const known = outcome ? view.knowing(now.known, outcome) : now.known;
    const drawn = none && !outcome ? "" : JSON.stringify([outcome, possible, rule, known]);
    if (this.#card.dataset.drawn !== drawn) {
      this.#card.dataset.drawn = drawn;
      this.#card.replaceChildren(
        ...(outcome
          ? [view.card(outcome, known, rule, this.#asks)]
          : none
            ? []
            : [view.warnings(known), view.possible(possible)]),
      );
    }
    this.#element.toggleAttribute("data-outcome", Boolean(outcome));
    redraw(this.#presumed, outcome ? view.presumed(now.presumed, this.#page.change) : []);
    // Python's answer to the answers before stays in sight until the next, but decides nothing.
    const shown = this.#shown;
    const answer = shown?.now === now ? shown.answer : null;
    const last = shown?.outcome === outcome ? (shown.answer ?? shown.last) : null;
    this.#shown = { outcome, now, answer, last };
    this.#draw();
  }

  /** Take Python's answer to what was shown last, or null where there is none. */
  explain(answer) {
    if (!this.#shown) return;
    Object.assign(this.#shown, { answer, last: answer });
    this.#draw();
  }

  #draw() {
    const { outcome, now, answer, last } = this.#shown;
    const sheet = this.#sheet;
    this.#onward.hidden = !sheet || !outcome;
    if (!sheet) return;
    const content = outcome ? sheet.content(now, outcome, answer) : null;
    redraw(this.#asks, content ? sheet.inCard(content) : [], this.#opened);
    redraw(this.#details, content ? sheet.parts(content, last) : [], this.#opened);
    const given = now.sent.length + now.unsent.length;
    redraw(this.#grounds, given && outcome ? [sheet.grounds(now, last)] : [], this.#opened);
  }

  /** Say what an action did; `parts` are texts or elements. */
  say(...parts) {
    this.#said.replaceChildren(...parts);
  }

  /** Say what a copied link holds. */
  note(text) {
    this.#links.textContent = text;
  }

  /** Show at its field what is refused of what is given here, or nothing (null); whether there is one. */
  refuse(error) {
    return refuse(this.#element, error);
  }

  /** Write down what is printed as the record; `rules` {version, date}. */
  record(rules) {
    const { outcome, now, answer } = this.#shown ?? {};
    if (!outcome || !this.#sheet) return;
    const content = this.#sheet.content(now, outcome, answer);
    this.#record.replaceChildren(...this.#sheet.record(content, now, rules));
  }

  #send() {
    const { outcome, now, answer } = this.#shown;
    this.#sheet.send.open(now, outcome, answer);
  }

  #print() {
    this.#page.record();
    printAlone(this.#record, { print: "record" }, () => this.say(this.#view.ui.koc_chat_print));
  }

  #save() {
    this.#page.save();
    if (inChatApp()) this.say(this.#view.ui.koc_chat_save);
  }

  goTo() {
    this.#element.scrollIntoView({ block: "start" });
    this.#element.focus({ preventScroll: true });
  }
}
