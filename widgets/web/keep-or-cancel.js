// <keep-or-cancel lang="zh">: makes the static form inside it answer while it is filled in.
//
// The outcome comes at once from the compiled decision graph; Python, started in a worker when a
// person shows interest, adds reasons, blockers, advice, lists and costs. No answer leaves the page.
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
//             data-python   "idle" | "loading" | "ready" | "failed"

import config from "built:config"; // written by widgets/build.py: names and hashes of all files
import { fill, h } from "./dom.js";
import { DecisionGraph } from "./graph.js";
import { reckon } from "./reckon.js";
import { Runner } from "./runner.js";
import { keep, kept, plain, readFragment, STORE, writeFragment } from "./state.js";
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

// Facts asked beside the form, with what follows from it: the months to compare, days to count from.
const SETTINGS = ["months", "start", "contract_end", "application"];

// One Python for all elements of a page.
const runner = new Runner(config, BASE);

export class KeepOrCancel extends HTMLElement {
  #form = null;
  #graph = null;
  #view = null;
  #parts = {};
  #listeners = null;

  #amounts = {}; // the SETTINGS, once given
  #aside = new Set(); // questions shown although they cannot change the outcome
  #showAll = false;
  #now = null; // what reckon() made of the current answers
  #answer = null; // Python's answer to them
  #asked = 0; // number of the last question to Python
  #ticked = new Set();
  #opened = new Set();
  #note = "";

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

