// The live page: follows the box, fills what changed, and sends forms without leaving the page.

import { follow } from "./live.js";
import { send } from "./forms.js";
import { localise } from "./moments.js";

localise(document);
follow(document.body.dataset);
document.addEventListener("submit", send);
