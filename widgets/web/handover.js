// Ways out of the page for what a person has found: the clipboard, paper, a file.

import { h } from "./dom.js";

const MINUTE = 60_000;
// Apps whose own browser ignores printing and downloads, as they name themselves.
const CHAT_APPS = /MicroMessenger|wxwork|DingTalk|QQ\/|Lark|Feishu|Weibo|AliApp/i;

/** Whether the page may be open in a chat app, where printing and saving often do nothing. */
export function inChatApp() {
  return CHAT_APPS.test(navigator.userAgent) || typeof self.print !== "function";
}

// How long, in ms, a clipboard may take: some never answer.
const SLOW = 2000;

/** Select the text of an element or a field. */
function select(element) {
  if (!element.select) {
    getSelection().selectAllChildren(element);
    return;
  }
  element.focus();
  element.select();
  element.setSelectionRange(0, element.value.length); // Phones of old select by this alone.
}

/**
 * Copy `text`; resolve with whether that is done. Where there is no clipboard, as without a secure
 * connection, or it refuses or does not answer, the text is selected in what `shown` returns, an
 * element that holds it, and copied from there as of old; if not even that, it is left selected.
 */
export async function copy(text, shown) {
  try {
    const late = new Promise((_, fail) => setTimeout(fail, SLOW));
    await Promise.race([navigator.clipboard.writeText(text), late]);
    return true;
  } catch {
    select(shown());
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  }
}

/**
 * Print the page as it is, then call `over`.
 *
 * On phones print() returns at once and the page is laid out for paper later. So `over` waits until
 * the browser says that printing is over, or, where it says nothing, until the page is used again.
 */
export function printing(over) {
  const waiting = new AbortController();
  const ended = () => {
    waiting.abort();
    over();
  };
  for (const event of ["afterprint", "pointerdown", "keydown"]) {
    addEventListener(event, ended, { signal: waiting.signal, capture: true });
  }
  try {
    self.print();
  } catch {
    ended(); // Some browsers inside other apps have no printing.
  }
}

/** Print the page; with `record`, the answers and the outcome without the rest of it. */
export function print(record) {
  const { documentElement } = document;
  documentElement.toggleAttribute("data-koc-record", record);
  printing(() => documentElement.removeAttribute("data-koc-record"));
}

/** Hand over `text` as a file called `name`. */
export function save(name, text) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href, download: name }).click();
  // A phone asks first where to put it and reads it after that.
  setTimeout(() => URL.revokeObjectURL(href), MINUTE);
}
