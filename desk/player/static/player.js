// The page of a film: its player, a second one beside it if there is one, the clips, and the keys for all of it.

import { Clips } from "./player-clips.js";
import { Keys } from "./player-keys.js";
import { Log } from "./player-log.js";
import { Pair } from "./player-pair.js";
import { openPlayer } from "./player-view.js";
import { learn, say } from "./player-words.js";

const page = document.querySelector("#film");
learn(JSON.parse(page.dataset.words));

const views = await Promise.all([...page.querySelectorAll(".player")].map(openPlayer));
const pair = new Pair(views);
const [view] = views;
const log = new Log(view.root.dataset.film, page.dataset.token);
const clips = new Clips(page.querySelector(".work"), view, log, view.root.dataset.id);
const help = page.querySelector("dialog");

const saved = page.querySelector(".saved");
log.addEventListener("saving", () => (saved.textContent = say("saving")));
log.addEventListener("changed", () => (saved.textContent = say("saved")));
log.addEventListener("failed", ({ detail }) => (saved.textContent = `${say("not_saved")} ${detail.message}`));
await log.load();
saved.textContent = "";
// A family's window may be showing a clip of this film: what is not wanted any more goes dark there at once.
const windows = new BroadcastChannel("attune-review");
log.addEventListener("changed", () => windows.postMessage("changed"));

const follow = (what) => () => pair.do(what);
const keys = new Keys({
  Space: follow("toggle"),
  k: follow("pause"),
  l: follow("play"),
  j: follow("reverse"),
  ArrowRight: follow("next"),
  ArrowLeft: follow("previous"),
  "Shift+ArrowRight": follow("second-on"),
  "Shift+ArrowLeft": follow("second-back"),
  ".": follow("next-mark"),
  ",": follow("previous-mark"),
  1: () => pair.setRate(1),
  2: () => pair.setRate(1 / 2),
  4: () => pair.setRate(1 / 4),
  8: () => pair.setRate(1 / 8),
  "+": follow("zoom-in"),
  "-": follow("zoom-out"),
  0: follow("zoom-fit"),
  f: follow("full"),
  i: () => clips.markIn(),
  o: () => clips.markOut(),
  c: () => clips.add(),
  n: () => clips.leave(),
  r: () => clips.repeat(),
  s: () => clips.keepStill(),
  "?": () => help.showModal(),
  "Ctrl+z": () => log.undo(),
  "Ctrl+y": () => log.redo(),
  "Ctrl+Shift+z": () => log.redo(),
});

page.querySelector("[data-keys]").addEventListener("click", () => help.showModal());
help.querySelector("[name=letters]").addEventListener("change", ({ target }) => (keys.on = target.checked));
const step = page.querySelector("[name=in_step]");
step?.addEventListener("change", () => pair.setInStep(step.checked));
if (step) for (const each of views) each.root.querySelector("[role=slider]").addEventListener("pointerup", () => setTimeout(() => pair.align(), 100));
page.querySelector("[name=beside]")?.addEventListener("change", ({ target }) => location.assign(target.value));
addEventListener("pagehide", () => views.forEach(({ engine }) => engine.close()));
page.dataset.ready = "yes";
