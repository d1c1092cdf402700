// Goes before the script of a worker that no server sends: what it fetches the page gives it, packed.
//
// Out: {wanted: id, address}   In: {given: id, text}, or null for the text where nothing carries it
// `WORKER`, the address the worker goes by, is declared before this.

import { importing, responding } from "./source.js";
import { unpacked } from "./unpack.js";

const BASE = self.WORKER;
const waiting = new Map();
// Scripts that have come and are still to be run.
const scripts = new Map();
let last = 0;

addEventListener("message", (event) => {
  if (event.data?.given === undefined) return;
  event.stopImmediatePropagation();
  waiting.get(event.data.given)(event.data.text);
  waiting.delete(event.data.given);
});

async function content(address) {
  const text = await new Promise((resolve) => {
    waiting.set(++last, resolve);
    postMessage({ wanted: last, address });
  });
  const found = text === null ? null : await unpacked(text);
  if (found && address.endsWith(".js")) scripts.set(address, new TextDecoder().decode(found));
  return found;
}

self.fetch = async (resource) => {
  const { href } = new URL(resource?.url ?? resource, BASE);
  return responding(href, await content(href));
};

self.importScripts = importing(BASE, (address) => {
  const taken = () => {
    const text = scripts.get(address);
    scripts.delete(address);
    return text;
  };
  return taken() ?? content(address).then(taken);
});
