// Whether the box is heard. After a silence the page says so, and claims nothing about what it cannot see.

import { all, setText, words } from "./page.js";
import { say } from "./say.js";

const SILENCE = 7000; // ms; the server sends an event every 2 s

let last = now();
let away = false; // the server answers, the recorder does not
let lost = false;
let before = null;

// The wall clock goes on while a phone sleeps, and performance.now() may not.
function now() {
  return { steady: performance.now(), wall: Date.now() };
}

function ago() {
  return Math.max(performance.now() - last.steady, Date.now() - last.wall);
}

export function heard(age) {
  away = false;
  last = { steady: performance.now() - age, wall: Date.now() - age };
  check();
}

export function recorderAway() {
  away = true;
  check();
}

export function reachable() {
  return !away && ago() < SILENCE;
}

export function silent() {
  return ago() > SILENCE;
}

export function watchContact() {
  setInterval(check, 1000);
}

function check() {
  const was = lost;
  lost = !reachable();
  document.getElementById("lost").hidden = !lost;
  if (lost) showLost(!was);
  else if (was) {
    delete document.body.dataset.contact;
    document.title = before;
    say(words.back, "heard");
  }
  if (was !== lost) dispatchEvent(new CustomEvent("attune-contact", { detail: { lost } }));
}

function showLost(first) {
  if (first) {
    document.body.dataset.contact = "lost";
    before = document.title;
    document.title = words.unreachable;
    const left = document.getElementById("left")?.textContent ?? "";
    say(`${words.unreachable}. ${words.look} ${left}`.trim(), "urgent");
  }
  // A state that was true when it was last heard must not stand there as if it were known.
  for (const place of all('[data-live="title"]')) setText(place, words.unreachable);
  for (const place of all('.idle [data-live="hint"]')) setText(place, words.look);
  const seconds = Math.round(ago() / 1000);
  const text = seconds < 100 ? words.ago.replace("{}", seconds) : words.long_ago.replace("{}", Math.round(seconds / 60));
  setText(document.querySelector("#lost strong"), words.unreachable);
  setText(document.getElementById("last-heard"), text);
  setText(document.getElementById("look"), words.look);
}
