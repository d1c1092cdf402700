// Two small helpers for building elements and sentences.

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
