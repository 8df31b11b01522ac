// The sheet for the last mark: Esc and a tap elsewhere close it, and the chosen principle is told as chosen.

import { all } from "./page.js";

const last = () => document.getElementById("last");

export function watchSheet() {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !last()?.open) return;
    last().open = false;
    last().querySelector("summary").focus();
  });
  addEventListener("pointerdown", (event) => {
    if (last()?.open && !last().contains(event.target)) last().open = false;
  });
}

export function choose(principle) {
  for (const button of all("#last [name=principle]")) button.setAttribute("aria-pressed", String(button.value === principle));
}
