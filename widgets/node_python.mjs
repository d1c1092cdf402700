// Runs a Python script in the pinned Pyodide under Node, for checks at build time.
// node node_python.mjs PYODIDE_DIR WHEEL|- SCRIPT: prints what SCRIPT leaves in `result`.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, wheel, script] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
  const python = await loadPyodide({ indexURL: folder });
  if (wheel !== "-") {
    // In the browser, too, the package is imported out of a zip.
    python.FS.writeFile("/package.zip", new Uint8Array(await readFile(wheel)));
    python.runPython('import sys; sys.path.insert(0, "/package.zip")');
  }
  const source = await readFile(script, "utf8");
  const namespace = python.toPy({});
  await python.runPythonAsync(source, { filename: script, globals: namespace });
  console.log(namespace.get("result"));
} catch (error) {
  // Left uncaught, Node would print a megabyte of the runtime's source with it.
  console.error(error.message);
  process.exitCode = 1;
}
