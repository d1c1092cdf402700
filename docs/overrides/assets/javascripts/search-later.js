// What the theme's search lacks, as little as every page has to load: the rest comes with the index,
// in search-words.js. Runs before the theme.

const inSearch = ({ target }) => target.form?.name === "search";

// The theme fetches the search index, a third of a page's bytes, for everybody and at once: that one
// request is held back until somebody searches.
const searching = new Promise((resolve) => {
  // A key that opens the search, a tap on its icon and an address with ?q= all end in its field.
  addEventListener("focusin", (event) => inSearch(event) && resolve());
});

// Not imported: a module needs a type that not every server sends. Where it does not come, the theme
// searches by itself.
const { src } = document.currentScript;
const loaded = searching.then(
  () =>
    new Promise((done) => {
      const script = document.createElement("script");
      for (const event of ["load", "error"]) script.addEventListener(event, done);
      script.src = new URL("search-words.js", src);
      document.head.append(script);
    }),
);

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

// The theme looks again after a key. Words that are pasted, spoken or picked come without one; and
// while an input method puts a word together, its keys bring half of one.
let composing = false;
let waiting = null; // a query of then, to be sent after all: {worker, message}

function look(field) {
  // It completes what was there at the last key: both, and for nobody else.
  for (const key of ["keydown", "keyup"]) field.dispatchEvent(new Event(key));
}

for (const key of ["keydown", "keyup"]) {
  const half = (event) => inSearch(event) && event.isComposing && event.stopImmediatePropagation();
  addEventListener(key, half, true);
}
addEventListener("input", (event) => inSearch(event) && !composing && look(event.target));
addEventListener("compositionstart", (event) => {
  composing = inSearch(event);
});
addEventListener("compositionend", (event) => {
  if (!inSearch(event)) return;
  composing = false;
  look(event.target);
  // The theme holds what it asked for answered.
  waiting?.worker.postMessage(waiting.message);
});

const SETUP = 0;
const QUERY = 2;
const RESULT = 3;

window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data: { type, data } }) => {
      if (type === RESULT && data?.items) window.searchWords?.arrange(data);
    });
  }

  postMessage(message, ...rest) {
    const { type, data } = message ?? {};
    if (type === SETUP && Array.isArray(data?.docs)) {
      loaded.then(() => {
        window.searchWords?.learn(data);
        super.postMessage(message, ...rest);
      });
    } else if (type === QUERY && typeof data === "string") {
      // Of its own accord the theme looks when it is ready, in the middle of a word too.
      waiting = composing ? { worker: this, message } : null;
      if (!composing) super.postMessage({ type, data: window.searchWords?.query(data) ?? data }, ...rest);
    } else super.postMessage(message, ...rest);
  }
};
