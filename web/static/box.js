// The drawn box: a button to press or to hold with finger, mouse or keyboard.

import { post } from "./forms.js";

const HOLD = 2000; // ms, as on the real button

const button = document.getElementById("push");
let held = null;

function down() {
  if (held !== null) return;
  button.classList.add("down");
  held = setTimeout(() => push("hold"), HOLD);
}

function up() {
  if (held !== null) push("press");
}

function away() {
  clearTimeout(held);
  held = null;
  button.classList.remove("down");
}

function push(how) {
  away();
  post(button.dataset[how], { token: button.dataset.token });
}

button.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  button.setPointerCapture(event.pointerId);
  down();
});
button.addEventListener("pointerup", up);
button.addEventListener("pointercancel", away);
button.addEventListener("contextmenu", (event) => event.preventDefault());
button.addEventListener("keydown", (event) => {
  if (event.repeat || ![" ", "Enter"].includes(event.key)) return;
  event.preventDefault();
  down();
});
button.addEventListener("keyup", (event) => [" ", "Enter"].includes(event.key) && up());
button.addEventListener("blur", away);
