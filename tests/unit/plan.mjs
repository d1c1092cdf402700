// Runs the page's own plan under Node.
// Standard input: {folder, graph, words, data, cases: [{answers, amounts, outcome}]}, the outcome
// null where the walk of the graph tells it; prints for each case the plan, or null without outcome.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { folder, graph, words, data, cases } = JSON.parse(await text(process.stdin));
const load = (name) => import(pathToFileURL(join(folder, name)));
const { DecisionGraph } = await load("graph.js");
const { reckon } = await load("reckon.js");
const { asks, plan } = await load("plan.js");
const { fitting, holds } = await load("conditions.js");
const decision = new DecisionGraph(graph);
const questions = new Map(words.questions.map((question) => [question.id, question]));
const limit = (known, label) => decision.limit(known, label);

const found = cases.map(({ answers, amounts }) => {
  const now = reckon(decision, words, answers, amounts);
  const { outcome } = now;
  if (outcome === null) return { facts: now.facts, plan: null };
  const { known } = now;
  const made = plan(now, known, outcome, { limit, data, questions });
  const told = (entries, ids, part) =>
    Object.fromEntries(ids.map((id) => [id, fitting(entries(id), known)[part]]));
  return {
    facts: now.facts,
    plan: {
      ...made,
      card: fitting(words.outcomes[outcome], known),
      warnings: words.warnings.filter(({ when }) => holds(when, known)).map(({ id }) => id),
      asks: asks(made, known, { limit, data, questions }),
      steps: made.steps.flatMap(({ checklist, stage, items }) =>
        items.map(({ id }) => ({ checklist: checklist.id, stage, id })),
      ),
      do: told((id) => data.blockers[id], [...made.blockers, ...made.blockers_open], "do"),
      says: told((id) => data.hints.find((hint) => hint.id === id), made.hints, "says"),
    },
  };
});
console.log(JSON.stringify(found));
