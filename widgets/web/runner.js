// The page's side of the worker: starts it once, limits how long it may take, tells how it fares.

import { Kept } from "./device.js";
import { asScript, fetched, isScript, updated } from "./files.js";

const SECOND = 1000;
// How long the worker may be silent while it starts, and over one answer, before it is given up.
const LIMITS = { boot: 60 * SECOND, check: 15 * SECOND };
// In a sandbox without an origin no worker can be started from a site's file.
export const SANDBOXED = self.origin === "null" && location.protocol.startsWith("http");
// Stands in what a tab keeps for itself while Python starts. If it still does when a page opens, the
// page before was ended before it could remove it: phones end a page that takes too much memory, and
// open it again at the same address.
const STARTING = "keep-or-cancel.starting";

/**
 * Why Python is not there. `code` is one of worker.js's and files.js's, or "browser" (cannot run it),
 * "blocked" (may not), "sandbox", "released" (the site has been updated), "worker" (broke), "timeout",
 * "stopped", "broken" (over one answer).
 */
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
  #script;
  #worker = null;
  #waiting = new Map();
  #queue = [];
  #last = 0;
  #watchdog = 0;
  #starting = new Kept(STARTING, { tab: true });

  /** "idle" | "loading" | "ready" | "failed" */
  state = "idle";
  progress = null;
  failure = null;
  limits = { ...LIMITS };
  /** Whether a start that ends the page is remembered; nothing else is stored. */
  remembers = true;

  /** `base` is the address of the files that `config` names, `script` that of the page's own. */
  constructor(config, base, script) {
    super();
    this.#config = config;
    this.#base = base;
    this.#script = script;
    addEventListener("pagehide", () => this.state === "loading" && this.#mark(false));
    addEventListener("pageshow", () => this.state === "loading" && this.#mark(true));
  }

  /** Whether the page was ended while Python started, and has not had it since. */
  get endedPage() {
    return this.remembers && this.state === "idle" && this.#starting.read() !== null;
  }

  #mark(starting) {
    // Where nothing may be stored the next visit tries again.
    if (this.remembers) this.#starting.write(starting ? "yes" : null);
  }

  /** Start the worker unless it runs; after a failure, start afresh. */
  start() {
    if (this.state === "loading" || this.state === "ready") return;
    this.#become("loading", { progress: { step: "download", done: 0, total: 1 }, failure: null });
    this.#watch(this.limits.boot);
    if (typeof Worker === "function") this.#launch(new URL(this.#config.worker, this.#base));
    else this.#fail(new RuntimeFailure("browser"));
  }

  /** Give Python up, whatever it is about. */
  stop() {
    this.#end("idle", null, new RuntimeFailure("stopped"));
  }

  #launch(url, fromMemory = false) {
    let worker;
    try {
      worker = new Worker(url);
    } catch (error) {
      this.#fail(new RuntimeFailure(SANDBOXED ? "sandbox" : "blocked", "", String(error)));
      return;
    }
    this.#worker = worker;
    // A worker that was given up may still have something to say; its successor has the word.
    worker.addEventListener("message", ({ data }) => worker === this.#worker && this.#hear(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#explain(worker, event.message, fromMemory);
    });
    worker.postMessage({
      type: "boot",
      base: String(this.#base),
      runtime: this.#config.runtime,
      archives: this.#config.archives,
      ahead: this.#config.ahead,
    });
  }

  /** Find out why `worker` has ended; start it from memory where only its file's type was wrong. */
  async #explain(worker, message = "", fromMemory) {
    const file = this.#config.worker;
    try {
      const script = SANDBOXED ? null : await fetched(this.#base, { file });
      if (worker !== this.#worker) return;
      if (script && !isScript(script) && !fromMemory) {
        this.#launch(await asScript(script), true);
        return;
      }
      // What a script did wrong has words; what was not let run has none.
      const code = SANDBOXED ? "sandbox" : message ? "worker" : "blocked";
      this.#fail(new RuntimeFailure(code, "", message));
    } catch ({ code }) {
      this.#miss(worker, new RuntimeFailure(code, file));
    }
  }

  /** Give `worker` up for want of a file; where the site has been updated, for that. */
  async #miss(worker, failure) {
    const known = await this.#released(failure);
    if (worker === this.#worker) this.#fail(known);
  }

  async #released(failure) {
    const { code, file } = failure;
    const gone = ["missing", "hash"].includes(code) && (await updated(this.#script));
    return gone ? new RuntimeFailure("released", file) : failure;
  }

  /** Resolve with the package's answer to `facts`, the same JSON as the command line's. */
  check(facts, lang) {
    return this.#answer("check", facts, lang);
  }

  /** Resolve with what an earlier answer, {rules_version, facts}, was then and would be now. */
  replay(record, lang) {
    return this.#answer("replay", record, lang);
  }

  async #answer(type, content, lang) {
    const { json } = await this.ask({ type, text: JSON.stringify(content), lang });
    const answer = JSON.parse(json);
    if (answer.error) throw new FactsError(answer.error);
    return answer;
  }

  /**
   * Resolve with what the worker answers to `message`, one that worker.js knows; what `transfer` lists
   * is its own from then on.
   */
  ask(message, transfer = []) {
    this.start();
    if (this.state === "failed") return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject, limit: this.limits[message.type] ?? this.limits.check });
      const sent = [{ ...message, id }, transfer];
      if (this.state === "ready") this.#send(sent);
      else this.#queue.push(sent);
    });
  }

  #send(sent) {
    this.#worker.postMessage(...sent);
    this.#await();
  }

  /** Answers come in order: give the worker the time that the next may take. */
  #await() {
    const [next] = this.#waiting.values();
    this.#watch(next ? next.limit : 0);
  }

  #hear(data) {
    if (data.type === "step") {
      const { step, done, total } = data;
      this.#become(this.state, { progress: { step, done, total } });
      if (this.state === "ready" && done === total) this.#await();
      else this.#watch(this.limits.boot);
    } else if (data.type === "ready") {
      this.#watch(0);
      this.#become("ready", { progress: null });
      this.#queue.splice(0).forEach((sent) => this.#send(sent));
    } else if (data.type === "failed") {
      this.#miss(this.#worker, new RuntimeFailure(data.code, data.file, data.message));
    } else {
      const { resolve, reject } = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (this.progress) this.#become("ready", { progress: null });
      this.#await();
      const { code = "broken", file, message } = data;
      if (data.type === "answer") resolve(data);
      else this.#released(new RuntimeFailure(code, file, message)).then(reject);
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
    this.#end("failed", failure, failure);
  }

  #end(state, failure, answer) {
    this.#watch(0);
    this.#worker?.terminate();
    this.#worker = null;
    this.#queue.length = 0;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#become(state, { progress: null, failure });
    waiting.forEach(({ reject }) => reject(answer));
  }

  #become(state, change) {
    if (state !== this.state) this.#mark(state === "loading");
    Object.assign(this, change, { state });
    this.dispatchEvent(new Event("change"));
  }
}
