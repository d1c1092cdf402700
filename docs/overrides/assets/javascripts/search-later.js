// What the theme's search lacks. Runs before the theme.

// The theme fetches the search index, a third of a page's bytes, for everybody and at once: that one
// request is held back until somebody searches.
const searching = new Promise((resolve) => {
  // A key that opens the search, a tap on its icon and an address with ?q= all end in its field.
  addEventListener("focusin", ({ target }) => target.form?.name === "search" && resolve());
});

const { open, send } = XMLHttpRequest.prototype;
const held = new WeakSet();
XMLHttpRequest.prototype.open = function (method, url, ...rest) {
  if (String(url).endsWith("/search/search_index.json")) held.add(this);
  return open.call(this, method, url, ...rest);
};
XMLHttpRequest.prototype.send = function (body) {
  if (held.has(this)) searching.then(() => send.call(this, body));
  else send.call(this, body);
};

// The theme looks again after a key. Words that are pasted, spoken or picked come without one.
addEventListener("input", ({ target, isComposing }) => {
  if (target.form?.name === "search" && !isComposing) target.dispatchEvent(new Event("keyup"));
});

// What is typed in Chinese has no spaces. The theme cuts it by the words of its index, but never
// sees the last character and takes a single one for the beginning of any word. So it gets words:
// the longest the index knows, and of one not yet typed to its end those that begin so.
const SETUP = 0;
const QUERY = 2;
const RESULT = 3;
const HAN = /\p{sc=Han}+/gu;
// Stands in no page: with it behind a word the theme's cutter keeps the word whole.
const END = "〇";
const MOST = 8;
const words = new Set();

function learn({ title, text, tags = [] }) {
  for (const part of [title, text, ...tags]) {
    for (const [word] of part.matchAll(HAN)) if (word.length > 1) words.add(word);
  }
}

function cut(run) {
  const found = [];
  for (let at = 0; at < run.length; ) {
    const rest = run.slice(at);
    const known = [...rest].map((_, n) => rest.slice(0, rest.length - n)).find((w) => words.has(w));
    const begun =
      known !== rest && (rest.length > 1 || at === 0)
        ? [...words].filter((word) => word.startsWith(rest)).slice(0, MOST)
        : [];
    if (begun.length) {
      found.push(...begun);
      break;
    }
    if (known) found.push(known);
    at += known?.length ?? 1;
  }
  return (found.length ? found : [run]).map((word) => word + END).join(" ");
}

// Of what a hit says, its parts in one line each after the other, from shortly before the first word
// that was sought; the stylesheet shows two lines of it.
const BEFORE = 24;

function teaser(text) {
  const line = text
    .replace(/<\/?(?!mark\b)[a-z][^>]*>/gi, " · ")
    .replace(/(?:\s*·\s*)+/g, " · ")
    .replace(/^ · | · $/g, "");
  const start = line.indexOf("<mark") - BEFORE;
  const from = start > 0 ? line.slice(start).replace(/^[\w'’]*\s/, "") : line;
  return line && `<p class="search-hit">${start > 0 ? "… " : ""}${from}</p>`;
}

window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data: { type, data } }) => {
      if (type !== RESULT || !data?.items) return;
      for (const hit of data.items.flat()) {
        hit.text = teaser(hit.text);
        delete hit.tags; // words people search by, not for reading
      }
    });
  }

  postMessage(message, ...rest) {
    const { type, data } = message ?? {};
    if (type === SETUP && Array.isArray(data?.docs)) data.docs.forEach(learn);
    const sought = type === QUERY && typeof data === "string";
    super.postMessage(sought ? { type, data: data.replace(HAN, cut) } : message, ...rest);
  }
};
