// Runs the Python package in Pyodide, off the page's main thread. Knows nothing of the rules.
//
// In:  {type: "boot", base, runtime}     runtime as in manifest.json, base the folder it is in
//      {type: "check", id, text, lang}   text: facts as JSON
//      {type: "replay", id, text, lang}  text: an earlier answer's facts and rules_version as JSON
// Out: {type: "step", step, done, total} so that a page can show how far it is
//      {type: "ready"}
//      {type: "failed", code, file}      code: wasm, offline, missing, hash, start
//      {type: "answer", id, json}  or  {type: "broken", id, message}

let engine = null;

/** An error the page has words for. */
class Failure extends Error {
  constructor(code, file = "", cause = undefined) {
    super(`${code} ${file}`, { cause });
    Object.assign(this, { code, file });
  }
}

/** Fetch a file of the runtime and check it against its hash; say which way it failed. */
async function verified(url, file, { integrity }) {
  // A content-hashed name never changes its content, so any copy at hand will do; if that copy is
  // a wrong one, or an old error page, the network has the next word.
  for (const cache of ["force-cache", "reload"]) {
    const response = await fetch(url, { integrity, cache }).catch(() => null);
    if (response?.ok) return response;
  }
  // The browser does not tell a wrong hash from a broken line: ask for the head alone.
  const head = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
  throw new Failure(head === null ? "offline" : head.ok ? "hash" : "missing", file);
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

/** Compiling eight bytes shows whether a policy or a browser setting bars WebAssembly. */
async function needWebAssembly() {
  try {
    await WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch (error) {
    throw new Failure("wasm", "", error);
  }
}

async function boot({ base, runtime }) {
  const folder = new URL(runtime.dir, base).href;
  const files = Object.entries(runtime.files);
  const step = (name, done = 0, total = 1) =>
    postMessage({ type: "step", step: name, done, total });

  await needWebAssembly();
  step("download", 0, files.length);
  let done = 0;
  const responses = new Map(
    await Promise.all(
      files.map(async ([file, entry]) => {
        const response = await verified(folder + file, file, entry);
        step("download", ++done, files.length);
        return [folder + file, file.endsWith(".wasm") ? await asWasm(response) : response];
      }),
    ),
  );

  // Of the WebAssembly and the archive Pyodide gets exactly the bytes that were checked. The two
  // scripts (pyodide.mjs, pyodide.asm.js) it imports by their address, for browsers take no hash
  // with an import, and a policy of "script-src 'self'" no script from memory. An import takes the
  // checked copy from the browser's cache; where a server forbids caching, it takes what the server
  // sends the second time, from the same origin and folder.
  const network = globalThis.fetch;
  globalThis.fetch = (resource, options) => {
    const url = String(resource?.url ?? resource);
    const checked = responses.get(url);
    responses.delete(url);
    return checked ? Promise.resolve(checked) : network(resource, options);
  };

  step("start");
  try {
    const { loadPyodide } = await import(`${folder}pyodide.mjs`);
    const python = await loadPyodide({
      indexURL: folder,
      packageBaseUrl: folder,
      stdLibURL: `${folder}python.zip`,
      lockFileContents: { info: runtime.info, packages: {} },
    });
    step("rules");
    engine = python.pyimport("keep_or_cancel.browser");
  } catch (error) {
    throw new Failure("start", "", error);
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
