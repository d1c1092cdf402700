// A card for a colleague, to paste into a chat: the outcome, why, what is needed and from whom, and
// the link with the answers. No number, no name; amounts only where the person put them in links.

import { fitting } from "./conditions.js";
import { button, h, tell } from "./dom.js";
import { copy } from "./handover.js";

const REASONS = 3;
// What fits in a chat without being folded away.
const STEPS = 6;

/**
 * The card as text: `content` is what PlanView.content() gives in the language of `view`, `now`
 * reckon()'s, `link` the address with the answers or "".
 */
export function cardText(view, data, content, now, link) {
  const { ui, words } = view;
  const { outcome, known, rule } = content;
  const { title, verdict } = fitting(words.outcomes[outcome], known);
  const list = (name, entries) => (entries.length ? ["", ui[name], ...entries.map((e) => `- ${e}`)] : []);
  const asked = (what, whom) => (whom ? view.say("koc_asked_of", { what, whom }) : what);

  const read = rule ? data.rules[rule].reads : [];
  const decisive = now.sent.filter((id) => read.includes(id));
  const reasons = [
    ...(rule ? [words.rules[rule]] : []),
    ...decisive.map((id) => view.answered(id, now.answers[id])),
  ].slice(0, REASONS);
  const blockers = content.blockers.map((id) => data.blockers[id]);
  const asks = [
    ...content.asks,
    ...content.unknowns
      .filter(({ question }) => !content.asks.some((ask) => ask.question === question))
      .map(({ question }) => data.asks[question]),
  ];
  const steps = content.steps.flatMap(({ items }) => items);
  const asking = words.outcomes[outcome].family === "ask";
  const todo = asking
    ? []
    : blockers.length
      ? blockers.map((blocker) => asked(blocker.title, blocker.whom))
      : steps.slice(0, STEPS).map((item) => item.do);
  return [
    view.say("koc_card_title", { outcome: title }),
    verdict,
    ...list("koc_card_why", reasons),
    ...list("koc_card_todo", todo),
    ...list(
      "koc_card_ask",
      asks.map(({ say, whom }) => view.say("koc_say_to", { whom, say })),
    ),
    ...(link ? ["", ui.koc_card_link, link] : []),
  ].join("\n");
}

/** The dialog that shows the card, in either language, and takes it to the clipboard or a chat. */
export class Send {
  #view;
  #page;
  #content;
  #text;
  #status;
  #given = null; // {now, outcome, answer} it was opened with
  #languages;

  /** `content(now, outcome, answer, view, data)` is what the plan holds in a language. */
  constructor(view, page, content) {
    this.#view = view;
    this.#page = page;
    this.#content = content;
    const { ui } = view;
    this.#text = h("textarea", { readonly: true, rows: 12, "aria-label": ui.koc_send });
    this.#status = h("p", { class: "koc-sent", role: "status" });
    const { languages = ["zh", "en"] } = page;
    this.#languages = languages.map((lang) => {
      const element = button(`card-${lang}`, ui[`koc_card_${lang}`], () => this.#show(lang));
      element.dataset.lang = lang;
      return element;
    });
    const share = navigator.share ? button("share", ui.koc_share, () => this.#share()) : null;
    this.element = h(
      "dialog",
      { class: "koc-send", "aria-labelledby": "koc-send-title" },
      h("h3", { id: "koc-send-title" }, ui.koc_send),
      languages.length > 1 ? h("p", { class: "koc-actions" }, this.#languages) : null,
      this.#text,
      h("p", { class: "koc-note" }, ui.koc_send_note),
      h(
        "p",
        { class: "koc-actions" },
        button("copy-card", ui.copy, () => this.#copy()),
        share,
        button("close-card", ui.koc_close, () => this.element.close()),
      ),
      this.#status,
    );
  }

  /** Open with the card of `outcome`; Python's `answer` is null until there is one. */
  async open(now, outcome, answer) {
    this.#given = { now, outcome, answer };
    tell(this.#status, "");
    this.element.showModal();
    await this.#show(this.#view.lang);
  }

  async #show(lang) {
    const { now, outcome, answer } = this.#given;
    let told;
    try {
      told = await this.#page.language(lang);
    } catch {
      tell(this.#status, this.#view.ui.koc_fail_offline);
      return;
    }
    const { view, data, link } = told;
    const content = this.#content(now, outcome, answer, view, data);
    this.#text.value = cardText(view, data, content, now, link);
    this.#text.lang = lang;
    for (const button of this.#languages) {
      button.setAttribute("aria-pressed", button.dataset.lang === lang);
    }
  }

  async #copy() {
    const { ui } = this.#view;
    tell(this.#status, "");
    const done = await copy(this.#text.value, () => this.#text);
    tell(this.#status, done ? ui.copied : ui.koc_copy_yourself);
  }

  #share() {
    // Closed by the person, or refused: the text is still there to copy.
    navigator.share({ text: this.#text.value }).catch(() => {});
  }
}
