// What the server wrote into the page for its scripts: addresses and sentences.

// `box` is this box's own name: what the phone stores carries it, so that no other box gets it.
export const { box, page, film, token } = document.body.dataset;
export const routes = JSON.parse(document.body.dataset.routes);
export const words = JSON.parse(document.body.dataset.words);

export function all(selector, root = document) {
  return root.querySelectorAll(selector);
}

export function setText(place, text) {
  if (place && place.textContent !== text) place.textContent = text;
}

// m:ss, as the server writes it
export function minutes(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
