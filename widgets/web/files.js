// Fetches a file of ours and checks it against its hash; where it does not come, finds out why.
// For the page and for the worker: knows neither.

/**
 * The address of the site in a language; `base`, where our files lie, is one folder of its root. null
 * where they come from no site: they stand in a file of its own, at "none:".
 */
export function siteOf(lang, base) {
  return base.protocol === "none:" ? null : new URL(lang === "en" ? "../en/" : "../", base);
}

/** Why a file is not there: `code` is "offline", "missing" or "hash" (not the one published). */
export class FileFailure extends Error {
  constructor(code, file) {
    super(`${code} (${file})`);
    Object.assign(this, { name: "FileFailure", code, file });
  }
}

/**
 * Resolve with the response for `file` under the folder `base`, or reject with a FileFailure.
 *
 * The copies at hand are tried first, by `cache`; if that is a wrong one, was cut off or is an old
 * error page, the network has the next word. `signal` ends it.
 */
export async function fetched(base, { file, integrity }, cache = "default", signal = undefined) {
  const url = new URL(file, base);
  for (const mode of [cache, "reload"]) {
    const response = await fetch(url, { integrity, cache: mode, signal }).catch(() => null);
    if (response?.ok) return response;
  }
  throw new FileFailure((await missing(url)) ?? "hash", file);
}

/**
 * Why nothing comes from `url`: "offline" or "missing", or null where something does.
 *
 * A browser does not tell a wrong hash from a broken line: this asks for the head alone.
 */
export async function missing(url) {
  const head = await fetch(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
  return head === null ? "offline" : head.ok ? null : "missing";
}

/**
 * Whether the page at this address is by now made with other scripts than `script`: the site has
 * been updated, and what this page wants may be gone.
 */
export async function updated(script) {
  const page = await fetch(location.pathname + location.search, { cache: "no-cache" }).catch(() => null);
  return Boolean(page?.ok) && !(await page.text()).includes(script.split("/").pop());
}

/**
 * Whether browsers take `response` for a script, a worker's too. Windows' servers may call .js
 * text/plain: pages run that all the same, workers do not.
 */
export function isScript(response) {
  return /^(text|application)\/(x-)?(java|ecma)script\b/i.test(response.headers.get("Content-Type"));
}

/** An address of the content of `response`, under the type that browsers demand of a script. */
export async function asScript(response) {
  return URL.createObjectURL(new Blob([await response.blob()], { type: "text/javascript" }));
}
