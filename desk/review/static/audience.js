// The family's window. Its controls ask the program, as the practitioner's do, and the picture follows what it answers.

import { Picture } from "./review-picture.js";
import { keepAwake, Stage, watchCase } from "./review-stage.js";

const EVERY = 5_000; // ms
const PATIENCE = 300; // ms for a window with notes to say that it is there
const { dataset } = document.body;
const stage = new Stage(dataset.stage, dataset.token);
const picture = new Picture(document.querySelector(".stage"), document.querySelector("template"));
const button = (name) => document.querySelector(`[data-do=${name}]`);

stage.addEventListener("changed", async () => {
  const { slow, going } = stage.state;
  button("slow").setAttribute("aria-pressed", slow);
  button("freeze").textContent = going ? dataset.freeze : dataset.go;
  await picture.follow(stage.state);
  document.body.dataset.ready = "yes";
});
stage.addEventListener("failed", () => picture.clear()); // the practitioner's window says why; nothing is said here
picture.addEventListener("stopped", ({ detail }) => {
  document.body.dataset.picture = detail;
  if (stage.state.going || stage.state.at_ns !== detail) stage.wish({ going: false, at_ns: detail });
});
picture.addEventListener("failed", ({ detail }) => {
  stage.wish({ going: false, trouble: detail?.name === "NotAllowedError" ? "blocked" : "failed" });
});

const wishes = {
  again: () => stage.wish({ again: true, trouble: "" }),
  slow: () => stage.wish({ slow: !stage.state.slow }),
  freeze: () => stage.wish({ going: !stage.state.going, trouble: "" }),
  next: () => stage.wish({ step: 1 }),
  before: () => stage.wish({ step: -1 }),
  full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen().catch(() => {})),
  notes: toNotes,
};
const keys = { r: "again", s: "slow", " ": "freeze", f: "full", n: "notes", ArrowRight: "next", PageDown: "next", ArrowLeft: "before", PageUp: "before" };
for (const each of document.querySelectorAll("[data-do]")) each.addEventListener("click", () => wishes[each.dataset.do]());
addEventListener("keydown", (event) => {
  const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!name || event.ctrlKey || event.metaKey || event.altKey || (event.key === " " && event.target.closest("button"))) return;
  event.preventDefault();
  wishes[name]();
});

// With one window alone, one key shows the notes in its place; where another window has them, it shows nothing here.
async function toNotes() {
  let answered = false;
  stage.addEventListener("notes-here", () => (answered = true), { once: true });
  stage.say("notes-where");
  await new Promise((done) => setTimeout(done, PATIENCE));
  if (answered) return;
  if (stage.state.going) await stage.wish({ going: false });
  location.assign(dataset.notes);
}

// A desk that was locked shows nothing more, and no page of its own in front of the family.
let locked = false;
setInterval(async () => {
  const answer = await fetch(dataset.state, { cache: "no-store" }).catch(() => null);
  const before = locked;
  locked = !answer?.ok || (await answer.json().catch(() => ({ locked: true }))).locked;
  if (locked) picture.clear();
  else if (before) location.reload();
}, EVERY);

// What another program saves in the case may be that this clip is not wanted: then it goes dark here, too.
watchCase(dataset.version, async () => {
  const { clip } = stage.state;
  await stage.load();
  if (stage.state.clip !== clip) stage.say("changed");
});
keepAwake(dataset.awake, dataset.token);
addEventListener("pagehide", () => picture.clear());
stage.load();
