// The theme fetches the search index, a third of a page's bytes, for everybody and at once. Runs
// before the theme and holds that one request back until somebody searches.
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
