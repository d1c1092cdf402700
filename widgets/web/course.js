// What is still to be asked, in which order, and how much that is: the graph and the order that the
// data gives, no page and no rule.

import { EXIT_COST, exitCosts } from "./reckon.js";

// Steps that are no single question.
export const AMOUNTS = "amounts";
export const OBSTACLES = "obstacles";
export const OUTCOME = "outcome";
export const ALL = "all";

/**
 * What is still to be asked: `open`, the steps to come in order, and `cancelling`, whether only
 * cancelling is left; then OBSTACLES is one step. A question is asked if its answer can change the outcome; where only cancelling is left, also
 * if it can add something to settle first. What is presumed is not asked. `declined` says that the
 * amounts are not known; the rest is as for reckon().
 */
export function course(graph, { outcomes, questions }, answers, amounts, compared, declined) {
  const given = Object.entries({ ...graph.presumed, ...answers });
  const known = Object.fromEntries(given.map(([id, value]) => [id, [value]]));
  const costs = exitCosts({ questions }, amounts, compared);
  const wanting = !declined && costs[0] === "unknown";
  // Amounts that may still be given leave all open.
  const all = wanting ? known : { ...known, [EXIT_COST]: costs };
  const { ends, matter } = graph.limit(all);
  const cancelling = [...ends].every((id) => outcomes[id].family === "cancel");
  const rules = cancelling ? graph.limit(all, "rule").matter : matter;
  const completes = ({ id, blocks }) =>
    cancelling &&
    blocks &&
    (rules.has(id) || [...ends].some((outcome) => outcomes[outcome].completes.includes(id)));
  const asked = questions.flatMap((question) => {
    const { id, clear, amounts: after } = question;
    if (id in answers) return after && wanting && matter.has(EXIT_COST) ? [AMOUNTS] : [];
    if (id in known || !(matter.has(id) || completes(question))) return [];
    return [cancelling && clear ? OBSTACLES : id];
  });
  return { open: [...new Set(asked)], cancelling };
}

/** About how many more steps there are, if each question gets the answer that leaves most to ask. */
export function ahead(graph, words, answers, amounts, compared, declined) {
  const given = { ...answers };
  for (let count = 0; ; count++) {
    const [next] = course(graph, words, given, amounts, compared, declined).open;
    const question = words.questions.find(({ id }) => id === next);
    if (!question) return count + Number(next !== undefined);
    given[next] = question.usual;
  }
}
