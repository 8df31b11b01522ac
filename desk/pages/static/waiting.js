// Asks for the parts of a page that need the store, and shows them: a store may be far away, and the page waits for none.

async function show(place) {
  const answer = await fetch(place.dataset.ask, { cache: "no-store" }).catch(() => null);
  const part = answer?.ok ? await answer.text().catch(() => null) : null; // whoever leaves the page ends it in its middle
  if (part !== null) place.innerHTML = part;
}

for (const place of document.querySelectorAll(".waiting[data-ask]")) show(place);
