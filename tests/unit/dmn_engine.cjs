// Runs a DMN file with an engine that is not ours. Reads {xml, facts: [...]} on standard input,
// prints the decision for each of the facts.
const { readFileSync } = require("node:fs");
const { Decision } = require("imicros-feel-interpreter");

const { xml, facts } = JSON.parse(readFileSync(0, "utf8"));
const decision = new Decision();
if (!decision.parse({ xml })) throw new Error("the engine cannot read the file");
process.stdout.write(JSON.stringify(facts.map((given) => decision.evaluate(given))));
