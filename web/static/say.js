// Says a short word, and takes it away again: "said" and "wrong" to eyes and ears, "heard" to ears alone.

const timers = new Map();

export function say(words, where = "said") {
  const place = document.getElementById(where);
  place.textContent = words;
  clearTimeout(timers.get(where));
  timers.set(where, setTimeout(() => (place.textContent = ""), where === "wrong" ? 10000 : 3000));
}
