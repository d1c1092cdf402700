// Stands in for the server where there is none: a page opened from disk, or one that is a file of its
// own. The scripts of the site run as they are; what they fetch is carried by scripts, and what they
// run in workers runs in one made from memory, or where none may be made on the page itself.
//
// On its own element, the first script of a page:
//   data-base  in a file of its own: the address that its files go by; without it they lie beside this
//   data-run   and those of them that are scripts of the page, in order
// KeepOrCancelFiles(path, text)  takes a file: `path` under the folder that the base lies in, `text`
//                                as widgets/offline/carried.py writes it. From disk that script is
//                                `path` with .js after it.

import { gunzipSync } from "fflate";
import prelude from "built:prelude"; // the worker's side, written by widgets/offline
import { importing, responding } from "./source.js";

const OWN = document.currentScript;
const BASE = new URL("./", OWN.dataset.base ?? OWN.src);
const ROOT = new URL("../", BASE).href;
// Of a file of its own there is nothing but what it holds.
const WHOLE = "base" in OWN.dataset;

// --- files ------------------------------------------------------------------------------------------

// By address, as they came.
const carried = new Map();
// By address, scripts with a file that are on their way; and what to call once a file is there.
const coming = new Map();
const awaited = new Map();
// base64.b85encode's, but for four that mean something in HTML or in a script.
const ALPHABET =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#]%:()*+-;.=>?@^_[{|}~";
const VALUES = new Uint8Array(128);
[...ALPHABET].forEach((letter, value) => (VALUES[letter.charCodeAt(0)] = value));
const GROUP = 5; // letters for four bytes

/** The bytes that are written in `text`. */
function decoded(text) {
  const missing = (GROUP - (text.length % GROUP)) % GROUP;
  const whole = text + "~".repeat(missing);
  const bytes = new Uint8Array((whole.length / GROUP) * 4);
  for (let from = 0, to = 0; from < whole.length; to += 4) {
    let value = 0;
    for (let n = 0; n < GROUP; n += 1) value = value * 85 + VALUES[whole.charCodeAt(from++)];
    bytes[to] = value >>> 24;
    bytes[to + 1] = value >>> 16;
    bytes[to + 2] = value >>> 8;
    bytes[to + 3] = value;
  }
  return bytes.subarray(0, bytes.length - missing);
}

/** Undo gzip: by the browser, off this thread, where it can. */
async function unpacked(bytes) {
  if (!self.DecompressionStream) return gunzipSync(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new self.DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

self.KeepOrCancelFiles = (path, text) => {
  const { href } = new URL(path, ROOT);
  carried.set(href, text);
  awaited.get(href)?.();
};

/** Wait for the script that carries `address`, if there is one. */
function arrival(address) {
  if (WHOLE) {
    // What stands further down is still to be read.
    if (document.readyState !== "loading") return Promise.resolve();
    return new Promise((done) => {
      awaited.set(address, done);
      document.addEventListener("DOMContentLoaded", done);
    });
  }
  if (!coming.has(address)) {
    const script = document.createElement("script");
    script.src = `${address}.js`;
    const over = new Promise((done) => {
      for (const event of ["load", "error"]) script.addEventListener(event, done);
    });
    coming.set(address, over.then(() => script.remove()));
    document.head.append(script);
  }
  return coming.get(address);
}

/** The content at `address`, a Uint8Array, or null where nothing carries it. */
async function content(address) {
  if (!carried.has(address)) await arrival(address);
  return carried.has(address) ? unpacked(decoded(carried.get(address))) : null;
}

const network = self.fetch;
self.fetch = async (resource, options) => {
  const { href } = new URL(resource?.url ?? resource, document.baseURI);
  if (!href.startsWith(ROOT)) return network(resource, options);
  return responding(href, await content(href));
};

/** Run a file as a script of the page. */
async function runHere(name) {
  const { href } = new URL(name, BASE);
  const script = document.createElement("script");
  script.dataset.src = href;
  script.textContent = new TextDecoder().decode(await content(href));
  document.head.append(script);
}

if (WHOLE) OWN.dataset.run.split(" ").reduce((before, name) => before.then(() => runHere(name)), Promise.resolve());

// --- workers ----------------------------------------------------------------------------------------

const NativeWorker = self.Worker;

/** A worker made of `source`, which goes by `address`. */
function inBackground(source, address) {
  const place = `self.WORKER=${JSON.stringify(address)};`;
  const script = new Blob([place, prelude, source], { type: "text/javascript" });
  return new NativeWorker(URL.createObjectURL(script));
}

/** The same on the page itself: what is said to it and by it goes through a channel. */
function onPage(source, address) {
  const { port1, port2 } = new MessageChannel();
  const text = async (one) => new TextDecoder().decode(await content(one));
  // What was fetched to be run is fetched again: here importScripts() may be waited for.
  const imports = importing(address, text);
  const run = new Function("postMessage", "addEventListener", "importScripts", source);
  run(
    (...said) => port2.postMessage(...said),
    (...heard) => port2.addEventListener(...heard),
    imports,
  );
  for (const port of [port1, port2]) port.start();
  return Object.assign(port1, { terminate: () => port1.close() });
}

self.Worker = class extends EventTarget {
  #inner = null;
  #sent = []; // until the first word comes back
  #ended = false;

  constructor(address) {
    super();
    this.#begin(new URL(address, document.baseURI).href);
  }

  async #begin(address) {
    const found = await content(address);
    if (this.#ended) return;
    if (!found) {
      this.#tell(new ErrorEvent("error", { message: "", cancelable: true }));
      return;
    }
    const source = new TextDecoder().decode(found);
    try {
      this.#start(inBackground(source, address), () => this.#start(onPage(source, address)));
    } catch {
      // No worker may be made here.
      this.#start(onPage(source, address));
    }
  }

  /** Go on with `inner`; if it ends before it has said a word, with `otherwise`. */
  #start(inner, otherwise = null) {
    this.#inner = inner;
    const heard = () => inner === this.#inner;
    inner.addEventListener("message", ({ data }) => {
      if (!heard()) return;
      if (this.#sent) this.#sent = null;
      if (data?.wanted) this.#give(inner, data);
      else this.#tell(new MessageEvent("message", { data }));
    });
    inner.addEventListener("error", (event) => {
      event.preventDefault();
      if (!heard()) return;
      if (this.#sent && otherwise) otherwise();
      else this.#tell(new ErrorEvent("error", { message: event.message, cancelable: true }));
    });
    this.#sent.forEach((given) => inner.postMessage(...given));
  }

  async #give(inner, { wanted, address }) {
    const found = await content(address);
    inner.postMessage({ given: wanted, content: found }, found ? [found.buffer] : []);
  }

  #tell(event) {
    this.dispatchEvent(event);
  }

  postMessage(...given) {
    this.#sent?.push(given);
    this.#inner?.postMessage(...given);
  }

  terminate() {
    this.#ended = true;
    this.#inner?.terminate();
  }
};

// --- links to folders -------------------------------------------------------------------------------

// A disk shows what is in a folder, a server the page in it. Of links in pages the build takes care.
for (const event of ["click", "auxclick", "contextmenu"]) {
  addEventListener(
    event,
    ({ target }) => {
      const link = target.closest?.("a[href]");
      if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    },
    true,
  );
}
