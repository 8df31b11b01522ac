// Sends a form without leaving the page. A form marked data-plain goes the browser's own way.

import { say } from "./say.js";

const words = JSON.parse(document.body.dataset.words);

export async function send(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "plain" in form.dataset) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  if (form.dataset.wait) say(form.dataset.wait);
  await post(form.action, new FormData(form));
  if (form.dataset.wait && document.getElementById("said").textContent === form.dataset.wait) say("");
  form.removeAttribute("aria-busy");
}

// Sends the fields; what comes back is said, and followed where it leads.
export async function post(address, fields) {
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
    const { said, go, error } = await answer.json();
    if (error) say(error, "wrong");
    else if (go && new URL(go, location).pathname !== location.pathname) location.assign(`${go}?said=${said.key}`);
    else say(said.words, said.key === "started" ? "heard" : "said"); // the page itself shows it
  } catch {
    say(words.lost, "wrong");
  }
}
