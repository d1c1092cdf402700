// The link to the other language keeps the place on the page. Where the self-check or the hotline
// sheet has answers, the link holds those instead, whatever stands in the address.
const link = document.querySelector("[data-lang-switch]");
const ANSWERS = "keep-or-cancel[data-state=ready], [data-hotline][data-answered]";

/** What the fragment names, or null: answers of the self-check, a broken address. */
function aimed(hash = location.hash) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null;
  }
}

/** The place being read: the heading last passed or what the address names, whichever is nearer. */
function here() {
  if (location.hash.includes("=")) return location.hash;
  const top = (element) => element.getBoundingClientRect().top;
  const [nearest] = [...document.querySelectorAll("article h2[id], article h3[id]"), aimed()]
    .filter((element) => element?.getClientRects().length && top(element) < innerHeight / 4)
    .sort((a, b) => top(b) - top(a));
  return nearest ? `#${nearest.id}` : location.hash;
}

if (link) {
  const follow = () => {
    if (!document.querySelector(ANSWERS)) link.hash = here();
  };
  for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, follow);
  window.addEventListener("hashchange", follow);
  follow();
}

// A page may be read long after it was built: what is past its review date by now is said now.
const today = new Date().toLocaleDateString("sv"); // Sweden writes dates as 2026-11-23
for (const note of document.querySelectorAll("[data-past-after]")) {
  if (note.dataset.pastAfter < today) note.hidden = false;
}

// A link to what is folded opens every fold around it: on arrival, on the way, and once more for a
// fold closed since. Browsers open only what is inside, not a fold whose own line is meant.
const CLOSED = "details:not([open])";
const unfold = (hash) => {
  const target = aimed(hash);
  let fold = target?.closest(CLOSED);
  if (!fold) return;
  for (; fold; fold = fold.parentElement.closest(CLOSED)) fold.open = true;
  target.scrollIntoView();
};
// The self-check has put its answers back into the address by now.
window.addEventListener("hashchange", ({ newURL }) => unfold(new URL(newURL).hash));
document.addEventListener("click", ({ target }) => {
  const again = target.closest?.("a[href]");
  if (again?.hash && again.href === location.href) unfold();
});
unfold();

// Paper cannot unfold. What was closed is closed again.
const unfolded = new Set();
window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(CLOSED)) {
    fold.open = true;
    unfolded.add(fold);
  }
});
window.addEventListener("afterprint", () => {
  for (const fold of unfolded) fold.open = false;
  unfolded.clear();
});
