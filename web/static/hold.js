// Buttons that must be held for a second. Who cannot hold presses twice: slowly, so that a double tap does nothing.

import { say } from "./say.js";

const HOLD = 1000; // ms
const TWICE = [700, 8000]; // ms between two presses that count together

const words = JSON.parse(document.body.dataset.words);
let timer = null;
let pressed = { button: null, at: -Infinity };

export function guardHolds() {
  const held = (event) => event.target.closest?.("form [data-hold]");
  addEventListener("pointerdown", (event) => held(event) && event.isPrimary && !event.button && down(held(event)));
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, up);
  addEventListener("blur", (event) => (event.target === window || held(event)) && up(), true);
  addEventListener("keydown", (event) => held(event) && !event.repeat && [" ", "Enter"].includes(event.key) && down(held(event)));
  addEventListener("keyup", up);
  addEventListener("contextmenu", (event) => held(event) && event.preventDefault());
  document.addEventListener("submit", check, true);
}

function down(button) {
  up();
  button.classList.add("holding");
  timer = setTimeout(() => {
    up();
    button.dataset.held = "";
    button.form.requestSubmit(button);
  }, HOLD);
}

function up() {
  clearTimeout(timer);
  timer = null;
  for (const button of document.querySelectorAll(".holding")) button.classList.remove("holding");
}

function check(event) {
  const button = event.submitter;
  if (!button || !("hold" in button.dataset)) return;
  const ago = performance.now() - pressed.at;
  const twice = pressed.button === button && ago > TWICE[0] && ago < TWICE[1];
  pressed = { button, at: performance.now() };
  if ("held" in button.dataset || twice) {
    delete button.dataset.held;
    up();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  say(words.hold);
}
