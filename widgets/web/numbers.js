// The number whose ticks show: a field for its label, and those used on this device before.

import { enters, h } from "./dom.js";

/**
 * Let the field `input` and the select `choice` name the number; `used` is around the select and
 * shows once there is a choice. Return what brings them in step with `ticks`.
 */
export function choosing(ticks, { input, choice, used }) {
  const none = choice.firstElementChild;
  for (const field of [input, choice]) {
    field.addEventListener("change", () => ticks.choose(field.value));
  }
  // Return in a field outside a form does nothing by itself.
  input.addEventListener("keydown", (event) => enters(event) && ticks.choose(input.value));
  return () => {
    const { number, numbers } = ticks;
    input.value = number;
    used.hidden = numbers.length === 0;
    choice.replaceChildren(none, ...numbers.map((label) => h("option", { value: label }, label)));
    choice.value = number;
  };
}
