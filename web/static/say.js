// Says a short word to eyes and ears alike, and takes it away again.

const timers = new Map();

export function say(words, where = "said") {
  const place = document.getElementById(where);
  place.textContent = words;
  clearTimeout(timers.get(where));
  timers.set(where, setTimeout(() => (place.textContent = ""), where === "wrong" ? 10000 : 3000));
}
