// The answers beyond the form: in the address, in links and on this device.
//
// All three hold a fragment, as link.js reads and writes it.

import { Address } from "./address.js";
import { Kept, whenShownAgain } from "./device.js";
import { plain } from "./link.js";

/** What a device keeps, if the person wants it, amounts included. */
export const STORE = "keep-or-cancel.answers";

/**
 * What it holds is what put() was last given. Links, the address, the store and, once the browser has
 * put the page aside and shows it again, the form are made from it, never from what stands in the
 * address (a link to a place on the page changes that) or in the form (browsers empty it, or fill it).
 * Each step of the self-check is an entry of the history, so Back goes one step back.
 *
 * Events  arrive   the address has become one of these: `detail` as arrival() returns it
 *         step     Back or Forward has led to a step, `detail`; the answers stay what they are
 *         restore  the page is shown again as it was put aside: the form may hold anything
 *         store    what this device keeps has become another, `detail` {other, refused}: `other` as
 *                  arrival() has it, or null; `refused` if the browser does not let us keep it
 */
export class Session extends EventTarget {
  #version;
  #link;
  #steps;
  #stores;
  #address = new Address();
  #kept = new Kept(STORE);
  #answers = {};
  #amounts = {};
  #keeps = false;
  #stored = null; // what this device keeps, as far as is known here
  #step = null;

  /** Whether links and the address hold the amounts too. */
  withAmounts = false;

  /**
   * `version` of the rules; `link` reads and writes fragments; a place in one is one of `steps`,
   * questions and others; with `stores` false nothing is taken from the device or kept there, nor
   * are steps noted in the history.
   */
  constructor({ version, link, steps, stores }) {
    super();
    this.#version = version;
    this.#link = link;
    this.#steps = steps;
    this.#stores = stores;
  }

