// Draws the outcome itself. Gets words and what is known, returns elements; it decides nothing and
// keeps nothing.

import { fitting, holds } from "./conditions.js";
import { fill, h, icon } from "./dom.js";

/**
 * Draws with the words of one language. `site` is the address of that language's pages, or null: then
 * pages are named, and nothing leads to them.
 */
export class View {
  constructor(words, lang, site) {
    this.words = words;
    this.lang = lang;
    this.ui = words.ui;
    this.site = site;
    this.questions = new Map(words.questions.map((question) => [question.id, question]));
  }

  say(key, values = {}) {
    return fill(this.ui[key], values);
  }

  title(outcome) {
    return this.words.outcomes[outcome].title;
  }

  /**
   * The outcomes some answers lead to, as a sentence names them: a title is a sentence of its own,
   * so it stands in quotation marks; of more than two is said that the check goes on.
   */
  titles(outcomes) {
    if (outcomes.length > 2) return this.ui.koc_goes_on;
    const [first, second] = outcomes.map((outcome) => this.title(outcome));
    return this.say(second === undefined ? "koc_one_outcome" : "koc_two_outcomes", { first, second });
  }

  /** What an answer is to its question: "Contract: I don't know". */
  answered(question, value) {
    const { short, values } = this.questions.get(question);
    return this.say("question_answer", { question: short, answer: values[value] });
  }

  link(page, ...children) {
    return this.site ? h("a", { href: new URL(page, this.site) }, children) : h("span", {}, children);
  }

  // --- the outcome, from the graph alone ---------------------------------------------------------

  /** What is known where the outcome is `outcome`: Python may have told which of two it is. */
  knowing(known, outcome) {
    const { family } = this.words.outcomes[outcome];
    return { ...known, outcome: [outcome], family: [family] };
  }

  /**
   * The outcome, as told by what is `known` {variable: [values]}, with the sentence of the `rule`
   * that decides, if it is one, and above the next step the warnings that certainly apply.
   * What is to be asked has its place at its end: `asks`, an element.
   */
  card(outcome, known, rule, asks) {
    const { family, title, href, verdict, next, avoid } = fitting(
      this.words.outcomes[outcome],
      known,
    );
    const { title: familyTitle, icon: svg } = this.words.families[family];
    return h(
      "article",
      { class: "koc-card", "data-family": family, "data-outcome": outcome },
      h("p", { class: "koc-family" }, icon(svg), familyTitle),
      h("h3", { class: "koc-outcome" }, this.link(href, title)),
      h("p", { class: "koc-verdict" }, verdict),
      rule && h("p", { class: "koc-reason", "data-rule": rule }, this.words.rules[rule]),
      this.warnings(known),
      h(
        "dl",
        { class: "koc-next" },
        h("div", {}, h("dt", {}, this.ui.next_action), h("dd", {}, next)),
        h("div", {}, h("dt", {}, this.ui.avoid), h("dd", {}, avoid)),
      ),
      // Comes with the plan, later than the rest: what is being read by then must not move.
      asks,
    );
  }

  /** The warnings that certainly apply, or "". */
  warnings(known) {
    const entries = this.words.warnings.filter(({ when }) => holds(when, known));
    if (!entries.length) return "";
    return h(
      "ul",
      { class: "koc-warnings", "aria-label": this.ui.koc_warnings },
      entries.map((entry) => {
        const { id, title, says } = fitting(entry, known);
        return h("li", { "data-warning": id }, h("strong", {}, title), h("p", {}, says));
      }),
    );
  }

  /** On which presumed answers, {question: value}, the outcome rests; `change` takes a question. */
  presumed(presumed, change) {
    return Object.keys(presumed).map((question) => {
      const { says, otherwise } = this.questions.get(question).presumption;
      const onclick = () => change(question);
      return h(
        "p",
        { class: "koc-presumed" },
        says,
        " ",
        h("button", { type: "button", class: "koc-link", "data-key": "presumed", onclick }, otherwise),
      );
    });
  }

  possible(outcomes) {
    return h(
      "div",
      { class: "koc-possible" },
      h("h3", {}, this.ui.possible),
      h(
        "ul",
        {},
        outcomes.map((outcome) => {
          const { family, title } = this.words.outcomes[outcome];
          const svg = icon(this.words.families[family].icon);
          return h("li", { "data-family": family }, svg, title);
        }),
      ),
    );
  }
}
