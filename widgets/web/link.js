// What a link holds: `#v=2026.1&n=2&holder=company&need=none&end`. Reads and writes it; knows no page.
//
// Ids and the rules' version; amounts (`&penalty=300`) only where the person wants them; never a
// name. A fragment is not sent to any server. `n` says how many answers and amounts there are, and
// `end` that the last of them is whole: chats cut links and glue words to them. Both may be missing,
// as in a link by hand or of before there were these. `at` names a step, `ask` open questions,
// `letter` the letter to fill in with them, `plan` and `day` the kind of a plan in time and its day.
//
// Of what has happened to a link on its way only that is undone which can be undone for certain: a
// value counts if one of ours is left then. Nothing else of a link's text comes out of here.

// An amount, with fewer digits than any phone number that a line at home has, or a date.
const PLAIN = /^(\d{1,6}(\.\d\d?)?|\d{4}-\d\d-\d\d)$/;

/** Return those of `amounts` {name: text} that may stand in a link. */
export function plain(amounts) {
  return Object.fromEntries(Object.entries(amounts).filter(([, text]) => PLAIN.test(text)));
}

// Full-width forms, "！" to "～", lie this far above their plain twins.
const FULL_WIDTH = 0xfee0;
// Apps pass a link on to each other, and each may encode it once more.
const MOST_ENCODED = 4;

/** Undo what encodes characters, and drop those that are not seen; spaces of all kinds are one " ". */
function decoded(text) {
  const bytes = (run) => Uint8Array.from(run.slice(1).split("%"), (pair) => Number.parseInt(pair, 16));
  const decoder = new TextDecoder();
  let plainer = text;
  for (let before = "", round = 0; plainer !== before && round < MOST_ENCODED; round += 1) {
    before = plainer;
    plainer = before
      .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - FULL_WIDTH))
      .replace(/[\s+]+/g, " ")
      .replace(/[\p{Cc}\p{Cf}\ufe0e\ufe0f\\]/gu, "")
      .replace(/% ?([\da-f]) ?([\da-f])/gi, "%$1$2")
      .replace(/(%[\da-f]{2})+/gi, (run) => decoder.decode(bytes(run)));
  }
  return plainer.toLowerCase();
}

const OPENING = "[\"'“‘「『《〈（(\\[{<*]*";
const DOTS = "(?:\\.\\.|…|⋯|··|。。)";
// What follows a value is not ours, and where it follows a number it must not go on with it: not
// with digits, nor with dots that say that something is left out.
const begins = (pattern) => (text) => new RegExp(`^${OPENING}(${pattern})`).exec(text)?.[1] ?? null;
const NUMBER = new RegExp(`^${OPENING}([\\w.-]*\\w)\\.?(?![-.])(?!.*${DOTS})[^\\p{N}]*$`, "su");
const NAME = /(?:^|[^\w-])(\w+)$/;
// What says what a link is for, beside its answers.
const PLACES = ["ask", "letter", "plan", "day"];
const DAY = "\\d{4}-\\d\\d-\\d\\d(?![-\\w])";
// Dots with more of the link after them: its middle has been left out.
const SHORTENED = new RegExp(`${DOTS}.*=`, "s");
const LIST = /^[\w,]+/;

/** What both `value` without its spaces and `value` up to one give, if they give one thing, else null. */
function certain(value, read) {
  const trimmed = value.trim();
  const readings = [trimmed.replaceAll(" ", ""), trimmed.split(" ", 1)[0]].map(read);
  const given = new Set(readings.filter((reading) => reading !== null));
  return given.size === 1 ? [...given][0] : null;
}

/** What a link may hold, and how it is read and written. */
export class Link {
  #readers; // name of a question or amount -> what its text stands for, or null
  #questions;

