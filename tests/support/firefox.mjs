// Drives Debian's Firefox by WebDriver BiDi: one request a line on standard input, its answer as a line on standard output.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const [modules, profile, prefs = "{}"] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/`)("puppeteer-core");
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: "/usr/bin/firefox-esr",
  headless: true,
  userDataDir: profile,
  extraPrefsFirefox: { "media.autoplay.default": 0, "media.cubeb.backend": "", "app.update.enabled": false, "datareporting.policy.dataSubmissionEnabled": false, ...JSON.parse(prefs) },
});
const [page] = await browser.pages();
page.setDefaultTimeout(60000);
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (said) => ["error", "warn"].includes(said.type()) && complaints.push(said.text()));

const commands = {
  goto: ({ address }) => page.goto(address, { waitUntil: "load" }).then(() => null),
  evaluate: ({ script, argument }) => page.evaluate(`(${script})(${JSON.stringify(argument ?? null)})`),
  wait: ({ selector }) => page.waitForSelector(selector).then(() => null),
  click: ({ selector }) => page.click(selector).then(() => null),
  type: ({ selector, text }) => page.type(selector, text).then(() => null),
  press: ({ key }) => page.keyboard.press(key).then(() => null),
  down: ({ key }) => page.keyboard.down(key).then(() => null),
  up: ({ key }) => page.keyboard.up(key).then(() => null),
  size: ({ width, height }) => page.setViewport({ width, height }).then(() => null),
  hold: async ({ selector, seconds }) => {
    const { x, y } = await (await page.$(selector)).clickablePoint();
    await page.mouse.move(x, y);
    await page.mouse.down();
    await new Promise((done) => setTimeout(done, 1000 * seconds));
    await page.mouse.up();
    return null;
  },
  shot: ({ path }) => page.screenshot({ path }).then(() => null),
  complaints: async () => complaints,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...facts } = JSON.parse(line);
  const answer = await commands[command](facts).then((value) => ({ value }), (error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
