// Shows what the box tells: parts that changed, and the texts and amounts within them.

import { heard, reachable, recorderAway } from "./contact.js";
import { post } from "./forms.js";
import { all, page, routes, setText, token } from "./page.js";
import { replace } from "./parts.js";
import { remember } from "./resume.js";
import { say } from "./say.js";
import { setElapsed } from "./timer.js";

let told = false;

export function show(now) {
  const before = document.body.dataset.state;
  if (now.state === "away") {
    recorderAway();
    // What can still be done while a film may be running is to mark: those controls stay.
    if (before === "filming") return;
  } else {
    heard(now.age * 1000);
    if (!reachable()) return; // the server repeats what the recorder said long ago
  }
  for (const [name, html] of Object.entries(now.parts)) replace(name, html);
  if ("notices" in now.parts) sayOnce("notice", '[data-part="notices"] .notice');
  if ("controls" in now.parts) sayOnce("ending", ".ending");
  document.body.dataset.state = now.state;
  showTexts(now);
  showAmounts(now.amounts);
  for (const lamp of all(".lamp")) {
    lamp.dataset.colour = now.light?.colour ?? "none";
    lamp.dataset.pattern = now.light?.pattern ?? "off";
  }
  setElapsed(now.elapsed, now.limit);
  if (page === "visit") showVisit(now, before);
  if (before !== now.state) say(now.texts.title, "heard"); // the page shows it anyway
}

function showVisit(now, before) {
  if (now.state !== "away") setText(document.querySelector("title"), `${now.texts.title} – Attune`);
  remember(now);
  dispatchEvent(new CustomEvent("attune-now", { detail: { ...now, before } }));
  if (now.timeless && !told) {
    told = true;
    post(routes.clock, { token, utc: Date.now() / 1000 });
  }
}

// Each warning, and why a film ended, once, when it comes.
const spoken = { notice: new Set(), ending: new Set() };

function sayOnce(kind, selector) {
  const lines = (node) => [...node.children].filter((line) => line.matches("p, h2"));
  const told = [...all(selector)].map((node) => lines(node).map((line) => line.textContent.replace(/\s+/g, " ").trim()).join(": "));
  const fresh = told.filter((text) => !spoken[kind].has(text));
  if (fresh.length) say(fresh.join(" "), "urgent");
  spoken[kind] = new Set(told);
}

function showTexts({ texts, elapsed }) {
  for (const place of all("[data-live]")) {
    const text = texts[place.dataset.live];
    if (text !== undefined && !("clock" in place.dataset && elapsed !== null)) setText(place, text);
  }
}

function showAmounts(amounts) {
  for (const bar of all("[data-amount]")) {
    const amount = amounts[bar.dataset.amount];
    bar.hidden = !amount;
    if (amount) Object.assign(bar, { max: amount[1] || 1, value: amount[0] });
  }
}
