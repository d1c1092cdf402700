// The answers beyond the form: in the address, in links and on this device. Nothing else of the
// self-check reads or writes the address, the history or the device's store.
//
// All three hold a fragment, as link.js reads and writes it.

import { Link, plain } from "./link.js";

/** What a device keeps, if the person wants it, amounts included. */
export const STORE = "keep-or-cancel.answers";

/**
 * What it holds is what put() was last given; links, the address and the store are made from it,
 * never from what happens to stand in the address: a link to a place on the page changes that.
 * Each step of the self-check is an entry of the history, so Back goes one step back.
 *
 * Events  arrive  the address has become one of these: `detail` as arrival() returns it
 *         step    Back or Forward has led to a step, `detail`; the answers stay what they are
 *         forget  another page of ours had the device forget what it kept
 */
export class Session extends EventTarget {
  #version;
  #link;
  #steps;
  #stores;
  #answers = {};
  #amounts = {};
  #keeps = false;
  #step = null;

  /** Whether links and the address hold the amounts too. */
  withAmounts = false;

  /**
   * `version` of the rules; `questions` [{id, values}] and `names` of amounts are what a fragment
   * may hold, beside a place: one of `steps`, questions and others; with `stores` false nothing is
   * taken from the device or kept there, nor are steps noted in the history.
   */
  constructor({ version, questions, steps, names, stores }) {
    super();
    this.#version = version;
    this.#link = new Link(questions, names);
    this.#steps = steps;
    this.#stores = stores;
  }

  /** Follow the address and the store until `signal`. */
  listen(signal) {
    addEventListener("popstate", ({ state }) => this.#popped(state), { signal });
    addEventListener("hashchange", () => this.#addressChanged(), { signal });
    const forgotten = ({ key, newValue }) => (key ?? STORE) === STORE && !newValue;
    addEventListener("storage", (event) => forgotten(event) && this.#forgotten(), { signal });
  }

  #popped(state) {
    if (!state?.koc) return;
    this.#step = state.koc;
    this.#toAddress();
    this.dispatchEvent(new CustomEvent("step", { detail: state.koc }));
  }

  #addressChanged() {
    // An entry of our own, which holds the answers of now.
    if (location.hash && location.hash === this.fragment()) return;
    const detail = this.arrival(false);
    // The address of a place on the page, or one left by going back: the answers stay in it.
    if (!detail.source) this.#toAddress();
    this.dispatchEvent(new CustomEvent("arrive", { detail }));
  }

  #forgotten() {
    this.#keeps = false;
    this.dispatchEvent(new Event("forget"));
  }

  /**
   * What the address holds; as the page opens (`first`), else what this device keeps:
   * `source`   "link", "device" or "" for neither
   * `answers`  {question: value}
   * `version`  of the rules they were given under
   * `amounts`  {name: text}, or null where those given stay: a link without any takes none away
   * `at`       the step to go to, or null
   * `left`     the step at which this page was left, or null: it is loaded anew
   * `kept`     "same" if this device keeps these answers, "other" if it keeps `other` {answers,
   *            amounts, version}, which stay there while a link's are shown, else ""
   */
  arrival(first) {
    const linked = this.#link.read(location.hash);
    const own = (first || linked) && this.#stores ? this.#link.read(this.#kept()) : null;
    const text = ({ answers }) => String(Object.entries(answers));
    const same = own && (!linked || text(own) === text(linked));
    let amounts = null;
    if (linked && Object.keys(linked.amounts).length) {
      this.withAmounts = true;
      amounts = linked.amounts;
    } else if (same && first) {
      amounts = own.amounts;
    }
    if (first || linked) this.#keeps = Boolean(same);
    const { answers = {}, version = null } = linked ?? own ?? {};
    return {
      source: linked ? "link" : own ? "device" : "",
      answers,
      version,
      amounts,
      at: this.#place(linked),
      left: first ? this.#known(history.state?.koc) : null,
      kept: own ? (same ? "same" : "other") : "",
      other: own && !same ? own : null,
    };
  }

  #place(linked) {
    const at = linked ? linked.at : /^#koc-(\w+)$/.exec(location.hash)?.[1];
    return this.#known(at);
  }

  #known(step) {
    return this.#steps.includes(step) ? step : null;
  }

  // --- the history -------------------------------------------------------------------------------------

  /** Note the step that is shown: as a new entry of the history (`fresh`), or in the present one. */
  enter(step, fresh) {
    this.#step = step;
    // In a frame Back belongs to the page around it.
    if (!this.#stores) return;
    const count = (history.state?.kocCount ?? 0) + Number(fresh);
    const state = { ...history.state, koc: step, kocCount: count };
    // The address of a step that has been left would lead back to it.
    const left = !this.fragment() && /^#koc-/.test(location.hash);
    const address = left ? location.pathname + location.search : "";
    try {
      if (fresh) history.pushState(state, "", address);
      else history.replaceState(state, "", address);
    } catch {
      // Browsers refuse too many entries at once: then Back leads further back.
    }
  }

  /** Whether a step of this page stands before in the history. */
  get deep() {
    return history.state?.kocCount > 0;
  }

  /** Go to the step before; return whether this page has one in the history. */
  back() {
    if (!this.deep) return false;
    history.back();
    return true;
  }

  // --- what it holds -----------------------------------------------------------------------------------

  /** Hold these answers {question: value} and amounts {name: text}, here and wherever they belong. */
  put(answers, amounts) {
    this.#answers = answers;
    this.#amounts = amounts;
    this.#toAddress();
    if (this.#keeps) this.#store();
  }

  /** The fragment that holds the answers; "" if there are none. `at` names a step. */
  fragment(at = null) {
    return this.#write(this.withAmounts ? this.#amounts : {}, at);
  }

  /** The address of this page, for a person to copy or to print. */
  get link() {
    const address = new URL(location.href);
    address.hash = this.onward();
    return address.href;
  }

  /** The fragment for a link to the same page elsewhere: the answers, else the place in the address. */
  onward(at = null) {
    return this.fragment(at) || (this.#link.read(location.hash) ? "" : location.hash);
  }

  // --- the address -------------------------------------------------------------------------------------

  #toAddress() {
    const fragment = this.fragment();
    if (fragment === location.hash || (!fragment && !this.#link.read(location.hash))) return;
    try {
      const state = { ...history.state, koc: this.#step };
      history.replaceState(state, "", fragment || location.pathname + location.search);
    } catch {
      // Browsers refuse too many changes at once. The next one brings it in step.
    }
  }

  #write(amounts, at = null) {
    return this.#link.write(this.#version, { ...this.#answers, ...plain(amounts) }, at);
  }

  // --- this device -------------------------------------------------------------------------------------

  /** Whether this device keeps what put() is given. */
  get keeps() {
    return this.#keeps;
  }

  /** Keep what is held here from now on, or nothing any more; return whether the browser let us. */
  keep(on) {
    const possible = on ? this.#store() : this.#erase();
    this.#keeps = on && possible;
    return possible;
  }

  #kept() {
    try {
      return localStorage.getItem(STORE) ?? "";
    } catch {
      return "";
    }
  }

  #store() {
    const fragment = this.#write(this.#amounts);
    if (!fragment) return this.#erase();
    try {
      localStorage.setItem(STORE, fragment);
      return true;
    } catch {
      return false;
    }
  }

  #erase() {
    if (!this.#stores) return true;
    try {
      localStorage.removeItem(STORE);
      return true;
    } catch {
      return false;
    }
  }
}
