// Runs the Python package in Pyodide, off the page's main thread. Knows nothing of the rules.
//
// In:  {type: "boot", base, runtime}     runtime as in manifest.json, base the folder it is in
//      {type: "check", id, text, lang}   text: facts as JSON
//      {type: "replay", id, text, lang}  text: an earlier answer's facts and rules_version as JSON
// Out: {type: "step", step, done, total} so that a page can show how far it is
//      {type: "ready"}
//      {type: "failed", code, file}      code: files.js's, "browser" (cannot run it), "blocked"
//                                        (may not), "start" (anything else)
//      {type: "answer", id, json}  or  {type: "broken", id, message}

import { asScript, fetched, isScript } from "./files.js";

// In the order they are run; the first, run by itself, is what the second would fetch.
const SCRIPTS = ["pyodide.asm.js", "pyodide.js"];

// What a browser says of our files, whose bytes were checked, if they are newer than itself.
const NOT_UNDERSTOOD = /SyntaxError|CompileError|LinkError/;

let engine = null;

/** An error the page has words for. */
class Failure extends Error {
  constructor(code, file = "", cause = undefined) {
    super(`${code} ${file}`);
    // Older browsers do not take the cause with the message.
    Object.assign(this, { code, file, cause });
  }
}

/**
 * Give the runtime the type that browsers demand of it, whatever the server calls it: refused,
 * Pyodide would wait for ever.
 */
async function asWasm(response) {
  const type = "application/wasm";
  if (response.headers.get("Content-Type") === type) return response;
  return new Response(await response.arrayBuffer(), { headers: { "Content-Type": type } });
}

/** Compiling eight bytes shows whether a policy bars WebAssembly. */
async function needWebAssembly() {
  if (typeof WebAssembly !== "object") throw new Failure("browser");
  try {
    await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch (error) {
    throw new Failure("blocked", "", error);
  }
}

/** Reject when a browser does not understand the runtime: Pyodide then waits for ever. */
function instantiationFailed() {
  return new Promise((_, reject) => {
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const instantiate = WebAssembly[name];
      WebAssembly[name] = (...given) => {
        const made = instantiate.apply(WebAssembly, given);
        made.catch(reject);
        return made;
      };
    }
  });
}

/** Do `work`; say what kind of failure it is if it does not succeed. */
async function understood(work) {
  try {
    return await work();
  } catch (error) {
    throw new Failure(NOT_UNDERSTOOD.test(error) ? "browser" : "start", "", error);
  }
}

/**
 * Run a script by its address, for a policy of "script-src 'self'" lets none run from memory; that
 * takes no hash. It takes the checked copy from the browser's cache; where a server forbids caching,
 * what the server sends the second time, from the same origin and folder.
 */
async function run(url, checked) {
  const address = isScript(checked) ? url : await asScript(checked);
  await understood(() => importScripts(address));
}

async function boot({ base, runtime }) {
  const folder = new URL(runtime.dir, base).href;
  const files = Object.entries(runtime.files);
  const step = (name, done = 0, total = 1) =>
    postMessage({ type: "step", step: name, done, total });

  await needWebAssembly();
  step("download", 0, files.length);
  let done = 0;
  const arriving = new Map(
    files.map(([file, { integrity }]) => {
      // A content-hashed name never changes its content: any copy at hand will do.
      const coming = fetched(folder, { file, integrity }, "force-cache");
      return [file, coming.finally(() => step("download", ++done, files.length))];
    }),
  );
  const all = Promise.all(arriving.values());
  all.catch(() => {}); // Awaited below.
  // At once, before the rest is there: a browser too old for them need not fetch it all.
  for (const file of SCRIPTS) await run(folder + file, await arriving.get(file));
  await all;

  // Of the WebAssembly and the archive Pyodide gets exactly the bytes that were checked.
  const responses = new Map();
  for (const [file, coming] of arriving) {
    const response = await coming;
    responses.set(folder + file, file.endsWith(".wasm") ? await asWasm(response) : response);
  }
  const network = globalThis.fetch;
  globalThis.fetch = (resource, options) => {
    const url = String(resource?.url ?? resource);
    const checked = responses.get(url);
    responses.delete(url);
    return checked ? Promise.resolve(checked) : network(resource, options);
  };

  step("start");
  try {
    const failed = instantiationFailed();
    const options = {
      indexURL: folder,
      packageBaseUrl: folder,
      stdLibURL: `${folder}python.zip`,
      lockFileContents: { info: runtime.info, packages: {} },
    };
    const python = await understood(() => Promise.race([loadPyodide(options), failed]));
    step("rules");
    engine = await understood(() => python.pyimport("keep_or_cancel.browser"));
  } finally {
    globalThis.fetch = network;
    responses.clear();
  }
  postMessage({ type: "ready" });
}

function answer({ type, id, text, lang }) {
  const ask = type === "replay" ? engine.replay_json : engine.check_json;
  try {
    postMessage({ type: "answer", id, json: ask(text, lang) });
  } catch (error) {
    postMessage({ type: "broken", id, message: String(error) });
  }
}

addEventListener("message", ({ data }) => {
  if (data.type === "check" || data.type === "replay") answer(data);
  if (data.type === "boot") {
    boot(data).catch((error) => {
      const { code = "start", file = "" } = error;
      postMessage({ type: "failed", code, file, message: String(error.cause ?? error) });
    });
  }
});
