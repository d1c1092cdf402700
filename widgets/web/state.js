// The answers in the address: `#v=2026.1&holder=company&need=none`. Ids and the rules' version;
// amounts (`&penalty=300`) only if the person wants them there; never a name. A fragment is not
// sent to any server.

// An amount, with fewer digits than any phone number that a line at home has, or a date.
const PLAIN = /^(\d{1,6}(\.\d\d?)?|\d{4}-\d\d-\d\d)$/;

/** Return those of `given` {name: text} that may stand in an address. */
export function plain(given) {
  return Object.fromEntries(Object.entries(given).filter(([, text]) => PLAIN.test(text)));
}

/** Return {version, at, answers, amounts} of a fragment, or null if it is not one of ours. */
export function readFragment(fragment, questions, names) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const answers = {};
  const amounts = plain(Object.fromEntries(names.map((name) => [name, given.get(name)])));
  for (const { id, values } of questions) {
    if (Object.keys(values).includes(given.get(id))) answers[id] = given.get(id);
  }
  if (!Object.keys(answers).length && !given.has("v")) return null;
  return { version: given.get("v"), at: given.get("at"), answers, amounts };
}

// What a device keeps, if the person wants it: a fragment like the address's, amounts included.
export const STORE = "keep-or-cancel.answers";

/** Return the fragment this device keeps; empty if there is none or none can be kept. */
export function kept() {
  try {
    return localStorage.getItem(STORE) ?? "";
  } catch {
    return "";
  }
}

/** Keep `fragment` on this device, or with "" nothing; return whether the browser let us. */
export function keep(fragment) {
  try {
    if (fragment) localStorage.setItem(STORE, fragment);
    else localStorage.removeItem(STORE);
    return true;
  } catch {
    return false;
  }
}

/** Return the fragment that holds `facts`; empty if there are none. `at` names a question. */
export function writeFragment(version, facts, at = null) {
  const entries = Object.entries(facts);
  if (!entries.length) return "";
  return `#${new URLSearchParams([["v", version], ...entries, ...(at ? [["at", at]] : [])])}`;
}
