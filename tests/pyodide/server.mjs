// Answers facts in the built runtime under Node: a JSON line {facts, lang} in, a JSON line out.
// node server.mjs RUNTIME_DIR INFO_JSON
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, info] = process.argv.slice(2);
const {
  default: { loadPyodide },
} = await import(pathToFileURL(join(folder, "pyodide.js")));
const python = await loadPyodide({
  indexURL: folder,
  packageBaseUrl: folder,
  stdLibURL: join(folder, "python.zip"),
  lockFileContents: { info: JSON.parse(info), packages: {} },
});
const check = python.pyimport("keep_or_cancel.browser").check_json;
for await (const line of createInterface({ input: process.stdin })) {
  const { facts, lang } = JSON.parse(line);
  console.log(check(facts, lang));
}
