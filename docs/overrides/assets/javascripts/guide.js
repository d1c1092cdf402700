// The link to the other language keeps the place on the page, and with it the answers given.
const link = document.querySelector("[data-lang-switch]");
if (link) {
  const page = link.getAttribute("href");
  const follow = () => link.setAttribute("href", page + location.hash);
  window.addEventListener("hashchange", follow);
  // The self-check changes the fragment without an event, so look again at the last moment.
  for (const moment of ["pointerdown", "focus", "click"]) link.addEventListener(moment, follow);
  follow();
}
