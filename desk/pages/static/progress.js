// Shows how far the import is, and the page anew when it is done.

const place = document.getElementById("progress");
const bar = place.querySelector("progress");
const words = place.querySelector("[role=status]");

const timer = setInterval(async () => {
  const answer = await fetch(place.dataset.ask, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const now = await answer.json().catch(() => null);
  if (!now) return;
  if (!now.running) {
    clearInterval(timer);
    location.replace(location.pathname);
    return;
  }
  bar.max = now.total || 1;
  bar.value = now.done;
  words.textContent = now.words;
}, 400);
