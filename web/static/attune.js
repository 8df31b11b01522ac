// The live page: follows the box, fills what changed, sends forms without leaving the page, and keeps every tap.

import { keepAwake } from "./awake.js";
import { learn } from "./clock.js";
import { watchContact } from "./contact.js";
import { send } from "./forms.js";
import { guardHolds } from "./hold.js";
import { show } from "./live.js";
import { watchMarks } from "./marks.js";
import { localise } from "./moments.js";
import { page, routes } from "./page.js";
import { reassure } from "./reassure.js";
import { resume } from "./resume.js";
import { watchSheet } from "./sheet.js";
import { watchStart } from "./start.js";
import { follow } from "./stream.js";
import { runTimer } from "./timer.js";

localise(document);
guardHolds();
document.addEventListener("submit", send);
learn();
watchContact();
runTimer();
if (page === "visit") {
  watchMarks();
  watchSheet();
  watchStart();
  addEventListener("attune-now", (event) => reassure(event.detail));
  resume();
  keepAwake();
}
// Without a trusted certificate there is no worker; all but a reload without Wi-Fi works all the same.
addEventListener("load", () => navigator.serviceWorker?.register(routes.worker).catch(() => {}));
follow(show);
