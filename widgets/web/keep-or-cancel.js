// <keep-or-cancel lang="zh">: makes the static form inside it answer while it is filled in.
//
// The outcome comes at once from the compiled decision graph; Python, started in a worker when a
// person shows interest, adds reasons, blockers, advice, lists and costs. No answer leaves the page.
// This file connects the parts: form, session, result and explanation know nothing of each other.
//
// Attributes  lang  "zh-Hans" (or any "zh…") or "en"
//             table address of the static table shown where something is missing ("#outcomes")
//             compact  ask one question after the other
// Methods     check(facts)  a promise of the package's answer, the same JSON as the command line;
//                           rejects with FactsError or RuntimeFailure (runner.js)
//             replay(answer)  likewise: what an answer under older rules was then and would be now
// Events      koc-ready     Python is ready
//             koc-outcome   detail {outcome, possible, settled, presumed}: where the answers lead
// State       data-state    "loading" | "ready" | "failed": the form itself
//             data-step     what is asked: a question's id, or "outcome" once there is one
//             data-python   "idle" | "loading" | "ready" | "failed"

import config from "built:config"; // written by widgets/build: names and hashes of all files
import { fill, h } from "./dom.js";
import { Explanation } from "./explanation.js";
import { Form } from "./form.js";
import { DecisionGraph } from "./graph.js";
import { copy, print, save } from "./handover.js";
import { reckon } from "./reckon.js";
import { Result } from "./result.js";
import { Runner } from "./runner.js";
import { Session } from "./session.js";
import { View } from "./view.js";

const BASE = new URL("./", import.meta.url);

/** Fetch and check one data file, past a copy that is broken or was cut off, if need be. */
async function fetched({ file, integrity }) {
  for (const cache of ["default", "reload"]) {
    const response = await fetch(new URL(file, BASE), { integrity, cache }).catch(() => null);
    if (response?.ok) return response.json();
  }
  throw new Error(file);
}

/** The content of one data file; a failed one is fetched again when asked for again. */
const loads = new Map();
function load(entry) {
  const { file } = entry;
  if (!loads.has(file)) {
    const loading = fetched(entry);
    loading.catch(() => loads.delete(file));
    loads.set(file, loading);
  }
  return loads.get(file);
}

// One Python for all elements of a page.
const runner = new Runner(config, BASE);

export class KeepOrCancel extends HTMLElement {
  #listeners = null;
  #graph = null;
  #view = null;
  #form = null;
  #session = null;
  #result = null;
  #explanation = null;
  #options = null; // what may be ticked beside the answer: {element, inLink, keep, kept}

  #now = null; // what reckon() made of the current answers
  #shown = null; // that, or Python's answer to them
  #note = null; // {text} on an older link or record, until an answer changes

  /** Start Python if need be and resolve with its answer to `facts`. */
  check(facts) {
    return runner.check(facts, this.#language);
  }

  replay(answer) {
    return runner.replay(answer, this.#language);
  }

  get #language() {
    return this.lang.startsWith("en") ? "en" : "zh";
  }

  get #table() {
    return this.getAttribute("table") ?? "#outcomes";
  }

  /** Python's time limits in ms, {boot, check}: the same for all elements of a page. */
  get limits() {
    return runner.limits;
  }

