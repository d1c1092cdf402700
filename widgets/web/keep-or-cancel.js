// <keep-or-cancel lang="zh">: asks the questions of the static form inside it, one at a time.
//
// The outcome comes at once from the compiled decision graph, and the plan that goes with it from
// static data, fetched when a person shows interest; so is Python, which runs in a worker and adds
// reasons, costs and dates. No answer leaves the page.
// This file connects the parts: form, steps, session, result and explanation know nothing of each
// other. The form holds the answers; it shows where all questions are asked on one page.
//
// Attributes  lang  "zh-Hans" (or any "zh…") or "en"
//             table address of the static table shown where something is missing
//             compact  keep to a small frame: the outcome without all that goes with it
//             live  of a page from disk: the address of the site's root, "" if it has none. Links that
//                   people copy lead there; without one there are none
//             light  there is no Python here, and one language
// Address     ?python=off  nothing of Python is fetched
// Methods     check(facts)  a promise of the package's answer, the same JSON as the command line;
//                           rejects with FactsError or RuntimeFailure (runner.js)
//             replay(answer)  likewise: what an answer under older rules was then and would be now
// Events      koc-ready     Python is ready
//             koc-outcome   detail {outcome, possible, settled, presumed}: where the answers lead
// State       data-state    "loading" | "ready" | "failed": the form itself
//             data-step     what is on the screen: a question's id, "amounts", "obstacles",
//                           "outcome", or "all" questions
//             data-python   "idle" | "loading" | "ready" | "failed"

import config from "built:config"; // written by widgets/build: names and hashes of all files
import { Amounts } from "./amounts.js";
import { BASE, load, loadPlanView, reason, SCRIPT } from "./assets.js";
import { ALL, AMOUNTS, Course, OBSTACLES, OUTCOME } from "./course.js";
import { hold } from "./device.js";
import { day, enters, fill, h, written } from "./dom.js";
import { Explanation } from "./explanation.js";
import { alert } from "./failure.js";
import { siteOf } from "./files.js";
import { Form, SETTINGS } from "./form.js";
import { DecisionGraph } from "./graph.js";
import { copy, save } from "./handover.js";
import { Link } from "./link.js";
import { Options } from "./options.js";
import { comparedBy, fromToday, reckon } from "./reckon.js";
import { Result } from "./result.js";
import { Runner } from "./runner.js";
import { Session } from "./session.js";
import { Steps } from "./steps.js";
import { Unread } from "./unread.js";
import { View } from "./view.js";

// The height, in CSS pixels, of the header that stays at the top of the page.
const HEADER = 64;
// One Python for all elements of a page.
const runner = new Runner(config, BASE, SCRIPT);
const reader = new Amounts(config.amounts);

class KeepOrCancel extends HTMLElement {
  #listeners = null;
  #graph = null;
  #view = null;
  #form = null;
  #session = null;
  #result = null;
  #explanation = null;
  #options = null;
  #steps = null;
  #unread = null;
  #sheet = null; // a promise that the plan is there, once it is wanted

