// Firefox for the tests, over WebDriver BiDi: a JSON line {do, …} in, a JSON line out, which is
// {value} or {error}. It ends, and the browser with it, when there is no more to read.
// node firefox.mjs EXECUTABLE PROFILE_DIR PREFERENCES_JSON
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, userDataDir, preferences] = process.argv.slice(2);
const KEYS = { Tab: "\uE004", Enter: "\uE006", Shift: "\uE008" };

// Puppeteer starts the browser; all else is asked of Firefox itself. What pages and frames there
// are, puppeteer counts by events: once one of them is missing (a page out of the cache has none),
// it waits for ever.
const browser = await puppeteer.launch({
  browser: "firefox",
  protocol: "webDriverBiDi",
  headless: true,
  executablePath,
  userDataDir,
  extraPrefsFirefox: JSON.parse(preferences),
});
// Without it there is no answer either: who gives the orders then starts another.
browser.process().once("exit", () => process.exit());
const send = async (method, given) => (await browser.connection.send(method, given)).result;
// The tab it begins with is not in front: there nothing is drawn and no key is heard.
const { context: page } = await send("browsingContext.create", { type: "tab" });
await send("browsingContext.setViewport", { context: page, viewport: { width: 1280, height: 900 } });

/** What a function returns in a page or frame, as BiDi writes it: {type, value, sharedId, …}. */
async function call(context, functionDeclaration, ...given) {
  const answer = await send("script.callFunction", {
    functionDeclaration,
    arguments: given,
    target: { context },
    awaitPromise: true,
  });
  if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
  return answer.result;
}

/** The page, or the frame of that number in it. */
async function place(frame) {
  if (frame === null) return page;
  const found = await call(
    page,
    "(number) => document.querySelectorAll('iframe')[number]?.contentWindow",
    { type: "number", value: frame },
  );
  if (found.type !== "window") throw new Error(`no frame ${frame}`);
  return found.value.context;
}

const orders = {
  visit: ({ url }) => send("browsingContext.navigate", { context: page, url, wait: "complete" }),
  async run({ frame, script }) {
    const said = await call(
      await place(frame),
      `async () => JSON.stringify((await (${script})) ?? null)`,
    );
    return JSON.parse(said.value);
  },
  /** False where the place to click on is not in sight. */
  async click({ frame, selector }) {
    const context = await place(frame);
    const found = await call(
      context,
      `(selector) => {
        const element = document.querySelector(selector);
        element?.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        return element;
      }`,
      { type: "string", value: selector },
    );
    if (found.type !== "node") throw new Error(`nothing is ${selector}`);
    const origin = { type: "element", element: { sharedId: found.sharedId } };
    const actions = [
      { type: "pointerMove", x: 0, y: 0, origin },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    try {
      await send("input.performActions", {
        context,
        actions: [{ type: "pointer", id: "mouse", actions }],
      });
    } catch (error) {
      if (String(error).includes("move target out of bounds")) return false;
      throw error;
    }
    return true;
  },
  press({ key }) {
    const keys = key.split("+").map((name) => KEYS[name]);
    const actions = [
      ...keys.map((value) => ({ type: "keyDown", value })),
      ...keys.reverse().map((value) => ({ type: "keyUp", value })),
    ];
    const context = page;
    return send("input.performActions", { context, actions: [{ type: "key", id: "keys", actions }] });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    console.log(JSON.stringify({ value: (await orders[order.do](order)) ?? null }));
  } catch (error) {
    if (error.name === "TargetCloseError") process.exit();
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