  // --- its life ----------------------------------------------------------------------------------------

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    runner.addEventListener("change", () => this.#pythonChanged(), { signal });
    // Interest, not sight, starts Python: who only reads past pays nothing.
    for (const interest of ["pointerdown", "focusin", "input"]) {
      this.addEventListener(interest, () => runner.state === "idle" && runner.start(), { signal });
    }
    // Moved to another place of the page, it is built already.
    if (this.#now) this.#listen();
    else if (this.querySelector("form")) this.#enhance();
    this.#pythonChanged();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  async #enhance() {
    const { signal } = this.#listeners;
    this.querySelector(":scope > .koc-alert")?.remove();
    this.dataset.state = "loading";
    this.#styled();
    let words;
    try {
      [this.#graph, words] = await Promise.all([
        load(config.graph).then((graph) => new DecisionGraph(graph)),
        load(config.texts[this.#language]),
      ]);
    } catch {
      if (!signal.aborted) this.#formFailed();
      return;
    }
    if (signal.aborted) return;
    // These files lie in one folder of the site's root; 中文 stands at the root, English in en/.
    const site = new URL(this.#language === "en" ? "../en/" : "../", BASE);
    this.#view = new View(words, this.#language, site);
    this.#build();
    this.#listen();
    this.dataset.state = "ready";
    this.#arrive(this.#session.arrival(true), true);
    this.#pythonChanged();
  }

  /** Add the stylesheet if the page has not. */
  #styled() {
    const links = [...document.querySelectorAll("link[rel=stylesheet]")];
    if (links.some(({ href }) => href.endsWith(config.style))) return;
    document.head.append(h("link", { rel: "stylesheet", href: new URL(config.style, BASE) }));
  }

  /** The form cannot be helped along: say so, leave it readable, offer another try. */
  #formFailed() {
    this.dataset.state = "failed";
    const english = this.#language === "en";
    // The file with the words may be what is missing, so these two sentences stand here.
    const text = english
      ? "The self-check could not be loaded. Use the table on this page, or try again."
      : "自查没能打开。请看本页的结论表，或者重试。";
    const retry = { type: "button", onclick: () => this.#enhance() };
    const alert = h(
      "div",
      { class: "koc-alert", role: "alert" },
      h("p", {}, text),
      h(
        "p",
        {},
        h("button", retry, english ? "Try again" : "重试"),
        " ",
        h("a", { href: this.#table }, english ? "See the outcomes" : "看结论表"),
      ),
    );
    this.prepend(alert);
  }

  /** Make the parts, once. */
  #build() {
    const view = this.#view;
    const element = this.querySelector("form");
    const form = new Form(element, view, this.hasAttribute("compact"));
    this.#form = form;
    // Copying and keeping belong on the page of its own, not on one that is framed.
    const stores = !this.hasAttribute("compact");
    const questions = [...view.questions.values()];
    const { version } = config;
    this.#session = new Session({ version, questions, names: form.names, stores });
    this.#options = this.#buildOptions(stores);
    this.#explanation = new Explanation(runner, view, {
      table: this.#table,
      check: (facts) => this.check(facts),
      answered: (answer) => this.#answered(answer),
      refuse: (error) => form.refuse(error),
      setting: (name, value) => {
        form.setting(name, value);
        this.#update();
      },
      more: () => this.#goMore(),
      retry: () => this.#explanation.ask(this.#now),
    });
    const { python, details } = this.#explanation;
    const page = {
      answer: (answers, amounts) => this.#answer(answers, amounts),
      change: (question) => form.goTo(question),
      amounts: () => form.goToAmounts(),
      all: () => form.goToAll(),
      next: () => this.#goNext(),
      copy: () => this.#copyLink(),
      print: () => this.#print(),
      save: () => this.#save(),
      clear: () => this.#clear(),
    };
    this.#result = new Result(view, page, { python, details, options: this.#options.element });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#result.goTo();
    });
    element.addEventListener("input", ({ target }) => {
      if (target.type === "radio") form.keepShown(target.name);
      // What was said of other answers: "copied", or where an older link's led.
      this.#note = null;
      this.#result.say();
      this.#update();
    });
    this.#session.addEventListener("arrive", ({ detail }) => this.#arrive(detail, false));
    this.#session.addEventListener("forget", () => this.#showKeeping());
    this.append(this.#result.element, this.#result.bar);
  }

  /** Follow what happens outside it while it is on the page. */
  #listen() {
    const { signal } = this.#listeners;
    this.#session.listen(signal);
    this.#result.listen(signal);
    addEventListener("beforeprint", () => this.#beforePrint(), { signal });
  }

  // --- answers in, outcome out -------------------------------------------------------------------------

