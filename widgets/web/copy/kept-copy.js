// "Keep this guide on this device": loads the copy of the site, says how far it is, registers what
// answers from it, and removes both. Until somebody asks for it, it loads and keeps nothing.

import words from "built:copy";
import { button, day, fill, h, tell } from "../dom.js";
import { fetched, FileFailure } from "../files.js";
import { Copy, LIST, releases, WORKER } from "./copy.js";

// Files under way at a time.
const AT_ONCE = 6;
// How long, in ms, a browser may take to start what answers from the copy. One that never does it, says nothing.
const PATIENCE = 30_000;

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** Why the copy is not kept: a word of ours, and what fills it. */
class Refusal extends Error {
  constructor(word, values = {}) {
    super(word);
    Object.assign(this, { name: "Refusal", word, values });
  }
}

class Control {
  #part;
  #root;
  #lang;
  #ui;
  #said = h("p", { class: "kept-copy__said", role: "status" });
  #bar = h("progress", { max: 1, value: 0, hidden: true });
  #count = h("p", { class: "kept-copy__count", hidden: true });
  #ways = h("p", { class: "kept-copy__ways" });
  #stopped = null; // ends the loading

  constructor(part) {
    this.#part = part;
    this.#root = new URL(part.dataset.root, document.baseURI).href;
    this.#lang = part.dataset.lang;
    this.#ui = words[this.#lang].ui;
    this.#bar.setAttribute("aria-label", this.#ui.copy_keep);
    part.querySelector("[data-kept-copy-control]").replaceChildren(this.#said, this.#bar, this.#count, this.#ways);
  }

  /** Say what is kept, and offer what can be done about it. */
  async look() {
    try {
      if (!self.isSecureContext || location.protocol === "file:") throw new Refusal("copy_insecure");
      if (!navigator.serviceWorker || !self.caches) throw new Refusal("copy_unable");
      await this.#show();
    } catch (error) {
      this.#draw(this.#why(error), []);
    }
  }

  async #show(said = "") {
    const ids = await releases(this.#root);
    for (const id of ids) {
      const copy = new Copy(this.#root, id);
      const list = await copy.list();
      if (list) return this.#kept(copy, list, said);
    }
    const registered = await this.#registered();
    const word = registered ? "copy_gone" : ids.length ? "copy_begun" : "";
    const ways = [["copy_keep", () => this.#load()]];
    if (word) ways.push(["copy_remove", () => this.#remove()]);
    return this.#draw(said || (word && this.#ui[word]), ways);
  }

  async #kept(copy, list, said) {
    const values = { version: list.version, date: list.saved, size: megabytes(list.bytes) };
    // Only who keeps a copy asks for the list.
    const there = await this.#list().catch(() => null);
    const newer = there ? there.id !== list.id : Boolean(await copy.newer());
    const parts = [said, fill(this.#ui.copy_kept, values), newer && this.#ui.copy_newer];
    const ways = [["copy_remove", () => this.#remove()]];
    if (newer) ways.unshift(["copy_update", () => this.#load(list)]);
    this.#draw(parts.filter(Boolean).join(words[this.#lang].gap), ways);
    if (document.querySelector("link[rel=manifest]")) return;
    document.head.append(h("link", { rel: "manifest", href: this.#part.dataset.manifest }));
  }

  /** Say `said` and offer `ways`, [[word, what it does]]. */
  #draw(said, ways) {
    const had = this.#ways.contains(document.activeElement);
    this.#bar.hidden = this.#count.hidden = true;
    this.#ways.replaceChildren(
      ...ways.map(([word, act]) => button(word, this.#ui[word], act, { class: "tool" })),
    );
    tell(this.#said, said);
    if (had) this.#ways.querySelector("button")?.focus();
  }

  #why(error) {
    if (error instanceof Refusal) return fill(this.#ui[error.word], error.values);
    if (error instanceof FileFailure) {
      return [this.#ui[`koc_fail_${error.code}`], this.#ui.copy_none].join(words[this.#lang].gap);
    }
    return this.#ui.copy_refused;
  }

  async #list() {
    const response = await fetched(new URL(this.#root), { file: LIST }, "no-store");
    return response.json();
  }

  async #registered() {
    const registration = await navigator.serviceWorker.getRegistration(this.#root);
    return registration?.scope === this.#root ? registration : null;
  }

  // --- loading ------------------------------------------------------------------------------------------

  /** Load the copy; what the release `before`, its list, has of it is not loaded again. */
  async #load(before = null) {
    this.#stopped = new AbortController();
    const { signal } = this.#stopped;
    this.#draw(this.#ui.copy_begins, [["copy_stop", () => this.#stopped.abort()]]);
    let copy = null;
    try {
      const list = await this.#list();
      copy = new Copy(this.#root, list.id);
      await this.#room(list);
      await this.#fill(copy, list, before, signal);
      await copy.complete({ ...list, saved: day() });
      await this.#start(list.id);
      await this.#show(this.#ui.copy_done);
    } catch (error) {
      // All of it or nothing: a half one would be taken for a whole one.
      await copy?.delete().catch(() => {});
      const said = signal.aborted ? this.#ui.copy_stopped : this.#why(error);
      await this.#show(said).catch(() => this.#draw(said, []));
    }
  }

  /** Refuse what the browser says it has no room for. */
  async #room({ bytes }) {
    const { storage } = navigator;
    const { quota, usage } = (await storage?.estimate?.()) ?? {};
    if (quota === undefined || quota - usage > bytes) return;
    const free = megabytes(Math.max(0, quota - usage));
    throw new Refusal("copy_no_room", { size: megabytes(bytes), free });
  }

  async #fill(copy, list, before, signal) {
    const old = before && new Copy(this.#root, before.id);
    const there = await copy.urls();
    const left = Object.entries(list.files);
    let done = 0;
    const one = async ([path, { integrity, bytes }]) => {
      const url = new URL(path, this.#root);
      if (!there.has(url.href)) {
        const same = before?.files[path]?.integrity === integrity ? await old.match(url) : null;
        await copy.put(path, same ?? (await fetched(new URL(this.#root), { file: path, integrity }, "no-store", signal)));
      }
      done += bytes;
      this.#tally(done, list.bytes);
    };
    const work = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        if (signal.aborted) throw new Refusal("copy_stopped");
        await one(next);
      }
    };
    this.#tally(0, list.bytes);
    const works = Array.from({ length: AT_ONCE }, work);
    try {
      await Promise.all(works);
      if (signal.aborted) throw new Refusal("copy_stopped");
    } catch (error) {
      // The others end with the file they are at, before what they have brought is deleted.
      left.length = 0;
      await Promise.allSettled(works);
      throw error;
    }
  }

  #tally(done, all) {
    if (this.#stopped.signal.aborted) return;
    this.#bar.hidden = this.#count.hidden = false;
    this.#bar.value = done / all;
    const values = { done: megabytes(done), total: megabytes(all) };
    this.#count.textContent = fill(this.#ui.copy_loading, values);
  }

  /** Have the copy answered from; reject where the browser does not let it. */
  async #start(id) {
    const before = await this.#registered();
    const url = new URL(WORKER, this.#root);
    const options = { scope: this.#root, updateViaCache: "none" };
    const registration = await inTime(navigator.serviceWorker.register(url, options));
    if (!registration) throw new Refusal("copy_refused");
    if (before) await registration.update();
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    await inTime(settled(worker));
    // The one that runs by now has deleted all copies but its own.
    const left = await releases(this.#root);
    if (worker.state === "activated" && left.length === 1 && left[0] === id) return;
    if (!before) await registration.unregister();
    throw new Refusal(ENDS.includes(worker.state) ? "copy_late" : "copy_refused");
  }

  // --- removing -----------------------------------------------------------------------------------------

  async #remove() {
    const registration = await this.#registered();
    await registration?.unregister();
    for (const id of await releases(this.#root)) await new Copy(this.#root, id).delete();
    await this.#show(this.#ui.copy_removed);
  }
}

/** Resolve with what `promise` does, or after our patience with undefined. */
const inTime = (promise) => Promise.race([promise, new Promise((go) => setTimeout(go, PATIENCE))]);

const ENDS = ["activated", "redundant"];

/** Resolve once `worker` runs, or never will. */
function settled(worker) {
  return new Promise((done) => {
    const look = () => ENDS.includes(worker.state) && done();
    worker.addEventListener("statechange", look);
    look();
  });
}

for (const part of document.querySelectorAll("[data-kept-copy]")) new Control(part).look();
