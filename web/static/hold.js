// Buttons that must be held for a second. Who cannot hold presses twice: slowly, so that a double tap does nothing.

import { all, words } from "./page.js";
import { say } from "./say.js";
import { submitterOf } from "./submitter.js";

const HOLD = 1000; // ms
const TWICE = [700, 8000]; // ms between two presses that count together

let timer = null;
let spent = null; // the button whose hold has just been sent: the click at its end means nothing more
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
  spent = null;
  button.classList.add("holding");
  timer = setTimeout(() => {
    up();
    button.dataset.held = "";
    button.click();
    spent = button;
  }, HOLD);
}

function up() {
  clearTimeout(timer);
  timer = null;
  for (const button of all(".holding")) button.classList.remove("holding");
}

function check(event) {
  const button = submitterOf(event);
  if (!button || !("hold" in button.dataset)) return;
  const ago = performance.now() - pressed.at;
  const twice = pressed.button === button && ago > TWICE[0] && ago < TWICE[1];
  const held = "held" in button.dataset;
  if (held || (twice && spent !== button)) {
    delete button.dataset.held;
    pressed = { button: null, at: -Infinity };
    up();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (spent === button) {
    spent = null;
    return;
  }
  pressed = { button, at: performance.now() };
  say(words.hold);
}
