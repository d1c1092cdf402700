// Small helpers for building elements and sentences.

/** h("p", {class: "x"}, "text", child, [more]) makes an element; null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== ""));
  return element;
}

/** A button that does `onclick`; `key` is its data-key. */
export function button(key, text, onclick, attributes = {}) {
  return h("button", { type: "button", "data-key": key, onclick, ...attributes }, text);
}

const told = new WeakMap();

/**
 * Have the live region say `text`, followed by `more` elements. What it says already is not written
 * anew, or it would be read out again. That goes by what was written last, not by what it holds: a
 * browser that translates the page has other words in it by now.
 */
export function tell(region, text, ...more) {
  if (told.get(region) === text) return;
  told.set(region, text);
  region.replaceChildren(text, ...more);
}

// While an input method puts a word together, browsers say so in either of two ways.
const composing = (event) => event.isComposing || event.keyCode === 229;

/** Call `changed` when what is written in fields of `part` has changed: not for half a word. */
export function written(part, changed) {
  part.addEventListener("input", (event) => composing(event) || changed(event));
  part.addEventListener("compositionend", changed);
}

/** Whether a key is the Enter that ends a field, not that which ends a word of an input method. */
export function enters(event) {
  return event.key === "Enter" && !composing(event);
}

/** Fill the {names} of a template. */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** The day of `date` as both languages write it: 2026-11-30. */
export function day(date = new Date()) {
  return date.toLocaleDateString("sv-SE");
}

/** The minute of `date` as both languages write it: 2026-11-30 14:05. */
export function moment(date = new Date()) {
  return date.toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short" });
}

/** Let the browser do what waits, in the midst of much to draw. */
export const pause = () => new Promise((go) => setTimeout(go));

/** An inline SVG of our own build. */
export function icon(svg) {
  const template = document.createElement("template");
  template.innerHTML = svg;
  template.content.firstElementChild.classList.add("koc-icon");
  return template.content.firstElementChild;
}

/**
 * Replace what `part` holds by `children`. The focus survives, and so do unfolded parts, by the
 * data-key of each; `opened`, a Set the caller keeps, remembers those that come back later.
 */
export function redraw(part, children, opened = new Set()) {
  const { activeElement } = document;
  const key = part.contains(activeElement) ? activeElement.dataset.key : undefined;
  for (const details of part.querySelectorAll("details")) {
    opened[details.open ? "add" : "delete"](details.dataset.key);
  }
  part.replaceChildren(...children);
  for (const details of part.querySelectorAll("details")) {
    details.open = opened.has(details.dataset.key);
  }
  const keyed = key ? [...part.querySelectorAll("[data-key]")] : [];
  keyed.find(({ dataset }) => dataset.key === key)?.focus({ preventScroll: true });
}
