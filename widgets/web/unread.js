// What has not arrived of a link, or of what a device kept: says so, in our names for it, and leads
// to where it is answered. No text of a link is shown.

import { button, h, tell } from "./dom.js";

const WHOLE = { unread: [], twice: [], lost: false };

export class Unread {
  #view;
  #form;
  #goTo;
  #source = "";
  #broken = WHOLE;

  element = h("p", { class: "koc-unread", role: "status", hidden: true });

  /** `goTo(name)` shows where the answer to a question, or an amount, is given. */
  constructor(view, form, goTo) {
    this.#view = view;
    this.#form = form;
    this.#goTo = goTo;
  }

  /** Say what of a "link", or of what the "device" kept, is broken: {unread, twice, lost}. */
  show(broken = WHOLE, source = "") {
    this.#broken = broken;
    this.#source = source;
    this.#draw();
  }

  /** What is answered by now lacks no more: `answers` and `amounts` by name. */
  answered(answers, amounts) {
    const open = (name) => !(name in answers) && !(name in amounts);
    const { unread, twice } = this.#broken;
    this.#broken = { unread: unread.filter(open), twice: twice.filter(open), lost: false };
    this.#draw();
  }

  /** Our name for a question or amount. */
  #name(id) {
    return this.#view.questions.get(id)?.short ?? (this.#form.label(id) || this.#view.ui.koc_setting);
  }

  #draw() {
    const { ui, words } = this.#view;
    const { unread, twice, lost } = this.#broken;
    const names = (ids) => [...new Set(ids.map((id) => this.#name(id)))].join(words.marks.comma);
    const said = [
      unread.length ? this.#view.say("koc_unread", { names: names(unread) }) : "",
      twice.length ? this.#view.say("koc_twice", { names: names(twice) }) : "",
      lost ? ui.koc_lost : "",
    ].filter(Boolean);
    this.element.hidden = !said.length;
    if (!said.length) return;
    const whole = ui[this.#source === "device" ? "koc_kept_broken" : "koc_link_broken"];
    const [first] = [...unread, ...twice].filter((id) => this.#view.questions.has(id) || this.#form.label(id));
    const text = [whole, ...said].join(words.marks.space);
    const onclick = () => this.#goTo(first);
    tell(this.element, text, ...(first ? [" ", button("unread", ui.koc_answer_it, onclick)] : []));
  }
}