  /** `questions` {id: [value, …]}; `amounts` reads amounts and days, see amounts.js. */
  constructor(questions, amounts) {
    const answer = (values) => (text) => {
      const word = begins("\\w+")(text);
      return values.includes(word) ? word : null;
    };
    const amount = (name) => (text) => {
      const number = NUMBER.exec(text)?.[1];
      return PLAIN.test(number) ? amounts.read(name, number) : null;
    };
    this.#questions = questions;
    this.#readers = new Map([
      ...Object.entries(questions).map(([id, values]) => [id, answer(values)]),
      ...amounts.names.map((name) => [name, amount(name)]),
    ]);
  }

  /**
   * What `fragment`, or a query, holds, or null if it is not of ours:
   * `version` of the rules or null, `at` a step or null, `ask` [id] as they stand there, `letter` and
   * `plan` an id or null, as it stands there, `day` an ISO date or null;
   * `answers` {question: value}, `amounts` {name: text};
   * `unread` [name] of what is there and cannot be read, `twice` [name] of what is there with more
   * than one value; `lost` whether it held more than these; `held` how many names it held.
   */
  read(fragment) {
    const text = decoded(fragment);
    const parts = text
      .split(/[&;#?]/)
      .map((part) => /^([^=]*)(=?)(.*)$/s.exec(part))
      .map(([part, name, is, value]) => [
        NAME.exec(name.replaceAll(" ", ""))?.[1] ?? "",
        value,
        is,
        part.replaceAll(" ", ""),
      ]);
    const texts = (name) => parts.filter(([held, , is]) => is && held === name).map(([, value]) => value);
    const one = (name, read) => {
      const given = texts(name).map((value) => certain(value, read));
      const values = new Set(given.filter((value) => value !== null));
      return { held: given.length > 0, values, value: given.includes(null) || values.size !== 1 ? null : [...values][0] };
    };
    const version = one("v", begins("\\d{4}\\.\\d{1,3}(?!\\w)"));
    const count = one("n", begins("\\d{1,3}(?!\\d)"));
    const ask = texts("ask").flatMap((value) => LIST.exec(value)?.[0].split(",") ?? []);
    const facts = [...this.#readers].map(([name, read]) => ({ name, ...one(name, read) }));
    const held = facts.filter((fact) => fact.held);
    // A name alone is that of a place on the page.
    const ours = ([name, , is]) => is && (PLACES.includes(name) || name === "v" || this.#readers.has(name));
    if (!parts.some(ours)) return null;
    // A number that may have gone on is not believed.
    const end = parts.findIndex(([, , , part]) => part.startsWith("end"));
    // A name alone may be the beginning of another.
    const damaged =
      SHORTENED.test(text) ||
      (version.held && !version.value) ||
      // Something between two of them has gone.
      texts("v").some((value) => value.includes("=")) ||
      parts.some(([name, , is]) => !is && (this.#readers.has(name) || /^n(\d|$)/.test(name)));
    const counted = end >= 0 || count.held;
    const [last] = [...parts].reverse().find(([name]) => this.#readers.has(name)) ?? [];
    const cut = ({ name }) => (counted || damaged) && end < 0 && name === last && !(name in this.#questions);
    const whole = held.filter((fact) => fact.value !== null && !cut(fact));
    // What stands after the end has been added since.
    const sent = new Set(parts.slice(0, end < 0 ? Infinity : end).map(([name]) => name));
    const arrived = held.filter(({ name }) => sent.has(name)).length;
    const told = (questions) =>
      Object.fromEntries(
        whole
          .filter(({ name }) => name in this.#questions === questions)
          .map(({ name, value }) => [name, value]),
      );
    const broken = held.filter((fact) => !whole.includes(fact));
    const names = (contradicts) =>
      broken.filter(({ values }) => values.size > 1 === contradicts).map(({ name }) => name);
    const letter = one("letter", begins("\\w+")).value;
    const plan = one("plan", begins("\\w+")).value;
    return {
      version: version.value,
      at: one("at", begins("\\w+")).value,
      ask,
      letter,
      plan,
      day: one("day", begins(DAY)).value,
      answers: told(true),
      amounts: told(false),
      unread: names(false),
      twice: names(true),
      held: held.length,
      lost: damaged || (counted ? !(Number(count.value ?? Infinity) <= arrived) : !held.length && !ask.length && !letter && !plan),
    };
  }

  /** `query` without what read() reads. */
  without(query) {
    const ours = (part) => {
      const [name] = decoded(part).split("=");
      return ["v", "n", "end", "at", ...PLACES].includes(name) || this.#readers.has(name);
    };
    const rest = query.slice(1).split("&").filter((part) => part && !ours(part));
    return rest.length ? `?${rest.join("&")}` : "";
  }

  /**
   * The fragment of `facts` {name: text} under `version`; `more` {at, ask, letter, plan or day: text}, of
   * which only a letter and a plan stand without facts. "" where there is nothing.
   */
  write(version, facts, more = {}) {
    const entries = Object.entries(facts);
    if (!entries.length && !more.letter && !more.plan) return "";
    const held = entries.length ? [["v", version], ["n", entries.length], ...entries, ["end"]] : [];
    return `#${[...held, ...Object.entries(more)].map((part) => part.join("=")).join("&")}`;
  }
}
