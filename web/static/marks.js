// Marks: placed when the thumb touched, kept until the box has them, named or taken back afterwards.

import { boxTime } from "./clock.js";
import { drop, keep, kept } from "./queue.js";
import { say } from "./say.js";

const SENT = { mark: "/mark", undo: "/undo", principle: "/principle" };
const AGAIN = 1000; // ms until the box is tried again
const words = JSON.parse(document.body.dataset.words);

let film = null; // { id, zero }: the film that is being made, zero in ms of the box's clock
let mine = null; // the last mark made here that the box has not told of yet
let waiting = [];
let busy = false;
let again = null;

export function watchTaps() {
  let down = null;
  let done = -Infinity;
  const onMark = (event) => event.target.closest?.("#mark");
  addEventListener("pointerdown", (event) => {
    if (onMark(event) && event.isPrimary && !event.button) down = { at: event.timeStamp, pointer: event.pointerId };
  });
  addEventListener("pointerup", (event) => {
    if (down?.pointer !== event.pointerId) return;
    const at = down.at;
    down = null;
    if (!onMark(event)) return;
    done = performance.now();
    tap(at);
  });
  addEventListener("pointercancel", () => (down = null));
  addEventListener("contextmenu", (event) => onMark(event) && event.preventDefault());
  addEventListener("click", (event) => {
    if (!onMark(event)) return;
    event.preventDefault();
    // A click without a touch before it comes from a keyboard or a screen reader.
    if (performance.now() - done > 700) tap(event.timeStamp);
    done = -Infinity;
  });
  document.addEventListener("submit", wish, true);
  addEventListener("attune-now", (event) => heard(event.detail));
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  flush();
}

function tap(stamp) {
  const wall = Date.now() - (performance.now() - stamp);
  const id = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const button = document.getElementById("mark");
  navigator.vibrate?.(20);
  button.classList.remove("done");
  requestAnimationFrame(() => button.classList.add("done"));
  const touched = boxTime(stamp);
  mine = { id, at: film?.zero && touched ? touched - film.zero : null };
  show();
  add({ kind: "mark", id, touched, wall, film: film?.id ?? null });
}

function wish(event) {
  const { queue } = event.target.dataset;
  if (!queue) return;
  event.preventDefault();
  if (queue === "mark") return; // the tap itself did it
  const id = event.target.querySelector("[data-mark]").value;
  if (!id) return;
  add({ kind: queue, id, ...(queue === "principle" && { principle: event.submitter.value }) });
  if (queue === "undo" && mine?.id === id) mine = null;
  const last = document.getElementById("last");
  last.open = false;
  last.classList.toggle("empty", queue === "undo");
  last.querySelector("summary").focus();
  if (queue === "principle") last.querySelector('[data-live="last-more"]').textContent = event.submitter.textContent;
}

async function add(item) {
  waiting.push(item);
  await keep(item);
  flush();
}

async function flush() {
  if (busy) return;
  busy = true;
  clearTimeout(again);
  try {
    for (waiting = await kept(); waiting.length; waiting = await kept()) {
      show();
      if (!(await send(waiting[0]))) {
        again = setTimeout(flush, AGAIN);
        break;
      }
      await drop(waiting[0]);
    }
  } finally {
    busy = false;
    show();
  }
}

// Whether the box has dealt with it, one way or the other.
async function send({ kind, id, touched, wall, film, principle }) {
  const body = { id };
  if (kind === "mark") Object.assign(body, { touched: touched ?? boxTime(wall - Date.now() + performance.now()), film });
  if (kind === "principle") body.principle = principle;
  try {
    const answer = await fetch(SENT[kind], {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-Attune-Token": document.body.dataset.token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(8000),
    });
    if (answer.ok) {
      if (kind === "mark") confirm((await answer.json()).said.words);
      return true;
    }
    if (answer.status >= 500 || [401, 403, 429].includes(answer.status)) return false;
    if (kind === "mark") say(words.late, "wrong");
    return true;
  } catch {
    return false;
  }
}

function heard({ film: id, zero, marks, last }) {
  film = id ? { id, zero } : film;
  if (mine && marks.includes(mine.id)) mine = null;
  const undone = waiting.some((item) => item.kind === "undo" && item.id === last);
  for (const place of document.querySelectorAll("[data-mark]")) place.value = mine?.id ?? last ?? "";
  document.getElementById("last")?.classList.toggle("empty", !(mine || last) || (!mine && undone));
  show();
  if (waiting.length) flush();
}

let settled;
let confirmed = "";

function confirm(said) {
  say(said, "heard");
  confirmed = said;
  clearTimeout(settled);
  settled = setTimeout(() => {
    confirmed = "";
    show();
  }, 2500);
}

function show() {
  const place = document.querySelector("[data-hint]");
  if (!place) return;
  const count = waiting.filter((item) => item.kind === "mark").length;
  const said = count ? words.waiting.replace("{}", count) : confirmed || place.dataset.hint;
  if (place.textContent !== said) place.textContent = said;
  if (!mine) return;
  const last = document.getElementById("last");
  last.classList.remove("empty");
  for (const hidden of document.querySelectorAll("[data-mark]")) hidden.value = mine.id;
  last.querySelector('[data-live="last"]').textContent = mine.at === null ? "" : running(mine.at / 1000);
  last.querySelector('[data-live="last-more"]').textContent = "";
}

function running(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
