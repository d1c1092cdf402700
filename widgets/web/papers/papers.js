// The page of letters and forms: prints and copies a blank one, and has Python fill one in with the
// answers that a link brought and with what is typed, which goes nowhere else.

import papers from "built:papers"; // written by widgets/build: words, files
import facts from "built:facts"; // what a link may hold
import { Amounts } from "../amounts.js";
import { Caller } from "../caller.js";
import { Link } from "../link.js";
import { Desk } from "./desk.js";
import { Letter, serveBlank } from "./letter.js";

const SCRIPT = document.currentScript.src;
const BASE = new URL("./", SCRIPT);

for (const page of document.querySelectorAll("[data-papers]")) {
  const { lang } = page.dataset;
  const desk = new Desk({
    lang,
    words: papers.texts[lang],
    runner: new Caller(papers, BASE, SCRIPT),
    link: new Link(facts.questions, new Amounts(facts.amounts)),
    version: papers.version,
  });
  for (const part of page.querySelectorAll("[data-letter]")) desk.add(new Letter(desk, part));
  for (const part of page.querySelectorAll("[data-paper-schedule]")) serveBlank(desk, part);
  desk.arrive();
}