  #now = null; // what reckon() made of the current answers
  #shown = null; // that, or Python's answer to them
  #note = null; // {text} on an older link or record, until an answer changes
  #compared = null; // {amounts, cost}: what Python made of these amounts
  #declined = false; // the amounts are not known
  #passed = false; // obstacles may stay open

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
    return this.getAttribute("table") ?? "#";
  }

  /** Python's time limits in ms, {boot, check}: the same for all elements of a page. */
  get limits() {
    return runner.limits;
  }

  // --- its life ----------------------------------------------------------------------------------------

  connectedCallback() {
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    // What stands on pages of others stores nothing.
    runner.remembers = !this.hasAttribute("compact");
    runner.addEventListener("change", () => this.#pythonChanged(), { signal });
    // Interest, not sight, starts Python: who only reads past pays nothing.
    for (const interest of ["pointerdown", "focusin", "input"]) {
      const wanted = () => {
        this.#wantPython();
        this.#wantSheet();
      };
      this.addEventListener(interest, wanted, { signal });
    }
    // Moved to another place of the page, it is built already.
    if (this.#now) this.#listen();
    else if (this.querySelector("form")) this.#enhance();
    this.#pythonChanged();
  }

  disconnectedCallback() {
    this.#listeners.abort();
  }

  /** What goes with an outcome: its script and its data, once for all there is of it. */
  async #loadSheet() {
    const view = this.#view;
    const [{ PlanView }, data] = await Promise.all([
      loadPlanView(),
      load(config.plans[view.lang]),
    ]);
    Object.assign(view.ui, data.ui);
    const sheet = new PlanView(view, data, {
      limit: (known, label) => this.#graph.limit(known, label),
      answer: (answers, amounts) => this.#take(answers, amounts),
      change: (question) => this.#change(question),
      more: () => this.#goMore(),
      amounts: () => this.#form.amounts,
      set: (name, text) => this.#set(name, text),
      fragment: () => this.#session.fragment(),
      link: () => this.#link,
      languages: this.hasAttribute("light") ? [view.lang] : Object.keys(config.plans),
      language: (lang) => this.#inLanguage(lang),
    });
    sheet.listen(this.#listeners.signal);
    this.#result.plan(sheet);
  }

  /** Fetch the plan unless it is on its way; where it does not come, say so. */
  #wantSheet() {
    if (this.hasAttribute("compact") || !this.#view) return;
    this.#sheet ??= this.#loadSheet().catch(async (error) => {
      const code = await reason(error);
      this.#sheet = null;
      this.#result.planFailed(code, () => this.#wantSheet());
    });
  }

  /** The words, the plan's data and the address of this page in a language. */
  async #inLanguage(lang) {
    const [words, data] = await Promise.all([load(config.texts[lang]), load(config.plans[lang])]);
    const ui = { ...words.ui, ...data.ui };
    const view = new View({ ...words, ui }, lang, siteOf(lang, BASE));
    return { view, data, link: this.#linkTo(siteOf(lang, this.#site)) };
  }

  /** Where the links lead that people copy: a folder of the site's root. */
  get #site() {
    const live = this.getAttribute("live");
    return live === null ? BASE : new URL(live ? "widget/" : "none:/widget/", live || undefined);
  }

  /** The address of this page with the answers, for people to copy, or "". */
  get #link() {
    return this.hasAttribute("live") ? this.#linkTo(siteOf(this.#language, this.#site)) : this.#session.link;
  }

  /** The same on `site`, the address of a language's pages, if there is one. */
  #linkTo(site) {
    if (!site) return "";
    const link = new URL(config.check, site);
    link.hash = this.#session.fragment();
    return link.href;
  }

  /** Start Python for who shows interest; in a small frame only where amounts are to be compared. */
  #wantPython() {
    const { step } = this.dataset;
    const comparing = step === AMOUNTS || (step === OUTCOME && !this.#now.outcome);
    const wanted = comparing || !this.hasAttribute("compact");
    if (runner.state === "idle" && wanted && this.#mayStart) runner.start();
  }

  /** Whether Python may start without being told to: not where the link asks for none, nor where it
      has ended the page before. */
  get #mayStart() {
    const possible = this.#session && !this.hasAttribute("light");
    return possible && !this.#session.without && !runner.endedPage;
  }

  /** Start Python, whatever kept it from starting. */
  #startPython() {
    this.#leaveOut(false);
    runner.start();
    this.#explanation.ask(this.#now);
  }

  /** Do without Python from now on, or no longer. */
  #leaveOut(on) {
    this.#session.without = on;
    this.#explanation.without.querySelector("input").checked = on;
    this.#showLinks();
    if (on) runner.stop();
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
    } catch (error) {
      const code = await reason(error);
      if (!signal.aborted) this.#formFailed(code);
      return;
    }
    if (signal.aborted) return;
    this.#view = new View(words, this.#language, siteOf(this.#language, BASE));
    this.#build();
    this.#listen();
    this.dataset.state = "ready";
    this.#arrive(this.#session.arrival(true), true);
    this.#pythonChanged();
  }

  /** Add the stylesheet if the page has not. */
  #styled() {
    const links = [...document.querySelectorAll("link[rel=stylesheet]")];
    // A page from disk has it in itself.
    if (this.hasAttribute("live") || links.some(({ href }) => href.endsWith(config.style))) return;
    document.head.append(h("link", { rel: "stylesheet", href: new URL(config.style, BASE) }));
  }

  /** The form cannot be helped along: say so and why, offer what helps; the steps take its place. */
  #formFailed(code) {
    this.dataset.state = "failed";
    // The file with the words may be what is missing.
    const ui = config.words[this.#language];
    const table = h("a", { href: this.#table }, ui.koc_see_outcomes);
    const said = [ui.koc_form_failed, ui[`koc_fail_${code}`]];
    const text = said.join(this.#language === "en" ? " " : "");
    const shown = alert(code, ui, () => this.#enhance(), [text], table);
    shown.setAttribute("role", "alert");
    this.prepend(shown);
  }

  /** Make the parts, once. */
  #build() {
    const view = this.#view;
    const element = this.querySelector("form");
    const form = new Form(element, view, reader);
    this.#form = form;
    // Copying and keeping belong on the page of its own, not on one that is framed.
    const compact = this.hasAttribute("compact");
    const questions = [...view.questions.values()];
    const ids = Object.fromEntries(questions.map(({ id, values }) => [id, Object.keys(values)]));
    const places = [...view.questions.keys(), AMOUNTS, OBSTACLES, OUTCOME, ALL];
    const { version } = config;
    this.#session = new Session({
      version,
      link: new Link(ids, reader),
      steps: places,
      stores: !compact,
    });
    const ticking = {
      update: () => this.#update(),
      take: (other) => this.#takeKept(other),
      say: (text) => this.#result.say(text),
    };
    // There is an address to copy, or there never is.
    const links = this.getAttribute("live") !== "";
    this.#options = new Options(view, this.#session, ticking, !compact, links);
    this.#explanation = new Explanation(
      runner,
      view,
      {
        table: this.#table,
        check: (facts) => this.check(facts),
        answered: (answer) => this.#answered(answer),
        explained: (answer) => this.#result.explain(answer),
        refuse: (error) => this.#refuse(error),
        start: () => this.#startPython(),
        held: () => runner.endedPage && !this.#session.without,
        leaveOut: (on) => (on ? this.#leaveOut(true) : this.#startPython()),
      },
      this.#session.without,
    );
    const { python, details } = this.#explanation;
    const page = {
      answer: (answers, amounts) => this.#take(answers, amounts),
      change: (question) => this.#change(question),
      amounts: () => this.#go(AMOUNTS),
      all: () => this.#go(ALL),
      next: () => this.#goOn(),
      copy: links ? () => this.#copyLink() : null,
      record: () => this.#beforePrint(),
      save: () => this.#save(),
      clear: () => this.#clear(),
    };
    this.#result = new Result(view, page, {
      python,
      // From disk there is nothing to save.
      without: this.hasAttribute("live") ? null : this.#explanation.without,
      details,
      options: this.#options.element,
      compact,
    });
    const asking = {
      answer: (question, value) => this.#give({ [question]: value }),
      mark: (question, value) => this.#mark(question, value),
      change: page.change,
      back: () => this.#goBack(),
      all: page.all,
      next: () => this.#goPastAmounts(),
      decline: () => {
        this.#declined = true;
        this.#goOn();
      },
      clear: () => this.#clearObstacles(),
      pass: () => {
        this.#passed = true;
        this.#goOn();
      },
    };
    this.#unread = new Unread(view, form, (name) => this.#goTo(name));
    this.querySelector(":scope > .koc-step")?.remove();
    this.#steps = new Steps(view, form, asking, compact);
    element.before(this.#unread.element, this.#options.kept, this.#steps.element);
    element.after(this.#steps.actions);
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.dataset.step === AMOUNTS) this.#goPastAmounts();
      else this.#result.goTo();
    });
    // With more than one field, Enter submits only where there is a button to.
    element.addEventListener("keydown", (event) => {
      if (enters(event) && event.target.matches("input[type=text]")) element.requestSubmit();
    });
    written(element, () => {
      this.#changed();
      if (this.dataset.step === ALL) this.#draw(ALL);
    });
    this.#session.addEventListener("arrive", ({ detail }) => this.#arrive(detail, false));
    this.#session.addEventListener("step", ({ detail }) => this.#show(this.#course.fitting(detail)));
    this.#session.addEventListener("restore", () => this.#restore());
    this.#session.addEventListener("store", ({ detail }) => this.#options.follow(detail));
    this.append(this.#result.element, this.#result.bar);
    // Elsewhere it is part of the result.
    if (compact) this.append(python);
  }

  /** Follow what happens outside it while it is on the page. */
  #listen() {
    const { signal } = this.#listeners;
    this.#session.listen(signal);
    hold(this, signal);
    this.#result.listen(signal);
    addEventListener("beforeprint", () => this.#beforePrint(), { signal });
  }

  // --- answers in, outcome out -------------------------------------------------------------------------

  /** Bring everything in step with the form: what a person reads first, then what follows. */
  #update() {
    const { answers, amounts } = this.#form;
    if (String(Object.values(amounts)) !== this.#compared?.amounts) this.#compared = null;
    this.#now = this.#reckon(answers, amounts, this.#compared?.cost);
    this.#present(this.#now);
    this.#session.put(answers, amounts);
    this.#showLinks();
    this.#tell(this.#now);
    this.#explanation.ask(this.#now);
  }

  #reckon(answers, amounts, cost) {
    const { words } = this.#view;
    return reckon(this.#graph, words, answers, fromToday(words, amounts, day()), cost);
  }

  #present(verdict) {
    this.#shown = verdict;
    this.#result.show(verdict, this.#now, this.#note?.text);
    this.toggleAttribute("data-answered", this.#now.sent.length > 0);
    this.dataset.outcome = verdict.outcome ?? "";
  }

  /** Take it that answers have changed: what was said of the others, "copied" or of an older link, goes. */
  #changed() {
    this.#note = null;
    this.#unread.answered(this.#form.answers, this.#form.amounts);
    this.#result.say();
    this.#update();
  }

  /** Give answers {question: value} and go on from them. */
  #give(answers) {
    this.#form.answers = { ...this.#form.answers, ...answers };
    this.#changed();
    this.#goOn();
  }

  /** Take `answers` and `amounts` {name: text} as if they had been given; the outcome stays if there is one. */
  #take(answers, amounts = {}) {
    this.#form.answers = { ...this.#form.answers, ...answers };
    this.#form.amounts = { ...this.#form.amounts, ...amounts };
    if (Object.keys(amounts).length) this.#declined = false;
    this.#changed();
    const [next] = this.#course.open;
    this.#go(next === AMOUNTS || !this.#now.outcome ? (next ?? OUTCOME) : OUTCOME);
  }

  /** Take an amount or setting given with the outcome, and stay there. */
  #set(name, text) {
    this.#form.amounts = { ...this.#form.amounts, [name]: text };
    this.#update();
  }

  #tell({ outcome, possible, settled, presumed }) {
    const detail = { outcome, possible, settled, presumed };
    this.dispatchEvent(new CustomEvent("koc-outcome", { detail, bubbles: true }));
  }

  #answered(answer) {
    this.#compare(answer);
    this.#present(answer);
    if (answer.outcome !== this.#now.outcome) this.#tell(answer);
  }

  /** Learn from Python's answer what leaving the contract costs: what is asked follows from it. */
  #compare({ possible }) {
    const { answers, amounts } = this.#form;
    const cost = comparedBy(possible, this.#now, this.#graph, this.#view.words, amounts);
    if (!cost) return;
    this.#compared = { amounts: String(Object.values(amounts)), cost };
    this.#now = this.#reckon(answers, amounts, cost);
    const [next] = this.#course.open;
    if (this.dataset.step === OUTCOME && next) this.#go(next, false);
    else this.#draw(this.dataset.step);
  }

  /** Show what is refused where it was given, or can be mended; return whether that is the plan. */
  #refuse(fault) {
    // The package may not run.
    const error = fault ?? this.#misread;
    const { step } = this.dataset;
    const inPlan = this.#result.refuse(step === OUTCOME || SETTINGS.includes(error?.field) ? error : null);
    this.#form.refuse(inPlan ? null : error);
    if (SETTINGS.includes(error?.field) && !inPlan) {
      // There is nowhere to mend it, as with one from a link: it counts as not given.
      this.#set(error.field, "");
      return true;
    }
    if (inPlan) return true;
    if (this.#form.names.includes(error?.field) && step === OUTCOME && this.#form.refused) this.#go(AMOUNTS);
    else if (step === AMOUNTS) this.#draw(AMOUNTS);
    return false;
  }

  /** What is said of the first amount or setting that says nothing allowed, or null. */
  get #misread() {
    // Not what stands in the fields, where an input method may have put half a word.
    const given = Object.entries(this.#session.amounts);
    const [field, text] = given.find(([name, written]) => reader.read(name, written) === null) ?? [];
    if (!field) return null;
    const { error_cny: cny, error_months: months, error_cards: cards, error_date: date } = this.#view.ui;
    return { field, message: reader.refusal({ cny, months, cards, date }, field, text) };
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
    const { source, amounts, broken, at, left, kept, other } = arrival;
    if (amounts) this.#form.amounts = amounts;
    if (first || source) {
      this.#options.show();
      this.#unread.show(broken, source);
    }
    if (kept && (first || kept === "other")) this.#options.showKept(other);
    if (source) this.#takeOver(arrival, source === "link" ? "koc_old_link" : "koc_old_kept");
    else if (first) this.#update();
    const step = at ?? left;
    if (source || first || at) this.#go(step ? this.#course.fitting(step) : this.#course.first, false, Boolean(at));
    else this.#showLinks();
    // Until all is loaded, browsers go to the address's place by themselves and take the focus.
    if (at && document.readyState !== "complete") {
      const again = () => document.activeElement === document.body && this.#steps.focus();
      addEventListener("load", () => setTimeout(again), { once: true });
    }
  }

  /** Bring the form, which the browser may have emptied, in step with the answers again. */
  #restore() {
    const { answers, amounts } = this.#session;
    this.#form.answers = answers;
    this.#form.amounts = amounts;
    this.#options.tick();
    this.#update();
    this.#go(this.#course.fitting(this.dataset.step), false);
  }

  #takeOver({ answers, version }, old) {
    this.#form.answers = answers;
    this.#note = null;
    this.#declined = false;
    this.#passed = false;
    if (version && version !== config.version) {
      this.#note = { text: this.#view.say(old, { old: version, now: config.version }) };
    }
    this.#update();
    if (this.#note) this.#replay(version, answers);
    if (!this.#now.counted.length) return;
    this.#wantPython();
    this.#wantSheet();
  }

  #takeKept(other) {
    this.#form.amounts = other.amounts;
    this.#unread.show(other, "device");
    this.#takeOver(other, "koc_old_kept");
    this.#go(this.#course.first);
  }

  /** Say what the answers of an older link led to then, and which rules have changed since. */
  async #replay(version, answers) {
    if (runner.state !== "ready" && !this.#mayStart) return;
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
    this.#present(this.#shown);
    this.#draw(this.dataset.step);
  }

  /** Say what links hold, and bring those to the other language in step with the answers. */
  #showLinks() {
    const { ui } = this.#view;
    this.#result.note(ui[this.#session.withAmounts ? "koc_share_amounts" : "share_note"]);
    const { step } = this.dataset;
    const at = step && step !== this.#course.first ? step : null;
    for (const link of document.querySelectorAll("a[hreflang]")) this.#session.carry(link, at);
  }

  // --- what can be done with it --------------------------------------------------------------------------

  async #copyLink() {
    const link = this.#link;
    const { ui } = this.#view;
    const shown = h("code", { translate: "no" }, link);
    const done = await copy(link, () => {
      if (link === this.#link) this.#result.say(ui.koc_copy_yourself, " ", shown);
      return shown;
    });
    // Not what has been copied any more, if the answers have changed meanwhile.
    if (done && link === this.#link) this.#result.say(ui.copied);
  }

  #beforePrint() {
    this.#result.record(config);
  }

  /** Hand over what is known as a file: Python's answer, or without it the graph's. */
  #save() {
    const { facts, outcome, possible, settled, presumed } = this.#now;
    const graph = { rules_version: config.version, facts, outcome, possible, settled, presumed };
    save("keep-or-cancel.json", JSON.stringify(this.#explanation.answer ?? graph, null, 2));
  }

  #clear() {
    this.#form.clear();
    this.#session.delete();
    this.#unread.show();
    this.#options.show();
    this.#declined = false;
    this.#passed = false;
    this.#changed();
    this.#result.say(this.#view.ui.koc_cleared);
    this.#goOn();
  }

  // --- moving about --------------------------------------------------------------------------------------

  /** What is still to be asked, with what there is now. */
  get #course() {
    const { answers, amounts } = this.#form;
    const state = { answers, amounts, compared: this.#compared?.cost, declined: this.#declined };
    return new Course(this.#graph, this.#view.words, state, this.#now);
  }

  #change(question) {
    this.#go(this.#course.step(question));
  }

  /** Go to what is to be asked next, or to the outcome. */
  #goOn() {
    this.#go(this.#course.next(this.#passed));
  }

  #goBack() {
    if (!this.#session.back()) this.#go(this.#course.before(this.dataset.step), false, true);
  }

  /** Go to where the answer to a question, or an amount, is given. */
  #goTo(name) {
    if (this.#view.questions.has(name)) {
      this.#change(name);
      // It may be what is shown already.
      this.#steps.focus();
      return;
    }
    this.#go(ALL);
    this.#form.goToAmount(name);
  }

  /** Give one answer about the obstacles and stay, unless it was the last that lacked. */
  #mark(question, value) {
    const open = this.#course.obstacles.filter((id) => !(id in this.#form.answers));
    this.#form.answers = { ...this.#form.answers, [question]: value };
    this.#changed();
    if (String(open) === question) this.#goOn();
    else this.#draw(OBSTACLES);
  }

  /** Take it that no obstacle is left but those that were said to be. */
  #clearObstacles() {
    const questions = this.#course.obstacles.map((id) => this.#view.questions.get(id));
    this.#give({
      ...Object.fromEntries(questions.map(({ id, clear }) => [id, clear])),
      ...this.#form.answers,
    });
  }

  /** Go on from the amounts, if none is refused; what is not given is not known. */
  async #goPastAmounts() {
    if (this.dataset.step === ALL) return this.#go(this.#course.first);
    if (runner.state === "ready") {
      const refused = await this.check(this.#now.facts).catch((error) => error);
      if (refused.name === "FactsError") this.#refuse(refused);
    }
    if (this.#form.goToMistake()) return;
    this.#declined = true;
    this.#goOn();
  }

  /** Go to what completes the lists. */
  #goMore() {
    const open = [...this.#now.completes].filter((id) => !(id in this.#now.answers));
    this.#passed = false;
    if (open.length) this.#change(open[0]);
  }

  /** Show `step`; `fresh` as a new entry of the history, and with the focus unless told otherwise. */
  #go(step, fresh = true, focus = fresh) {
    const before = this.dataset.step;
    this.#show(step, focus && step !== before);
    this.#session.enter(step, fresh && step !== before);
  }

  #show(step, focus = true) {
    this.dataset.step = step;
    this.#draw(step);
    this.#showLinks();
    if (this.hasAttribute("compact")) this.#wantPython();
    if (!focus) return;
    if (step === OUTCOME) this.#result.element.focus({ preventScroll: true });
    else this.#steps.focus();
    // Only where it is out of sight: what stands in the same place needs no scrolling.
    const { top } = document.activeElement.getBoundingClientRect();
    if (top < HEADER || top > innerHeight / 2) this.scrollIntoView({ block: "start" });
  }

  #draw(step) {
    const { questions, until } = this.#view.words;
    const asked = questions.flatMap(({ amounts }) => amounts ?? []);
    this.#form.limit(step === AMOUNTS ? [...asked, ...asked.map((name) => until[name])] : null);
    const course = this.#course;
    this.#steps.draw(step, {
      answers: this.#form.answers,
      given: course.given,
      obstacles: course.obstacles,
      certain: Boolean(this.#now.outcome),
      left: course.ahead,
      back: this.#session.deep || Boolean(course.before(step)),
      note: step === OUTCOME ? "" : this.#note?.text,
    });
  }
}

customElements.define("keep-or-cancel", KeepOrCancel);
