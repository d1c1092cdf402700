// The service worker of who keeps the guide on this device: answers from the copy where the network
// does not, and says so on the page. kept-copy.js registers it, once the copy is whole and not before.

import words from "built:copy";
import { fill } from "../dom.js";
import { Copy, LIST, releases, WORKER } from "./copy.js";

// What the network gets before a page is shown from the copy, in ms.
const PATIENCE = 4000;
// A name that holds the hash of its content: such a file never changes.
const HASHED = /[.-][0-9a-f]{8}(\.min)?\.(js|css|json|zip)$|\/runtime-[0-9a-f]{8}\//;
// Every page of the theme has it, empty, above its header.
const PLACE = '<div data-md-component="announce">';

// {id, version} of this release: the build writes it at the head of this file.
const release = self.KEPT_COPY;
const ROOT = self.registration.scope;
const copy = new Copy(ROOT, release.id);
// Pages shown from the copy: what they load comes from it too, so that both are of one release.
const fromCopy = new Set();

addEventListener("install", (event) => event.waitUntil(install()));

async function install() {
  if (await copy.list()) {
    await self.skipWaiting();
    return;
  }
  // The browser has seen by itself that the site is newer. Nothing is loaded unasked: it is said.
  for (const id of await releases(ROOT)) {
    const other = new Copy(ROOT, id);
    if (await other.list()) await other.outdated({ version: release.version });
  }
  throw new Error("no copy of this release is kept");
}

addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  for (const id of await releases(ROOT)) if (id !== release.id) await new Copy(ROOT, id).delete();
  await self.clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.hash = url.search = "";
  const path = url.href.startsWith(ROOT) ? url.href.slice(ROOT.length) : null;
  // What is asked for past all caches, as by kept-copy.js, is meant to come from the network.
  if (request.method !== "GET" || request.cache === "no-store") return;
  if ([null, LIST, WORKER].includes(path)) return;
  event.respondWith(request.mode === "navigate" ? page(event, url) : file(event, url));
});

/** What the copy has for an address: a folder's page stands under the folder's. */
const found = ({ href }) => copy.match(href.replace(/\/index\.html$/, "/"));

/** What the network gives, if it gives it in time. */
function inTime(request, options) {
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE, new Error("late")));
  return Promise.race([fetch(request, options), late]);
}

async function file({ request, clientId }, url) {
  const kept = await found(url);
  if (!kept) return fetch(request);
  if (HASHED.test(url.pathname) || fromCopy.has(clientId)) return kept;
  return inTime(request).catch(() => kept);
}

async function page({ request, resultingClientId }, url) {
  const kept = await found(url);
  // Not what the browser may still have from an earlier visit: that would be a copy, and not said so.
  const asked = kept ? inTime(request, { cache: "no-cache" }) : fetch(request);
  const answer = await asked.catch(() => null);
  if (answer && (!kept || answer.status < 500)) {
    const newer = await copy.newer();
    return newer ? noted(answer, url, "copy_outdated", newer) : answer;
  }
  if (kept) {
    fromCopy.add(resultingClientId);
    const { version, saved } = await copy.list();
    return noted(kept, url, "copy_note", { version, date: saved });
  }
  const folder = new URL(`${url.href}/`);
  return (await found(folder)) ? Response.redirect(folder.href) : nothing(url);
}

/** The words for a page, by the language of its place. */
function wordsOf(url) {
  const lang = url.href.startsWith(`${ROOT}en/`) ? "en" : "zh";
  return { ...words[lang], way: new URL(words[lang].place, ROOT).href };
}

/** The page with a line above it that says the word `key`, filled with `values`. */
async function noted(answer, url, key, values) {
  if (!/^text\/html\b/.test(answer.headers.get("Content-Type")) || answer.redirected) return answer;
  const { ui, way, gap } = wordsOf(url);
  const line = `<aside class="md-banner kept-note" data-kept-note="${key}"><p>${fill(ui[key], values)}${gap}<a href="${way}">${ui.copy_way}</a></p></aside>`;
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Length", "Content-Encoding"]) headers.delete(name);
  const html = (await answer.text()).replace(PLACE, PLACE + line);
  return new Response(html, { status: answer.status, headers });
}

/** What is said instead of a page that is not in the copy. */
function nothing(url) {
  const { ui, way, html, home } = wordsOf(url);
  return new Response(
    `<!doctype html><html lang="${html}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${ui.copy_nothing}</title><h1>${ui.copy_nothing}</h1><p>${ui.copy_nothing_why}</p><p><a href="${new URL(home, ROOT)}">${ui.copy_home}</a> · <a href="${way}">${ui.copy_way}</a></p></html>`,
    { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
  );
}
