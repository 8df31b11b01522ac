// The box's clock, learnt as NTP does: of several round trips the quickest tells it best.

import { box, page, routes } from "./page.js";
import { request } from "./request.js";

const KEPT = `attune-clock ${box}`;
const DRIFT = 1e-4; // how far a phone's clock may run off, in ms a ms
const EVERY = 10000; // ms

// box time = performance.now() + ahead, as measured at `at` by a round trip of `trip` ms.
let best = recall();
let measured = false; // on this page, not on an earlier one: the box may have restarted since
let apart = Date.now() - performance.now();

// The box's monotonic clock in ms at `stamp` on performance.now()'s scale; null if it was never heard.
export function boxTime(stamp = performance.now()) {
  return best && stamp + best.ahead;
}

// The same, now and as measured on this page; null otherwise.
export function pressedAt() {
  return measured ? boxTime() : null;
}

export function learn() {
  const several = async (count) => {
    for (let asked = 0; asked < count; asked++) await ask();
  };
  addEventListener("attune-contact", (event) => event.detail.lost || several(3));
  if (page !== "visit") {
    ask();
    return;
  }
  several(5);
  setInterval(() => document.hidden || ask(), EVERY);
  addEventListener("online", () => several(3));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    wake();
    several(5);
  });
}

async function ask() {
  const sent = performance.now();
  try {
    const { body } = await request(routes.time, {}, 5000);
    const came = performance.now();
    const { now } = body;
    if (Number.isFinite(now)) consider({ ahead: now - (sent + came) / 2, trip: came - sent, at: came });
  } catch {
    // no Wi-Fi now; what was learnt before still holds
  }
}

function consider(fresh) {
  measured = true;
  const contradicts = best && Math.abs(fresh.ahead - best.ahead) > doubt(fresh) + doubt(best) + 20; // the box restarted
  if (best && !contradicts && doubt(best) < doubt(fresh)) return;
  best = fresh;
  try {
    const wall = Date.now() - performance.now();
    localStorage.setItem(KEPT, JSON.stringify({ ahead: best.ahead - wall, trip: best.trip, at: best.at + wall }));
  } catch {
    // a browser that keeps nothing
  }
}

function doubt({ trip, at }) {
  return trip / 2 + Math.abs(performance.now() - at) * DRIFT;
}

// A reload begins a new performance.now(); the phone's wall clock carries on.
function recall() {
  try {
    const { ahead, trip, at } = JSON.parse(localStorage.getItem(KEPT));
    const wall = Date.now() - performance.now();
    return { ahead: ahead + wall, trip: trip + 2, at: at - wall };
  } catch {
    return null;
  }
}

// While a phone sleeps performance.now() may stand still, and the wall clock goes on.
function wake() {
  const slept = Date.now() - performance.now() - apart;
  apart += slept;
  if (best && Math.abs(slept) > 15) best = { ...best, ahead: best.ahead + slept, trip: best.trip + 20 };
}
