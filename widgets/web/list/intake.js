// The way in: pasted, dropped or chosen, or the sample; once a list is there, one line that says which.

import { button, h } from "../dom.js";
import { inChatApp } from "../handover.js";

// Only what browsers show first: whatever is chosen is tried. By ending and by type, for phones know a
// file now by one, now by the other.
const ACCEPTED = [
  ...[".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv", ".txt", ".htm", ".html", "text/*"],
  "application/vnd.ms-excel",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];
// In characters: more of a text a field need not show.
const LONG = 20_000;
const MEGABYTE = 1_000_000;
// In bytes: of what is larger it is said that it takes a while.
const LARGE = 5 * MEGABYTE;
const PICTURE = /^image\/|^application\/pdf$/;

export class Intake {
  #app;
  #field;
  #ways; // what to bring a list by
  #line; // which list there is
  #title;

  element = h("section", { class: "list-in", "aria-labelledby": "list-in" });

  constructor(app) {
    this.#app = app;
    const { words } = app;
    this.#title = h("h2", { id: "list-in", tabindex: "-1" }, words.list_in);
    this.#field = h("textarea", {
      id: "list-paste",
      class: "list-in__field",
      rows: 4,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-describedby": "list-private",
      onpaste: (event) => this.#pasted(event),
    });
    this.#ways = h("div", { class: "list-in__ways" }, this.#draw());
    this.#line = h("p", { class: "list-in__line list__tools", hidden: true });
    this.element.append(this.#title, this.#ways, this.#line);
    // Interest, not sight, starts Python: who only reads past pays nothing.
    for (const interest of ["pointerdown", "focusin", "input"]) {
      this.element.addEventListener(interest, () => app.prepare());
    }
    for (const event of ["dragenter", "dragover", "dragleave", "drop"]) {
      document.addEventListener(event, (dragged) => this.#dragged(dragged));
    }
    document.addEventListener("paste", (event) => this.#pastedBeside(event));
    app.addEventListener("begun", () => this.#begun());
    app.addEventListener("refused", () => this.#open());
    app.addEventListener("understood", () => (this.#field.value = ""));
  }

  #draw() {
    const { words } = this.#app;
    const file = h("input", {
      type: "file",
      class: "list-in__file",
      accept: ACCEPTED.join(),
      onchange: () => {
        this.#brought([...file.files]);
        // The same file, corrected meanwhile, may be chosen again.
        file.value = "";
      },
    });
    const sample = document.querySelector("[data-sample-list]");
    return [
      h("label", { for: this.#field.id, class: "list-in__label" }, words.list_paste),
      this.#field,
      h(
        "p",
        { class: "list__tools" },
        button("read", words.list_read, () => this.#typed(), { class: "list__main" }),
        h("label", { class: "tool list-in__choose" }, file, h("span", {}, words.list_choose)),
        sample && button("sample", words.list_sample, () => this.#sample(sample), { class: "tool" }),
      ),
      h("p", { class: "list__small" }, words.list_kinds),
      inChatApp() ? h("p", { class: "list__small" }, words.list_in_chat) : null,
      h("p", { class: "list__small", id: "list-private" }, words.list_private),
    ];
  }

  // --- what a person brings -----------------------------------------------------------------------------

  #typed() {
    const text = this.#field.value;
    if (text.trim()) this.#begin(new Blob([text]));
    else {
      this.#app.fail(this.#app.words.list_nothing_pasted);
      this.#field.focus();
    }
  }

  #pasted(event) {
    const { files } = event.clipboardData;
    const text = event.clipboardData.getData("text/plain");
    // Spreadsheets give a picture of the cells along.
    if (!text && files.length) {
      event.preventDefault();
      this.#brought([...files]);
    } else if (text.trim() && !this.#field.value.trim()) {
      if (text.length > LONG) event.preventDefault();
      this.#begin(new Blob([text]));
    }
  }

  /** Take what is pasted while no field has the focus, until there is a list. */
  #pastedBeside(event) {
    const elsewhere = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (elsewhere || this.#ways.hidden || event.defaultPrevented) return;
    this.#pasted(event);
  }

  #dragged(event) {
    const { dataTransfer, type } = event;
    if (!dataTransfer?.types.includes("Files")) return;
    // Or the browser would open the file in place of this page.
    event.preventDefault();
    const left = type === "dragleave" && !event.relatedTarget;
    this.element.classList.toggle("list-in--over", type !== "drop" && !left);
    if (type === "dragenter") this.#app.prepare();
    if (type !== "drop") return;
    const folders = [...dataTransfer.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory);
    if (folders) this.#app.fail(this.#app.words.list_is_folder);
    else this.#brought([...dataTransfer.files]);
  }

  #brought(files) {
    const { words } = this.#app;
    const [file] = files;
    if (!file) return;
    if (files.length > 1) this.#app.fail(words.list_one_file);
    else if (PICTURE.test(file.type)) this.#app.fail(words.list_is_picture);
    else this.#begin(file, file.name);
  }

  async #sample(link) {
    const response = await fetch(link.href).catch(() => null);
    if (response?.ok) this.#begin(await response.blob(), link.download, true);
    else this.#app.fail(this.#app.words.koc_fail_offline);
  }

  #begin(file, name = "", sample = false) {
    const { data, summary, words } = this.#app;
    // Megabytes that cannot be read need not go to Python first.
    if (file.size > data.most.bytes) this.#app.fail(data.most.text);
    else if (!summary?.edited || confirm(words.list_replace_sure)) this.#app.begin(file, name, sample);
  }

  // --- the list there is --------------------------------------------------------------------------------

  #begun() {
    const { name, size, words } = this.#app;
    const shown = { size: this.#size(size) };
    const said = name ? this.#app.word("list_is", { name, ...shown }) : this.#app.word("list_is_pasted", shown);
    this.#line.replaceChildren(
      h("span", {}, said, size > LARGE ? ` ${words.list_large}` : ""),
      button("other", words.list_other, () => this.#again(), { class: "tool" }),
    );
    const within = this.#ways.contains(document.activeElement);
    this.#ways.hidden = true;
    this.#line.hidden = false;
    if (within) this.#title.focus({ preventScroll: true });
  }

  #size(bytes) {
    if (bytes >= MEGABYTE) return `${(bytes / MEGABYTE).toFixed(1)} MB`;
    return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  }

  #again() {
    this.#open();
    this.#field.focus();
  }

  #open() {
    this.#ways.hidden = false;
    this.#line.hidden = true;
  }
}
