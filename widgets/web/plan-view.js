// What goes with an outcome: do first, ask, checklist, costs, good to know, dates, the grounds; the
// record on paper and the card for a colleague. A file of its own: it comes once somebody answers.

import { fitting, holds } from "./conditions.js";
import { button, day, fill, h } from "./dom.js";
import { asks, plan } from "./plan.js";
import { record } from "./record.js";
import { Send } from "./send.js";
import { choosing } from "./numbers.js";
import { Ticks } from "./ticks.js";

// So many answers stand open in the card; more of them under a line of their own.
const FEW = 4;

/**
 * Draws the plan with `view`; `data` is plan.json, `page` what this may ask of the element:
 *   limit(known, label)      walk the graph
 *   answer(answers, amounts) as if the person had answered
 *   change(question)         go to a question
 *   more()                   go to what completes the lists
 *   set(name, text)          take a setting or an amount given here, and stay
 *   fragment()               the answers as links carry them
 *   link()                   the address of the page with the answers, "" without one to give away
 *   languages                those that the card may be written in, without it both
 *   language(lang)           a promise of {view, data, link} in the other language
 * `number` is what the number is called whose ticks these are; without it a person may say so.
 */
export class PlanView {
  #view;
  #data;
  #page;
  #number;
  #ticks;
  #stages = []; // what shows how much of a stage is ticked
  #named = () => {}; // shows whose ticks they are

  constructor(view, data, page, number = null) {
    this.#view = view;
    this.#data = data;
    this.#page = page;
    this.#number = number;
    this.#ticks = new Ticks(number);
    this.send = new Send(view, page, (...context) => this.content(...context));
  }

  /** Follow the ticks made elsewhere until `signal`. */
  listen(signal) {
    this.#ticks.listen(signal);
    this.#ticks.addEventListener("change", () => this.#showTicks(), { signal });
  }

