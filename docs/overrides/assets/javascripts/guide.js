// The link to the other language keeps the place on the page. Where the self-check runs, the link
// holds its answers instead, whatever stands in the address.
const link = document.querySelector("[data-lang-switch]");
if (link) {
  const follow = () => {
    if (!document.querySelector("keep-or-cancel[data-state=ready]")) link.hash = location.hash;
  };
  window.addEventListener("hashchange", follow);
  follow();
}

// A page may be read long after it was built: what is past its review date by now is said now.
const today = new Date().toLocaleDateString("sv"); // Sweden writes dates as 2026-11-23
for (const note of document.querySelectorAll("[data-past-after]")) {
  if (note.dataset.pastAfter < today) note.hidden = false;
}
