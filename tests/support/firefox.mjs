// Drives Debian's Firefox by WebDriver BiDi: one request a line on standard input, its answer as a line on standard output.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { TREE } from "./firefox-tree.mjs";

const [modules, profile, prefs = "{}"] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/`)("puppeteer-core");
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: "/usr/bin/firefox-esr",
  headless: true,
  timeout: 180000, // a busy machine is late
  userDataDir: profile,
  args: ["--remote-allow-system-access"], // to read its accessibility tree
  extraPrefsFirefox: { "media.autoplay.default": 0, "media.cubeb.backend": "", "app.update.enabled": false, "datareporting.policy.dataSubmissionEnabled": false, ...JSON.parse(prefs) },
});
const pages = [];
const complaints = new Map(); // by page

function add(page) {
  page.setDefaultTimeout(180000);
  const found = [];
  complaints.set(page, found);
  page.on("pageerror", (error) => found.push(String(error)));
  page.on("console", (said) => ["error", "warn"].includes(said.type()) && found.push(said.text()));
  return pages.push(page) - 1;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// The first that `find` finds. What goes wrong meanwhile is of a page that is being left.
async function once(what, find) {
  for (const until = Date.now() + 180000; Date.now() < until; await pause(50)) {
    const found = await find().catch(() => null);
    if (found) return found;
  }
  throw new Error(`never: ${what}`);
}

// An element, once it can be seen; also in a tab behind another, where nothing is painted.
async function seen(page, selector) {
  return once(`${selector} is seen`, async () => {
    const found = await page.$(selector);
    return (await found?.isVisible()) ? found : null;
  });
}

// The page that a page has opened itself, once it is there.
async function opened() {
  return add(await once("a window is opened", async () => (await browser.pages()).find((page) => !pages.includes(page))));
}

// Runs an expression in each window of the browser itself until one answers with text.
async function inBrowser(expression) {
  const { connection } = browser;
  const chrome = (await connection.send("browsingContext.getTree", { maxDepth: 0, "moz:scope": "chrome" })).result.contexts;
  for (const { context } of chrome) {
    const asked = { expression, target: { context }, awaitPromise: true };
    const { result, exceptionDetails } = (await connection.send("script.evaluate", asked)).result;
    if (exceptionDetails) throw new Error(exceptionDetails.text);
    if (result.type === "string") return result.value;
  }
  return null;
}

// What a screen reader finds in a page, out of the browser's own process.
async function tree(page) {
  const found = await inBrowser(`(${TREE})(${JSON.stringify(page.url())})`);
  if (found === null) throw new Error(`no window of Firefox shows ${page.url()}`);
  return JSON.parse(found);
}

// Preferences that are numbers; open pages follow them.
async function prefer(_, { prefs }) {
  await inBrowser(`for (const [name, value] of ${JSON.stringify(Object.entries(prefs))}) Services.prefs.setIntPref(name, value); "set"`);
  return null;
}

const commands = {
  goto: (page, { address }) => page.goto(address, { waitUntil: "load" }).then(() => null),
  evaluate: (page, { script, argument }) => page.evaluate(`(${script})(${JSON.stringify(argument ?? null)})`),
  wait: (page, { selector }) => once(`${selector} is there`, () => page.$(selector)).then(() => null),
  before: (page, { script }) => page.evaluateOnNewDocument(script).then(() => null),
  click: async (page, { selector }) => (await seen(page, selector)).click().then(() => null),
  type: async (page, { selector, text }) => (await seen(page, selector)).type(text).then(() => null),
  press: (page, { key }) => page.keyboard.press(key).then(() => null),
  down: (page, { key }) => page.keyboard.down(key).then(() => null),
  up: (page, { key }) => page.keyboard.up(key).then(() => null),
  size: (page, { width, height }) => page.setViewport({ width, height }).then(() => null),
  hold: async (page, { selector, seconds }) => {
    const { x, y } = await (await seen(page, selector)).clickablePoint();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await pause(1000 * seconds);
    await once("it is held no more", async () => !(await page.$(".holding"))); // the page has counted its second too
    await page.mouse.up();
    return null;
  },
  shot: (page) => page.screenshot({ encoding: "base64" }),
  tree,
  prefer,
  open: async () => add(await browser.newPage()),
  opened,
  close: (page) => page.close().then(() => null),
  complaints: async (page) => complaints.get(page),
};

add((await browser.pages())[0]);
for await (const line of createInterface({ input: process.stdin })) {
  const { command, number, ...facts } = JSON.parse(line);
  const answer = await commands[command](pages[number], facts).then((value) => ({ value }), (error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
