// Draws the outcome and what belongs to it. Gets words and an answer, returns elements; it decides
// nothing and keeps nothing.

import { fitting, holds } from "./conditions.js";
import { fill, h, icon } from "./dom.js";

/** Draws with the words of one language. `site` is the address of that language's pages. */
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

  /** Names as a sentence lists them; `type` is "conjunction" (and) or "disjunction" (or). */
  list(names, type = "conjunction") {
    return new Intl.ListFormat({ zh: "zh-CN", en: "en-GB" }[this.lang], { type }).format(names);
  }

  title(outcome) {
    return this.words.outcomes[outcome].title;
  }

  titles(outcomes) {
    return this.list(
      outcomes.map((outcome) => this.title(outcome)),
      "disjunction",
    );
  }

  /** On which presumed answers, {question: value}, an outcome rests. */
  presumed(presumed) {
    const facts = Object.entries(presumed).map(([name, value]) => {
      const { short, values } = this.questions.get(name);
      return this.say("question_answer", { question: short, answer: values[value] });
    });
    return this.say("koc_presumed", { presumed: this.list(facts) });
  }

  // --- the outcome, from the graph alone ---------------------------------------------------------

  /**
   * The outcome, as told by what is `known` {variable: [values]}, with the warnings that certainly
   * apply above the next step: both from static data, so they do not wait for Python.
   */
  card(outcome, known) {
    const { family, title, verdict, next, avoid } = fitting(this.words.outcomes[outcome], known);
    const { title: familyTitle, icon: svg } = this.words.families[family];
    return h(
      "article",
      { class: "koc-card", "data-family": family, "data-outcome": outcome },
      h("p", { class: "koc-family" }, icon(svg), familyTitle),
      h("h3", { class: "koc-outcome" }, title),
      h("p", { class: "koc-verdict" }, verdict),
      this.warnings(known),
      h(
        "dl",
        { class: "koc-next" },
        h("div", {}, h("dt", {}, this.ui.next_action), h("dd", {}, next)),
        h("div", {}, h("dt", {}, this.ui.avoid), h("dd", {}, avoid)),
      ),
    );
  }

  /** What is known where the outcome is `outcome`: Python may have told which of two it is. */
  knowing(known, outcome) {
    const { family } = this.words.outcomes[outcome];
    return { ...known, outcome: [outcome], family: [family] };
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

  // --- the answers given ---------------------------------------------------------------------------

  /** `counted` and `aside` are [question, value]; `change` is called with a question. */
  answers(counted, aside, change) {
    const row = ([name, value]) => {
      const { short, values } = this.questions.get(name);
      const button = h(
        "button",
        {
          type: "button",
          class: "koc-link",
          "data-key": `change-${name}`,
          "aria-label": this.say("koc_change_of", { question: short }),
          onclick: () => change(name),
        },
        this.ui.change_answer,
      );
      return h("div", {}, h("dt", {}, short), h("dd", {}, values[value]), h("dd", {}, button));
    };
    return h(
      "section",
      { class: "koc-answers" },
      h("h3", {}, this.ui.koc_your_answers),
      h("dl", {}, counted.map(row)),
      aside.length
        ? [h("p", { class: "koc-note" }, this.ui.koc_not_counted), h("dl", {}, aside.map(row))]
        : null,
    );
  }

  /** What a printed record ends with: which rules, when, the `address`, and a line to sign. */
  record({ version, date, review_by: review }, address) {
    const { ui } = this;
    const today = new Date().toLocaleDateString("sv-SE"); // 2026-11-23, as both languages write it
    const line = () => h("span", { class: "koc-sign" });
    return [
      h("h3", {}, ui.koc_record),
      h("p", {}, `${ui.rules_version} ${version} (${date}) · ${ui.review_by} ${review}`),
      h("p", {}, `${ui.koc_date} ${today} · ${ui.koc_reviewed_next} `, line()),
      h("p", {}, `${ui.koc_signature} `, line()),
      h("p", {}, h("small", {}, address)),
      h("p", {}, h("small", {}, ui.not_legal_advice)),
    ];
  }

  // --- what Python adds ------------------------------------------------------------------------------

  /**
   * The sections of an answer that have something in them. `ticked` is a Set the caller keeps;
   * `change` is called with a fact ("months" or a day) and its new value, `more` when a person
   * wants to answer what the lists still lack.
   */
  details(answer, ticked, change, more) {
    return [
      this.because(answer),
      this.blockers(answer, more),
      this.unknowns(answer),
      this.steps(answer, ticked),
      this.advice(answer),
      this.cost(answer, change),
      this.reminders(answer, change),
      this.changes(answer),
      this.ruledOut(answer),
    ].filter((section) => section !== null);
  }

  section(name, ...children) {
    return h("section", { class: `koc-${name}` }, h("h3", {}, this.ui[name]), children);
  }

  /** A part that is folded until asked for. */
  fold(key, title, ...children) {
    return h(
      "details",
      { class: `koc-${key}`, "data-key": key },
      h("summary", { "data-key": `${key}-summary` }, title),
      children,
    );
  }

  folded(name, ...children) {
    return this.fold(name, this.ui[name], children);
  }

  link(page, text) {
    return h("a", { href: new URL(page, this.site) }, text);
  }

  /** Where a statement stands in the article and in the law, in small print. */
  ground({ article = [], laws = [] }, texts) {
    const parts = [
      ...article.map((code) => {
        const { title, href } = this.words.paragraphs[code];
        return this.link(href, `${this.ui.article} ${code} ${title}`);
      }),
      ...laws.map((law) => this.link(fill(this.words.law, { law }), texts.laws?.[law] ?? law)),
    ];
    return parts.length
      ? h("small", { class: "koc-ground" }, parts.flatMap((part, n) => (n ? [" · ", part] : part)))
      : null;
  }

  because({ because = [], rule, texts }) {
    if (!because.length) return null;
    const entries = because.map((entry) => h("li", {}, entry.text, this.ground(entry, texts)));
    return this.section(
      "because",
      h("ul", {}, entries),
      rule === null ? null : this.labelled("rule", rule),
    );
  }

  blockers({ blockers = [], blockers_open = [], texts }, more) {
    if (!blockers.length && !blockers_open.length) return null;
    const entries = blockers.map((id) => {
      const blocker = texts.blockers[id];
      return h(
        "li",
        { "data-blocker": id },
        h("strong", {}, blocker.title),
        h("p", {}, blocker.do),
        this.ground(blocker, texts),
      );
    });
    const open = blockers_open.map((id) => texts.blockers[id].title);
    return this.section(
      "blockers",
      entries.length ? h("ol", {}, entries) : null,
      open.length
        ? [
            this.labelled("blockers_open", this.list(open)),
            h(
              "button",
              { type: "button", "data-key": "more", onclick: more },
              this.ui.koc_answer_more,
            ),
          ]
        : null,
    );
  }

  advice({ advice = [], texts }) {
    // Warnings stand above the next step.
    const hints = advice.filter((id) => !this.words.warnings.some((warning) => warning.id === id));
    if (!hints.length) return null;
    const entries = hints.map((id) => {
      const { title, says } = texts.advice[id];
      return h(
        "li",
        { "data-advice": id },
        h("strong", {}, title),
        h("p", {}, says),
        this.ground(texts.advice[id], texts),
      );
    });
    return this.section("advice", h("ul", {}, entries));
  }

  steps({ steps = {} }, ticked) {
    const stages = Object.keys(steps).filter((stage) => steps[stage].length);
    if (!stages.length) return null;
    const item = ({ checklist, id, do: what, why, done }) => {
      const key = `${checklist}-${id}`;
      const box = h("input", {
        type: "checkbox",
        id: `koc-step-${key}`,
        "data-key": `step-${key}`,
        onchange: () => ticked[box.checked ? "add" : "delete"](key),
      });
      box.checked = ticked.has(key);
      return h(
        "li",
        {},
        h("label", { for: box.id }, box, h("span", {}, what)),
        why ? h("p", { class: "koc-why" }, why) : null,
        done ? this.labelled("done_when", done) : null,
      );
    };
    const stage = (name) =>
      this.fold(
        `stage-${name}`,
        this.say("koc_stage_count", { stage: this.ui[`stage_${name}`], count: steps[name].length }),
        h("ul", { class: "koc-checks" }, steps[name].map(item)),
      );
    return this.section("steps", stages.map(stage));
  }

  /** A paragraph that begins with its own small heading. */
  labelled(name, text) {
    return h("p", { class: "koc-labelled" }, h("b", {}, this.ui[name]), text);
  }

  ifThen(question, value, outcomes, texts) {
    return this.say("if_then", {
      value: texts.questions[question]?.values[value] ?? value,
      outcome: this.titles(outcomes),
    });
  }

  unknowns({ unknowns = [], possible, texts }) {
    const asked = unknowns.filter(({ changes }) => changes);
    const rest = unknowns.filter(({ changes }) => !changes);
    if (!unknowns.length) return null;
    const entry = ({ question, changes, if: ways, whom, say }) => {
      const other = ways.filter((way) => String(way.possible) !== String(possible));
      return h(
        "li",
        {},
        h("strong", {}, texts.questions[question].short),
        this.labelled("whom_to_ask", whom),
        this.labelled("what_to_say", say),
        changes
          ? h(
              "ul",
              {},
              other.map((way) =>
                h(
                  "li",
                  {},
                  this.ifThen(question, way.answer, way.possible, texts),
                ),
              ),
            )
          : h("p", {}, this.ui.unknown_does_not_matter),
      );
    };
    return this.section("unknowns", h("ul", {}, [...asked, ...rest].map(entry)));
  }

  changes({ what_would_change: changes = [], outcome, texts }) {
    if (!outcome) return null;
    const questions = [...new Set(changes.map(({ question }) => question))];
    const entries = questions.map((question) =>
      h(
        "li",
        {},
        h("strong", {}, texts.questions[question].short),
        h(
          "ul",
          {},
          changes
            .filter((change) => change.question === question)
            .map(({ to, possible }) => h("li", {}, this.ifThen(question, to, possible, texts))),
        ),
      ),
    );
    return this.folded(
      "what_would_change",
      entries.length ? h("ul", {}, entries) : h("p", {}, this.ui.nothing_would_change),
    );
  }

  ruledOut({ ruled_out: rules = [], texts }) {
    if (!rules.length) return null;
    const entries = rules.map((entry) =>
      h(
        "li",
        { "data-rule": entry.rule },
        h("strong", {}, `${this.ui.rule} ${entry.rule}: ${this.title(entry.outcome)}`),
        h("p", {}, entry.text),
        this.ground(entry, texts),
      ),
    );
    return this.folded("ruled_out", h("ul", {}, entries));
  }

  /** `change` is called with a fact ("months" or a day) and its new value. */
  setting(type, fact, value, label, change) {
    const id = `koc-${fact}`;
    return h(
      "p",
      { class: "koc-setting" },
      h("label", { for: id }, this.ui[label]),
      h("input", {
        ...type,
        id,
        value,
        "data-key": fact,
        onchange: ({ target }) => change(fact, target.value),
      }),
    );
  }

  cost({ cost }, change) {
    if (!cost?.options?.length) return null;
    const options = cost.options.filter(({ available }) => available !== false);
    const columns = [this.ui.cost, this.ui.cost_total, this.ui.cost_formula];
    const sum = ({ total, at_least: more, missing }) => {
      if (total !== null) return `${more ? "≥ " : ""}${total} ${this.ui.cny}`;
      if (!missing.length) return h("small", {}, this.ui.cost_cannot_be_told);
      return [
        h("small", {}, this.ui.cost_missing),
        this.list(missing.map((name) => this.words.factors[name])),
      ];
    };
    const mayAdd = ({ may_add: more }) =>
      more && more.total !== "0"
        ? h("small", {}, more.says, " ", more.total === null ? sum(more) : `${sum(more)} (${more.formula})`)
        : null;
    const row = (option) =>
      h(
        "tr",
        { "data-option": option.id },
        h("th", { scope: "row" }, option.title),
        h("td", { "data-label": columns[1] }, sum(option)),
        h(
          "td",
          { "data-label": columns[2] },
          option.formula,
          h("small", {}, option.says),
          mayAdd(option),
        ),
      );
    return this.folded(
      "cost",
      this.setting({ type: "number", ...this.words.months }, "months", cost.months, "horizon", change),
      h(
        "div",
        { class: "koc-scroll", tabindex: 0, role: "region", "aria-label": this.ui.cost },
        h(
          "table",
          {},
          h("caption", {}, this.say("cost_over", { months: cost.months }), " ", this.ui.cost_per_card),
          h("thead", {}, h("tr", {}, columns.map((text) => h("th", { scope: "col" }, text)))),
          h("tbody", {}, [{ id: "due", ...cost.due }, ...options].map(row)),
        ),
      ),
      h("p", { class: "koc-note" }, this.ui.cost_note),
    );
  }

  reminders({ reminders = [], facts }, change) {
    if (!reminders.length) return null;
    const entries = reminders.map(({ date, title, says }) =>
      h(
        "li",
        {},
        h("strong", {}, date === null ? null : h("time", { datetime: date }, `${date} `), title),
        h("p", {}, says),
        date === null ? h("p", { class: "koc-note" }, this.ui.reminders_need_date) : null,
      ),
    );
    return this.folded(
      "reminders",
      // Each is counted from a day of its own.
      [...new Set(reminders.map(({ anchor }) => anchor))].map((day) =>
        this.setting({ type: "date", ...this.words.days }, day, facts[day], `${day}_date`, change),
      ),
      h("ul", {}, entries),
      h("p", { class: "koc-note" }, this.ui.holidays_note),
    );
  }
}
