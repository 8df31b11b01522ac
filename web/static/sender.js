// Sends what the thumb did, in order, until the box has it. It waits for nothing but the network.

import { boxTime } from "./clock.js";
import { routes, token, words } from "./page.js";
import { drop, keep, kept } from "./queue.js";
import { request } from "./request.js";
import { say } from "./say.js";

const AGAIN = 1000; // ms until the box is tried again
const AGAIN_REFUSED = 10000; // ms, when it does not accept this phone

export const waiting = [];
const done = new Set(); // numbers that the box has, or has refused for good
let last = 0;
let busy = false;
let again = null;
let changed = () => {};
let confirmed = () => {};
export let refused = ""; // why the box does not accept this phone's marks, if so

export function startSending(onChange, onConfirmed) {
  changed = onChange;
  confirmed = onConfirmed;
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  kept().then(merge);
}

export function add(wish) {
  last = Math.max(Date.now(), last + 1);
  const item = { ...wish, number: last };
  waiting.push(item);
  keep({ ...item }).then((safe) => {
    item.safe = safe;
    changed();
  });
  flush();
}

function merge(items) {
  const known = new Set(waiting.map(({ number }) => number));
  for (const item of items) if (!known.has(item.number) && !done.has(item.number)) waiting.push({ ...item, safe: true });
  waiting.sort((one, other) => one.number - other.number);
  flush();
}

export async function flush() {
  if (busy) return;
  busy = true;
  clearTimeout(again);
  refused = "";
  while (waiting.length) {
    changed();
    const item = waiting[0];
    if (!(await send(item))) {
      again = setTimeout(flush, refused ? AGAIN_REFUSED : AGAIN);
      break;
    }
    done.add(item.number);
    waiting.splice(waiting.indexOf(item), 1);
    drop(item);
  }
  busy = false;
  changed();
}

// Whether the box has dealt with it, one way or the other.
async function send({ kind, id, touched, wall, film, principle }) {
  const body = { id };
  if (kind === "mark") Object.assign(body, { touched: touched ?? boxTime(wall - Date.now() + performance.now()), film });
  if (kind === "principle") body.principle = principle;
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-Attune-Token": token };
  let answer;
  try {
    answer = await request(routes[kind], { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    return false;
  }
  if (answer.ok) {
    confirmed(kind, answer.body?.said?.words ?? "");
    return true;
  }
  if ([401, 403].includes(answer.status)) refused = words.refused;
  if (answer.status >= 500 || [401, 403, 429].includes(answer.status)) return false;
  if (kind === "mark") say(answer.body?.error || words.late, "wrong");
  return true;
}
