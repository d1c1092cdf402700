// The page's side of the worker: starts it once, limits how long it may take, tells how it fares.

const SECOND = 1000;
// How long the worker may be silent while it starts, and over one answer, before it is given up.
export const LIMITS = { boot: 60 * SECOND, check: 15 * SECOND };
// In a sandbox without an origin no worker can be started from a site's file.
const SANDBOXED = self.origin === "null" && location.protocol.startsWith("http");
const NO_WORKER = SANDBOXED ? "sandbox" : "worker";

/** Why Python is not there. `code` is one of worker.js's, or "worker", "sandbox", "timeout". */
export class RuntimeFailure extends Error {
  constructor(code, file = "", message = "") {
    super(`${code}${file && ` (${file})`}${message && `: ${message}`}`);
    Object.assign(this, { name: "RuntimeFailure", code, file });
  }
}

/** Facts that the package refuses: the field, its value and what is allowed. */
export class FactsError extends Error {
  constructor({ field, value, allowed, message }) {
    super(message);
    Object.assign(this, { name: "FactsError", field, value, allowed });
  }
}

/**
 * One Python in one worker, shared by all elements of a page.
 * Dispatches "change" whenever `state`, `progress` or `failure` changes.
 */
export class Runner extends EventTarget {
  #config;
  #base;
  #worker = null;
  #waiting = new Map();
  #queue = [];
  #last = 0;
  #watchdog = 0;

  /** "idle" | "loading" | "ready" | "failed" */
  state = "idle";
  progress = null;
  failure = null;
  limits = { ...LIMITS };

  constructor(config, base) {
    super();
    this.#config = config;
    this.#base = base;
  }

  /** Start the worker unless it runs; after a failure, start afresh. */
  start() {
    if (this.state === "loading" || this.state === "ready") return;
    this.#become("loading", { progress: { step: "download", done: 0, total: 1 }, failure: null });
    this.#watch(this.limits.boot);
    let worker;
    try {
      worker = new Worker(new URL(this.#config.worker, this.#base), { type: "module" });
    } catch (error) {
      this.#fail(new RuntimeFailure(NO_WORKER, "", String(error)));
      return;
    }
    this.#worker = worker;
    // A worker that was given up may still have something to say; its successor has the word.
    worker.addEventListener("message", ({ data }) => worker === this.#worker && this.#hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (worker !== this.#worker) return;
      this.#fail(new RuntimeFailure(NO_WORKER, "", event.message ?? ""));
    });
    worker.postMessage({
      type: "boot",
      base: String(this.#base),
      runtime: this.#config.runtime,
    });
  }

  /** Resolve with the package's answer to `facts`, the same JSON as the command line's. */
  check(facts, lang) {
    return this.#ask("check", facts, lang);
  }

  /** Resolve with what an earlier answer, {rules_version, facts}, was then and would be now. */
  replay(record, lang) {
    return this.#ask("replay", record, lang);
  }

  #ask(type, content, lang) {
    this.start();
    if (this.state === "failed") return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      const message = { type, id, text: JSON.stringify(content), lang };
      if (this.state === "ready") this.#send(message);
      else this.#queue.push(message);
    });
  }

  #send(message) {
    this.#worker.postMessage(message);
    this.#watch(this.limits.check);
  }

  #hear(data) {
    if (data.type === "step") {
      const { step, done, total } = data;
      this.#become("loading", { progress: { step, done, total } });
      this.#watch(this.limits.boot);
    } else if (data.type === "ready") {
      this.#watch(0);
      this.#become("ready", { progress: null });
      this.#queue.splice(0).forEach((message) => this.#send(message));
    } else if (data.type === "failed") {
      this.#fail(new RuntimeFailure(data.code, data.file, data.message));
    } else {
      const { resolve, reject } = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      this.#watch(this.#waiting.size ? this.limits.check : 0);
      if (data.type === "broken") {
        reject(new RuntimeFailure("broken", "", data.message));
      } else {
        const answer = JSON.parse(data.json);
        if (answer.error) reject(new FactsError(answer.error));
        else resolve(answer);
      }
    }
  }

  /** Give the worker up after `limit` ms without a word; 0 stops waiting. */
  #watch(limit) {
    clearTimeout(this.#watchdog);
    if (limit) {
      this.#watchdog = setTimeout(() => this.#fail(new RuntimeFailure("timeout")), limit);
    }
  }

  #fail(failure) {
    this.#watch(0);
    this.#worker?.terminate();
    this.#worker = null;
    this.#queue.length = 0;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#become("failed", { progress: null, failure });
    waiting.forEach(({ reject }) => reject(failure));
  }

  #become(state, change) {
    Object.assign(this, change, { state });
    this.dispatchEvent(new Event("change"));
  }
}
