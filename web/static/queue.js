// Keeps what the box has not received yet in IndexedDB, through a reload or a locked screen.
// Nobody waits for it: a mark is sent whether or not it could be kept.

import { box } from "./page.js";

const STORE = "queue";
const PATIENCE = 3000; // ms until a browser that does not answer counts as one that keeps nothing

let base = null;

function open() {
  base ??= new Promise((done, fail) => {
    const asked = indexedDB.open(`attune ${box}`, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "number" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  return base;
}

async function within(mode, what) {
  const transaction = (await open()).transaction(STORE, mode, { durability: "strict" });
  const asked = what(transaction.objectStore(STORE));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
}

// Whether it is safe there.
export function keep(item) {
  const late = new Promise((done) => setTimeout(done, PATIENCE, false));
  return Promise.race([within("readwrite", (store) => store.put(item)).then(() => true, () => false), late]);
}

// In the order in which they were kept; never, if the browser never answers.
export function kept() {
  return within("readonly", (store) => store.getAll()).catch(() => []);
}

export function drop({ number }) {
  within("readwrite", (store) => store.delete(number)).catch(() => {});
}
