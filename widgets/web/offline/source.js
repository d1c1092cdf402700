// Scripts that are at hand as text: what importScripts() is where none can be fetched.

/**
 * Return importScripts() for a script that goes by the address `base`. `get` returns the text that
 * stands at an address, or a promise of it: then so is what is returned.
 */
export const importing =
  (base, get) =>
  (...addresses) => {
    const texts = addresses.map((address) => get(new URL(address, base).href));
    // In the global scope, like a script of its own.
    const run = (all) => all.forEach((text) => (0, eval)(text));
    return texts.some((text) => text instanceof Promise) ? Promise.all(texts).then(run) : run(texts);
  };

const TYPES = {
  js: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
  zip: "application/zip",
  csv: "text/csv",
};

/** The response to a request for `address`, whose `content` is a Uint8Array, or null without any. */
export function responding(address, content) {
  if (content === null) return new Response(null, { status: 404 });
  const type = TYPES[/\w*$/.exec(address)[0]] ?? "application/octet-stream";
  return new Response(content, { headers: { "Content-Type": type } });
}
