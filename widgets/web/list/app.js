// What the panels of the number list share: the file, how it is understood, what came of it, and the one
// way to Python. A panel asks here and listens here; no panel knows of another.

import { fill, h, tell } from "../dom.js";
import { alert } from "../failure.js";

/**
 * Events  "begun"       a person has brought a list; `name` and `size` are known, nothing else yet
 *         "refused"     it cannot be read; why has been said
 *         "understood"  `understanding` is new: a list was read, or read again by other choices
 *         "judged"      `summary` is new: after judging, and after every change of a cell or an answer
 *         "saved"       the list has been handed over as a file, or copied
 *         "masked"      whole numbers are shown now, or no longer
 */
export class App extends EventTarget {
  #masked = true;
  #source = null; // {call, content}: what gives the list, and how it is to be taken
  #reading = 0; // number of the latest reading
  #waiting = 0; // calls that Python has not answered
  #progress = h("div", { class: "list__progress" });
  #alert = h("div", { class: "list__alert", role: "alert" });
  #status = h("p", { class: "list__status", role: "status" });

  /** What the session said last of the list and of its numbers (`lists/session.py`); null before. */
  understanding = null;
  summary = null;
  /** Whether the reading counts as right: what is read anew is then judged at once. */
  settled = false;
  /** What the file is called, "" for pasted text, its size in bytes, and whether it is our sample. */
  name = "";
  size = 0;
  sample = false;
  /** Where it is said what has been done, how far Python is, and what went wrong. */
  element = h("div", { class: "list__state" }, this.#progress, this.#alert, this.#status);

  /** `lang` is "zh" or "en", `data` what the build gives of that language, `site` its address. */
  constructor({ lang, data, runner, site }) {
    super();
    Object.assign(this, { lang, data, runner, site, words: data.ui });
    runner.addEventListener("change", () => this.#showProgress());
    // What has been said need not stay in sight of who goes on.
    for (const event of ["pointerdown", "keydown"]) {
      document.addEventListener(event, () => this.say(""), { capture: true });
    }
  }

  /** Whether numbers are shown with their middle hidden. */
  get masked() {
    return this.#masked;
  }

  set masked(on) {
    this.#masked = on;
    this.dispatchEvent(new Event("masked"));
  }

  /** A word of the interface with its {names} filled in. */
  word(name, values = {}) {
    return fill(this.words[name], values);
  }

  /** Say in the status line, to all who see and hear it, what has just been done. */
  say(text) {
    tell(this.#status, text);
  }

  /** Start Python for who shows interest; not where that has ended the page before. */
  prepare() {
    const { state, endedPage } = this.runner;
    if (state === "idle" && !endedPage) this.runner.start();
  }

  /**
   * Resolve with the session's answer to `call`, the parsed JSON or the bytes of a file; with null where
   * there is none: why has been said then. `content` is an ArrayBuffer, given away.
   */
  async ask(call, args = {}, content = undefined) {
    this.#alert.replaceChildren();
    this.#wait(1);
    try {
      const whole = !this.#masked;
      return await this.runner.call("lists", call, { whole, lang: this.lang, ...args }, content);
    } catch (error) {
      this.#refused(error, call);
      return null;
    } finally {
      this.#wait(-1);
    }
  }

  // --- the list ----------------------------------------------------------------------------------------

  /** Take `file`, a File or a Blob, for the list, in place of any before; `sample`: our own. */
  begin(file, name = "", sample = false) {
    return this.#take("read", file, name, sample);
  }

  /** Take up the list that `text`, of an earlier "keep", holds. */
  restore(text) {
    return this.#take("restore", new Blob([text]), "");
  }

  async #take(call, content, name, sample = false) {
    Object.assign(this, { name, sample, size: content.size, understanding: null, summary: null });
    this.settled = call === "restore";
    this.#source = { call, content };
    this.#alert.replaceChildren();
    this.dispatchEvent(new Event("begun"));
    await this.#read();
  }

  async #read() {
    const reading = ++this.#reading;
    const { call, content } = this.#source;
    let bytes;
    try {
      bytes = await content.arrayBuffer();
    } catch {
      // A folder, or a file that is gone by now.
      if (reading !== this.#reading) return;
      this.fail(this.words.list_unreadable);
      this.dispatchEvent(new Event("refused"));
      return;
    }
    if (reading === this.#reading) await this.#understand(call, {}, bytes);
  }

  /** Read the same list anew by `choices` (`lists/choices.py`), {name: null} for one no longer made. */
  choose(choices) {
    this.#reading++;
    const made = Object.entries({ ...this.understanding.choices, ...choices });
    const kept = made.filter(([, value]) => value !== null);
    return this.#understand("read", { choices: Object.fromEntries(kept) });
  }

  async #understand(call, args, bytes = undefined) {
    const reading = this.#reading;
    const understanding = await this.ask(call, args, bytes);
    if (reading !== this.#reading) return;
    if (!understanding) {
      // Of a choice that is refused: what was understood before still stands.
      this.dispatchEvent(new Event(this.understanding ? "understood" : "refused"));
      return;
    }
    this.understanding = understanding;
    const { outcome, unclear } = understanding;
    this.settled = outcome === "read" && (this.settled || unclear.length === 0);
    this.dispatchEvent(new Event("understood"));
    if (this.settled) await this.judge();
  }

  /** Judge what was read: from now on it counts as right. */
  async judge() {
    const reading = this.#reading;
    this.settled = true;
    const summary = await this.ask("judge");
    if (summary && reading === this.#reading) this.judged(summary);
  }

  /** Take it that the session has judged: `summary` is what it said. */
  judged(summary) {
    this.summary = summary;
    this.dispatchEvent(new Event("judged"));
  }

  // --- how far it is, what goes wrong -------------------------------------------------------------------

  #wait(more) {
    this.#waiting += more;
    this.#showProgress();
  }

  /** Say what is being waited for: Python on its way, or at work. */
  #showProgress() {
    const { state, progress } = this.runner;
    const shown = this.#progress;
    this.element.toggleAttribute("data-busy", this.#waiting > 0);
    if (!this.#waiting) {
      // Who has not brought a list yet need not see what is got ready for them.
      shown.replaceChildren();
      return;
    }
    const { step, done, total } = progress ?? {};
    // Python may run already, and get what it lacks for this kind of file.
    const loading = state === "loading" || step;
    const text = step === "archive" ? this.words.list_step : step ? this.word(`koc_step_${step}`, { done, total }) : "";
    const said = loading ? this.words.list_loading : this.words.list_working;
    // The bar stays while it moves, or a screen reader would read every step.
    const bar = shown.querySelector("progress") ?? h("progress", { "aria-label": said });
    if (loading && step === "download") Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute("value");
    const line = shown.querySelector("p") ?? h("p", {});
    line.replaceChildren(said, " ", h("span", { "aria-hidden": "true" }, text));
    if (!line.isConnected) shown.replaceChildren(line, bar);
  }

  /** Show `text` where failures stand. */
  fail(text) {
    this.#alert.replaceChildren(h("p", { class: "list__failed" }, text));
  }

  #refused({ name, code, message }, call) {
    if (name !== "RuntimeFailure") {
      // Python's own words for what is wrong with a file or a value.
      this.fail(message);
      return;
    }
    const { words, runner } = this;
    const said = [words.list_failed, words[`koc_fail_${code}`]];
    const ended = runner.state === "failed";
    if (!ended && call !== this.#source?.call) {
      // The list is still there: what was pressed may be pressed again.
      this.fail(said.join(this.data.marks.space));
      return;
    }
    // With Python goes what it knew of the list.
    const lost = ended && this.summary?.edited ? words.list_edits_lost : "";
    const shown = alert(code, words, () => this.#read(), [[...said, lost].join(this.data.marks.space)]);
    shown.classList.add("list__failed");
    this.#alert.replaceChildren(shown);
  }
}
