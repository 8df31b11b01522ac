// Asks for what the first picture needs while the page's other modules are still on their way: the script that loads
// this one first says whose.

const asked = new Map();
const films = JSON.parse(document.querySelector("script[data-prefetch]")?.dataset.prefetch ?? "[]");
for (const film of films) for (const part of ["about", "init", "segment/0"]) asked.set(`${film}/${part}`, get(`${film}/${part}`));

// The answer to a request, which may be under way already.
export function fetched(address) {
  const answer = asked.get(address);
  asked.delete(address);
  return answer ?? get(address);
}

function get(address) {
  const headers = { Accept: "application/json" }; // a refusal is a sentence then, not a page
  const answer = fetch(address, { cache: "no-store", headers });
  answer.catch(() => {}); // nobody may ask for it
  return answer;
}
