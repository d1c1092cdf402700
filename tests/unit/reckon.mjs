// Runs the page's own walk of the decision graph under Node.
// Standard input: {folder, graph, words, cases: [{answers, amounts}]}; prints what each gives.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { folder, graph, words, cases } = JSON.parse(await text(process.stdin));
const { DecisionGraph } = await import(pathToFileURL(join(folder, "graph.js")));
const { reckon } = await import(pathToFileURL(join(folder, "reckon.js")));
const decision = new DecisionGraph(graph);
const found = cases.map(({ answers, amounts }) => {
  const { possible, outcome, settled, presumed, next, counted, sent, facts } = reckon(
    decision,
    words,
    answers,
    amounts,
  );
  return { possible, outcome, settled, presumed, next, counted, sent, facts };
});
console.log(JSON.stringify(found));
