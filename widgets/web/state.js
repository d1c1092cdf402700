// The answers in the address: `#v=2026.1&holder=company&need=none`. Ids and the rules' version
// only; amounts, names and numbers never get there. A fragment is not sent to any server.

/** Return {version, at, answers} of a fragment, or null if it is not one of ours. */
export function readFragment(fragment, questions) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const answers = {};
  for (const { id, values } of questions) {
    if (Object.keys(values).includes(given.get(id))) answers[id] = given.get(id);
  }
  if (!Object.keys(answers).length && !given.has("v")) return null;
  return { version: given.get("v"), at: given.get("at"), answers };
}

/** Return the fragment that holds `answers`; empty if there are none. `at` names a question. */
export function writeFragment(version, answers, at = null) {
  const entries = Object.entries(answers);
  if (!entries.length) return "";
  return `#${new URLSearchParams([["v", version], ...entries, ...(at ? [["at", at]] : [])])}`;
}