  /**
   * What is to be said with `outcome` by reckon()'s `now`, Python's `answer` having the last word
   * on it: plan() with `known`, `asks` in the card, `open` questions that would complete it.
   */
  content(now, outcome, answer, view = this.#view, data = this.#data) {
    const known = view.knowing(now.known, outcome);
    const { questions } = view;
    const given = { limit: this.#page.limit, data, questions };
    const made = plan(now, known, outcome, given);
    if (answer?.outcome === outcome) Object.assign(made, this.#lastWord(answer));
    const open = [...now.completes].filter((id) => !(id in now.answers));
    return { ...made, outcome, known, open, asks: asks(made, known, given) };
  }

  #lastWord({ rule, blockers, blockers_open, advice, warnings, letters, unknowns }) {
    const hints = advice.filter((id) => !warnings.includes(id));
    // In the order in which they are asked, as before Python answered.
    const order = [...this.#view.questions.keys()];
    const at = ({ question }) => order.indexOf(question);
    const asked = [...unknowns].sort((a, b) => at(a) - at(b));
    return { rule, blockers, blockers_open, hints, letters, unknowns: asked };
  }

  // --- in the card ---------------------------------------------------------------------------------

  /** What an outcome that asks first has people ask: it stands in the card. */
  inCard(content) {
    if (this.#view.words.outcomes[content.outcome].family !== "ask") return [];
    return [...content.asks.map((ask) => this.#ask(ask, content, content.asks.length > 1 ? 0 : FEW)), this.#hotline(content)].filter(
      Boolean,
    );
  }

  // --- below it --------------------------------------------------------------------------------------

  /** The parts of the plan that have something in them. */
  parts(content, answer) {
    return [
      this.#blockers(content, answer),
      this.#toAsk(content),
      this.#steps(content),
      this.#papers(content),
      this.#cost(answer),
      this.#hints(content, answer),
      this.#reminders(answer),
      this.#situation(content),
    ].filter(Boolean);
  }

  #section(name, title, ...children) {
    return h("section", { class: `koc-${name}` }, h("h3", {}, title), children);
  }

  /** A part that is folded until asked for. */
  #fold(key, title, ...children) {
    return h(
      "details",
      { class: "fold", "data-key": key },
      h("summary", { class: "fold__head", "data-key": `${key}-summary` }, h("span", {}, title)),
      children,
    );
  }

  /** A paragraph that begins with its own small heading. */
  #labelled(name, ...children) {
    return h("p", { class: "koc-labelled" }, h("b", {}, this.#view.ui[name]), children);
  }

  /** Where a statement stands in the article and in the law, in small print. */
  #ground({ article = [], laws = [] } = {}, texts = {}) {
    const { ui, words } = this.#view;
    const parts = [
      ...article.map((code) => {
        const { title, href } = words.paragraphs[code];
        return this.#view.link(href, `${ui.article} ${code} ${title}`);
      }),
      ...laws.map((law) => {
        const link = this.#view.link(fill(words.law, { law }), texts.laws?.[law] ?? law);
        // Our English name of a law is no word to be translated again.
        if (this.#view.lang !== "zh") link.translate = false;
        return link;
      }),
    ];
    return parts.length
      ? h("small", { class: "koc-ground" }, parts.flatMap((part, n) => (n ? [" · ", part] : part)))
      : null;
  }

  #blockers({ blockers, known, outcome, open }, answer) {
    const { ui, words } = this.#view;
    // Where the outcome is to ask, what its blocker says stands in the card as a question.
    const asking = words.outcomes[outcome].family === "ask";
    if (!blockers.length) return null;
    const entries = blockers.map((id) => {
      const { title, do: what } = fitting(this.#data.blockers[id], known);
      const told = answer?.texts.blockers[id];
      return h(
        "li",
        { "data-blocker": id },
        this.#fold(`blocker-${id}`, title, h("p", {}, what), this.#ground(told, answer?.texts)),
      );
    });
    return this.#section(
      "blockers",
      ui[asking ? "koc_how_to_ask" : "blockers"],
      h(asking ? "ul" : "ol", {}, entries),
      asking ? null : this.#more(open),
    );
  }

  /** The way to the questions whose answers would complete the lists. */
  #more(open) {
    if (!open.length) return null;
    return h(
      "p",
      { class: "koc-more" },
      this.#view.say("koc_open_questions", { count: open.length }),
      " ",
      button("more", this.#view.ui.koc_answer_more, () => this.#page.more()),
    );
  }

  // --- to ask ------------------------------------------------------------------------------------------

  #toAsk(content) {
    const inCard = this.#view.words.outcomes[content.outcome].family === "ask";
    const asked = new Set(inCard ? content.asks.map(({ question }) => question) : []);
    // What changes the outcome comes first.
    const unknowns = content.unknowns
      .filter(({ question }) => !asked.has(question))
      .sort((a, b) => b.changes - a.changes);
    const entries = unknowns.map(({ question, changes }) =>
      this.#fold(
        `ask-${question}`,
        this.#data.asks[question].title,
        this.#ask({ question, amounts: [], ...this.#data.asks[question] }, content),
        changes ? null : h("p", { class: "koc-note" }, this.#view.ui.unknown_does_not_matter),
      ),
    );
    if (!entries.length) return null;
    return this.#section(
      "unknowns",
      this.#view.ui.unknowns,
      entries,
      inCard ? null : this.#hotline(content),
    );
  }

