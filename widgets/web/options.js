// What may be ticked beside the outcome: amounts in links, answers kept on this device; and the line
// that says what is kept.

import { h } from "./dom.js";

export class Options {
  #view;
  #session;
  #page;
  #inLink;
  #keep;

  /** The boxes, "" where nothing is stored; and what is said of answers that are kept. */
  element = "";
  kept = h("p", { class: "koc-kept", tabindex: -1, role: "status", hidden: true });

  /**
   * `session` does what is ticked. `page` is what this may ask of the element: update() after a
   * change, take(other) the answers kept, say(text). Without `stores` there are no boxes; without
   * `links` that people copy none for what they hold.
   */
  constructor(view, session, page, stores, links) {
    this.#view = view;
    this.#session = session;
    this.#page = page;
    const { ui } = view;
    if (stores) this.element = h("div", { class: "koc-options" });
    this.#inLink = this.#option("in-link", ui.koc_link_amounts, () => {
      session.withAmounts = this.#inLink.checked;
      page.update();
    });
    if (!links) this.#inLink.closest("p")?.remove();
    // A page from disk has no site of its own: browsers differ in who else may read what it keeps.
    const hint = location.protocol.startsWith("http") ? ui.koc_keep_hint : ui.koc_keep_hint_disk;
    this.#keep = this.#option("keep", ui.koc_keep, () => this.#keepOrNot(), hint);
  }

  #option(key, text, onchange, hint) {
    const note = hint && h("p", { class: "koc-note", id: `koc-${key}-hint` }, hint);
    const box = h("input", {
      type: "checkbox",
      id: `koc-${key}`,
      autocomplete: "off",
      "aria-describedby": note?.id,
      onchange,
    });
    if (this.element) {
      this.element.append(h("p", {}, h("label", {}, box, h("span", {}, text))), note ?? "");
    }
    return box;
  }

  /** Tick the boxes of what the session does. */
  tick() {
    this.#inLink.checked = this.#session.withAmounts;
    this.#keep.checked = this.#session.keeps;
  }

  /** Show what the session does; nothing is said to be kept where its box is not ticked. */
  show() {
    this.tick();
    if (!this.#keep.checked) this.kept.hidden = true;
  }

  /** Show that this device keeps `other` answers by now, or none; `refused` if it keeps none at all. */
  follow({ other, refused }) {
    const said = this.#keep.checked || !this.kept.hidden;
    this.show();
    if (refused) this.#page.say(this.#view.ui.koc_keep_blocked);
    if (said && other) this.showKept(other);
    else this.kept.hidden = true;
  }

  /** Say that the answers are those kept here; or that there are `other` ones, and offer them. */
  showKept(other) {
    const { ui } = this.#view;
    const use = () => {
      this.#page.take(other);
      this.#session.keep(true);
      this.show();
      this.showKept(null);
      this.kept.focus();
    };
    const button = (text, onclick) => [" ", h("button", { type: "button", onclick }, text)];
    this.kept.replaceChildren(
      ...[
        ui[other ? "koc_kept_other" : "koc_kept"],
        other ? button(ui.koc_kept_use, use) : [],
        button(ui.koc_forget, () => this.#forget()),
      ].flat(),
    );
    this.kept.hidden = false;
  }

  #forget() {
    this.#session.keep(false);
    this.show();
    this.kept.textContent = this.#view.ui.koc_forgotten;
    this.kept.hidden = false;
    this.kept.focus();
  }

  #keepOrNot() {
    const { ui } = this.#view;
    const on = this.#keep.checked;
    const possible = this.#session.keep(on);
    // Whatever was kept before is gone now.
    this.kept.hidden = true;
    this.#page.say(possible ? (on ? "" : ui.koc_forgotten) : ui.koc_keep_blocked);
    this.#keep.checked = this.#session.keeps;
  }
}