  /** Bring everything in step with the form: what a person reads first, then what follows. */
  #update() {
    const { answers, amounts } = this.#form;
    this.#now = reckon(this.#graph, this.#view.words, answers, amounts);
    this.#form.fold(this.#now);
    this.#show(this.#now);
    this.#session.put(answers, amounts);
    this.#showLinks();
    this.#tell(this.#now);
    this.#explanation.ask(this.#now);
  }

  #show(verdict) {
    this.#shown = verdict;
    this.#result.show(verdict, this.#now, this.#note?.text);
    this.toggleAttribute("data-answered", this.#now.sent.length > 0);
    this.dataset.outcome = verdict.outcome ?? "";
    this.dataset.step = verdict.outcome ? "outcome" : (this.#now.next[0] ?? "outcome");
  }

  /** Take `answers` {question: value} and `amounts` {name: text} as if the person had given them. */
  #answer(answers, amounts = {}) {
    this.#form.answers = { ...this.#form.answers, ...answers };
    this.#form.amounts = { ...this.#form.amounts, ...amounts };
    this.#note = null;
    this.#result.say();
    this.#update();
    this.#goNext();
  }

  #tell({ outcome, possible, settled, presumed }) {
    const detail = { outcome, possible, settled, presumed };
    this.dispatchEvent(new CustomEvent("koc-outcome", { detail, bubbles: true }));
  }

  #answered(answer) {
    this.#show(answer);
    if (answer.outcome !== this.#now.outcome) this.#tell(answer);
  }

  #pythonChanged() {
    const before = this.dataset.python;
    this.dataset.python = runner.state;
    if (!this.#now) return;
    if (before !== "ready" && runner.state === "ready") {
      this.dispatchEvent(new CustomEvent("koc-ready", { bubbles: true }));
    }
    if (before === "idle" || (before === "failed" && runner.state === "loading")) {
      this.#explanation.ask(this.#now);
    }
    this.#explanation.follow();
  }

  // --- from a link or this device ----------------------------------------------------------------------

  /** Take what the session says the address or the device holds. */
  #arrive(arrival, first) {
    const { source, amounts, at, kept, other } = arrival;
    if (amounts) this.#form.amounts = amounts;
    if (first || source) this.#showKeeping();
    if (kept && (first || kept === "other")) this.#showKept(other);
    if (source) this.#take(arrival, source === "link" ? "koc_old_link" : "koc_old_kept");
    else if (first) this.#update();
    else this.#showLinks();
    if (!at || !this.#form.has(at)) return;
    this.#form.goTo(at);
    // Until all is loaded, browsers go to the address's place by themselves and take the focus.
    if (document.readyState !== "complete") {
      const again = () => document.activeElement === document.body && this.#form.goTo(at);
      addEventListener("load", () => setTimeout(again), { once: true });
    }
  }

  #take({ answers, version }, old) {
    this.#form.answers = answers;
    this.#note = null;
    if (version && version !== config.version) {
      this.#note = { text: this.#view.say(old, { old: version, now: config.version }) };
    }
    this.#update();
    if (this.#note) this.#replay(version, answers);
    if (this.#now.counted.length) runner.start();
  }

  /** Say what the answers of an older link led to then, and which rules have changed since. */
  async #replay(version, answers) {
    const note = this.#note;
    let replayed;
    try {
      replayed = await this.replay({ rules_version: version, facts: answers });
    } catch {
      return; // Rules that were never kept, or no Python: the note stands as it is.
    }
    // Other answers by now: what the link's led to is of no interest any more.
    if (note !== this.#note) return;
    const led = ({ possible }) => this.#view.titles(possible);
    const changed = replayed.changes.map(({ id }) => id).join(", ") || "–";
    const text = { then: led(replayed.then), now: led(replayed.now), changed };
    note.text += ` ${fill(this.#view.ui.koc_replayed, text)}`;
    this.#show(this.#shown);
  }

  /** Say what links hold, and bring those to the other language in step with the answers. */
  #showLinks() {
    const { ui } = this.#view;
    this.#result.note(ui[this.#session.withAmounts ? "koc_share_amounts" : "share_note"]);
    const hash = this.#session.onward(this.#form.at);
    for (const link of document.querySelectorAll("a[hreflang]")) link.hash = hash;
  }

  // --- what may be ticked beside the answer --------------------------------------------------------------

  #buildOptions(stores) {
    const { ui } = this.#view;
    const element = stores ? h("div", { class: "koc-options" }) : "";
    const option = (key, text, onchange, hint) => {
      const note = hint && h("p", { class: "koc-note", id: `koc-${key}-hint` }, hint);
      const box = h("input", {
        type: "checkbox",
        id: `koc-${key}`,
        autocomplete: "off",
        "aria-describedby": note?.id,
        onchange,
      });
      if (stores) {
        element.append(h("p", {}, h("label", {}, box, h("span", {}, text))), note ?? "");
      }
      return box;
    };
    const inLink = option("in-link", ui.koc_link_amounts, ({ target }) => {
      this.#session.withAmounts = target.checked;
      this.#update();
    });
    const keep = option("keep", ui.koc_keep, () => this.#keepOrNot(), ui.koc_keep_hint);
    const kept = h("p", { class: "koc-kept", tabindex: -1, role: "status", hidden: true });
    this.querySelector("form").before(kept);
    return { element, inLink, keep, kept };
  }

  /** Show in the boxes what the session does; nothing is kept where its box is not ticked. */
  #showKeeping() {
    const { inLink, keep, kept } = this.#options;
    inLink.checked = this.#session.withAmounts;
    keep.checked = this.#session.keeps;
    if (!keep.checked) kept.hidden = true;
  }

  /** Say that the answers are those kept here; or that there are `other` ones, and offer them. */
  #showKept(other) {
    const { ui } = this.#view;
    const { kept } = this.#options;
    const use = () => {
      this.#form.amounts = other.amounts;
      this.#take(other, "koc_old_kept");
      this.#session.keep(true);
      this.#showKeeping();
      this.#showKept(null);
      kept.focus();
    };
    const button = (text, onclick) => [" ", h("button", { type: "button", onclick }, text)];
    kept.replaceChildren(
      ...[
        ui[other ? "koc_kept_other" : "koc_kept"],
        other ? button(ui.koc_kept_use, use) : [],
        button(ui.koc_forget, () => this.#forget()),
      ].flat(),
    );
    kept.hidden = false;
  }

  #forget() {
    const { kept } = this.#options;
    this.#session.keep(false);
    this.#showKeeping();
    kept.textContent = this.#view.ui.koc_forgotten;
    kept.hidden = false;
    kept.focus();
  }

  #keepOrNot() {
    const { keep, kept } = this.#options;
    const { ui } = this.#view;
    const on = keep.checked;
    const possible = this.#session.keep(on);
    // Whatever was kept before is gone now.
    kept.hidden = true;
    this.#result.say(possible ? (on ? "" : ui.koc_forgotten) : ui.koc_keep_blocked);
    keep.checked = this.#session.keeps;
  }

  // --- what can be done with it --------------------------------------------------------------------------

  async #copyLink() {
    const { link } = this.#session;
    const done = await copy(link);
    // Not what has been copied any more, if the answers have changed meanwhile.
    if (link !== this.#session.link) return;
    this.#result.say(done ? this.#view.ui.copied : h("code", {}, link));
  }

  #beforePrint() {
    this.#explanation.unfold();
    this.#result.record(config, this.#session.link);
  }

  /** Print the answers and the outcome as a record, without the rest of the page. */
  #print() {
    this.#beforePrint();
    print(this.#now.sent.length > 0);
  }

  /** Hand over what is known as a file: Python's answer, or without it the graph's. */
  #save() {
    const { facts, outcome, possible, settled, presumed } = this.#now;
    const graph = { rules_version: config.version, facts, outcome, possible, settled, presumed };
    save("keep-or-cancel.json", JSON.stringify(this.#explanation.answer ?? graph, null, 2));
  }

  #clear() {
    this.#form.clear();
    this.#explanation.clear();
    this.#session.withAmounts = false;
    this.#session.keep(false);
    this.#showKeeping();
    this.#note = null;
    this.#update();
    this.#result.say(this.#view.ui.koc_cleared);
    this.#goNext();
  }

  // --- moving about --------------------------------------------------------------------------------------

  #goNext() {
    const [next] = this.#now.next;
    if (next && !this.dataset.outcome) this.#form.goTo(next);
    else this.#result.goTo();
  }

  /** Unfold what completes the lists and go to the first of it. */
  #goMore() {
    const open = [...this.#now.completes].filter((id) => !(id in this.#now.answers));
    this.#form.keepShown(...open);
    this.#form.fold();
    if (open.length) this.#form.goTo(open[0]);
  }
}

customElements.define("keep-or-cancel", KeepOrCancel);
