// Follows the box over server-sent events. Each carries the parts that changed, and the texts and amounts within.

import { boxTime } from "./clock.js";
import { localise } from "./moments.js";
import { post } from "./forms.js";
import { say } from "./say.js";

const KEPT = "attune-film";
const LONGEST = 3600000; // ms that a film may seem to run while the box cannot be asked
const SILENCE = 7000; // ms without a word before the page says that it lost the box; the server speaks every 2 s

let clock = null; // when the film's time was zero, on performance.now()'s scale
let lastWord = performance.now();
let source = null;
let told = false;

export function follow({ events, page, film }) {
  const address = `${events}?page=${page}&film=${film}`;
  const open = () => {
    source?.close();
    source = new EventSource(address);
    source.addEventListener("now", (event) => show(JSON.parse(event.data)));
  };
  open();
  setInterval(() => {
    const quiet = performance.now() - lastWord > SILENCE;
    document.getElementById("lost").hidden = !quiet;
    // A browser gives up for good when the server answers with an error; we do not.
    if (quiet && source.readyState === EventSource.CLOSED) open();
  }, 1000);
  setInterval(tick, 200);
  document.addEventListener("visibilitychange", () => document.hidden || open());
}

// A page that the phone kept, without the box: goes on as it was when the box was last heard.
export function resume() {
  const filming = document.getElementById("filming");
  const kept = recall();
  const runs = kept && boxTime() !== null && boxTime() - kept.zero;
  if (!filming || !kept || runs < 0 || runs > LONGEST) return;
  document.querySelector('[data-part="controls"]').replaceChildren(filming.content.cloneNode(true));
  document.body.dataset.state = "filming";
  document.getElementById("last").classList.add("empty");
  document.getElementById("lost").hidden = false;
  for (const place of all('[data-live="limit"]')) place.textContent = kept.limit;
  for (const link of all(".gone a")) link.href = link.href.replace("the-film", kept.film);
  set(runs / 1000);
  dispatchEvent(new CustomEvent("attune-now", { detail: { film: kept.film, zero: kept.zero, marks: [], last: null } }));
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function remember({ state, film, zero, texts }) {
  try {
    if (state === "filming" && zero) localStorage.setItem(KEPT, JSON.stringify({ film, zero, limit: texts.limit }));
    else if (state !== "away") localStorage.removeItem(KEPT);
  } catch {
    // a browser that keeps nothing
  }
}

function show(now) {
  lastWord = performance.now();
  document.getElementById("lost").hidden = true;
  const before = document.body.dataset.state;
  for (const [name, html] of Object.entries(now.parts)) replace(name, html);
  document.body.dataset.state = now.state;
  for (const [key, text] of Object.entries(now.texts)) {
    for (const place of all(`[data-live="${CSS.escape(key)}"]`)) {
      if (!("clock" in place.dataset && now.elapsed !== null) && place.textContent !== text) place.textContent = text;
    }
  }
  for (const bar of all("[data-amount]")) {
    const amount = now.amounts[bar.dataset.amount];
    bar.hidden = !amount;
    if (amount) Object.assign(bar, { max: amount[1] || 1, value: amount[0] });
  }
  for (const lamp of all(".lamp")) {
    lamp.dataset.colour = now.light?.colour ?? "none";
    lamp.dataset.pattern = now.light?.pattern ?? "off";
  }
  set(now.elapsed);
  if (document.body.dataset.page === "visit") {
    remember(now);
    dispatchEvent(new CustomEvent("attune-now", { detail: now }));
    if (now.timeless && !told) {
      told = true;
      post(document.body.dataset.tell, { token: document.body.dataset.token, utc: Date.now() / 1000 });
    }
  }
  if (before !== now.state) say(now.texts.title, "heard"); // the page shows it anyway
}

function all(selector) {
  return document.querySelectorAll(selector);
}

// Never swaps a part for its equal: a button stays under the thumb that is pressing it.
const shown = new Map();

function replace(name, html) {
  for (const part of all(`[data-part="${name}"]`)) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const was = shown.get(name) ?? blank(part);
    const is = blank(fresh.content);
    if (was !== is) swap(part, fresh.content);
    shown.set(name, is);
  }
}

function swap(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  localise(fresh);
  part.replaceChildren(fresh);
  if (focused) (focused.id && document.getElementById(focused.id) || part.querySelector("[data-focus]"))?.focus();
}

function blank(part) {
  const copy = document.createElement("div");
  copy.append(...[...part.childNodes].map((node) => node.cloneNode(true)));
  for (const place of copy.querySelectorAll("[data-live], time")) place.textContent = "";
  for (const bar of copy.querySelectorAll("[data-amount]")) ["value", "max", "hidden"].forEach((name) => bar.removeAttribute(name));
  for (const fluid of copy.querySelectorAll("[data-fluid]")) fluid.dataset.fluid.split(" ").forEach((name) => fluid.removeAttribute(name));
  for (const button of copy.querySelectorAll("button")) ["class", "data-held"].forEach((name) => button.removeAttribute(name));
  for (const form of copy.querySelectorAll("form")) form.removeAttribute("aria-busy");
  for (const hint of copy.querySelectorAll("[data-hint]")) hint.textContent = "";
  for (const lamp of copy.querySelectorAll(".lamp")) ["data-colour", "data-pattern"].forEach((name) => lamp.removeAttribute(name));
  return copy.innerHTML.replace(/\s+/g, " ").trim();
}

// The clock runs by itself between events. An event that was delayed on its way would set it back: only a jump does.
function set(elapsed) {
  if (elapsed === null) {
    clock = null;
    return;
  }
  const zero = performance.now() - elapsed * 1000;
  clock = clock === null || zero < clock || zero - clock > 1500 ? zero : clock;
  tick();
}

function tick() {
  if (clock === null) return;
  const seconds = Math.max(0, Math.floor((performance.now() - clock) / 1000));
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  for (const place of all("[data-clock]")) if (place.textContent !== text) place.textContent = text;
}
