// While a passphrase is typed, says in words how good it is. What is typed goes to the desk alone and is not kept.

const field = document.querySelector("[data-strength]");
const words = document.getElementById(field.dataset.words);
let timer;

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(ask, 250);
});

async function ask() {
  const body = new URLSearchParams({ passphrase: field.value });
  const headers = { "X-Attune-Token": document.body.dataset.token };
  const answer = await fetch(field.dataset.strength, { method: "POST", body, headers, cache: "no-store" }).catch(() => null);
  const strength = answer?.ok && (await answer.json().catch(() => null));
  if (strength) words.textContent = strength.words;
}
