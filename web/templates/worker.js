// Keeps the visit page's frame on the phone, and nothing of a visit: a reload without Wi-Fi still gives a mark button.

const KEPT = "attune-{{ edition }}";
const SHELL = "{{ url_for('papers.shell') }}";
const FILES = {{ files|tojson }};
const PATIENCE = 4000; // ms

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([SHELL, ...FILES])));
});

self.addEventListener("activate", (event) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(old());
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === "navigate" && pathname === "{{ url_for('visit.page') }}") event.respondWith(page(event.request));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});

async function page(request) {
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE, new Error("late")));
  try {
    return await Promise.race([fetch(request), late]);
  } catch (error) {
    return (await caches.match(SHELL)) ?? Promise.reject(error);
  }
}

async function file(request) {
  return (await caches.match(request.url)) ?? fetch(request);
}
