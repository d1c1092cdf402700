// Work that goes on where it stopped: the list on this device, only if the person wants it; through a
// change of the language; and a warning before leaving with what is neither saved nor kept.

import { askToLeave, leave, reload, whenSwitched } from "../address.js";
import { Crossing, Kept } from "../device.js";
import { button, day, h, redraw, tell } from "../dom.js";

// {saved: time, count: rows, text: what the session restores}
const DEVICE = "keep-or-cancel.list";
// The same in this tab alone, from a click on the other language until that page has taken it.
const CROSSING = "keep-or-cancel.list.crossing";

/** What `kept` holds of a list, or null where that is nothing of ours. */
function stored(kept) {
  try {
    const { saved, count, text, keeps = false, unsaved = false } = JSON.parse(kept);
    const whole = typeof text === "string" && Number.isInteger(count) && !Number.isNaN(Date.parse(saved));
    return whole ? { saved, count, text, keeps, unsaved } : null;
  } catch {
    return null;
  }
}

export class Keep {
  #app;
  #device = new Kept(DEVICE);
  #crossing = new Crossing(CROSSING);
  #body = h("div");
  #note = h("p", { class: "list__note", role: "status" });
  #keeps = false;
  #unsaved = false;
  #refused = false;
  #coming = null; // {keeps, unsaved} of a list that is being taken up again
  #writing = false;
  #again = false; // something changed meanwhile

  /** Stands before all else: what this device keeps from last time. */
  offer = h("div", { class: "list-keep__offer", hidden: true });
  element = h("section", { class: "list-keep", "aria-labelledby": "list-keep", hidden: true });

  constructor(app) {
    this.#app = app;
    const title = h("h2", { id: "list-keep" }, app.words.list_keep);
    this.element.append(title, this.#body, this.#note);
    app.addEventListener("begun", () => this.#begun());
    app.addEventListener("refused", () => {
      this.#coming = null;
    });
    app.addEventListener("understood", () => this.#offer());
    app.addEventListener("judged", () => this.#judged());
    app.addEventListener("saved", () => this.#lose(false));
    this.#device.follow((away) => this.#elsewhere(away));
    whenSwitched((event, href) => this.#switch(event, href));
    this.#offer();
    this.#arrive();
  }

  // --- something to lose --------------------------------------------------------------------------------

  /** Have the browser ask before the page is left, or no longer. */
  #lose(unsaved) {
    this.#unsaved = unsaved;
    askToLeave(unsaved && (!this.#keeps || this.#writing));
  }

  #begun() {
    // Another list: what the device keeps of the one before stays until this one is kept.
    this.#keeps = false;
    this.#refused = false;
    this.#lose(false);
    this.element.hidden = true;
    this.#offer();
  }

  #judged() {
    const came = this.#coming;
    this.#coming = null;
    this.element.hidden = false;
    if (came) this.#keeps = came.keeps && this.#device.read() !== null;
    const { sample, summary } = this.#app;
    this.#lose(came ? came.unsaved : summary.edited || !sample);
    this.#draw();
    if (this.#keeps && !came) this.#keep();
  }

  // --- this device --------------------------------------------------------------------------------------

  #draw() {
    const { words } = this.#app;
    const other = this.#keeps ? null : stored(this.#device.read());
    const tick = h("input", {
      type: "checkbox",
      class: "check__box",
      autocomplete: "off",
      "data-key": "keep",
      checked: this.#keeps,
      onchange: ({ target }) => this.#wanted(target.checked),
    });
    redraw(this.#body, [
      h("label", { class: "sheet-tools__tick" }, tick, h("span", {}, words.list_keep_tick)),
      h("p", { class: "list__small" }, words.list_keep_what),
      this.#keeps || other
        ? h(
            "p",
            { class: "list__tools" },
            other ? h("span", {}, this.#said("list_keep_other", other)) : null,
            button("keep-clear", words.list_keep_clear, () => this.#clear(), { class: "tool" }),
          )
        : "",
    ]);
    tell(this.#note, this.#refused ? words.list_keep_refused : this.#keeps ? words.list_keep_on : words.list_keep_off);
  }

  #said(name, { saved, count }) {
    return this.#app.word(name, { count, date: day(new Date(saved)) });
  }

  async #wanted(on) {
    const other = on ? stored(this.#device.read()) : null;
    if (other && !confirm(this.#said("list_keep_replace", other))) {
      this.#draw();
      return;
    }
    this.#refused = false;
    if (on) {
      this.#keeps = true;
      await this.#keep(true);
    } else {
      this.#device.write(null);
      this.#keeps = false;
      this.#lose(this.#unsaved);
      this.#draw();
    }
  }

  #clear() {
    if (!confirm(this.#app.words.list_keep_clear_sure)) return;
    this.#device.write(null);
    this.#keeps = false;
    this.#lose(this.#unsaved);
    this.#offer();
    this.#draw();
  }

  /** Keep the list as it is by now; what changes meanwhile is kept after that. */
  async #keep(first = false) {
    if (this.#writing) {
      this.#again = true;
      return;
    }
    this.#writing = true;
    this.#lose(this.#unsaved);
    const text = await this.#app.ask("keep");
    this.#writing = false;
    const again = this.#again;
    this.#again = false;
    if (!this.#keeps) return; // no longer wanted, or deleted in another tab
    const deleted = !first && this.#device.read() === null;
    const done = !deleted && text !== null && this.#device.write(JSON.stringify(this.#entry(text)));
    this.#keeps = done;
    this.#refused = !done && !deleted;
    if (again && done) await this.#keep();
    this.#lose(this.#unsaved);
    this.#draw();
  }

  #entry(text) {
    return { saved: new Date().toISOString(), count: this.#app.summary?.total.size ?? this.#app.understanding.counts.rows, text };
  }

  /** Take it that another tab has written or deleted what is kept, or that the page was `away`. */
  #elsewhere(away) {
    const gone = this.#device.read() === null;
    // Deleted while this page was put aside: it does not come back out of the browser's memory.
    if (away && this.#keeps && gone) reload();
    if (!away || gone) this.#keeps = false;
    this.#lose(this.#unsaved);
    this.#offer();
    if (!this.element.hidden) this.#draw();
  }

  // --- from last time -----------------------------------------------------------------------------------

  #offer() {
    const { words } = this.#app;
    const kept = this.#app.understanding || !this.element.hidden ? null : stored(this.#device.read());
    this.offer.hidden = !kept;
    if (!kept) {
      this.offer.replaceChildren();
      return;
    }
    this.offer.replaceChildren(
      h("p", {}, this.#said("list_keep_offer", kept)),
      h(
        "p",
        { class: "list__tools" },
        button("keep-go-on", words.list_keep_go_on, () => this.#restore({ ...kept, keeps: true }), { class: "list__main" }),
        button("keep-delete", words.list_keep_clear, () => this.#clear(), { class: "tool" }),
      ),
    );
  }

  #restore({ text, keeps, unsaved }) {
    this.#coming = { keeps, unsaved };
    this.#app.restore(text);
  }

  // --- the other language -------------------------------------------------------------------------------

  async #switch(event, href) {
    if (!this.#app.understanding) return;
    event.preventDefault();
    const text = await this.#app.ask("keep");
    const entry = { ...this.#entry(text), keeps: this.#keeps, unsaved: this.#unsaved };
    const taken = text !== null && this.#crossing.give(JSON.stringify(entry));
    // What may not arrive is not lost without a word: the browser asks.
    if (taken) askToLeave(false);
    leave(href);
  }

  #arrive() {
    const came = stored(this.#crossing.take());
    if (came) this.#restore(came);
  }
}
