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
