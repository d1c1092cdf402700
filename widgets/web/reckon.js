// What follows from the answers by the decision graph alone: no page, no Python, no rule.

// What the package works out from amounts; here only whether they are given is known.
export const EXIT_COST = "exit_cost";
const COMPARED = ["dear", "cheap"];

/**
 * What the package has told of leaving the contract, "dear" or "cheap", by saying that only the ids
 * `possible` are left of those in reckon()'s `now`, made with `amounts`; null where it has not.
 */
export function comparedBy(possible, now, graph, words, amounts) {
  const led = (cost) => String(reckon(graph, words, now.answers, amounts, cost).possible);
  const costs = COMPARED.filter((cost) => led(cost) === String(possible));
  return now.possible.length !== possible.length && costs.length === 1 ? costs[0] : null;
}

/** `amounts` with the day `today` from which to count to a day in them; no link holds it. */
export function fromToday({ until }, amounts, today) {
  return Object.values(until).some((day) => day in amounts) ? { start: today, ...amounts } : amounts;
}

/**
 * What exit_cost may be: `compared` is what the package made of these amounts, if it has told. An
 * amount that follows from a day (`until` {amount: day}) is given with that day.
 */
export function exitCosts({ questions, until }, amounts, compared) {
  const needed = questions.flatMap((question) => question.amounts ?? []);
  if (!needed.every((name) => name in amounts || until[name] in amounts)) return ["unknown"];
  return compared ? [compared] : COMPARED;
}

/**
 * Walk the graph with `answers` {question: value} and `amounts` {name: text}, of which the package
 * may have told that leaving a contract is "dear" or "cheap" (`compared`). An answer counts if,
 * given those counted before it, it can change the outcome; all others leave the outcome as it is,
 * by construction. Of those, the ones that the outcome's lists, advice or costs read are sent
 * along; the rest is set aside.
 *
 * `outcome` id or null, `settled`, `possible` ids, `presumed` {question: value} the outcome rests
 * on, `rule` the id of the one that decides or null, `next` open questions, `counted`, `sent`,
 * `unsent` answered questions, `completes` questions that can change the lists only, `facts` for the
 * package, `known` {variable: [values]}: what conditions of the shared data can read, the outcome and
 * its family among it.
 */
export function reckon(graph, words, answers, amounts, compared = null) {
  const { outcomes, questions } = words;
  const known = { [EXIT_COST]: exitCosts(words, amounts, compared) };
  const counted = [];
  let open = graph.limit(known);
  for (;;) {
    const next = questions.find(({ id }) => id in answers && open.matter.has(id));
    if (!next) break;
    known[next.id] = [answers[next.id]];
    counted.push(next.id);
    open = graph.limit(known);
  }
  const possible = Object.keys(outcomes).filter((id) => open.ends.has(id));
  const settled = possible.length === 1;
  let next = questions.map(({ id }) => id).filter((id) => open.matter.has(id));
  // An outcome may rest on what is presumed until it is asked, and says so.
  let presumed = {};
  if (!settled) {
    const assumed = Object.entries(graph.presumed).filter(([id]) => !(id in known));
    const limits = Object.fromEntries(assumed.map(([id, value]) => [id, [value]]));
    const presuming = graph.limit({ ...known, ...limits });
    if (presuming.ends.size === 1) {
      presumed = Object.fromEntries(assumed);
      next = next.filter((id) => id in presumed);
      Object.assign(known, limits);
      open = presuming;
    }
  }
  const rules = graph.limit(known, "rule").matter;
  const ends = [...open.ends];
  const read = (kind) =>
    new Set(
      questions
        .map(({ id }) => id)
        .filter(
          (id) =>
            !open.matter.has(id) &&
            !(id in presumed) &&
            (rules.has(id) || ends.some((outcome) => outcomes[outcome][kind].includes(id))),
        ),
    );
  const followUp = read("follow_up");
  const besides = Object.keys(answers).filter((id) => !counted.includes(id));
  const sent = [...counted, ...besides.filter((id) => followUp.has(id))];
  const given = Object.fromEntries(sent.map((id) => [id, [answers[id]]]));
  const deciding = [...graph.limit({ ...known, ...given }, "rule").ends];
  return {
    answers,
    possible,
    settled,
    outcome: ends.length === 1 ? ends[0] : null,
    presumed,
    rule: deciding.length === 1 ? deciding[0] : null,
    next,
    counted,
    completes: read("completes"),
    sent,
    unsent: besides.filter((id) => !followUp.has(id)),
    known: {
      [EXIT_COST]: known[EXIT_COST],
      ...given,
      ...Object.fromEntries(Object.entries(presumed).map(([id, value]) => [id, [value]])),
      outcome: ends,
      family: ends.map((id) => outcomes[id].family),
    },
    facts: { ...Object.fromEntries(sent.map((id) => [id, answers[id]])), ...amounts },
  };
}
