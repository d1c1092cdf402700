// Says at its field what the package does not accept of an amount, a day or a count of months.

import { h } from "./dom.js";

/**
 * Show in `part`, at the field of the fact that the `error` {field, message} is about, what is wrong, or
 * that nothing is (null); return whether there is such a field.
 */
export function refuse(part, error) {
  const inputs = [...part.querySelectorAll("input[data-fact]")];
  const input = inputs.find(({ dataset }) => dataset.fact === error?.field);
  const label = input?.parentElement.querySelector("label").textContent;
  const text = input && error.message.replace(error.field, () => label);
  for (const one of inputs) {
    const message = one.parentElement.querySelector(".koc-error");
    // What is written anew is read out anew.
    if (message && one === input && message.dataset.said === text) return true;
    one.removeAttribute("aria-invalid");
    one.removeAttribute("aria-describedby");
    message?.remove();
  }
  if (!input) return false;
  const id = `${input.id}-error`;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", id);
  const attributes = { class: "koc-error", id, role: "alert", "data-said": text };
  input.parentElement.append(h("span", attributes, text));
  return true;
}
