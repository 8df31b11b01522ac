// Marks: placed when the thumb touched, named or undone afterwards, and shown before the box has told of them.

import { boxTime } from "./clock.js";
import { all, minutes, setText, words } from "./page.js";
import { say } from "./say.js";
import { add, flush, refused, startSending, waiting } from "./sender.js";
import { choose } from "./sheet.js";
import { submitterOf } from "./submitter.js";
import { watchTaps } from "./taps.js";

let film = null; // { id, zero }: the film that is being made, zero in ms of the box's clock
let mine = null; // the last mark made here that the box has not told of yet
const known = new Set(); // marks made here, and those of others that were spoken of
let knownIn = null; // their film
let confirmation = "";
let settled = null;

export function watchMarks() {
  watchTaps(tap);
  document.addEventListener("submit", edit, true);
  addEventListener("attune-now", (event) => heard(event.detail));
  startSending(show, confirm);
}

function tap(stamp) {
  const wall = Date.now() - (performance.now() - stamp);
  const id = identifier();
  const button = document.getElementById("mark");
  const touched = boxTime(stamp);
  known.add(id);
  mine = { id, at: film?.zero && touched ? touched - film.zero : null };
  add({ kind: "mark", id, touched, wall, film: film?.id ?? null });
  show();
  button.classList.remove("done");
  requestAnimationFrame(() => button.classList.add("done"));
  navigator.vibrate?.(20);
}

function identifier() {
  const bytes = new Uint8Array(8);
  if (globalThis.crypto?.getRandomValues) crypto.getRandomValues(bytes);
  else bytes.forEach((_, place) => (bytes[place] = Math.random() * 256));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A principle, or an undo.
function edit(event) {
  const kind = event.target.dataset.queue;
  if (!kind) return;
  event.preventDefault();
  if (kind === "mark") return; // the tap itself did it
  const id = event.target.querySelector("[data-mark]").value;
  if (!id) return;
  const button = submitterOf(event);
  add({ kind, id, ...(kind === "principle" && { principle: button.value }) });
  if (kind === "undo" && mine?.id === id) mine = null;
  const last = document.getElementById("last");
  last.open = false;
  last.classList.toggle("empty", kind === "undo");
  last.querySelector("summary").focus();
  if (kind === "principle") choose(button.value);
  if (kind === "principle") setText(last.querySelector('[data-live="last-more"]'), button.textContent);
}

function confirm(kind, said) {
  say(said, "heard");
  if (kind !== "mark") return;
  confirmation = said;
  clearTimeout(settled);
  settled = setTimeout(() => {
    confirmation = "";
    show();
  }, 2500);
}

function heard({ film: id, zero, marks, last, principle, texts }) {
  film = id ? { id, zero } : film;
  const others = marks.filter((mark) => !known.has(mark));
  if (id && id === knownIn && others.includes(last)) say(words.other.replace("{}", `${texts.last}, ${texts["last-more"]}`), "heard");
  if (id !== knownIn) known.clear();
  knownIn = id;
  for (const mark of marks) known.add(mark);
  if (!mine && !waiting.some((item) => item.kind === "principle")) choose(principle ?? "");
  if (mine && marks.includes(mine.id)) mine = null;
  const undone = waiting.some((item) => item.kind === "undo" && item.id === last);
  for (const place of all("[data-mark]")) place.value = mine?.id ?? last ?? "";
  document.getElementById("last")?.classList.toggle("empty", !(mine || last) || (!mine && undone));
  show();
  if (waiting.length && !refused) flush();
}

function show() {
  const place = document.querySelector("[data-hint]");
  if (!place) return;
  setText(place, hint() || confirmation || place.dataset.hint);
  if (!mine) return;
  choose("");
  const last = document.getElementById("last");
  last.classList.remove("empty");
  for (const hidden of all("[data-mark]")) hidden.value = mine.id;
  setText(last.querySelector('[data-live="last"]'), mine.at === null ? "" : minutes(mine.at / 1000));
  setText(last.querySelector('[data-live="last-more"]'), "");
}

function hint() {
  const marks = waiting.filter((item) => item.kind === "mark");
  if (!marks.length) return "";
  if (refused) return refused;
  const safe = marks.every((item) => item.safe !== false);
  return (safe ? words.waiting : words.unsafe).replace("{}", marks.length);
}
