// Ways out of the page for what a person has found: the clipboard, paper, a file.

import { h, tell } from "./dom.js";

const MINUTE = 60_000;
// How long, in ms, a browser that prints at all may take to begin.
const UNHEARD = 10_000;
// What says that printing has begun or is over.
const SIGNS = [
  ...["beforeprint", "afterprint", "pageshow", "visibilitychange"],
  ...["focus", "pointerdown", "keydown"],
];
// Apps whose own browser ignores printing and downloads, as they name themselves; others only say
// that they show a page within an app.
const CHAT_APPS = /MicroMessenger|wxwork|DingTalk|QQ\/|Lark|Feishu|Weibo|AliApp|; wv\)/i;
const IN_IOS_APP = /^(?=.*(iPhone|iPad))(?!.*Safari\/)/;

/** Whether the page may be open in a chat app, where printing and saving often do nothing. */
export function inChatApp() {
  const { userAgent } = navigator;
  const named = CHAT_APPS.test(userAgent) || IN_IOS_APP.test(userAgent);
  return named || typeof self.print !== "function";
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
 * Print the page as it is, then call `over`, once. Where printing seems to be ignored, call `ignored`.
 *
 * On phones print() returns at once and the page is laid out for paper later. So `over` waits until
 * the browser says that printing is over; some never do, so what a person does next says it, too.
 */
export function printing(over, ignored) {
  let begun = false;
  const listen = (way) => {
    for (const event of SIGNS) self[way](event, hear, true);
  };
  const end = () => {
    clearTimeout(patience);
    listen("removeEventListener");
    over();
  };
  function hear({ type, target }) {
    // Of what the page itself does only this: the window has come back to the front.
    if (type === "focus" && target !== self) return;
    if (type === "visibilitychange" && document.hidden) return;
    begun = true;
    // Other paper chosen, it is laid out once more: that is no sign of an end.
    if (type !== "beforeprint") end();
  }
  // Nothing was laid out for paper: nobody shall find the page so when printing it otherwise.
  const patience = setTimeout(() => {
    if (begun) return;
    end();
    ignored();
  }, UNHEARD);
  listen("addEventListener");
  try {
    self.print();
  } catch {
    end(); // Some browsers inside other apps have no printing.
    ignored();
    return;
  }
  if (inChatApp()) ignored();
}

/** What a letter is as a file, and what a calendar is. */
export const ICS = "text/calendar;charset=utf-8";
export const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** Hand over `content`, text or bytes, as a file called `name` of the MIME type `type`. */
export function save(name, content, type = "application/json") {
  const href = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href, download: name }).click();
  // A phone asks first where to put it and reads it after that.
  setTimeout(() => URL.revokeObjectURL(href), MINUTE);
}

/** A new id for what a calendar has events of: it says nothing of whom it is for. */
export function subject() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `p${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Hand over a file, what save() takes, and say `said` in `note`, and what helps where a chat app ignores
 * it, from `words`; return whether it is known to have arrived.
 */
export function handOver(note, words, said, file) {
  save(...file);
  const ignored = inChatApp();
  tell(note, said, ...(ignored ? [h("br"), words.koc_chat_save] : []));
  return !ignored;
}
