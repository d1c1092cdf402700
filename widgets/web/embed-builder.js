// The page "On your site": fills the snippets from the choices made, shows the result in a preview,
// and copies. Without it the snippets stand there ready, with the page's own language.

import { hold } from "./device.js";
import { tell } from "./dom.js";
import "./embed.js";
import { copy } from "./handover.js";

const builder = document.querySelector(".embed-builder");
const choices = builder.querySelector("form");
hold(choices);
const stage = builder.querySelector(".embed-builder__preview");
const note = builder.querySelector(".embed-builder__note");
const root = new URL(builder.dataset.root, document.baseURI);

const preview = document.createElement("keep-or-cancel-embed");
const link = document.createElement("a");
preview.append(link);

/** The choices that hold, as text by name; an empty one is not made. */
function chosen() {
  const valid = [...choices.elements].filter((field) => field.validity.valid);
  return Object.fromEntries(
    valid.map((field) => [
      field.name,
      field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.replace(/^#/, ""),
    ]),
  );
}

/** What each part of the snippets says, by the name in its data-fill. */
function parts({ lang, theme, width, accent, paper, ask }) {
  const { check, frame, title } = choices.elements.lang.selectedOptions[0].dataset;
  const look = { accent, paper };
  const given = Object.entries(look).filter(([, value]) => value);
  const address = new URL(frame, root);
  if (theme !== "auto") address.searchParams.set("theme", theme);
  for (const [name, value] of given) address.searchParams.set(name, value);
  const more = [
    ...given,
    ...(ask ? [["ask", ask]] : []),
    ...(width ? [["style", `max-width: ${width}px`]] : []),
  ];
  return {
    lang,
    theme,
    title,
    check: new URL(check, root).href,
    // In a page's source an "&" between parameters is written so.
    frame: address.href.replaceAll("&", "&amp;"),
    origin: root.origin,
    script: new URL("widget/embed.js", root).href,
    hashed: new URL(`widget/${builder.dataset.hashed}`, root).href,
    look: more.map(([name, value]) => ` ${name}="${value}"`).join(""),
    ...(width ? { width } : {}),
  };
}

function show() {
  const choice = chosen();
  const filled = parts(choice);
  for (const part of document.querySelectorAll("[data-fill]")) {
    const value = filled[part.dataset.fill];
    if (value !== undefined && part.textContent !== value) part.textContent = value;
  }
  tell(note, "");
  link.href = filled.check;
  link.textContent = filled.title;
  for (const name of ["lang", "theme", "accent", "paper", "ask"]) {
    const value = choice[name] ?? "";
    if (preview.getAttribute(name) === (value || null)) continue;
    if (value) preview.setAttribute(name, value);
    else preview.removeAttribute(name);
  }
  stage.style.maxWidth = choice.width ? `${choice.width}px` : "";
}

async function take(snippet) {
  const said = snippet.querySelector("[role=status]");
  const code = snippet.querySelector("code");
  const { copied, notCopied } = said.dataset;
  tell(said, "");
  tell(said, (await copy(code.textContent, () => code)) ? copied : notCopied);
}

for (const snippet of document.querySelectorAll("[data-snippet]")) {
  const line = snippet.querySelector(".snippet__copy");
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => take(snippet));
}
choices.addEventListener("change", show);
choices.addEventListener("submit", (event) => event.preventDefault());
preview.addEventListener("koc-error", ({ detail }) => {
  if (detail.code === "colour") tell(note, note.dataset.colour);
});
show();
choices.hidden = false;
stage.hidden = false;
stage.append(preview);
