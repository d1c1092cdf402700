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

/** Fill the {names} of a template. */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

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
