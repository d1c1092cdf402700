// Ticks of checklist items, by number and item id, as this device keeps them: nothing else reads or
// writes them. They never leave the browser; both languages and all pages share them.
//
// Kept as {"number": label, "ticks": {label: [id, …]}}; "" labels what belongs to no number.

import { Kept } from "./device.js";

const LONGEST_LABEL = 40;

/** What `text` from the store holds, {number, ticks: Map of label to Set of ids}; if broken, nothing. */
function parsed(text) {
  let held = null;
  try {
    held = JSON.parse(text);
  } catch {
    // Overwritten with the next tick.
  }
  // Before there were numbers it was one array.
  if (Array.isArray(held)) held = { ticks: { "": held } };
  const ticks = new Map();
  for (const [label, ids] of Object.entries(held?.ticks ?? {})) {
    if (Array.isArray(ids)) ticks.set(label, new Set(ids.filter((id) => typeof id === "string")));
  }
  return { number: typeof held?.number === "string" ? held.number : "", ticks };
}

/**
 * The ticks of the number that is chosen, or of the one called `label` and of no other. Without storage
 * they live as long as the page.
 *
 * Events  change  what is ticked has changed, but not by set() here: another number was chosen,
 *                 another tab ticked something, the browser shows a page it had put aside
 */
export class Ticks extends EventTarget {
  #kept = new Kept("keep-or-cancel.ticks");
  #keeps = this.#kept.possible;
  #number = "";
  #ticks = new Map();
  #own;

  constructor(label = null) {
    super();
    const number = this.#read();
    this.#own = label !== null;
    this.#number = label ?? number;
  }

  /** Follow the other tabs until `signal`; for ever without one. */
  listen(signal) {
    const follow = (again) => {
      const before = this.#ticks;
      const number = this.#read();
      const used = (ticks) => Boolean(ticks.get(this.#number)?.size);
      // Two tabs may stand on two numbers: the one chosen here stays, unless it has been deleted.
      const deleted = !used(this.#ticks) && (used(before) || !number);
      if (!this.#own && (again || deleted)) this.#number = number;
      this.dispatchEvent(new Event("change"));
    };
    this.#kept.follow(follow, signal);
  }

  /** Whether the browser lets us keep ticks. */
  get keeps() {
    return this.#keeps;
  }

  /** The label of the number whose ticks these are, "" for none. */
  get number() {
    return this.#number;
  }

  /** The labels in use on this device, but "". */
  get numbers() {
    const used = [...this.#ticks].filter(([, ids]) => ids.size).map(([label]) => label);
    return [...new Set([...used, this.#number])].filter(Boolean).sort();
  }

  /** Go on with the number that is called `label`, as a person wrote it. */
  choose(label) {
    const plain = label.normalize("NFKC").replace(/\s+/g, " ").trim();
    const number = [...plain].slice(0, LONGEST_LABEL).join("");
    if (number === this.#number) return;
    this.#read();
    this.#number = number;
    this.#write();
    this.dispatchEvent(new Event("change"));
  }

  /** Whether the item is ticked. */
  has(id) {
    return Boolean(this.#ticks.get(this.#number)?.has(id));
  }

  /** Note that the items are ticked or not. */
  set(ids, on) {
    this.#read();
    const ticks = this.#ticks.get(this.#number) ?? new Set();
    for (const id of ids) ticks[on ? "add" : "delete"](id);
    this.#ticks.set(this.#number, ticks);
    this.#write();
  }

  /** Delete the number, its label and all its ticks. */
  forget() {
    this.#read();
    this.#ticks.delete(this.#number);
    this.#number = "";
    this.#write();
    this.dispatchEvent(new Event("change"));
  }

  /** Take the ticks from the store, where another tab may have written; return its number. */
  #read() {
    if (!this.#keeps) return this.#number;
    const { number, ticks } = parsed(this.#kept.read());
    this.#ticks = ticks;
    return number;
  }

  #write() {
    const used = [...this.#ticks].filter(([, ids]) => ids.size);
    const ticks = Object.fromEntries(used.map(([label, ids]) => [label, [...ids].sort()]));
    const number = this.#number;
    const text = used.length || number ? JSON.stringify({ number, ticks }) : null;
    // Full or forbidden: the tick stays on the page.
    if (this.#keeps) this.#keeps = this.#kept.write(text);
  }
}
