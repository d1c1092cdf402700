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

import { importing, responding } from "./source.js";

/**
 * Take the place of fetch() and of Worker on this page. `own` is the script's element; `unpacked` gives
 * a file's content, a Uint8Array or a promise of one, for its text; `prelude` is the script that goes
 * before those of workers, null where there are none.
 */
export function stand(own, unpacked, prelude = null) {
  const base = new URL("./", own.dataset.base ?? own.src);
  // Of a file of its own there is nothing but what it holds.
  const files = new Files(new URL("../", base).href, "base" in own.dataset, unpacked);
  self.KeepOrCancelFiles = (path, text) => files.add(path, text);
  const network = self.fetch;
  self.fetch = async (resource, options) => {
    const { href } = new URL(resource?.url ?? resource, document.baseURI);
    if (!href.startsWith(files.root)) return network(resource, options);
    return responding(href, await files.content(href));
  };
  if (prelude !== null) self.Worker = workersOf(files, prelude, self.Worker);
  // A disk shows what is in a folder, a server the page in it. Of links in pages the build takes care.
  for (const event of ["click", "auxclick", "contextmenu"]) addEventListener(event, named, true);
  const scripts = own.dataset.run?.split(" ") ?? [];
  scripts.reduce((before, name) => before.then(() => run(files, new URL(name, base).href)), Promise.resolve());
}

function named({ target }) {
  const link = target.closest?.("a[href]");
  if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
}

/** Run a file as a script of the page. */
async function run(files, address) {
  const script = document.createElement("script");
  script.dataset.src = address;
  script.textContent = await files.text(address);
  document.head.append(script);
}

/** The files that are carried, by address. */
class Files {
  #whole;
  #unpacked;
  #carried = new Map();
  #coming = new Map(); // scripts with a file that are on their way
  #awaited = new Map(); // what to call once a file is there

  /** `root` is the address of the site's root; a `whole` page has all there is in itself. */
  constructor(root, whole, unpacked) {
    this.root = root;
    this.#whole = whole;
    this.#unpacked = unpacked;
  }

  add(path, text) {
    const { href } = new URL(path, this.root);
    this.#carried.set(href, text);
    this.#awaited.get(href)?.();
  }

  /** The file at `address` as it is carried, or null where nothing carries it. */
  async packed(address) {
    if (!this.#carried.has(address)) await this.#arrival(address);
    return this.#carried.get(address) ?? null;
  }

  /** Its content, a Uint8Array, or null. */
  async content(address) {
    const packed = await this.packed(address);
    return packed === null ? null : this.#unpacked(packed);
  }

  async text(address) {
    const content = await this.content(address);
    return content && new TextDecoder().decode(content);
  }

  /** Wait for the script that carries `address`, if there is one. */
  #arrival(address) {
    if (!this.#coming.has(address)) {
      this.#coming.set(address, this.#whole ? this.#further(address) : this.#script(address));
    }
    return this.#coming.get(address);
  }

  /** What stands further down the page is still to be read. */
  #further(address) {
    if (document.readyState !== "loading") return Promise.resolve();
    return new Promise((done) => {
      this.#awaited.set(address, done);
      document.addEventListener("DOMContentLoaded", done);
    });
  }

  #script(address) {
    const script = document.createElement("script");
    script.src = `${address}.js`;
    const over = new Promise((done) => {
      for (const event of ["load", "error"]) script.addEventListener(event, done);
    });
    document.head.append(script);
    return over.then(() => script.remove());
  }
}

/** A worker made of `source`, which goes by `address`. */
function inBackground(Native, prelude, source, address) {
  const place = `self.WORKER=${JSON.stringify(address)};`;
  const script = new Blob([place, prelude, source], { type: "text/javascript" });
  return new Native(URL.createObjectURL(script));
}

/** The same on the page itself: what is said to it and by it goes through a channel. */
function onPage(files, source, address) {
  const { port1, port2 } = new MessageChannel();
  const start = new Function("postMessage", "addEventListener", "importScripts", source);
  start(
    (...said) => port2.postMessage(...said),
    (...heard) => port2.addEventListener(...heard),
    // What has been fetched to be run is unpacked again: it may be waited for.
    importing(address, (one) => files.text(one)),
  );
  for (const port of [port1, port2]) port.start();
  return Object.assign(port1, { terminate: () => port1.close() });
}

/** What stands in for `Native`, the browser's own Worker. */
const workersOf = (files, prelude, Native) =>
  class extends EventTarget {
    #inner = null;
    #sent = []; // until the first word comes back
    #ended = false;

    constructor(address) {
      super();
      this.#begin(new URL(address, document.baseURI).href);
    }

    async #begin(address) {
      const source = await files.text(address);
      if (this.#ended) return;
      if (source === null) {
        this.#tell(new ErrorEvent("error", { message: "", cancelable: true }));
        return;
      }
      const here = () => this.#start(onPage(files, source, address));
      try {
        this.#start(inBackground(Native, prelude, source, address), here);
      } catch {
        // No worker may be made here.
        here();
      }
    }

    /** Go on with `inner`; if it ends before it has said a word, with `otherwise`. */
    #start(inner, otherwise = null) {
      this.#inner = inner;
      const heard = () => inner === this.#inner;
      inner.addEventListener("message", ({ data }) => {
        if (!heard()) return;
        this.#sent = null;
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
      inner.postMessage({ given: wanted, text: await files.packed(address) });
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
