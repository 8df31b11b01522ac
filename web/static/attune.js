// The live page: follows the box, fills what changed, sends forms without leaving the page, and keeps every tap.

import { keepAwake } from "./awake.js";
import { learn } from "./clock.js";
import { send } from "./forms.js";
import { guardHolds } from "./hold.js";
import { follow, resume } from "./live.js";
import { watchTaps } from "./marks.js";
import { localise } from "./moments.js";

const { page, worker } = document.body.dataset;

localise(document);
guardHolds();
document.addEventListener("submit", send);
if (page === "visit") {
  learn();
  resume();
  watchTaps();
  keepAwake();
}
follow(document.body.dataset);
// Without a trusted certificate there is no worker; all but a reload without Wi-Fi works all the same.
addEventListener("load", () => navigator.serviceWorker?.register(worker).catch(() => {}));
