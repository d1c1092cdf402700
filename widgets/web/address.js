// The address of this page and its entry in the history: the one reader of the fragment, and the one
// writer of both. A page's answers stand in the fragment; a link to a place on the page replaces them
// there, so what holds the answers puts them back.

import { Call, Kept } from "./device.js";

// Browsers let a page change its address 100 or 200 times in ten seconds: WebKit and Firefox throw
// at more, Chromium does nothing. How long, in ms, until it is tried again, and how often.
const LATER = 2000;
const TRIES = 10;

// `?python=off` asks for no explanation.
const PYTHON = "python";
const OFF = "off";

/** Load the page anew, as it is on the server now. */
export function reload() {
  location.reload();
}

/** Leave for the page at `href`. */
export function leave(href) {
  location.assign(href);
}

const ask = (event) => {
  event.preventDefault();
  event.returnValue = ""; // asked for by Chromium before 119
};

/** Have the browser ask before this page is left, or no longer. */
export function askToLeave(asks) {
  self[asks ? "addEventListener" : "removeEventListener"]("beforeunload", ask);
}

/** Call `leaving` with the event where a click leads from this page to it in the other language. */
export function whenSwitched(leaving) {
  for (const link of document.querySelectorAll("[data-lang-switch]")) {
    link.addEventListener("click", (event) => {
      const plain = !(event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      if (plain && !event.defaultPrevented) leaving(event, link.href);
    });
  }
}

/** When the answers of this tab were last deleted. */
const DELETED = "keep-or-cancel.deleted";

/**
 * An entry notes when its answers were begun, its `run`: those of a run before the last deletion in
 * this tab are gone, though the browser still has their address, the page as it was, or its form.
 */
export class Address {
  #deleted = new Kept(DELETED, { tab: true });
  #pages = new Call(DELETED);
  #since = 0; // the same, where the browser keeps nothing
  #run = this.entry?.run ?? Date.now();
  #waiting = 0;

  /** Whether no explanation is asked for: links say so, and the address from the next put() on. */
  without = new URLSearchParams(location.search).get(PYTHON) === OFF;

  /** The fragment, "#…" or "". */
  get fragment() {
    return location.hash;
  }

  /** The query, "?…" or "". */
  get query() {
    return location.search;
  }

  set query(query) {
    const { pathname, hash } = location;
    try {
      history.replaceState(history.state, "", pathname + query + hash);
    } catch {
      // It stays, as anything else there.
    }
  }

  /** What put() noted in this entry of the history, or null. */
  get entry() {
    return history.state?.koc?.run ? history.state.koc : null;
  }

  /** The address with `fragment` instead, for a person to copy or to print. */
  link(fragment) {
    return this.to(location.href, fragment);
  }

  /** `href` with `fragment` instead, asking for as much explanation. */
  to(href, fragment) {
    const address = new URL(href);
    if (this.without) address.searchParams.set(PYTHON, OFF);
    else address.searchParams.delete(PYTHON);
    address.hash = fragment;
    return address.href;
  }

  /** Go back one entry, or `count`. */
  back(count = 1) {
    history.go(-count);
  }

  /** Whether the answers now held, or those of `entry` if there is one, have been deleted since. */
  gone(entry = { run: this.#run }) {
    if (!entry) return false;
    return entry.run < Math.max(this.#since, Number(this.#deleted.read()));
  }

  /** Whether `entry` is of other answers than those now held. */
  foreign(entry) {
    return entry.run !== this.#run;
  }

  /** Hold other answers from now on, those of `entry` or new ones. */
  begin(entry = null) {
    this.#run = entry?.run ?? Math.max(Date.now(), this.#run + 1);
  }

  /** Take it that all answers up to now are deleted. */
  end() {
    this.begin();
    this.#since = this.#run;
    this.#deleted.write(String(this.#run));
    this.#pages.call();
  }

  /**
   * Have `fragment` in the address and `note` {name: value} in this entry of the history, or with
   * `fresh` in a new one. What the browser refuses now is put into the present entry later.
   */
  put(fragment, note, fresh = false, tries = TRIES) {
    clearTimeout(this.#waiting);
    const address = this.link(fragment);
    const entry = { ...note, run: this.#run };
    const asks = () => new URLSearchParams(location.search).get(PYTHON) === OFF;
    const there = () =>
      asks() === this.without &&
      address === this.link(location.hash) &&
      JSON.stringify(entry) === JSON.stringify(this.entry);
    if (!fresh && there()) return;
    const state = { ...history.state, koc: entry };
    try {
      if (fresh) history.pushState(state, "", address);
      else history.replaceState(state, "", address);
    } catch {
      // Seen below.
    }
    if (there() || !tries) return;
    this.#waiting = setTimeout(() => this.put(fragment, note, false, tries - 1), LATER);
  }
}
