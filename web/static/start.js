// Start sleeps for a moment after a film: a tap that was meant for it, or for Stop, must not begin another.

import { words } from "./page.js";
import { say } from "./say.js";

const REST = 3000; // ms

let until = new URLSearchParams(location.search).get("said") === "stopped" ? performance.now() + REST : 0;

export function watchStart() {
  addEventListener("attune-now", ({ detail: { state, before } }) => {
    if (state === "ready" && ["filming", "sealing"].includes(before)) rest();
  });
  addEventListener("click", check, true);
  if (until) rest();
}

function rest() {
  until = performance.now() + REST;
  document.body.dataset.resting = "";
  setTimeout(() => delete document.body.dataset.resting, REST);
}

function check(event) {
  if (!event.target.closest?.(".start") || performance.now() >= until) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  say(words.resting);
}
