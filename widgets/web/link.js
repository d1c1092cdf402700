// What a link holds: `#v=2026.1&holder=company&need=none`. Reads and writes it; knows no page.
//
// Ids and the rules' version; amounts (`&penalty=300`) only where the person wants them; never a
// name. A fragment is not sent to any server.

// An amount, with fewer digits than any phone number that a line at home has, or a date.
const PLAIN = /^(\d{1,6}(\.\d\d?)?|\d{4}-\d\d-\d\d)$/;

/** Return those of `amounts` {name: text} that may stand in a link. */
export function plain(amounts) {
  return Object.fromEntries(Object.entries(amounts).filter(([, text]) => PLAIN.test(text)));
}

/** Reads and writes fragments of the answers to `questions` [{id, values}] and of `names` of amounts. */
export class Link {
  #questions;
  #names;

  constructor(questions, names) {
    this.#questions = questions;
    this.#names = names;
  }

  /**
   * What `fragment` holds, or null if it is not of ours: `version` of the rules or null, `at` a
   * place or null, `answers` {question: value}, `amounts` {name: text}.
   */
  read(fragment) {
    const given = new URLSearchParams(fragment.replace(/^#/, ""));
    const answers = {};
    const amounts = plain(Object.fromEntries(this.#names.map((name) => [name, given.get(name)])));
    for (const { id, values } of this.#questions) {
      if (Object.keys(values).includes(given.get(id))) answers[id] = given.get(id);
    }
    if (!Object.keys(answers).length && !given.has("v")) return null;
    return { version: given.get("v"), at: given.get("at"), answers, amounts };
  }

  /** The fragment of `facts` {question or amount: text} under `version`, "" without any; `at` a place. */
  write(version, facts, at = null) {
    const entries = Object.entries(facts);
    if (!entries.length) return "";
    return `#${new URLSearchParams([["v", version], ...entries, ...(at ? [["at", at]] : [])])}`;
  }
}
