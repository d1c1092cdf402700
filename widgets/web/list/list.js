// The page of the number list: makes what its panels share, and the panels, in the order in which a
// person meets them. Nothing of Python is fetched before somebody shows interest.

import list from "built:list"; // written by widgets/build: words, names, files
import { Caller } from "../caller.js";
import { h } from "../dom.js";
import { siteOf } from "../files.js";
import { App } from "./app.js";
import { Asks } from "./asks.js";
import { Intake } from "./intake.js";
import { Keep } from "./keep.js";
import { Memo } from "./memo.js";
import { Out } from "./out.js";
import { Papers } from "./papers.js";
import { Piles } from "./piles.js";
import { Problems } from "./problems.js";
import { Table } from "./table.js";
import { Understanding } from "./understanding.js";

const SCRIPT = document.currentScript.src;
const BASE = new URL("./", SCRIPT);
// From top to bottom. Each has an `element` and draws itself into it when the list changes.
const BEFORE = [Intake, Understanding];
// These show what came of the list: nothing while it is not clear how it is to be read.
const AFTER = [Piles, Asks, Problems, Table, Out, Papers, Memo];

for (const frame of document.querySelectorAll("[data-number-list]")) {
  const { lang } = frame.dataset;
  const app = new App({
    lang,
    data: list.texts[lang],
    runner: new Caller(list, BASE, SCRIPT),
    site: siteOf(lang, BASE),
  });
  const made = (Panel) => new Panel(app).element;
  const before = BEFORE.map(made);
  const after = h("div", { class: "list__outcome", hidden: true }, AFTER.map(made));
  // Last: what is kept arrives at once, and all others listen by now.
  const keep = new Keep(app);
  after.append(keep.element);
  for (const event of ["begun", "understood", "judged"]) {
    app.addEventListener(event, () => (after.hidden = !(app.settled && app.summary)));
  }
  frame.querySelector("[data-still]").replaceWith(
    h("div", { class: "list" }, keep.offer, before, after, app.element),
  );
}