  /** Python's time limits in ms, {boot, check}: the same for all elements of a page. */
  get limits() {
    return runner.limits;
  }

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    runner.addEventListener("change", () => this.#pythonChanged(), { signal });
    this.dataset.python = runner.state;
    // Interest, not sight, starts Python: who only reads past pays nothing.
    for (const interest of ["pointerdown", "focusin", "input"]) {
      this.addEventListener(interest, () => runner.state === "idle" && runner.start(), { signal });
    }
    this.#form = this.querySelector("form");
    if (this.#form) this.#enhance();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  async #enhance() {
    const { signal } = this.#listeners;
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
    this.#form.autocomplete = "off";
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#goToResult();
    });
    this.#form.addEventListener("input", (event) => this.#input(event), { signal });
    addEventListener("hashchange", () => this.#arrive(false), { signal });
    const forgotten = ({ key, newValue }) => (key ?? STORE) === STORE && !newValue;
    addEventListener("storage", (event) => forgotten(event) && this.#stopKeeping(), { signal });
    this.dataset.state = "ready";
    this.#arrive(true);
    this.#pythonChanged();
  }

  // --- the parts of the page -----------------------------------------------------------------------

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
    const retry = () => {
      alert.remove();
      this.#enhance();
    };
    const alert = h(
      "div",
      { class: "koc-alert", role: "alert" },
      h("p", {}, text),
      h(
        "p",
        {},
        h("button", { type: "button", onclick: retry }, english ? "Try again" : "重试"),
        " ",
        h("a", { href: this.#table }, english ? "See the outcomes" : "看结论表"),
      ),
    );
    this.prepend(alert);
  }

  get #table() {
    return this.getAttribute("table") ?? "#outcomes";
  }

  #build() {
    const { ui } = this.#view;
    const button = (text, onclick, key) =>
      h("button", { type: "button", "data-key": key, onclick }, text);
    const parts = {
      rest: button("", () => this.#toggleRest(), "rest"),
      status: h("p", { class: "koc-status", role: "status" }),
      card: h("div", { class: "koc-verdicts" }),
      python: h("div", { class: "koc-python", role: "status" }),
      answers: h("div"),
      details: h("div", { class: "koc-details" }),
      record: h("div", { class: "koc-record" }),
      said: h("p", { class: "koc-said", role: "status" }),
      barStatus: h("span", { class: "koc-bar-status" }),
      barNext: button("", () => this.#goNext(), "bar"),
      shareNote: h("p", { class: "koc-note" }),
      // Copying and keeping belong on the page of its own, not on one that is framed.
      options: this.hasAttribute("compact") ? "" : h("div", { class: "koc-options" }),
    };
    this.#parts = parts;
    parts.inLink = this.#option("in-link", ui.koc_link_amounts, () => this.#update());
    parts.keep = this.#option("keep", ui.koc_keep, () => this.#keepOrNot(), ui.koc_keep_hint);
    parts.kept = h("p", { class: "koc-kept", tabindex: -1, role: "status", hidden: true });
    this.#form.before(parts.kept);
    parts.actions = h(
      "p",
      { class: "koc-actions" },
      button(ui.share_link, () => this.#copyLink(), "copy"),
      button(ui.print, () => this.#print(), "print"),
      button(ui.koc_save_json, () => this.#save(), "save"),
      button(ui.clear, () => this.#clear(), "clear"),
    );
    parts.result = h(
      "section",
      { class: "koc-result", tabindex: -1, "aria-labelledby": "koc-result-title" },
      h("h2", { id: "koc-result-title" }, ui.outcome),
      parts.status,
      parts.card,
      parts.python,
      parts.answers,
      parts.record,
      parts.details,
      parts.actions,
      parts.said,
      parts.options,
      parts.shareNote,
    );
    parts.bar = h("div", { class: "koc-bar" }, parts.barStatus, parts.barNext);
    this.#form.append(h("p", { class: "koc-rest" }, parts.rest));
    this.append(parts.result, parts.bar);
    // Closed parts would be missing on paper.
    addEventListener("beforeprint", () => this.#beforePrint(), { signal: this.#listeners.signal });
    // The bar says in short what the result says in full: not both at once.
    const watcher = new IntersectionObserver((entries) => {
      const { isIntersecting, boundingClientRect } = entries[entries.length - 1];
      parts.bar.hidden = isIntersecting || boundingClientRect.top < 0;
    });
    watcher.observe(parts.result);
    this.#listeners.signal.addEventListener("abort", () => watcher.disconnect());
  }

  /** Something a person may tick beside the answer; returns the box. */
  #option(key, text, onchange, hint) {
    const note = hint && h("p", { class: "koc-note", id: `koc-${key}-hint` }, hint);
    const box = h("input", {
      type: "checkbox",
      id: `koc-${key}`,
      autocomplete: "off",
      "aria-describedby": note?.id,
      onchange,
    });
    if (this.#parts.options) {
      this.#parts.options.append(h("p", {}, h("label", {}, box, h("span", {}, text))), note ?? "");
    }
    return box;
  }

  // --- what the person has told ----------------------------------------------------------------------

  #field(question) {
    return this.#form.querySelector(`[data-question="${question}"]`);
  }

  #answers() {
    const given = new FormData(this.#form);
    const answers = {};
    for (const { id } of this.#view.questions.values()) {
      if (given.has(id)) answers[id] = given.get(id);
    }
    return answers;
  }

  get #amountFields() {
    return [...this.#form.querySelectorAll("input[type=text]")];
  }

  /** Amounts as written, in plain digits; the package judges whether they are numbers. */
  #given() {
    const amounts = { ...this.#amounts };
    for (const input of this.#amountFields) {
      const value = input.value.normalize("NFKC").replace(/[\s,]/g, "");
      if (value) amounts[input.name] = value;
    }
    return amounts;
  }

  #input({ target }) {
    if (target.type === "radio") this.#aside.add(target.name);
    this.#note = "";
    this.#update();
  }

  #set(answers) {
    for (const radio of this.#form.querySelectorAll("input[type=radio]")) {
      radio.checked = answers[radio.name] === radio.value;
    }
  }

  #setAmounts(amounts) {
    for (const input of this.#amountFields) input.value = amounts[input.name] ?? "";
    const settings = SETTINGS.filter((name) => name in amounts);
    this.#amounts = Object.fromEntries(settings.map((name) => [name, amounts[name]]));
  }

  #read(fragment) {
    const names = [...this.#amountFields.map(({ name }) => name), ...SETTINGS];
    return readFragment(fragment, [...this.#view.questions.values()], names);
  }

  /**
   * Take what the address holds; as the page opens (`first`), else what this device keeps. What is
   * kept stays as it is when a link brings other answers.
   */
  #arrive(first) {
    const linked = this.#read(location.hash);
    const own = (first || linked) && this.#parts.options ? this.#read(kept()) : null;
    const answers = (found) => String(Object.entries(found.answers));
    const same = own && (!linked || answers(own) === answers(linked));
    if (linked && Object.keys(linked.amounts).length) {
      this.#parts.inLink.checked = true;
      // A link that says nothing of amounts takes none away.
      this.#setAmounts(linked.amounts);
    } else if (same && first) {
      this.#setAmounts(own.amounts);
    }
    if (first || linked) this.#parts.keep.checked = Boolean(same);
    if (own && (first || !same)) this.#showKept(same ? null : own);
    const found = linked ?? own;
    if (found) this.#take(found, linked ? "koc_old_link" : "koc_old_kept");
    else if (first) this.#update();
    const at = linked ? linked.at : /^#koc-(\w+)$/.exec(location.hash)?.[1];
    if (!at || !this.#field(at)) return;
    this.#goTo(at);
    // Until all is loaded, browsers go to the address's place by themselves and take the focus.
    if (document.readyState !== "complete") {
      const again = () => document.activeElement === document.body && this.#goTo(at);
      addEventListener("load", () => setTimeout(again), { once: true });
    }
  }

  #take(found, old) {
    const { answers, version } = found;
    this.#set(answers);
    this.#note =
      version && version !== config.version
        ? fill(this.#view.ui[old], { old: version, now: config.version })
        : "";
    this.#update();
    if (this.#note) this.#replay(found);
    if (this.#now.counted.length) runner.start();
  }

  // --- on this device ----------------------------------------------------------------------------

  /** Say that the answers are those kept here; or that there are `other` ones, and offer them. */
  #showKept(other) {
    const { ui } = this.#view;
    const use = () => {
      this.#setAmounts(other.amounts);
      this.#parts.keep.checked = true;
      this.#take(other, "koc_old_kept");
      this.#showKept(null);
      this.#parts.kept.focus();
    };
    const button = (text, onclick) => [" ", h("button", { type: "button", onclick }, text)];
    this.#parts.kept.replaceChildren(
      ...[
        ui[other ? "koc_kept_other" : "koc_kept"],
        other ? button(ui.koc_kept_use, use) : [],
        button(ui.koc_forget, () => this.#forget()),
      ].flat(),
    );
    this.#parts.kept.hidden = false;
  }

  /** Nothing is kept any more, here or by another page of ours. */
  #stopKeeping() {
    this.#parts.keep.checked = false;
    this.#parts.kept.hidden = true;
  }

  #forget() {
    const { kept: line } = this.#parts;
    this.#stopKeeping();
    keep("");
    line.textContent = this.#view.ui.koc_forgotten;
    line.hidden = false;
    line.focus();
  }

  #keepOrNot() {
    const { keep: box, said } = this.#parts;
    const { ui } = this.#view;
    const possible = box.checked ? this.#store() : keep("");
    // Whatever was kept before is gone now.
    this.#parts.kept.hidden = true;
    said.textContent = possible ? (box.checked ? "" : ui.koc_forgotten) : ui.koc_keep_blocked;
    box.checked &&= possible;
  }

  /** Keep what the form holds if that is wanted; return whether it could be. */
  #store() {
    if (!this.#parts.keep.checked) return true;
    const facts = { ...this.#answers(), ...plain(this.#given()) };
    return keep(writeFragment(config.version, facts));
  }

  /** Say what the answers of an older link led to then, and which rules have changed since. */
  async #replay({ version, answers }) {
    let found;
    try {
      found = await this.replay({ rules_version: version, facts: answers });
    } catch {
      return; // Rules that were never kept, or no Python: the note stands as it is.
    }
    const { ui } = this.#view;
    const led = ({ possible }) => this.#view.titles(possible);
    const changed = found.changes.map(({ id }) => id).join(", ") || "–";
    const text = { then: led(found.then), now: led(found.now), changed };
    this.#note = `${this.#note} ${fill(ui.koc_replayed, text)}`;
    this.#update();
  }

  /** Keep the address and the links to the other language in step with the answers. */
  #toAddress(answers) {
    const { inLink, shareNote } = this.#parts;
    const facts = { ...answers, ...(inLink.checked ? plain(this.#given()) : {}) };
    shareNote.textContent = this.#view.ui[inLink.checked ? "koc_share_amounts" : "share_note"];
    const fragment = writeFragment(config.version, facts);
    if (fragment || this.#read(location.hash)) {
      history.replaceState(history.state, "", fragment || location.pathname + location.search);
    }
    const at = document.activeElement?.closest?.("[data-question]")?.dataset.question;
    for (const link of document.querySelectorAll("a[hreflang]")) {
      link.hash = writeFragment(config.version, facts, at);
    }
  }

  // --- what follows from it --------------------------------------------------------------------------

  /** Bring everything in step with the form. */
  #update() {
    const answers = this.#answers();
    this.#now = reckon(this.#graph, this.#view.words, answers, this.#given());
    this.#fold();
    this.#toAddress(answers);
    this.#store();
    this.#showOutcome(this.#now);
    this.#tell(this.#now);
    this.#ask();
  }

  #tell({ outcome, possible, settled, presumed }) {
    const detail = { outcome, possible, settled, presumed };
    this.dispatchEvent(new CustomEvent("koc-outcome", { detail, bubbles: true }));
  }

  /** Show the questions that matter; fold the rest, but never what has the focus. */
  #fold() {
    const { counted, next, completes, outcome, unsent } = this.#now;
    const firstRound = next.filter((id) => this.#view.questions.get(id).first_round);
    const round = this.hasAttribute("compact") ? [] : firstRound.length ? firstRound : next;
    const asked = new Set([...counted, ...round, next[0]]);
    const active = document.activeElement?.closest?.("[data-question]");
    const before = active?.getBoundingClientRect().top;
    let rest = 0;
    for (const id of this.#view.questions.keys()) {
      const field = this.#field(id);
      if (!field) continue;
      const needed = asked.has(id);
      const kept = this.#aside.has(id) && !unsent.includes(id);
      if (!needed && !kept) rest += 1;
      field.hidden = !(needed || kept || this.#showAll || field === active);
      field.classList.toggle("koc-is-next", id === next[0]);
      field.classList.toggle("koc-is-aside", !counted.includes(id) && !next.includes(id));
      this.#badge(
        field,
        id === next[0]
          ? "koc_next_question"
          : counted.includes(id) || next.includes(id)
            ? null
            : completes.has(id) && outcome
              ? "koc_follow_up"
              : "koc_not_needed",
      );
    }
    for (const group of this.#form.querySelectorAll(".koc-group")) {
      const fields = [...group.querySelectorAll("[data-question]")];
      group.classList.toggle("koc-is-empty", fields.length > 0 && fields.every((f) => f.hidden));
    }
    this.#parts.rest.parentElement.hidden = rest === 0;
    this.#parts.rest.textContent = this.#showAll
      ? this.#view.ui.koc_hide_rest
      : this.#view.say("koc_show_rest", { count: rest });
    this.#parts.rest.setAttribute("aria-expanded", this.#showAll);
    // What folded away above must not push the question being answered off its place.
    if (active) scrollBy({ top: active.getBoundingClientRect().top - before, behavior: "instant" });
  }

  #badge(field, word) {
    const legend = field.querySelector("legend");
    legend.querySelector(".koc-badge")?.remove();
    if (word) legend.append(" ", h("span", { class: "koc-badge" }, this.#view.ui[word]));
  }

  #toggleRest() {
    this.#showAll = !this.#showAll;
    if (!this.#showAll) this.#aside.clear();
    this.#fold();
  }

  // --- showing it --------------------------------------------------------------------------------------

  /** The outcome, or those still possible: `from` is the graph's reckoning or Python's answer. */
  #showOutcome({ outcome, possible, settled, presumed }) {
    const view = this.#view;
    const { counted, next, sent, unsent, answers } = this.#now;
    const none = !counted.length;
    const sentences = outcome
      ? [
          view.say("koc_outcome_is", { outcome: view.title(outcome) }),
          settled ? view.ui.settled_note : view.presumed(presumed),
        ]
      : [
          view.say(none ? "koc_none_answered" : "koc_still_open", { count: possible.length }),
          next.length && !none
            ? view.say("koc_next_is", { question: view.questions.get(next[0]).short })
            : "",
          next.length ? "" : view.ui.koc_amounts_wait,
        ];
    const status = [this.#note, ...sentences]
      .filter(Boolean)
      .join(this.#language === "en" ? " " : "");
    // A live region is read out again when it is written to, changed or not.
    if (this.#parts.status.textContent !== status) this.#parts.status.textContent = status;
    this.#parts.barStatus.textContent = outcome ? view.title(outcome) : sentences[0];
    this.#parts.barNext.textContent =
      view.ui[outcome || !next.length ? "koc_see_outcome" : "koc_next_question"];
    const drawn = outcome ?? (none ? "" : String(possible));
    if (this.#parts.card.dataset.drawn !== drawn) {
      this.#parts.card.dataset.drawn = drawn;
      this.#parts.card.replaceChildren(
        ...(outcome ? [view.card(outcome)] : none ? [] : [view.possible(possible)]),
      );
    }
    const pair = (id) => [id, answers[id]];
    this.#redraw(this.#parts.answers, [
      sent.length || unsent.length
        ? view.answers(sent.map(pair), unsent.map(pair), (id) => this.#goTo(id))
        : "",
    ]);
    this.toggleAttribute("data-answered", sent.length > 0);
    this.dataset.outcome = outcome ?? "";
  }

  /** Replace what `part` holds; focus and unfolded parts survive. */
  #redraw(part, children) {
    const key = part.contains(document.activeElement) && document.activeElement.dataset.key;
    for (const details of part.querySelectorAll("details")) {
      this.#opened[details.open ? "add" : "delete"](details.dataset.key);
    }
    part.replaceChildren(...children);
    for (const details of part.querySelectorAll("details")) {
      details.open = this.#opened.has(details.dataset.key);
    }
    if (key) part.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
  }

  #beforePrint() {
    for (const details of this.#parts.details.querySelectorAll("details")) details.open = true;
    this.#parts.record.replaceChildren(...this.#view.record(config));
  }

  /** Print the answers and the outcome as a record, without the rest of the page. */
  #print() {
    document.documentElement.toggleAttribute("data-koc-record", this.#now.sent.length > 0);
    this.#beforePrint();
    print();
    document.documentElement.removeAttribute("data-koc-record");
  }

  /** Hand over what is known as a file: Python's answer, or without it the graph's. */
  #save() {
    const { facts, outcome, possible, settled, presumed } = this.#now;
    const graph = { rules_version: config.version, facts, outcome, possible, settled, presumed };
    const text = JSON.stringify(this.#answer ?? graph, null, 2);
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    h("a", { href, download: "keep-or-cancel.json" }).click();
    URL.revokeObjectURL(href);
  }

  /** Ask Python about the current facts; only the answer to the latest is shown. */
  async #ask() {
    const asked = ++this.#asked;
    const { facts, counted, sent } = this.#now;
    this.#answer = null;
    const nothing = !Object.keys(facts).length;
    if (nothing || runner.state === "idle" || runner.state === "failed") {
      this.#fieldError(null);
      this.#showDetails();
      return;
    }
    // Old details stay for the few milliseconds an answer takes, marked as not current.
    if (runner.state !== "ready") this.#showDetails();
    this.#parts.details.setAttribute("aria-busy", "true");
    let answer = null;
    let wrong = null;
    try {
      answer = await this.check(facts);
    } catch (error) {
      if (asked !== this.#asked) return;
      if (error.name === "FactsError") wrong = error;
      if (error.code === "broken") this.#showPython(error);
    }
    if (asked !== this.#asked) return;
    const shown = this.#fieldError(wrong);
    if (SETTINGS.includes(wrong?.field)) {
      // Its field stands in the details: they stay while it is mended, or it counts as not given.
      this.#parts.details.removeAttribute("aria-busy");
      if (shown) return;
      delete this.#amounts[wrong.field];
      this.#update();
      return;
    }
    // Amounts alone are looked over, but there is nothing to explain yet.
    this.#answer = sent.length ? answer : null;
    this.#showDetails();
    if (answer && counted.length) {
      // The package has the last word: it also weighs the amounts.
      this.#showOutcome(answer);
      if (answer.outcome !== this.#now.outcome) this.#tell(answer);
    }
  }

  #showDetails() {
    const { details } = this.#parts;
    const change = (fact, value) => {
      if (value) this.#amounts[fact] = value;
      else delete this.#amounts[fact];
      this.#update();
    };
    details.removeAttribute("aria-busy");
    this.#redraw(
      details,
      this.#answer
        ? this.#view.details(this.#answer, this.#ticked, change, () => this.#goMore())
        : [],
    );
  }

  /**
   * Show at its field, and under the field's name, what the package says of an amount it does not
   * accept; return whether there is such a field.
   */
  #fieldError(error) {
    const input = error && this.querySelector(`input[name="${error.field}"], #koc-${error.field}`);
    const title = input && this.querySelector(`label[for="${input.id}"]`).textContent;
    const text = input && error.message.replace(error.field, () => title);
    for (const message of this.querySelectorAll(".koc-error")) {
      // What is written anew is read out anew.
      if (message.textContent === text) return true;
      const input = this.querySelector(`[aria-describedby~="${message.id}"]`);
      input?.removeAttribute("aria-invalid");
      input?.setAttribute(
        "aria-describedby",
        input.getAttribute("aria-describedby").replace(message.id, "").trim(),
      );
      message.remove();
    }
    if (!input) return false;
    const id = `koc-error-${error.field}`;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute(
      "aria-describedby",
      [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "),
    );
    const alert = h("span", { class: "koc-error", id, role: "alert" }, text);
    (input.closest(".koc-amount, .koc-setting") ?? input.parentElement).append(alert);
    return true;
  }

  // --- Python --------------------------------------------------------------------------------------

  #pythonChanged() {
    const before = this.dataset.python;
    this.dataset.python = runner.state;
    if (!this.#now) return;
    if (before !== "ready" && runner.state === "ready") {
      this.dispatchEvent(new CustomEvent("koc-ready", { bubbles: true }));
    }
    if (before === "idle" || (before === "failed" && runner.state === "loading")) this.#ask();
    this.#showPython(runner.failure);
  }

  #showPython(failure) {
    const { python } = this.#parts;
    const { ui } = this.#view;
    if (failure) {
      const retry = () => {
        runner.start();
        this.#ask();
      };
      python.replaceChildren(
        h(
          "div",
          { class: "koc-alert", "data-failure": failure.code },
          h("p", {}, ui.load_failed, " ", ui[`koc_fail_${failure.code}`]),
          h("p", {}, ui.koc_missing),
          h(
            "p",
            {},
            h("button", { type: "button", "data-key": "retry", onclick: retry }, ui.retry),
            " ",
            h("a", { href: this.#table }, ui.koc_see_outcomes),
          ),
        ),
      );
    } else if (runner.state === "loading") {
      const { step, done, total } = runner.progress;
      const text = fill(ui[`koc_step_${step}`], { done, total });
      // The words stay while the bar moves, or a screen reader would read every step.
      const bar = h("progress", {
        max: total,
        value: step === "download" ? done : null,
        "aria-label": ui.loading_runtime,
      });
      const line = python.querySelector(".koc-loading") ?? h("p", { class: "koc-loading" });
      line.replaceChildren(ui.loading_runtime, " ", h("span", { "aria-hidden": true }, text), bar);
      if (!line.isConnected) python.replaceChildren(line);
    } else {
      python.replaceChildren();
    }
  }

  // --- moving about ----------------------------------------------------------------------------------

  #goTo(question) {
    const field = this.#field(question);
    this.#aside.add(question);
    field.hidden = false;
    field.closest(".koc-group")?.classList.remove("koc-is-empty");
    const inputs = [...field.querySelectorAll("input")];
    field.scrollIntoView({ block: "start" });
    (inputs.find((input) => input.checked) ?? inputs[0]).focus({ preventScroll: true });
  }

  #goNext() {
    const [next] = this.#now.next;
    if (next && !this.dataset.outcome) this.#goTo(next);
    else this.#goToResult();
  }

  /** Unfold what completes the lists and go to the first of it. */
  #goMore() {
    const open = [...this.#now.completes].filter((id) => !(id in this.#now.answers));
    open.forEach((id) => this.#aside.add(id));
    this.#fold();
    if (open.length) this.#goTo(open[0]);
  }

  #goToResult() {
    this.#parts.result.scrollIntoView({ block: "start" });
    this.#parts.result.focus({ preventScroll: true });
  }

  async #copyLink() {
    const { ui } = this.#view;
    try {
      await navigator.clipboard.writeText(location.href);
      this.#parts.said.textContent = ui.copied;
    } catch {
      this.#parts.said.replaceChildren(h("code", {}, location.href));
    }
  }

  #clear() {
    this.#form.reset();
    this.#set({});
    this.#setAmounts({});
    this.#parts.inLink.checked = false;
    if (this.#parts.options) keep("");
    this.#stopKeeping();
    this.#aside.clear();
    this.#ticked.clear();
    this.#showAll = false;
    this.#note = "";
    this.#update();
    this.#parts.said.textContent = this.#view.ui.koc_cleared;
    this.#goNext();
  }
}

customElements.define("keep-or-cancel", KeepOrCancel);
