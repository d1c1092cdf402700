// Reads links as the pages do.
// Standard input: {folder, questions: {id: [value]}, amounts, texts}; prints what each holds.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { folder, questions, amounts, texts } = JSON.parse(await text(process.stdin));
const { Amounts } = await import(pathToFileURL(join(folder, "amounts.js")));
const { Link } = await import(pathToFileURL(join(folder, "link.js")));
const link = new Link(questions, new Amounts(amounts));
console.log(JSON.stringify(texts.map((one) => link.read(one))));
