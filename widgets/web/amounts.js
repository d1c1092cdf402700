// Reads amounts and days as people write them: what the package reads, by the data it makes, and
// nothing else. written.py is its twin, and a test holds the two equal.

import { fill } from "./dom.js";

// Full-width forms, "！" to "～", lie this far above their plain twins.
const FULL_WIDTH = 0xfee0;
const DAY = /^\d{4}-\d\d-\d\d$/;

export class Amounts {
  #data;
  #folds;
  #expressions;

  /** `data` is what written.py exports. */
  constructor(data) {
    this.#data = data;
    this.#folds = new Map([
      ...[...data.spaces].map((sign) => [sign, " "]),
      ...[...data.unseen].map((sign) => [sign, ""]),
    ]);
    this.#expressions = data.expressions.map((expression) => new RegExp(`^(?:${expression})$`));
  }

  /** The names of all there is to read. */
  get names() {
    return [...Object.keys(this.#data.amounts), ...this.#data.dayNames];
  }

  /** What `text` says for the amount or day `name`, in plain digits, or null where it says nothing allowed. */
  read(name, text) {
    if (this.#data.dayNames.includes(name)) return this.#day(text);
    const { unit, least, expression } = this.#data.amounts[name];
    const [most, decimals] = this.#data.units[unit];
    const plain = this.#plain(text, this.#expressions[expression]);
    if (plain === null) return null;
    const [, part = ""] = plain.split(".");
    const fits = part.replace(/0+$/, "").length <= decimals && plain >= least && plain <= most;
    // No sign before a nought, no decimals where there are none.
    const number = decimals ? plain : plain.split(".", 1)[0];
    return fits ? number.replace("-", "") : null;
  }

  /** What is wrong with `text`, which read() refuses, in `words` by unit; of `name`, or of the field `title`. */
  refusal(words, name, text, title = name) {
    const { days, dayNames, amounts, units } = this.#data;
    const day = dayNames.includes(name);
    const { unit, least } = day ? { unit: "date" } : amounts[name];
    const allowed = day
      ? `${days.first} – ${days.last}`
      : `${least} – ${units[unit][0].toLocaleString("en")}`;
    return fill(words[unit], { field: title, value: text, allowed });
  }

  /** The number in `text` in plain digits, or null where it is not certain which. */
  #plain(text, expression) {
    const folded = text
      .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH))
      .replace(/./gsu, (sign) => this.#folds.get(sign) ?? sign)
      .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
      .replace(/^ +| +$/g, "");
    const match = expression.exec(folded);
    if (!match) return null;
    let number = match[2].replaceAll(" ", "");
    if (/,\d{1,2}$/.test(number)) number = number.replaceAll(".", "").replace(",", ".");
    const [whole, part] = number.replaceAll(",", "").split(".");
    return match[1].replace("+", "") + (whole.replace(/^0+/, "") || "0") + (part ? `.${part}` : "");
  }

  #day(text) {
    const { first, last } = this.#data.days;
    if (!DAY.test(text) || text < first || text > last) return null;
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : null;
  }
}
