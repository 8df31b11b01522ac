// Tells the desk that a person is there, and leaves the page when the desk was locked: nothing stays on the screen.

const EVERY = 20000; // ms
const { state, awake, locked, token } = document.body.dataset;
let used = false;

for (const kind of ["keydown", "pointerdown", "pointermove", "wheel"]) {
  addEventListener(kind, () => (used = true), { passive: true });
}

setInterval(async () => {
  const person = used;
  used = false;
  const asked = person ? { method: "POST", headers: { "X-Attune-Token": token } } : {};
  const answer = await fetch(person ? awake : state, { ...asked, cache: "no-store" }).catch(() => null);
  if (!answer) return; // the desk has ended
  const gone = answer.status === 403 || (answer.ok && (await answer.json().catch(() => ({}))).locked);
  if (gone) location.replace(locked);
}, EVERY);
