// A page that the phone kept, opened without the box: goes on as it was when the box was last heard, as a guess.

import { boxTime } from "./clock.js";
import { recorderAway } from "./contact.js";
import { all, box, setText } from "./page.js";
import { setElapsed } from "./timer.js";

const KEPT = `attune-film ${box}`;
const LONGEST = 3600000; // ms that a film may seem to run while the box cannot be asked

export function resume() {
  const filming = document.getElementById("filming");
  const kept = recall();
  const runs = kept && boxTime() !== null && boxTime() - kept.zero;
  if (!filming || !kept || runs < 0 || runs > LONGEST) return;
  document.querySelector('[data-part="controls"]').replaceChildren(filming.content.cloneNode(true));
  document.body.dataset.state = "filming";
  document.getElementById("last").classList.add("empty");
  for (const place of all('[data-live="limit"]')) setText(place, kept.limit);
  for (const link of all(".gone a")) link.href = link.href.replace("the-film", kept.film);
  setElapsed(runs / 1000, kept.most);
  recorderAway();
  dispatchEvent(new CustomEvent("attune-now", { detail: { film: kept.film, zero: kept.zero, marks: [], last: null } }));
}

export function remember({ state, film, zero, limit, texts }) {
  try {
    if (state === "filming" && zero) localStorage.setItem(KEPT, JSON.stringify({ film, zero, limit: texts.limit, most: limit }));
    else if (state !== "away") localStorage.removeItem(KEPT);
  } catch {
    // a browser that keeps nothing
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
