// Reads amounts as the page does. Standard input: {folder, texts}; prints what each becomes.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { folder, texts } = JSON.parse(await text(process.stdin));
const { amount } = await import(pathToFileURL(join(folder, "form.js")));
console.log(JSON.stringify(texts.map(amount)));
