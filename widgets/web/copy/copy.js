// The copy of the site that this device keeps for use without a network: one cache a release, named
// after the site's address and the release. It is whole once its list is in it, which comes last.

/** The file that names what belongs to the copy, and the one that answers from it. */
export const LIST = "kept-copy.json";
export const WORKER = "kept-copy.js";
// A note in the copy that the site has a later release: {version}.
const NEWER = `${LIST}?newer`;
const EXACT = { ignoreVary: true };

const begins = (root) => `keep-or-cancel.copy ${root} `;
const named = (root, id) => begins(root) + id;

/** The releases of which something is kept for the site at `root`, whole or not. */
export async function releases(root) {
  const start = begins(root);
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
}

/** One release of the site at `root`, as far as it is kept. */
export class Copy {
  #root;
  #name;

  constructor(root, id) {
    this.#root = root;
    this.#name = named(root, id);
  }

  /** What is kept for `url`, or undefined. */
  async match(url) {
    // To ask for what is not there would begin an empty one.
    if (!(await caches.has(this.#name))) return undefined;
    return (await caches.open(this.#name)).match(String(url), EXACT);
  }

  async put(path, response) {
    return (await caches.open(this.#name)).put(new URL(path, this.#root), response);
  }

  /** The addresses of what is there. */
  async urls() {
    if (!(await caches.has(this.#name))) return new Set();
    const requests = await (await caches.open(this.#name)).keys();
    return new Set(requests.map(({ url }) => url));
  }

  /** The list of a whole copy, {id, version, bytes, files: {path: {integrity, bytes}}, saved}; null otherwise. */
  async list() {
    const kept = await this.match(new URL(LIST, this.#root));
    return kept ? kept.json() : null;
  }

  /** Say that all of it is there, as `list` names it. */
  async complete(list) {
    await this.put(LIST, new Response(JSON.stringify(list)));
  }

  /** The later release that the site has, {version}, or null where none is known of. */
  async newer() {
    const noted = await this.match(new URL(NEWER, this.#root));
    return noted ? noted.json() : null;
  }

  async outdated(by) {
    await this.put(NEWER, new Response(JSON.stringify(by)));
  }

  async delete() {
    await caches.delete(this.#name);
  }
}
