// Runs the Python package in Pyodide, off the page's main thread. Knows nothing of the rules.
//
// In:  {type: "boot", base, runtime, archives, ahead}  runtime and archives (where more than a check
//                                        is asked for) as in manifest.json, base the folder they are
//                                        in; ahead: the archives that are fetched beside Python
//      {type: "check", id, text, lang}   text: facts as JSON
//      {type: "replay", id, text, lang}  text: an earlier answer's facts and rules_version as JSON
//      {type: "call", package, id, call, args, content}  what a package of OURS in
//                                        widgets/build/archives.py gives; args: JSON; content: an
//                                        ArrayBuffer where `call` takes a file
// Out: {type: "step", step, done, total} so that a page can show how far it is
//      {type: "ready"}
//      {type: "failed", code, file}      code: files.js's, "browser" (cannot run it), "blocked"
//                                        (may not), "start" (anything else)
//      {type: "answer", id, json}, or {type: "answer", id, content}, a Uint8Array, of a file
//      {type: "broken", id, message, code, file}  code: files.js's, where it is a file that lacks

import { asScript, fetched, isScript } from "./files.js";

// In the order they are run; the first, run by itself, is what the second would fetch.
const SCRIPTS = ["pyodide.asm.js", "pyodide.js"];

// What a browser says of our files, whose bytes were checked, if they are newer than itself.
const NOT_UNDERSTOOD = /SyntaxError|CompileError|LinkError/;

let python = null;
let engine = null;
let archives = {};
let home = "";
// By name: the archives that are fetched, and those out of which Python imports.
const coming = new Map();
const loaded = new Set();
// By name: the packages beside the engine that were asked.
const packages = new Map();
// Answers are given one after the other, though some wait for an archive.
let turn = Promise.resolve();

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

function step(name, done = 0, total = 1) {
  postMessage({ type: "step", step: name, done, total });
}

/** Resolve with the response for an archive; the same for all who ask, until it fails. */
function archive(name) {
  if (!coming.has(name)) {
    const response = fetched(home, archives[name], "force-cache");
    response.catch(() => coming.delete(name));
    coming.set(name, response);
  }
  return coming.get(name);
}

async function boot({ base, runtime, archives: given = {}, ahead = [] }) {
  home = base;
  archives = given;
  const folder = new URL(runtime.dir, base).href;
  const files = Object.entries(runtime.files);

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
  for (const name of ahead) archive(name).catch(() => {}); // Asked for again where it is needed.

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
    python = await understood(() => Promise.race([loadPyodide(options), failed]));
    step("rules");
    engine = await understood(() => python.pyimport("keep_or_cancel.browser"));
  } finally {
    globalThis.fetch = network;
    responses.clear();
  }
  postMessage({ type: "ready" });
}

/** Let Python import out of an archive, whatever is in it. */
async function load(name) {
  step("archive");
  const response = await archive(name);
  python.FS.writeFile(`/${name}.zip`, new Uint8Array(await response.arrayBuffer()));
  engine.add_archive(`/${name}.zip`, python.toPy(archives[name].parts));
  loaded.add(name);
  step("archive", 1);
}

/** What a package says to a call: JSON text, or the bytes of a file. */
async function called({ package: name, call, args, content }) {
  if (!loaded.has(name)) await load(name);
  if (!packages.has(name)) packages.set(name, python.pyimport(`keep_or_cancel.${name}.browser`));
  const given = content && python.toPy(new Uint8Array(content));
  try {
    for (;;) {
      const said = packages.get(name).call(call, args, given);
      if (typeof said !== "string") {
        const file = said.toJs();
        said.destroy();
        return { content: file };
      }
      // What another archive holds: a library that reads or writes a kind of file, or a package.
      const missing = said.startsWith('{"missing"') ? JSON.parse(said).missing : null;
      if (!missing || loaded.has(missing)) return { json: said };
      await load(missing);
    }
  } finally {
    given?.destroy();
  }
}

async function answer(asked) {
  const { type, id, text, lang } = asked;
  try {
    const said =
      type === "call"
        ? await called(asked)
        : { json: type === "replay" ? engine.replay_json(text, lang) : engine.check_json(text, lang) };
    postMessage({ type: "answer", id, ...said }, said.content ? [said.content.buffer] : []);
  } catch (error) {
    const { code, file } = error;
    postMessage({ type: "broken", id, message: String(error), code, file });
  }
}

addEventListener("message", ({ data }) => {
  if (data.type !== "boot") {
    turn = turn.then(() => answer(data));
  } else {
    boot(data).catch((error) => {
      const { code = "start", file = "" } = error;
      postMessage({ type: "failed", code, file, message: String(error.cause ?? error) });
    });
  }
});
