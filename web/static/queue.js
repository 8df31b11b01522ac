// What the thumb did and the box has not heard yet, kept on the phone through lost Wi-Fi, a reload or a locked screen.

const STORE = "wishes";

let base = null;
const memory = new Map(); // for a browser that keeps nothing
let number = 0;

function open() {
  base ??= new Promise((done, fail) => {
    const asked = indexedDB.open("attune", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "number", autoIncrement: true });
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

export async function keep(wish) {
  try {
    await within("readwrite", (store) => store.add(wish));
  } catch {
    memory.set(`m${++number}`, { ...wish, number: `m${number}` });
  }
}

// In the order in which they were kept.
export async function kept() {
  try {
    return [...(await within("readonly", (store) => store.getAll())), ...memory.values()];
  } catch {
    return [...memory.values()];
  }
}

export async function drop({ number }) {
  if (!memory.delete(number)) await within("readwrite", (store) => store.delete(number));
}
