// The page of the number list: makes what its panels share, and the panels, in the order in which a
// person meets them. Nothing of Python is fetched before somebody brings a list.

import list from "built:list"; // written by widgets/build: words, names, files
import { h } from "../dom.js";
import { App } from "./app.js";
import { ListRunner } from "./runner.js";

const SCRIPT = document.currentScript.src;
const BASE = new URL("./", SCRIPT);
// From top to bottom. Each has an `element` and draws itself into it when the list changes.
const PANELS = [];

for (const frame of document.querySelectorAll("[data-number-list]")) {
  const lang = frame.dataset.lang;
  const app = new App({
    lang,
    data: list.texts[lang],
    runner: new ListRunner(list, BASE, SCRIPT),
    // These files lie in one folder of the site's root; 中文 stands at the root, English in en/.
    site: new URL(lang === "en" ? "../en/" : "../", BASE),
  });
  const panels = PANELS.map((Panel) => new Panel(app).element);
  frame.replaceChildren(h("div", { class: "list" }, app.element, ...panels));
}