  /** One thing to ask: whom, the sentence to say, and where their answer goes. */
  #ask({ blocker, question, amounts, whom, say, aloud }, { known, unknowns }, most = Infinity) {
    const { ui } = this.#view;
    return h(
      "div",
      { class: "koc-ask", "data-ask": question ?? amounts[0] ?? blocker },
      this.#labelled("whom_to_ask", whom),
      h("p", { class: "koc-told" }, h("b", {}, ui.what_to_say), h("q", {}, say)),
      aloud
        ? h("p", { class: "koc-told" }, h("b", {}, ui.in_zh), h("q", { lang: "zh-Hans", translate: "no" }, aloud))
        : null,
      question ? this.#answers(question, known, unknowns, most) : null,
      amounts.length ? this.#amounts(amounts) : null,
    );
  }

  /** Buttons for what they answered: one tap, and it is in the check. */
  #answers(question, known, unknowns, most) {
    const { values } = this.#view.questions.get(question);
    const given = known[question]?.[0];
    const ways = unknowns.find((unknown) => unknown.question === question)?.if ?? [];
    const buttons = Object.entries(values)
      .filter(([value]) => value !== given && value !== "unknown" && value !== "operator_unknown")
      .map(([value, label]) => {
        const way = ways.find(({ answer }) => answer === value);
        const leads =
          way && way.possible.length <= 2
            ? h("small", {}, this.#view.say("koc_leads_to", { outcome: this.#view.titles(way.possible) }))
            : null;
        const onclick = () => this.#page.answer({ [question]: value });
        return h("li", {}, button(`answer-${question}-${value}`, [label, leads], onclick));
      });
    const list = h("ul", { class: "koc-answer-buttons" }, buttons);
    return buttons.length > most
      ? this.#fold(`answers-${question}`, this.#view.ui.answer_noted, list)
      : [h("p", { class: "koc-labelled" }, h("b", {}, this.#view.ui.answer_noted)), list];
  }

  /** Fields for the amounts they named, and one button that takes them. */
  #amounts(names) {
    const given = this.#page.amounts();
    const fields = names.map((name) => {
      const { title, unit } = this.#data.amounts[name];
      const id = `koc-ask-${name}`;
      return h(
        "p",
        { class: "koc-setting" },
        h("label", { for: id }, title),
        h("input", {
          id,
          type: "text",
          inputmode: "decimal",
          autocomplete: "off",
          "data-fact": name,
          "data-key": id,
          value: given[name] ?? "",
        }),
        h("span", { class: "koc-unit" }, unit),
      );
    });
    const box = h(
      "div",
      { class: "koc-ask-amounts", role: "group", "aria-label": this.#view.ui.answer_noted },
      fields,
    );
    const take = () => {
      const inputs = [...box.querySelectorAll("input")];
      this.#page.answer({}, Object.fromEntries(inputs.map((i) => [i.dataset.fact, i.value.trim()])));
    };
    box.append(h("p", {}, button("compare", this.#view.ui.koc_compare, take)));
    return box;
  }

  /** The hotline sheet with exactly the questions that are open here. */
  #hotline({ asks: named, unknowns }) {
    const { questions, href } = this.#data.hotline;
    const asked = [
      ...named.map(({ question, amounts }) => question ?? (amounts.length ? "contract" : null)),
      ...unknowns.map(({ question }) => question),
    ];
    const open = questions.filter((id) => asked.includes(id));
    if (!open.length || !this.#view.site) return null;
    const address = new URL(href, this.#view.site);
    address.hash = [this.#page.fragment(), `ask=${open}`].filter(Boolean).join("&");
    const text = this.#view.say("koc_hotline", { count: open.length });
    return h("p", { class: "koc-onward" }, h("a", { href: address, "data-key": "hotline" }, text));
  }

  // --- the checklist -----------------------------------------------------------------------------------

  #steps({ steps, blockers, outcome, open }) {
    this.#stages = [];
    if (!steps.length) return null;
    const { ui, words } = this.#view;
    const said = blockers.length && words.outcomes[outcome].family !== "ask";
    return this.#section(
      "steps",
      ui.steps,
      steps.map((stage) => this.#stage(stage)),
      said ? null : this.#more(open),
      this.#whose(),
    );
  }

  /** Whose ticks these are: said, or with fields to say it. */
  #whose() {
    const { ui } = this.#view;
    if (this.#number !== null) {
      return h("p", { class: "koc-note" }, this.#view.say("koc_ticks_of", { number: this.#number }));
    }
    const input = h("input", {
      type: "text",
      id: "koc-number",
      "data-key": "number",
      maxlength: 40,
      placeholder: ui.number_example,
      autocomplete: "off",
    });
    const choice = h(
      "select",
      { id: "koc-numbers", "data-key": "numbers", autocomplete: "off" },
      h("option", { value: "" }, ui.number_none),
    );
    const used = h("p", { class: "koc-setting" }, h("label", { for: choice.id }, ui.numbers_used), choice);
    const named = choosing(this.#ticks, { input, choice, used });
    const head = h("span");
    this.#named = () => {
      named();
      const { number } = this.#ticks;
      head.textContent = number ? this.#view.say("koc_ticks_of", { number }) : ui.koc_ticks_apart;
    };
    this.#named();
    const label = h("label", { for: input.id }, ui.number_label);
    return this.#fold("number", head, h("p", { class: "koc-setting" }, label, input), used);
  }

  #stage({ checklist, stage, items }) {
    const { ui } = this.#view;
    const head = h("span");
    const boxes = items.map(({ id }) =>
      h("input", {
        type: "checkbox",
        id: `koc-step-${id}`,
        "data-key": `step-${id}`,
        "data-item": id,
        autocomplete: "off",
        onchange: ({ target }) => {
          this.#ticks.set([id], target.checked);
          this.#showTicks();
        },
      }),
    );
    this.#stages.push({ head, boxes, name: checklist.stages[stage] });
    const list = items.map(({ do: what, why, done }, n) =>
      h(
        "li",
        {},
        h("label", { for: boxes[n].id }, boxes[n], h("span", {}, what)),
        why ? h("p", { class: "koc-why" }, why) : null,
        done ? this.#labelled("done_when", done) : null,
      ),
    );
    this.#showTicks();
    return this.#fold(
      `stage-${checklist.id}-${stage}`,
      head,
      h("ul", { class: "koc-checks" }, list),
      h("p", { class: "koc-onward" }, this.#view.link(checklist.href, ui.koc_whole_list)),
    );
  }

  #showTicks() {
    this.#named();
    for (const { head, boxes, name } of this.#stages) {
      for (const box of boxes) box.checked = this.#ticks.has(box.dataset.item);
      const done = boxes.filter(({ checked }) => checked).length;
      const key = done ? "koc_stage_done" : "koc_stage_count";
      head.textContent = this.#view.say(key, { stage: name, count: boxes.length, done });
    }
  }

  // --- letters and forms -------------------------------------------------------------------------------

  /** What is to be handed in or sent: each letter opens filled in with these answers. */
  #papers({ letters }) {
    if (!letters.length) return null;
    const { ui } = this.#view;
    const offered = this.#data.letters.filter(({ id }) => letters.includes(id));
    const entries = offered.map(({ id, title, only_if: onlyIf }) => {
      const given = [this.#page.fragment().slice(1), `letter=${id}`].filter(Boolean).join("&");
      const link = this.#view.link(`${this.#data.papers}#${given}`, title);
      link.dataset.key = `letter-${id}`;
      return h(
        "li",
        { "data-letter": id },
        h("p", { class: "koc-onward" }, link),
        onlyIf ? this.#labelled("only_if", onlyIf) : null,
      );
    });
    return this.#fold(
      "papers",
      this.#view.say("koc_papers", { count: entries.length }),
      // Where nothing leads to them they are only named.
      this.#view.site ? h("p", { class: "koc-note" }, ui.koc_papers_note) : null,
      h("ul", { class: "koc-checks" }, entries),
    );
  }

  // --- what Python adds ----------------------------------------------------------------------------------

  /** A field for a fact asked beside what follows from it; `said` is the word for it. */
  #setting(attributes, name, value, said, unit) {
    // The form has a field for an amount, too.
    const id = this.#data.amounts[name] ? `koc-plan-${name}` : `koc-${name}`;
    return h(
      "p",
      { class: "koc-setting" },
      h("label", { for: id }, said),
      h("input", {
        ...attributes,
        id,
        value: value ?? "",
        autocomplete: "off",
        "data-fact": name,
        "data-key": `setting-${name}`,
        // Only once the focus has moved on: what it moves to is drawn anew.
        onchange: ({ target }) => setTimeout(() => this.#page.set(name, target.value.trim())),
      }),
      unit ? h("span", { class: "koc-unit" }, unit) : null,
    );
  }

  #cost(answer) {
    if (!answer?.cost?.options.length) return null;
    const { cost } = answer;
    const { ui, words } = this.#view;
    const fee = this.#data.amounts.monthly_fee;
    const given = this.#page.amounts();
    const options = cost.options.filter(({ available }) => available !== false);
    const known = options.filter(({ total }) => total !== null);
    const most = Math.max(...known.map(({ total }) => Number(total)), 0);
    const sum = ({ total, at_least: more }) =>
      this.#view.say(more ? "koc_at_least" : "cny_amount", { amount: total });
    const bar = ({ total }) => {
      const element = h("span", { class: "koc-bar-of", "aria-hidden": "true" });
      element.style.inlineSize = `${most ? Math.max(0, (100 * Number(total)) / most) : 0}%`;
      return element;
    };
    const rows = known.map((option) =>
      h(
        "tr",
        { "data-option": option.id },
        h("th", { scope: "row" }, option.title),
        h("td", {}, sum(option), bar(option)),
      ),
    );
    return this.#section(
      "cost",
      ui.cost,
      answer.remarks.map((text) => h("p", { "data-remark": true }, text)),
      h(
        "div",
        { class: "koc-settings" },
        this.#setting({ type: "text", inputmode: "decimal" }, "monthly_fee", given.monthly_fee, fee.title, fee.unit),
        this.#setting({ type: "text", inputmode: "numeric" }, "months", cost.months, ui.horizon),
      ),
      most > 0
        ? [
            h(
              "table",
              { class: "koc-bars" },
              h("caption", {}, this.#view.say("cost_over", { months: cost.months })),
              h("tbody", {}, rows),
            ),
            this.#fold("formulas", ui.cost_formula, this.#formulas(cost, options)),
          ]
        : h("p", { class: "koc-note" }, ui.koc_cost_needs_fee),
    );
  }

  #formulas({ due }, options) {
    const { ui, words } = this.#view;
    const missing = (factors) => {
      const names = factors.map((name) => words.factors[name]).join(words.marks.comma);
      return names ? h("p", { class: "koc-note" }, this.#view.say("cost_missing", { names })) : null;
    };
    const entry = ({ title, formula, says, missing: names = [], total, may_add: more }) =>
      h(
        "li",
        {},
        h("strong", {}, title),
        formula ? h("p", {}, formula) : null,
        h("p", { class: "koc-note" }, says),
        total === null && !names.length
          ? h("p", { class: "koc-note" }, ui.cost_cannot_be_told)
          : missing(names),
        more && more.total !== "0"
          ? h(
              "p",
              { class: "koc-note" },
              more.says,
              more.total === null ? null : this.#view.say("cny_amount", { amount: more.total }),
              more.total === null ? missing(more.missing) : null,
            )
          : null,
      );
    return [
      h("ul", {}, [due, ...options].map(entry)),
      h("p", { class: "koc-note" }, ui.cost_note),
    ];
  }

  #hints({ hints, known }, answer) {
    if (!hints.length) return null;
    const entries = hints.map((id) => {
      const { title, says } = fitting(
        this.#data.hints.find((hint) => hint.id === id),
        known,
      );
      return h(
        "div",
        { class: "koc-hint-entry", "data-advice": id },
        h("strong", {}, title),
        h("p", {}, says),
        this.#ground(answer?.texts.advice[id], answer?.texts),
      );
    });
    return this.#fold("advice", this.#view.say("koc_hints", { count: hints.length }), entries);
  }

  /** What not to forget, the next of it that has a date, and the page that dates the rest. */
  #reminders(answer) {
    if (!answer?.reminders.length) return null;
    const { ui, words } = this.#view;
    const next = answer.reminders.find(({ date }) => date && date >= day());
    const titles = answer.reminders.map(({ title }) => title).join(words.marks.comma);
    const link = this.#view.link(this.#data.dates + this.#page.fragment(), ui.dates_home);
    link.dataset.key = "dates";
    return this.#section(
      "reminders",
      ui.reminders,
      h("p", {}, titles, " · ", link),
      next ? h("p", {}, this.#view.say("dates_next", next)) : null,
    );
  }

  /** The page of the situation that fits, if one does. */
  #situation({ known }) {
    const { ui } = this.#view;
    const found = this.#data.situations.find(({ when }) => holds(when, known));
    if (!found) return null;
    return h(
      "p",
      { class: "koc-onward" },
      this.#view.link(found.href, this.#view.say("koc_situation", { page: found.title })),
    );
  }

  // --- the answers and the grounds -----------------------------------------------------------------------

  /** Everything the outcome rests on, folded: the answers, why, what would change it. */
  grounds({ sent, unsent, answers }, answer) {
    const { ui } = this.#view;
    const row = (name) => {
      const { short, values } = this.#view.questions.get(name);
      const change = button(`change-${name}`, ui.change_answer, () => this.#page.change(name), {
        class: "koc-link",
        "aria-label": this.#view.say("koc_change_of", { question: short }),
      });
      return h("div", {}, h("dt", {}, short), h("dd", {}, values[answers[name]]), h("dd", {}, change));
    };
    return this.#fold(
      "grounds",
      this.#view.say("koc_grounds", { count: sent.length }),
      h(
        "div",
        { class: "koc-answers" },
        h("dl", {}, sent.map(row)),
        unsent.length
          ? [h("p", { class: "koc-note" }, ui.koc_not_counted), h("dl", {}, unsent.map(row))]
          : null,
      ),
      answer ? [this.#because(answer), this.#changes(answer), this.#ruledOut(answer)] : null,
    );
  }

  #because({ because, rule, texts }) {
    if (!because.length) return null;
    const entries = because.map((entry) => h("li", {}, entry.text, this.#ground(entry, texts)));
    return this.#section(
      "because",
      this.#view.ui.because,
      h("ul", {}, entries),
      rule === null ? null : this.#labelled("rule", rule),
    );
  }

  #changes({ what_would_change: changes, outcome, texts }) {
    if (!outcome) return null;
    const { ui } = this.#view;
    // What happens to few, a stop by the police say, comes last.
    const rare = ({ possible }) => possible.every((id) => this.#view.words.outcomes[id].family === "ask");
    const ordered = [...changes.filter((way) => !rare(way)), ...changes.filter(rare).reverse()];
    const questions = [...new Set(ordered.map(({ question }) => question))];
    const way = ({ question, to, possible }) => {
      const value = texts.questions[question].values[to];
      return possible.length > 2
        ? this.#view.say("if_then_on", { value })
        : this.#view.say("if_then", { value, outcome: this.#view.titles(possible) });
    };
    const entries = questions.map((question) => {
      const own = ordered.filter((change) => change.question === question);
      return h(
        "li",
        {},
        h("strong", {}, texts.questions[question].short),
        h("ul", {}, own.map((change) => h("li", {}, way(change)))),
      );
    });
    return this.#section(
      "what_would_change",
      ui.what_would_change,
      entries.length ? h("ul", {}, entries) : h("p", {}, ui.nothing_would_change),
    );
  }

  #ruledOut({ ruled_out: rules, texts }) {
    if (!rules.length) return null;
    const { ui } = this.#view;
    // The last that was looked at first: the rules begin with what hardly anybody has met.
    const entries = [...rules].reverse().map((entry) =>
      h(
        "li",
        { "data-rule": entry.rule },
        h("strong", {}, `${ui.rule} ${entry.rule}`, " ", this.#view.titles([entry.outcome])),
        h("p", {}, entry.text),
        this.#ground(entry, texts),
      ),
    );
    return this.#section("ruled_out", ui.ruled_out, h("ul", {}, entries));
  }

  // --- on paper --------------------------------------------------------------------------------------------

  /** The record of the decision, for one sheet of paper. `rules` {version, date}. */
  record(content, now, rules) {
    return record(this.#view, this.#data, content, now, rules, this.#page.link());
  }
}