  /** Follow the address and the store until `signal`. */
  listen(signal) {
    addEventListener("popstate", () => this.#popped(), { signal });
    addEventListener("hashchange", () => this.#addressChanged(), { signal });
    whenShownAgain(() => this.#shown(), signal);
    if (this.#stores) this.#kept.follow(() => this.#storeChanged(), signal);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #popped() {
    const { entry } = this.#address;
    if (!this.#known(entry?.step)) return;
    this.#step = entry.step;
    const other = this.#address.foreign(entry) && !this.#address.gone(entry);
    if (other && this.#read(this.#address.fragment)) {
      // Before a link brought others.
      this.#address.begin(entry);
      this.#tell("arrive", { ...this.arrival(false), at: entry.step });
      return;
    }
    this.#toAddress();
    this.#tell("step", entry.step);
  }

  #addressChanged() {
    // An entry of our own, which holds the answers of now.
    if (this.#address.fragment && this.#address.fragment === this.fragment()) return;
    const detail = this.arrival(false);
    if (detail.source) this.#address.begin();
    // The address of a place on the page, or one left by going back: the answers stay in it.
    else this.#toAddress();
    this.#tell("arrive", detail);
  }

  #shown() {
    if (this.#address.gone()) this.#drop();
    this.#tell("restore");
  }

  /**
   * What the address holds; as the page opens (`first`), else what this device keeps:
   * `source`   "link", "device" or "" for neither
   * `answers`  {question: value}
   * `version`  of the rules they were given under
   * `amounts`  {name: text}, or null where those given stay: a link without any takes none away
   * `broken`   {unread, twice, lost} of it, as Link.read() has them
   * `at`       the step to go to, or null
   * `left`     the step at which this page was left, or null: it is loaded anew
   * `kept`     "same" if this device keeps these answers, "other" if it keeps `other` {answers,
   *            amounts, version}, which stay there while a link's are shown, else ""
   */
  arrival(first) {
    const gone = first && this.#address.gone(this.#address.entry);
    // The browser has them still.
    if (gone) this.#drop();
    const linked = this.#read(this.#address.fragment) ?? (first && !gone ? this.#queried() : null);
    const own = first || linked ? this.#own() : null;
    const text = ({ answers }) => String(Object.entries(answers));
    const same = own && (!linked || text(own) === text(linked));
    let amounts = null;
    if (linked && Object.keys(linked.amounts).length) {
      this.withAmounts = true;
      amounts = linked.amounts;
    } else if (same && (first || !this.#keeps)) {
      amounts = own.amounts;
    }
    if (first || linked) this.#keeps = Boolean(same);
    const given = linked ?? own ?? {};
    const { answers = {}, version = null, unread = [], twice = [], lost = false } = given;
    return {
      source: linked ? "link" : own ? "device" : "",
      answers,
      version,
      amounts,
      broken: { unread, twice, lost },
      at: this.#place(linked),
      left: first && !gone ? this.#known(this.#address.entry?.step) : null,
      kept: own ? (same ? "same" : "other") : "",
      other: own && !same ? own : null,
    };
  }

  #read(fragment) {
    const link = this.#link.read(fragment);
    // One that only asks is for the call.
    return link?.version || link?.held || link?.lost ? link : null;
  }

  /** What the query holds where an app has made the fragment one; it goes, or it would be sent again. */
  #queried() {
    const queried = this.#read(this.#address.query);
    if (!queried?.held) return null;
    this.#address.query = this.#link.without(this.#address.query);
    return queried;
  }

  #place(linked) {
    const at = linked ? linked.at : /^#koc-(\w+)$/.exec(this.#address.fragment)?.[1];
    return this.#known(at);
  }

  #known(step) {
    return this.#steps.includes(step) ? step : null;
  }

  // --- the history -------------------------------------------------------------------------------------

  /** Note the step that is shown: as a new entry of the history (`fresh`), or in the present one. */
  enter(step, fresh) {
    this.#step = step;
    // In a frame Back belongs to the page around it.
    if (!this.#stores) return;
    // The address of a step that has been left would lead back to it.
    const place = this.#address.fragment;
    const left = /^#koc-/.test(place) || this.#read(place);
    const fragment = this.fragment() || (left ? "" : place);
    this.#address.put(fragment, this.#note(Number(fresh)), fresh);
  }

  /** What an entry holds of us: the step, and how many of them stand before it. */
  #note(more = 0) {
    return { step: this.#step, count: (this.#address.entry?.count ?? 0) + more };
  }

  /** Whether a step of this page stands before in the history. */
  get deep() {
    return this.#address.entry?.count > 0;
  }

  /** Go to the step before; return whether this page has one in the history. */
  back() {
    if (!this.deep) return false;
    this.#address.back();
    return true;
  }

  // --- what it holds -----------------------------------------------------------------------------------

  /** Hold these answers {question: value} and amounts {name: text}, here and wherever they belong. */
  put(answers, amounts) {
    this.#answers = answers;
    this.#amounts = amounts;
    this.#toAddress();
    if (!this.#keeps) return;
    // Another tab may have written, or deleted, what is kept.
    if (this.#kept.read() !== this.#stored) this.#storeChanged();
    else if (!this.#store()) this.#unkept(true);
  }

  get answers() {
    return this.#answers;
  }

  get amounts() {
    return this.#amounts;
  }

  /** Delete the answers, here, on the device and in what the browser has kept of this tab. */
  delete() {
    this.keep(false);
    this.#address.end();
    this.#drop();
  }

  #drop() {
    this.withAmounts = false;
    this.#keeps = false;
    this.#answers = {};
    this.#amounts = {};
    this.#address.begin();
    this.#toAddress();
  }

  /** The fragment that holds the answers; "" if there are none. `at` names a step. */
  fragment(at = null) {
    return this.#write(this.withAmounts ? this.#amounts : {}, at);
  }

  #write(amounts, at = null) {
    return this.#link.write(this.#version, { ...this.#answers, ...plain(amounts) }, at ? { at } : {});
  }

  /** The address of this page, for a person to copy or to print. */
  get link() {
    return this.#address.link(this.onward());
  }

  /** Whether the address asks for no explanation; so do links from here on, and a reload. */
  get without() {
    return this.#address.without;
  }

  set without(on) {
    this.#address.without = on;
    this.#address.put(this.#address.fragment, this.#note());
  }

  /** Have `link`, to the same page elsewhere, hold the answers and a place, and ask for as much. */
  carry(link, at) {
    link.href = this.#address.to(link.href, this.onward(at));
  }

  /** The fragment for a link to the same page elsewhere: the answers, else the place in the address. */
  onward(at = null) {
    const place = this.#address.fragment;
    return this.fragment(at) || (this.#read(place) ? "" : place);
  }

  #toAddress() {
    const fragment = this.fragment();
    if (!fragment && !this.#read(this.#address.fragment)) return;
    this.#address.put(fragment, this.#note());
  }

  // --- this device -------------------------------------------------------------------------------------

  /** Whether this device keeps what put() is given. */
  get keeps() {
    return this.#keeps;
  }

  /** Keep what is held here from now on, or nothing any more; return whether the browser let us. */
  keep(on) {
    const possible = on ? this.#store() : this.#erase();
    this.#keeps = on && possible;
    return possible;
  }

  /** What this device keeps now, or null. */
  #own() {
    this.#stored = this.#stores ? this.#kept.read() : null;
    return this.#read(this.#stored ?? "");
  }

  #store() {
    this.#stored = this.#write(this.#amounts) || null;
    // Of answers from before nothing stays, either.
    return this.#kept.write(this.#stored) || (this.#erase(), false);
  }

  #erase() {
    this.#stored = null;
    return !this.#stores || this.#kept.write(null);
  }

  #storeChanged() {
    if (this.#kept.read() !== this.#stored) this.#unkept(false);
  }

  /** Take it that this device does not keep these answers any more. */
  #unkept(refused) {
    this.#keeps = false;
    this.#tell("store", { other: this.#own(), refused });
  }
}
