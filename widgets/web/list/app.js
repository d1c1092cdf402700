// What the panels of the number list share: the file, how it is understood, what came of it, and the one
// way to Python. A panel asks here and listens here; no panel knows of another.

import { fill, h, tell } from "../dom.js";
import { alert } from "../failure.js";

/**
 * Events  "understood"  `understanding` is new: a file was read, or read again by other choices
 *         "judged"      `summary` is new: after judging, and after every change of a cell or an answer
 *         "masked"      whole numbers are shown now, or no longer
 *         "begun"       a person has brought a list; `name` and `size` are known, nothing else yet
 */
export class App extends EventTarget {
  #masked = true;
  #file = null;
  #reading = 0; // number of the latest reading
  #alert = h("div", { class: "list__alert", role: "alert" });
  #status = h("p", { class: "list__status", role: "status" });
  #progress = h("div", { class: "list__progress" });

  /** What the session said last of the file, and of its numbers; null before. */
  understanding = null;
  summary = null;
  /** The person's corrections of how the file is read, as `lists/choices.py` takes them. */
  choices = {};
  /** What the file is called, "" for pasted text, and its size in bytes. */
  name = "";
  size = 0;
  /** Where failures and progress stand, and what has last been done. */
  element = h("div", { class: "list__state" }, this.#progress, this.#alert, this.#status);

  /** `lang` is "zh" or "en", `data` what the build gives of that language, `site` its address. */
  constructor({ lang, data, runner, site }) {
    super();
    Object.assign(this, { lang, data, runner, site, words: data.ui });
    runner.addEventListener("change", () => this.#loading());
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

  /**
   * Resolve with the session's answer to `call`, the parsed JSON or the bytes of a file; with null where
   * there is none: why has been said then.
   */
  async ask(call, args = {}, content = undefined) {
    this.#alert.replaceChildren();
    try {
      return await this.runner.list(call, { ...args, lang: this.lang }, content);
    } catch (error) {
      this.#refused(error);
      return null;
    }
  }

  /** Take `file`, a File or a Blob, for the list, in place of any before. */
  async begin(file, name = "") {
    Object.assign(this, { name, size: file.size, choices: {} });
    this.#file = file;
    this.dispatchEvent(new Event("begun"));
    await this.#read(true);
  }

  /** Read the same file anew by `choices`; what was mended stays where its row is still there. */
  async choose(choices) {
    this.choices = choices;
    await this.#read(false);
  }

  async #read(fresh) {
    const reading = ++this.#reading;
    const args = { choices: this.choices };
    let content;
    try {
      content = fresh ? await this.#file.arrayBuffer() : undefined;
    } catch {
      // A folder, or a file that is gone by now.
      if (reading === this.#reading) this.fail(this.words.list_unreadable);
      return;
    }
    const understanding = await this.ask("read", args, content);
    if (!understanding || reading !== this.#reading) return;
    this.understanding = understanding;
    this.dispatchEvent(new Event("understood"));
  }

  /** Judge what was read. */
  async judge() {
    const reading = this.#reading;
    const summary = await this.ask("judge");
    if (summary && reading === this.#reading) this.judged(summary);
  }

  /** Take it that the session has judged: `summary` is what it said. */
  judged(summary) {
    this.summary = summary;
    this.dispatchEvent(new Event("judged"));
  }

  // --- what goes wrong, how far it is -------------------------------------------------------------------

  /** Show `text` where failures stand. */
  fail(text) {
    this.#alert.replaceChildren(h("p", { class: "koc-alert" }, text));
    this.#alert.scrollIntoView({ block: "nearest" });
  }

  #refused(error) {
    if (error.name !== "RuntimeFailure") {
      // Python's own words for what is wrong with a file or a value.
      this.fail(error.message);
      return;
    }
    const { words } = this;
    const said = [words.list_failed, words[`koc_fail_${error.code}`]];
    const again = () => this.#file && this.#read(true);
    this.#alert.replaceChildren(alert(error.code, words, again, said));
    this.#alert.scrollIntoView({ block: "nearest" });
  }

  #loading() {
    // Also where Python runs already, and gets what it lacks for this kind of file.
    if (!this.runner.progress) {
      this.#progress.replaceChildren();
      return;
    }
    const { step, done, total } = this.runner.progress;
    // The words stay while the bar moves, or a screen reader would read every step.
    const bar = h("progress", {
      max: total,
      value: step === "download" ? done : null,
      "aria-label": this.words.list_loading,
    });
    const { words } = this;
    const text = step === "archive" ? words.list_step : fill(words[`koc_step_${step}`], { done, total });
    this.#progress.replaceChildren(
      h("p", {}, this.words.list_loading, " ", h("span", { "aria-hidden": "true" }, text), bar),
    );
  }
}
