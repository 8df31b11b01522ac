// The drawn box: a button to press or to hold with finger, mouse or keyboard, and what the camera sees.

import { post } from "./forms.js";

const HOLD = 2000; // ms, as on the real button
const PICTURES = 200; // ms between looks at the camera

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

const picture = document.getElementById("framing");
let number = 0;

function look() {
  if (!document.hidden) picture.src = `${picture.dataset.framing}?n=${++number}`;
  else setTimeout(look, 1000);
}

function seen(there) {
  picture.hidden = !there;
  document.querySelector(".no-picture").hidden = there;
}

picture.addEventListener("load", () => {
  seen(true);
  setTimeout(look, PICTURES);
});
picture.addEventListener("error", () => {
  seen(false);
  setTimeout(look, 2000);
});
if (picture.complete) look();
