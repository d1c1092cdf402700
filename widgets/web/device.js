// What this browser keeps for us: the one reader and writer of its stores. Where it keeps nothing, as
// without cookies or in some frames, even asking throws: then nothing is read and nothing is written.
// And the pages it puts aside, to show them again as they were.

/** Call `shown` when the browser shows this page again as it was put aside, until `signal`. */
export function whenShownAgain(shown, signal) {
  addEventListener("pageshow", ({ persisted }) => persisted && shown(), { signal, capture: true });
}

/** Have the fields in `part` hold what they hold when this page is put aside, until `signal`. */
export function hold(part, signal) {
  // WebKit resets, some time after it has shown the page again, all that has autocomplete="off".
  const beReset = () => {
    for (const field of part.querySelectorAll("input")) {
      field.defaultValue = field.value;
      field.defaultChecked = field.checked;
    }
  };
  addEventListener("pagehide", beReset, { signal });
  // After those above, who capture it.
  addEventListener("pageshow", beReset, { signal });
}

/**
 * A call to all pages put aside that have one of that name: they are not shown again as they were, but
 * loaded anew. In Firefox they would go on seeing what the tab's store held before.
 */
export class Call {
  #channel = null;

  constructor(name) {
    try {
      if (self.BroadcastChannel) this.#channel = new self.BroadcastChannel(name);
    } catch {
      // Not where nothing may be kept either.
    }
  }

  call() {
    this.#channel?.postMessage(null);
  }
}

/** A text kept under `name`: for good, or with `tab` no longer than the tab and for it alone. */
export class Kept {
  #name;
  #store;

  constructor(name, { tab = false } = {}) {
    this.#name = name;
    this.#store = tab ? "sessionStorage" : "localStorage";
  }

  /** Whether there is a store to ask. */
  get possible() {
    return this.#with(() => true) ?? false;
  }

  /** The text, or null without any. */
  read() {
    return this.#with((store) => store.getItem(this.#name));
  }

  /** Keep `text`, with null nothing; return whether the browser did. What it refuses changes nothing. */
  write(text) {
    const done = this.#with((store) => {
      if (text !== null) store.setItem(this.#name, text);
      else store.removeItem(this.#name);
      return true;
    });
    return done ?? false;
  }

  /**
   * Call `changed` when the text may have become another until `signal`, for ever without one: with
   * false where another tab has written it, with true where this page was put aside, out of hearing,
   * and is shown again.
   */
  follow(changed, signal) {
    const written = ({ key }) => (key ?? this.#name) === this.#name && changed(false);
    addEventListener("storage", written, { signal });
    whenShownAgain(() => changed(true), signal);
  }

  /** What `use` returns for the store, or null where the browser refuses. */
  #with(use) {
    try {
      const store = self[this.#store];
      return store instanceof Storage ? use(store) : null;
    } catch {
      return null;
    }
  }
}

/** A text under `name` from a click on one page of this tab to the page it leads to, which takes it once. */
export class Crossing {
  #kept;

  constructor(name) {
    this.#kept = new Kept(name, { tab: true });
  }

  /**
   * Hand `text` over; return whether the other page is sure to get it: from disk it may not see what
   * this one has put into the tab.
   */
  give(text) {
    return this.#kept.write(text) && location.protocol.startsWith("http");
  }

  /** What was handed over, or null. */
  take() {
    const text = this.#kept.read();
    this.#kept.write(null);
    return text;
  }
}

/** What is typed for letters {typed, picked, form}, from other pages and the other language. */
export const TO_LETTERS = "keep-or-cancel.papers.crossing";
