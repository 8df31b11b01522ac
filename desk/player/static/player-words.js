// The page's sentences in its language, and times as people read them.

let words = {};

export const learn = (given) => (words = given);

// A sentence with its {facts}.
export const say = (key, facts = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");

// 1:02:03.456, from nanoseconds.
export function clock(ns) {
  const ms = Math.round(ns / 1e6);
  const [hours, minutes, seconds] = [Math.floor(ms / 3600000), Math.floor(ms / 60000) % 60, (ms % 60000) / 1000];
  const short = `${minutes}:${seconds.toFixed(3).padStart(6, "0")}`;
  return hours ? `${hours}:${short.padStart(9, "0")}` : short;
}
