// The record of a decision, for one sheet of A4: whose number, what was decided and why, what to do
// with boxes to tick, what to ask with lines to write on, the answers, the rules, who signs.

import { fitting, holds } from "./conditions.js";
import { day, h } from "./dom.js";

/**
 * Draw the record of `content`, what PlanView.content() gives, and of reckon()'s `now`. `rules` are
 * {version, date}; `link` is the address with the answers or "".
 */
export function record(view, data, content, now, rules, link) {
  const { ui, words } = view;
  const { outcome, known, rule } = content;
  const { title, verdict } = fitting(words.outcomes[outcome], known);
  const today = day();
  const line = (long) => h("span", { class: long ? "koc-line koc-line-long" : "koc-line" });
  const box = (text) => h("li", {}, h("span", { class: "koc-box" }), text);
  const part = (name, ...children) => [h("h3", {}, name), children];

  const holder = known.holder ? view.questions.get("holder").values[known.holder[0]] : line();
  const warnings = words.warnings.filter(({ when }) => holds(when, known));
  const todo = [
    ...content.blockers.map((id) => data.blockers[id].title),
    ...content.steps.flatMap(({ items }) => items.map((item) => item.do)),
  ];
  const toAsk = [
    ...content.asks.map(({ say }) => say),
    ...content.unknowns
      .filter(({ question }) => !content.asks.some((ask) => ask.question === question))
      .map(({ question }) => data.asks[question].say),
  ];
  return [
    h("p", { class: "koc-record-head" }, h("b", {}, ui.koc_record), h("span", {}, `${ui.koc_date} ${today}`)),
    h(
      "p",
      { class: "koc-record-number" },
      h("span", {}, `${ui.koc_number} `, line()),
      h("span", {}, `${view.questions.get("holder").short} `, holder),
    ),
    h("p", { class: "koc-record-outcome" }, title),
    h("p", {}, verdict),
    rule ? h("p", {}, words.rules[rule]) : null,
    warnings.length
      ? h(
          "ul",
          { class: "koc-record-warnings" },
          warnings.map((warning) => h("li", {}, warning.title)),
        )
      : null,
    todo.length ? part(ui.koc_to_do, h("ul", { class: "koc-boxes" }, todo.map(box))) : null,
    toAsk.length
      ? part(
          ui.unknowns,
          h("ul", { class: "koc-record-asks" }, toAsk.map((say) => h("li", {}, say, line(true)))),
        )
      : null,
    part(
      ui.koc_your_answers,
      h(
        "ul",
        { class: "koc-record-given" },
        now.sent.map((id) => h("li", {}, view.answered(id, now.answers[id]))),
      ),
    ),
    h(
      "p",
      { class: "koc-record-sign" },
      h("span", {}, `${ui.koc_signature} `, line()),
      h("span", {}, `${ui.koc_reviewed_next} `, line()),
    ),
    h(
      "p",
      { class: "koc-record-foot" },
      `${ui.rules_version} ${rules.version} (${rules.date})`,
      rule ? ` · ${ui.rule} ${rule}` : "",
      ` · ${ui.not_legal_advice} `,
      link,
    ),
  ]
    .flat(Infinity)
    .filter(Boolean);
}
