// Firefox for the tests, over WebDriver BiDi: a JSON line {do, …} in, a JSON line out, which is
// {value} or {error}. It ends, and the browser with it, when there is no more to read.
// node firefox.mjs EXECUTABLE PROFILE_DIR PREFERENCES_JSON
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, userDataDir, preferences] = process.argv.slice(2);
const browser = await puppeteer.launch({
  browser: "firefox",
  protocol: "webDriverBiDi",
  headless: true,
  executablePath,
  userDataDir,
  extraPrefsFirefox: JSON.parse(preferences),
});
const page = await browser.newPage();
await page.setViewport({ width: 1280, height: 900 });

/** The page, or the frame of that number in it. */
async function place(frame) {
  if (frame === null) return page.mainFrame();
  return (await page.$$("iframe"))[frame].contentFrame();
}

const orders = {
  // Firefox says itself when all has come: page.goto() waits for events of its own account, and
  // once one of them is missing (a page out of the cache has none), waits for ever.
  visit: async ({ url }) => page.mainFrame().browsingContext.navigate(url, "complete"),
  run: async ({ frame, script }) => (await place(frame)).evaluate(script),
  async click({ frame, selector }) {
    const element = await (await place(frame)).$(selector);
    if (!element) throw new Error(`nothing is ${selector}`);
    await element.click();
  },
  press: async ({ key }) => {
    const held = key.split("+");
    const last = held.pop();
    for (const name of held) await page.keyboard.down(name);
    await page.keyboard.press(last);
    for (const name of held) await page.keyboard.up(name);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    console.log(JSON.stringify({ value: (await orders[order.do](order)) ?? null }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
await browser.close();
