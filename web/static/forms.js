// Sends a form without leaving the page. A form marked data-plain goes the browser's own way.

import { say } from "./say.js";

const LOST = "The phone could not reach the box. Try again.";

export async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "plain" in form.dataset) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true" && !("quick" in form.dataset)) return;
  form.setAttribute("aria-busy", "true");
  if (form.dataset.wait) say(form.dataset.wait);
  if ("quick" in form.dataset) acknowledge(form.querySelector("button"));
  const answer = await post(form.action, new FormData(form), "quick" in form.dataset);
  if (answer.said && "quick" in form.dataset) confirm(form.querySelector("[data-hint]"), answer.said.words);
  if (form.dataset.wait && document.getElementById("said").textContent === form.dataset.wait) say("");
  form.removeAttribute("aria-busy");
}

// Sends the fields; what comes back is said, and followed where it leads. A quiet answer is for ears alone.
export async function post(address, fields, quiet = false) {
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
    const { said, go, error } = await answer.json();
    if (error) say(error, "wrong");
    else if (go && new URL(go, location).pathname !== location.pathname) location.assign(`${go}?said=${said.key}`);
    else say(said.words, quiet || said.key === "started" ? "heard" : "said"); // the page itself shows it
    return { said };
  } catch {
    say(LOST, "wrong");
    return {};
  }
}

let settled;

function confirm(place, words) {
  place.textContent = words;
  clearTimeout(settled);
  settled = setTimeout(() => (place.textContent = place.dataset.hint), 2500);
}

function acknowledge(button) {
  navigator.vibrate?.(20);
  button.classList.remove("done");
  requestAnimationFrame(() => button.classList.add("done"));
}
