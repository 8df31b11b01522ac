// Keeps the screen awake while the box films.

let lock = null;

export function keepAwake() {
  addEventListener("attune-now", tend);
  document.addEventListener("visibilitychange", tend);
}

async function tend() {
  const wanted = document.body.dataset.state === "filming" && !document.hidden;
  if (wanted === Boolean(lock && !lock.released)) return;
  try {
    if (wanted) lock = await navigator.wakeLock?.request("screen");
    else await lock?.release();
  } catch {
    // saving power: the phone does not want to
  }
}
