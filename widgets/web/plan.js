// What is to be done, asked and known with an outcome, from static data: no page, no Python, no rule.
// Python says the same, with the reasons, and has the last word; a test holds the two equal.

import { holds } from "./conditions.js";

const UNKNOWN = "unknown";

/**
 * The plan of `outcome` by reckon()'s `now`; `known` {variable: [values]} is what is known with it.
 * `limit(known, label)` walks the graph, `data` is plan.json, `questions` a Map of texts.json's:
 *
 * `rule` id or null while several may decide, `blockers` and `blockers_open` ids, `hints` ids,
 * `steps` [{checklist, stage, items}] with something in them, `letters` ids of those that fit,
 * `unknowns` [{question, changes, if: [{answer, possible}]}].
 */
export function plan({ sent, answers }, known, outcome, { limit, data, questions }) {
  const { ends } = limit(known, "rule");
  // In the order of the table.
  const rules = Object.keys(data.rules).filter((id) => ends.has(id));
  const rule = rules.length === 1 ? rules[0] : null;
  const stand = blockers(known, rules, rule, data);
  return {
    rule,
    ...stand,
    hints: data.hints.filter(({ when }) => holds(when, known)).map(({ id }) => id),
    steps: steps(known, outcome, data),
    letters: letters(known, stand.blockers, data),
    unknowns: [...questions.keys()]
      .filter((id) => sent.includes(id) && answers[id] === UNKNOWN)
      .map((id) => unknown(id, known, limit, questions.get(id))),
  };
}

/** The blockers that hold, and those that may still turn out to hold. */
function blockers(known, rules, rule, data) {
  if (rule === null || !data.rules[rule].reads.includes("blockers")) {
    const named = [...new Set(rules.map((id) => data.rules[id].blocker).filter(Boolean))];
    return rule === null
      ? { blockers: [], blockers_open: named }
      : { blockers: named, blockers_open: [] };
  }
  const entries = Object.entries(data.blockers).filter(([, { when }]) => when);
  const that = (verdict) =>
    entries.filter(([, { when }]) => holds(when, known) === verdict).map(([id]) => id);
  return { blockers: that(true), blockers_open: that(null) };
}

/** The items of the outcome's lists, less those the answers rule out. */
function steps(known, outcome, { checklists }) {
  return checklists
    .filter(({ outcomes }) => outcomes.includes(outcome))
    .flatMap((checklist) =>
      Object.keys(checklist.stages).map((stage) => ({
        checklist,
        stage,
        items: checklist.entries.filter(
          (item) => item.stage === stage && (!item.when || holds(item.when, known) !== false),
        ),
      })),
    )
    .filter(({ items }) => items.length);
}

/** The letters that certainly fit: of those whose requests all have conditions, one must stand. */
function letters(known, standing, data) {
  const fits = ({ when, blockers = [] }) =>
    holds(when, known) || blockers.some((id) => standing.includes(id));
  return data.letters
    .filter((letter) => fits(letter) && (!letter.requests || fits(letter.requests)))
    .map(({ id }) => id);
}

/** Where each answer in place of "don't know" would lead. */
function unknown(question, known, limit, { values }) {
  const now = [...limit(known).ends].sort();
  const ways = Object.keys(values)
    .filter((value) => value !== UNKNOWN)
    .map((answer) => ({
      answer,
      possible: [...limit({ ...known, [question]: [answer] }).ends].sort(),
    }));
  const changes = ways.some(({ possible }) => String(possible) !== String(now));
  return { question, changes, if: ways };
}

/**
 * What people are to ask for a plan, of what has an own sentence: [{blocker, question or null,
 * amounts, whom, say, aloud}]. The rest is as for plan().
 *
 * An outcome that is to ask first always asks. While several rules may decide, it is for what the
 * one names that decides if the answers not given yet are as usual: nothing is said to hold by it.
 */
export function asks({ blockers }, known, { limit, data, questions }) {
  const open = [...questions.values()].filter(({ id, usual }) => usual && !(id in known));
  const usual = Object.fromEntries(open.map(({ id, usual }) => [id, [usual]]));
  const named = () => [...limit({ ...usual, ...known }, "rule").ends].map((id) => data.rules[id].blocker);
  const ids = blockers.length || !known.family.includes("ask") ? blockers : named().filter(Boolean);
  const { blockers: told } = data;
  return ids.flatMap((id) =>
    (told[id].asks ?? [])
      .filter(({ when }) => !when || holds(when, known))
      .map(({ question = null, amounts = [], ...said }) => ({
        blocker: id,
        question,
        amounts,
        ...said,
      })),
  );
}
