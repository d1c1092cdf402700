// The link to the other language keeps the place on the page. On the self-check's page the element
// itself writes its answers into that link.
const link = document.querySelector("[data-lang-switch]");
if (link) {
  const follow = () => {
    link.hash = location.hash;
  };
  window.addEventListener("hashchange", follow);
  follow();
}

// A page may be read long after it was built: what is past its review date by now is said now.
const today = new Date().toLocaleDateString("sv"); // Sweden writes dates as 2026-11-23
for (const note of document.querySelectorAll("[data-past-after]")) {
  if (note.dataset.pastAfter < today) note.hidden = false;
}
