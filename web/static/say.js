// Says a short word, and takes it away again: "said" and "wrong" are seen and spoken, "heard" and "urgent" spoken alone.

const timers = new Map();
const LASTS = { wrong: 10000 }; // ms

export function say(words, where = "said") {
  const place = document.getElementById(where);
  place.textContent = words;
  clearTimeout(timers.get(where));
  timers.set(where, setTimeout(() => (place.textContent = ""), LASTS[where] ?? 3000));
}
