// Lays out a graph: reads DOT on standard input, prints where Graphviz puts its parts, as JSON.
import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";

const viz = await instance();
process.stdout.write(JSON.stringify(viz.renderJSON(readFileSync(0, "utf8"))));
