// Asks for the parts of a page that need the store, and shows them: a store may be far away, and the page waits for none.

async function show(place) {
  const answer = await fetch(place.dataset.ask, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) place.innerHTML = await answer.text();
}

for (const place of document.querySelectorAll(".waiting[data-ask]")) show(place);
