// Replaces the parts of a page that changed. A part is never swapped for its equal: a button stays under the thumb.

import { localise } from "./moments.js";
import { all } from "./page.js";

const shown = new Map();

export function replace(name, html) {
  for (const part of all(`[data-part="${name}"]`)) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    const was = shown.get(name) ?? skeleton(part);
    const is = skeleton(fresh.content);
    if (was !== is) swap(part, fresh.content);
    shown.set(name, is);
  }
}

function swap(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  localise(fresh);
  part.replaceChildren(fresh);
  if (focused) ((focused.id && document.getElementById(focused.id)) || part.querySelector("[data-focus]"))?.focus();
}

// The part without what scripts change in it.
function skeleton(part) {
  const copy = document.createElement("div");
  copy.append(...[...part.childNodes].map((node) => node.cloneNode(true)));
  const strip = (selector, ...names) => {
    for (const node of all(selector, copy)) names.forEach((name) => node.removeAttribute(name));
  };
  for (const place of all("[data-live], [data-hint], [data-picture], [data-countdown], time", copy)) place.textContent = "";
  for (const node of all("[data-fluid]", copy)) node.dataset.fluid.split(" ").forEach((name) => node.removeAttribute(name));
  strip("[data-amount]", "value", "max", "hidden");
  strip("[data-picture]", "class");
  strip("button", "class", "data-held", "aria-pressed", "aria-disabled");
  strip("form", "aria-busy");
  strip(".lamp", "data-colour", "data-pattern");
  return copy.innerHTML.replace(/\s+/g, " ").trim();
}
