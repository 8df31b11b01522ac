// fetch with a timeout that covers the body too, and that needs neither AbortSignal.timeout nor AbortController.

const LONGEST = 120000; // ms, however alive the box is meanwhile

// Resolves to { status, ok, body }; `body` is null unless it is JSON. Rejects when the network fails or `timeout` ms have
// passed; while `alive()` holds, it waits on: the box is at work.
export function request(address, options = {}, timeout = 8000, alive = () => false) {
  const abort = typeof AbortController === "function" ? new AbortController() : null;
  const began = performance.now();
  let watch;
  const late = new Promise((_, fail) => {
    watch = setInterval(() => {
      const waited = performance.now() - began;
      if (waited < timeout || (waited < LONGEST && alive())) return;
      fail(new Error("timeout"));
      abort?.abort();
    }, 250);
  });
  const answered = fetch(address, { cache: "no-store", ...options, signal: abort?.signal }).then(read);
  return Promise.race([answered, late]).finally(() => clearInterval(watch));
}

async function read(answer) {
  return { status: answer.status, ok: answer.ok, body: await answer.json().catch(() => null) };
}
