// Checklists and sheets on a page: keeps ticks on the device, counts them, prints one sheet alone.
//
// Ticks are kept by item id, so both languages and every page that shows an item share them. They
// never leave the browser. Without storage all of it works until the page is closed.

const STORE = "keep-or-cancel.ticks";

/** The ids of the items ticked on this device; null if the browser keeps nothing for us. */
function stored() {
  try {
    const ids = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return new Set(Array.isArray(ids) ? ids : []);
  } catch (error) {
    // Broken content counts as none; it is overwritten with the next tick.
    return error instanceof SyntaxError ? new Set() : null;
  }
}

/** Note that items were ticked or not; other tabs may have written since, so read first. */
function note(ids, ticked) {
  const ticks = stored();
  if (!ticks) return;
  for (const id of ids) ticks[ticked ? "add" : "delete"](id);
  try {
    if (ticks.size) localStorage.setItem(STORE, JSON.stringify([...ticks].sort()));
    else localStorage.removeItem(STORE);
  } catch {
    // Full or forbidden: the tick stays on the page.
  }
}

/** Print `sheet` alone: everything beside the way from the page's root down to it is left out. */
function printAlone(sheet, how) {
  const root = document.documentElement;
  const way = [];
  for (let part = sheet; part !== root; part = part.parentElement) way.push(part);
  for (const part of way) part.classList.add("print-way");
  sheet.classList.add("print-sheet");
  root.dataset.print = how;
  addEventListener(
    "afterprint",
    () => {
      for (const part of way) part.classList.remove("print-way");
      sheet.classList.remove("print-sheet");
      delete root.dataset.print;
    },
    { once: true },
  );
  window.print();
}

/** Make one checklist keep its ticks; return a function that brings it in step with the store. */
function keep(list, tools) {
  const boxes = [...list.querySelectorAll("[data-item] .check__box")];
  const item = (box) => box.closest("[data-item]").dataset.item;
  const count = tools.querySelector("[data-count]");
  const clear = tools.querySelector("[data-clear]");

  function show() {
    const done = boxes.filter((box) => box.checked).length;
    const text = count.dataset.count.replace("{done}", done).replace("{total}", boxes.length);
    // A live region is read out again when it is written to, changed or not.
    if (count.textContent !== text) count.textContent = text;
    clear.disabled = done === 0;
  }

  function load() {
    const ticks = stored();
    if (ticks) for (const box of boxes) box.checked = ticks.has(item(box));
    show();
  }

  list.addEventListener("change", ({ target }) => {
    if (!boxes.includes(target)) return;
    note([item(target)], target.checked);
    show();
  });
  clear.addEventListener("click", () => {
    note(boxes.map(item), false);
    for (const box of boxes) box.checked = false;
    show();
    // The button goes dead under the finger; the list is where work goes on.
    boxes[0].focus();
  });
  if (!stored()) {
    const kept = tools.querySelector("[data-not-kept]");
    kept.textContent = kept.dataset.notKept;
  }
  load();
  return load;
}

const loads = [];
for (const tools of document.querySelectorAll("[data-sheet-tools]")) {
  const sheet = tools.parentElement;
  if (tools.querySelector("[data-count]")) loads.push(keep(sheet, tools));
  for (const button of tools.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => printAlone(sheet, button.dataset.print));
  }
  tools.hidden = false;
}
// Another tab ticked something, or the browser shows a page it had put aside.
addEventListener("storage", ({ key }) => {
  if (key === STORE || key === null) for (const load of loads) load();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const load of loads) load();
});
