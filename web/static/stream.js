// The box's event stream. Silence opens it anew, whatever the browser believes of the old connection.

import { silent } from "./contact.js";
import { film, page, routes } from "./page.js";

const TRY = 7000; // ms that a new connection is given

export function follow(show) {
  const address = `${routes.events}?page=${page}&film=${film}`;
  let source = null;
  let opened = 0;
  const open = () => {
    source?.close();
    opened = performance.now();
    source = new EventSource(address);
    source.addEventListener("now", (event) => show(JSON.parse(event.data)));
  };
  open();
  setInterval(() => silent() && performance.now() - opened > TRY && open(), 1000);
  addEventListener("online", open);
  document.addEventListener("visibilitychange", () => document.hidden || open());
}
