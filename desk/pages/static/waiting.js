// Asks what waits in the store, and shows it: a store may be far away, and the page does not wait for it.

const place = document.getElementById("waiting");

const answer = await fetch(place.dataset.ask, { cache: "no-store" }).catch(() => null);
if (answer?.ok) place.innerHTML = await answer.text();
