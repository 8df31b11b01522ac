// The film's running time. It runs by itself between events, and never past the limit: there the box stops by itself.

import { all, minutes, setText } from "./page.js";

let zero = null; // when the film's time was 0, on performance.now()'s scale
let limit = Infinity;

export function runTimer() {
  setInterval(tick, 200);
}

// An event that was delayed on its way would set the time back: only a jump does.
export function setElapsed(elapsed, most = limit) {
  limit = most ?? Infinity;
  if (elapsed === null) {
    zero = null;
    return;
  }
  const told = performance.now() - elapsed * 1000;
  zero = zero === null || told < zero || told - zero > 1500 ? told : zero;
  tick();
}

function tick() {
  if (zero === null) return;
  const seconds = Math.min((performance.now() - zero) / 1000, limit);
  for (const place of all("[data-clock]")) setText(place, minutes(seconds));
}
