// Reads amounts and days as the pages do.
// Standard input: {folder, data, cases: [[name, text]]}; prints what each becomes.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { folder, data, cases } = JSON.parse(await text(process.stdin));
const { Amounts } = await import(pathToFileURL(join(folder, "amounts.js")));
const amounts = new Amounts(data);
console.log(JSON.stringify(cases.map(([name, one]) => amounts.read(name, one))));
