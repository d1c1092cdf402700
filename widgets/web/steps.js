// The steps: one question on the screen, what has been answered above it, ways on and back. Draws
// what it is told and says what was pressed; it decides nothing and holds no answer.

import { ALL, AMOUNTS, OBSTACLES, OUTCOME } from "./course.js";
import { h, redraw } from "./dom.js";

// So many answers fill a phone's screen without a word on any of them.
const MANY = 8;
const NARROW = "(max-width: 30rem)";

export class Steps {
  #view;
  #form;
  #page;
  #compact;
  #heading = null;

  /** Before the form: what is asked; after it: what leads on from the amounts and the obstacles. */
  element = h("div", { class: "koc-step" });
  actions = h("div", { class: "koc-step-actions" });

  /**
   * `page` is what this may ask of the element: answer(question, value) and go on, mark(question,
   * value) and stay, change(question), back(), all(), next() from the amounts, decline() them,
   * clear() what is left of the obstacles, pass() them as they are. A `compact` one has less room.
   */
  constructor(view, form, page, compact) {
    this.#view = view;
    this.#form = form;
    this.#page = page;
    this.#compact = compact;
  }

  /**
   * Draw `step`. `answers` {question: value}; `given` the questions whose answers count, in order;
   * `obstacles` those of a cancellation; `certain` whether the outcome is; `left` about how many
   * steps are left; `back` whether there is one before; `note` is said first.
   */
  draw(step, { answers, given, obstacles, certain, left, back, note }) {
    const { ui } = this.#view;
    const asking = step !== OUTCOME && step !== ALL;
    const done = given.filter((id) => id !== step && !(step === OBSTACLES && obstacles.includes(id)));
    const parts = {
      [OUTCOME]: () => [],
      [ALL]: () => this.#all(),
      [AMOUNTS]: () => this.#amounts(),
      [OBSTACLES]: () => this.#obstacles(obstacles, answers, certain),
    };
    const asked = (parts[step] ?? (() => this.#question(step, answers[step])))();
    const shown = asking && done.length > 0 && !this.#compact;
    this.element.toggleAttribute("data-given", shown);
    redraw(this.element, [
      note ? h("p", { class: "koc-note", role: "status" }, note) : "",
      h(
        "div",
        { class: "koc-way" },
        back ? this.#link("koc_back", this.#page.back, "back") : "",
        asking ? this.#progress(done.length, left) : "",
      ),
      shown ? this.#given(done, answers) : "",
      asked.length ? h("div", { class: "koc-asked" }, asked) : "",
    ]);
    this.#heading = this.element.querySelector("h2");
    this.element.querySelector(".koc-given")?.scrollTo({ left: 1e6, behavior: "instant" });
    redraw(this.actions, this.#ways(step, obstacles, answers, certain));
  }

  /** Give the focus to what is asked, so that it is read out. */
  focus() {
    this.#heading?.focus({ preventScroll: true });
  }

  #pair(label, text) {
    return this.#view.say("question_answer", { question: label, answer: text });
  }

  #link(word, onclick, key) {
    return h("button", { type: "button", class: "koc-link", "data-key": key, onclick }, this.#view.ui[word]);
  }

  #progress(done, left) {
    return [
      h("span", { class: "koc-left" }, this.#view.say("koc_left", { count: left })),
      // What it shows is said beside it.
      h("progress", { value: done, max: done + left, "aria-hidden": true }),
    ];
  }

  #given(done, answers) {
    const chip = (id) => {
      const { short, values } = this.#view.questions.get(id);
      return h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "koc-chip",
            "data-key": `change-${id}`,
            title: this.#view.ui.change_answer,
            onclick: () => this.#page.change(id),
          },
          h("span", {}, this.#pair(short, "")),
          h("b", {}, values[answers[id]]),
        ),
      );
    };
    return h("ul", { class: "koc-given koc-scroll", "aria-label": this.#view.ui.koc_your_answers }, done.map(chip));
  }

  #title(text) {
    return h("h2", { id: "koc-asked", tabindex: -1, "data-key": "asked" }, text);
  }

  #more(...parts) {
    const said = parts.filter(Boolean);
    if (!said.length) return "";
    return h(
      "details",
      { class: "koc-more", "data-key": "more" },
      h("summary", { "data-key": "more-summary" }, this.#view.ui.koc_what_it_means),
      said.map((part) => (typeof part === "string" ? h("p", {}, part) : part)),
    );
  }

