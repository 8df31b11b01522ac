// Says a short word, and takes it away again: "said" and "wrong" are seen and spoken, "heard" and "urgent" spoken alone.

const timers = new Map();
const LASTS = { wrong: 10000 }; // ms
const TOGETHER = 1000; // ms within which two words that are only spoken are spoken together, not one instead of the other

const last = { heard: -Infinity, urgent: -Infinity };

export function say(words, where = "said") {
  const place = document.getElementById(where);
  const now = performance.now();
  const both = now - last[where] < TOGETHER && place.textContent && words && !place.textContent.includes(words);
  place.textContent = both ? `${place.textContent} ${words}` : words;
  if (where in last) last[where] = now;
  clearTimeout(timers.get(where));
  timers.set(where, setTimeout(() => (place.textContent = ""), LASTS[where] ?? 3000));
}
