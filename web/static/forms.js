// Sends a form without leaving the page. No request of a person's hand is without a timeout and a word about it.

import { pressedAt } from "./clock.js";
import { reachable } from "./contact.js";
import { page, words } from "./page.js";
import { request } from "./request.js";
import { say } from "./say.js";
import { submitterOf } from "./submitter.js";

const PATIENCE = 8000; // ms without an answer, and without anything heard from the box
const SHORT = 3000; // ms, when it was not heard before

export async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const { wait, lost } = form.dataset;
  if (wait) say(wait);
  const fields = new URLSearchParams(new FormData(form));
  const button = submitterOf(event);
  if (button?.name) fields.append(button.name, button.value);
  const went = await post(form.action, fields, lost);
  if (went && form.dataset.closes) form.closest(`.${form.dataset.closes}`).remove();
  if (wait && document.getElementById("said").textContent === wait) say("");
  form.removeAttribute("aria-busy");
}

// Sends the fields; what comes back is said, and followed where it leads. `lost` is said when nothing comes back.
// Whether the box did it.
export async function post(address, fields, lost = words.lost) {
  const headers = { Accept: "application/json" };
  const patience = reachable() ? PATIENCE : SHORT;
  const pressed = pressedAt();
  if (pressed !== null) headers["X-Attune-Deadline"] = String(pressed + patience); // later than that, the box refuses
  try {
    const { body } = await request(address, { method: "POST", body: new URLSearchParams(fields), headers }, patience, reachable);
    const { said, go, error } = body;
    if (error) say(error, "wrong");
    else if (go && (page === "plain" || new URL(go, location).pathname !== location.pathname)) location.assign(said ? `${go}?said=${said.key}` : go);
    else if (said) say(said.words, said.key === "started" ? "heard" : "said"); // the page itself shows it
    return !error;
  } catch {
    say(lost || words.lost, "wrong");
    return false;
  }
}