  #question(name, answer) {
    const { title, hint, more, values } = this.#form.question(name);
    // Where there is little room, what is said of each answer is folded with the rest.
    const little = this.#compact || (values.length > MANY && matchMedia(NARROW).matches);
    const choice = ({ id, label, hint: small }) =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            class: "koc-choice",
            "data-key": `${name}-${id}`,
            "data-value": id,
            "aria-pressed": String(id === answer),
            onclick: () => this.#page.answer(name, id),
          },
          h("span", {}, label),
          small && !little ? h("small", {}, small) : null,
        ),
      );
    const kinds = little ? values.filter((value) => value.hint) : [];
    return [
      this.#title(title),
      hint ? h("p", { class: "koc-hint", id: "koc-asked-hint" }, hint) : "",
      this.#more(more, ...kinds.map((value) => this.#pair(value.label, value.hint))),
      h(
        "div",
        {
          role: "group",
          "aria-labelledby": "koc-asked",
          "aria-describedby": hint ? "koc-asked-hint" : null,
        },
        h("ul", { class: "koc-choices" }, values.map(choice)),
      ),
    ];
  }

  #amounts() {
    const { ui } = this.#view;
    return [this.#title(ui.koc_amounts_ask), h("p", { class: "koc-hint" }, ui.koc_amounts_hint)];
  }

  #all() {
    return [this.#title(this.#view.ui.koc_all)];
  }

  #obstacles(names, answers, certain) {
    const { ui } = this.#view;
    const line = (name) => {
      const { title, hint, more, values } = this.#form.question(name);
      const { short } = this.#view.questions.get(name);
      const id = `koc-line-${name}`;
      const choice = ({ id: value, label, brief }) =>
        h(
          "button",
          {
            type: "button",
            class: "koc-choice",
            "data-key": `${name}-${value}`,
            "data-value": value,
            "aria-pressed": String(value === answers[name]),
            // What is seen comes first in what is read.
            "aria-label": brief === label ? null : this.#pair(brief, label),
            onclick: () => this.#page.mark(name, value),
          },
          brief,
        );
      return h(
        "li",
        { "data-line": name },
        h("b", { id }, short),
        h(
          "details",
          { class: "koc-more", "data-key": `more-${name}` },
          h(
            "summary",
            { "data-key": `more-${name}-summary`, "aria-label": this.#pair(ui.koc_what_it_means, short) },
            "?",
          ),
          [title, more].filter(Boolean).map((text) => h("p", {}, text)),
        ),
        h("p", { class: "koc-hint", id: `${id}-hint` }, hint),
        h(
          "div",
          {
            class: "koc-segments",
            role: "group",
            "aria-labelledby": id,
            "aria-describedby": `${id}-hint`,
          },
          values.map(choice),
        ),
      );
    };
    return [
      this.#title(ui[certain ? "koc_settle_ask" : "koc_obstacles_ask"]),
      h("p", { class: "koc-hint" }, ui.koc_obstacles_hint),
      h("ul", { class: "koc-lines" }, names.map(line)),
    ];
  }

  #ways(step, obstacles, answers, certain) {
    const { ui } = this.#view;
    const button = (word, onclick, key, main = false) =>
      h("button", { type: "button", class: main ? "koc-main" : null, "data-key": key, onclick }, ui[word]);
    if (step === AMOUNTS) {
      return [
        button("koc_next", this.#page.next, "next", true),
        button("koc_amounts_unknown", this.#page.decline, "decline"),
      ];
    }
    if (step === OBSTACLES) {
      const open = obstacles.filter((id) => !(id in answers));
      const none = open.length === obstacles.length;
      return [
        open.length
          ? button(none ? "koc_all_done" : "koc_rest_done", this.#page.clear, "clear-all", true)
          : "",
        certain || !open.length
          ? button("koc_see_outcome", this.#page.pass, "pass", !open.length)
          : "",
      ];
    }
    if (step === ALL) return [this.#link("koc_one_by_one", this.#page.next, "one-by-one")];
    return step === OUTCOME || this.#compact ? [] : [this.#link("koc_all", this.#page.all, "all")];
  }
}
