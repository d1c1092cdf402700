// Calls functions of Python in the built runtime under Node, with the archives as a site serves them.
// node pyodide.mjs WIDGET_DIR FOLDER: a JSON line in, a JSON line out.
// In:  {module, name, args, content}  args: plain values; content: a file as base64, the last argument;
//      modules of FOLDER can be imported too
// Out: {text} or {content}, by what it returns, or {failed}, an error's traceback; with it what the call
//      took, {milliseconds, cpu}, and the size of Python's memory, {heap}
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [widget, own] = process.argv.slice(2);
const { runtime, archives } = JSON.parse(readFileSync(join(widget, "manifest.json"), "utf8"));
const folder = join(widget, runtime.dir);
const {
  default: { loadPyodide },
} = await import(pathToFileURL(join(folder, "pyodide.js")));
const python = await loadPyodide({
  indexURL: folder,
  packageBaseUrl: folder,
  stdLibURL: join(folder, "python.zip"),
  lockFileContents: { info: runtime.info, packages: {} },
});
const engine = python.pyimport("keep_or_cancel.browser");
python.FS.mkdir("/own");
for (const file of readdirSync(own).filter((name) => name.endsWith(".py"))) {
  python.FS.writeFile(`/own/${file}`, readFileSync(join(own, file)));
}
python.pyimport("sys").path.append("/own");

// As widgets/web/worker.js does.
const loaded = new Set();
function load(name) {
  loaded.add(name);
  const { file, integrity, parts } = archives[name];
  const content = readFileSync(join(widget, file));
  const found = createHash("sha256").update(content).digest("base64");
  if (integrity !== `sha256-${found}`) throw new Error(`${file} is not the one built`);
  python.FS.writeFile(`/${name}.zip`, content);
  engine.add_archive(`/${name}.zip`, python.toPy(parts));
}

function called({ module, name, args, content }) {
  const given = content === undefined ? [] : [python.toPy(new Uint8Array(Buffer.from(content, "base64")))];
  const [, archive] = /^keep_or_cancel\.(\w+)\./.exec(module) ?? [];
  if (archives[archive] && !loaded.has(archive)) load(archive);
  const function_ = python.pyimport(module)[name];
  for (;;) {
    const said = function_(...args, ...given);
    if (typeof said !== "string") return { content: Buffer.from(said.toJs()).toString("base64") };
    const missing = said.startsWith('{"missing"') && JSON.parse(said).missing;
    if (!missing) return { text: said };
    load(missing);
  }
}

for (const name of ["lists", "papers"]) load(name);
for await (const line of createInterface({ input: process.stdin })) {
  const [start, before] = [performance.now(), process.cpuUsage()];
  let said;
  try {
    said = called(JSON.parse(line));
  } catch (error) {
    said = { failed: error.message };
  }
  const milliseconds = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const heap = python._module.HEAP8.length;
  console.log(JSON.stringify({ ...said, milliseconds, cpu: (user + system) / 1000, heap }));
}
