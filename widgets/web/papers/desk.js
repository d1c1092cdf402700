// What the letters of the page share: the answers that a link brought, what is typed, the one way to
// Python, what this device keeps. A field that several letters have is typed once.

import { Address, askToLeave, leave, whenSwitched } from "../address.js";
import { Crossing, Kept, TO_LETTERS, whenShownAgain } from "../device.js";
import { day, fill } from "../dom.js";

// {field: text}, only where the person wants it kept.
const DEVICE = "keep-or-cancel.papers";
/** How a letter may be written: in Chinese, with English under each paragraph, in English. */
export const FORMS = ["zh", "both", "en"];

/** The object that the JSON `text` is, or null. */
function object(text) {
  try {
    const held = JSON.parse(text);
    return typeof held === "object" && held && !Array.isArray(held) ? held : null;
  } catch {
    return null;
  }
}

/** Those of `held` that are texts. */
function texts(held) {
  return Object.entries(held ?? {}).filter(([, text]) => typeof text === "string");
}

/**
 * Events  "letter"  `current` is another letter, or null
 *         "typed"   what is typed, or kept, has changed: `detail` the field, or null for several
 */
export class Desk extends EventTarget {
  #letters = new Map();
  #link;
  #version;
  #address = new Address();
  #kept = new Kept(DEVICE);
  #crossing = new Crossing(TO_LETTERS); // from a click on the other language until that page has it
  #linked = null; // {version, facts} of the link
  #unsaved = false;

  /** What is typed, by field; which lines are picked, by letter. */
  typed = new Map();
  picked = new Map();
  /** The letter that is being filled in, or null; whether this device keeps what is typed. */
  current = null;
  keeps = false;
  /** The form of FORMS: who reads English sees what the Chinese says. */
  form;

  /** `words` of the interface, `runner` a Caller, `link` reads links, `version` of the rules. */
  constructor({ lang, words, runner, link, version }) {
    super();
    Object.assign(this, { lang, words, runner, form: lang === "zh" ? "zh" : "both" });
    this.#link = link;
    this.#version = version;
    addEventListener("hashchange", () => this.arrive());
    whenShownAgain(() => this.#drop());
    this.#kept.follow(() => this.#elsewhere());
    whenSwitched((event, href) => this.#switch(event, href));
    const kept = object(this.#kept.read());
    this.keeps = kept !== null;
    const came = object(this.#crossing.take());
    for (const [field, text] of texts(kept)) this.typed.set(field, text);
    for (const [field, text] of texts(came?.typed)) this.typed.set(field, text);
    for (const [id, lines] of Object.entries(came?.picked ?? {})) this.picked.set(id, new Set(lines));
    if (FORMS.includes(came?.form)) this.form = came.form;
    this.#drop();
  }

  /** A word of the interface with its {names} filled in. */
  word(name, values = {}) {
    return fill(this.words[name], values);
  }

  add(letter) {
    this.#letters.set(letter.id, letter);
  }

  // --- the address -------------------------------------------------------------------------------------

  /** Take over what the address holds, if that is no place on the page. */
  arrive() {
    const { fragment } = this.#address;
    const linked = this.#link.read(fragment);
    if (!linked) {
      // Back to before a letter was opened; a place on the page leaves it open.
      if (!fragment && this.current) this.#show(null);
      return;
    }
    const { version, answers, amounts, letter } = linked;
    this.#linked = { version: version ?? this.#version, facts: { ...answers, ...amounts } };
    this.#show(this.#letters.has(letter) ? letter : null);
  }

  /** Fill in the letter `id`, or with null none: an entry of the history of its own, so Back undoes it. */
  open(id) {
    if (id === this.current) return;
    const { version, facts } = this.#linked ?? { version: this.#version, facts: {} };
    this.#address.put(this.#link.write(version, facts, id ? { letter: id } : {}), {}, true);
    this.#show(id);
  }

  #show(id) {
    this.current = id;
    this.dispatchEvent(new Event("letter"));
  }

  /** Forget the answers where they have been deleted in the check. */
  #drop() {
    if (!this.#address.gone(this.#address.entry)) return;
    this.#linked = null;
    this.#address.begin();
    this.#address.put("", {});
    this.#show(null);
  }

  // --- Python ------------------------------------------------------------------------------------------

  /**
   * Resolve with what `call` gives for the letter `id` in `lang`, a Draft or the bytes of a file, with
   * English under the Chinese where `gloss`. Rejects as Caller.call() does.
   */
  ask(call, id, lang, gloss) {
    return this.runner.call("papers", call, {
      id,
      facts: this.#linked?.facts ?? {},
      values: Object.fromEntries(this.typed),
      lines: [...(this.picked.get(id) ?? [])],
      lang,
      gloss,
      today: day(),
    });
  }

  /** Resolve with the bytes of a calendar of `followUps` [{id, date}], its events under the id `subject`. */
  calendar(subject, followUps) {
    const subjects = [{ id: subject, follow_ups: followUps }];
    const stamp = new Date().toISOString();
    return this.runner.call("papers", "calendar", { subjects, stamp, today: day(), lang: this.lang });
  }

  // --- what is typed -----------------------------------------------------------------------------------

  /** Take `text` for a field. */
  type(field, text) {
    if (text) this.typed.set(field, text);
    else this.typed.delete(field);
    this.#lose(true);
    if (this.keeps) this.#keep();
    this.dispatchEvent(new CustomEvent("typed", { detail: field }));
  }

  /** Have the line `line` of the letter `id` in it, or not. */
  pick(id, line, on) {
    const lines = this.picked.get(id) ?? new Set();
    lines[on ? "add" : "delete"](line);
    this.picked.set(id, lines);
    this.dispatchEvent(new CustomEvent("typed", { detail: null }));
  }

  /** Forget all that is typed and picked; nothing of it is kept either. */
  clear() {
    this.typed.clear();
    this.picked.clear();
    this.#lose(false);
    if (this.keeps) this.#keep();
    this.dispatchEvent(new CustomEvent("typed", { detail: null }));
  }

  /** What is typed has been taken along: it may be left behind. */
  taken() {
    this.#lose(false);
  }

  /** Have the browser ask before the page is left with what is typed, or no longer. */
  #lose(unsaved) {
    this.#unsaved = unsaved;
    askToLeave(this.#unsaved && !this.keeps && this.typed.size > 0);
  }

  // --- this device -------------------------------------------------------------------------------------

  /** Keep what is typed on this device, or nothing; return whether the browser lets us. */
  keep(on) {
    const done = on ? this.#keep() : this.#kept.write(null);
    this.keeps = on && done;
    this.#lose(this.#unsaved);
    return done;
  }

  #keep() {
    return this.#kept.write(JSON.stringify(Object.fromEntries(this.typed)));
  }

  /** Take it that another tab has deleted what is kept. */
  #elsewhere() {
    if (this.#kept.read() !== null || !this.keeps) return;
    this.keeps = false;
    this.clear();
  }

  #switch(event, href) {
    if (!this.typed.size && !this.picked.size) return;
    const picked = Object.fromEntries([...this.picked].map(([id, lines]) => [id, [...lines]]));
    const held = { typed: Object.fromEntries(this.typed), picked, form: this.form };
    // What may not arrive is not lost without a word: the browser asks.
    if (!this.#crossing.give(JSON.stringify(held))) return;
    event.preventDefault();
    askToLeave(false);
    leave(href);
  }
}
