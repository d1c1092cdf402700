// What the self-check loads beside itself: its data and the script that shows plans, each once for all
// elements of a page; and why something did not come.

import config from "built:config";
import { h } from "./dom.js";
import { fetched, FileFailure, missing, updated } from "./files.js";
import { SANDBOXED } from "./runner.js";

const { src, dataset } = document.currentScript;
/**
 * The address of this script, and of the folder that it lies in with all others; where it stands in the
 * page itself, with all others, what it goes by.
 */
export const SCRIPT = src || dataset.src;
export const BASE = new URL("./", SCRIPT);

/** What `get` makes of `file`, made once; a failed one is asked for again when it is wanted again. */
const loads = new Map();
function once(file, get) {
  if (!loads.has(file)) {
    const loading = get();
    loading.catch(() => loads.delete(file));
    loads.set(file, loading);
  }
  return loads.get(file);
}

/** The content of one data file. */
export function load(entry) {
  return once(entry.file, async () => (await fetched(BASE, entry)).json());
}

/** Run the script that shows plans; what it exports stands under its global name. */
export function loadPlanView() {
  const { file, name } = config.plan_view;
  return once(file, async () => {
    if (self[name]) return self[name];
    const src = new URL(file, BASE).href;
    const run = new Promise((loaded, failed) => {
      document.head.append(h("script", { src, onload: loaded, onerror: failed }));
    });
    await run.catch(async () => {
      throw new FileFailure((await missing(src)) ?? "blocked", file);
    });
    return self[name];
  });
}

/**
 * Why something did not load: a FileFailure's code, "released" where the site has been updated, or
 * "sandbox" where this page has no origin that it might be read from.
 */
export async function reason({ code = "broken" }) {
  if (SANDBOXED) return "sandbox";
  return code !== "offline" && (await updated(SCRIPT)) ? "released" : code;
}
