// The page on which somebody is left out: covers over persons, keyframe by keyframe, and stretches without sound.

import { Cover, fitted, placeAt } from "./handover-cover.js";
import { fill } from "./handover-list.js";
import { Keys } from "./player-keys.js";
import { Log, newId } from "./player-log.js";
import { openPlayer } from "./player-view.js";
import { clock, learn, say } from "./player-words.js";

const page = document.querySelector("#film");
learn(JSON.parse(page.dataset.words));
const form = page.querySelector(".cover-form");
const view = await openPlayer(page.querySelector(".player"));
const { engine } = view;
const film = view.root.dataset.id;
const log = new Log(page.dataset.address, page.dataset.token, "state");
const drawn = new Cover(view.root.querySelector(".stage"), engine.film.video);
const FIRST = { x: 0.4, y: 0.2, width: 0.2, height: 0.35 };

let chosen = null; // the cover that is worked on, as it is on the page
let quiet = null; // where a silence begins that has no end yet
let timer = null;

const saved = page.querySelector(".saved");
log.addEventListener("saving", () => (saved.textContent = say("saving")));
log.addEventListener("changed", () => {
  saved.textContent = say("saved");
  list();
});
log.addEventListener("failed", ({ detail }) => (saved.textContent = `${say("not_saved")} ${detail.message}`));

function list() {
  const { covers, silences, clips } = log.state;
  page.querySelector(".no-covers").hidden = covers.length > 0;
  const span = ({ start_ns, end_ns }) => ({ from: clock(start_ns), to: clock(end_ns) });
  fill(page.querySelector(".cover-list"), covers, (row, cover) => {
    const button = row.querySelector("button");
    button.textContent = say("cover_listed", span(cover));
    button.ariaPressed = String(cover.id === chosen?.id);
    button.addEventListener("click", () => choose(cover));
  });
  fill(page.querySelector(".silences"), silences, (row, each) => {
    const [go, drop] = row.querySelectorAll("button");
    go.textContent = say("silence_listed", span(each));
    go.addEventListener("click", () => engine.seek(each.start_ns));
    drop.ariaLabel = say("silence_remove", span(each));
    drop.addEventListener("click", () => log.add({ kind: "silence-removed", id: each.id }));
  });
  fill(page.querySelector(".cover-clips"), clips, (row, clip) => {
    const button = row.querySelector("button");
    button.textContent = `${clip.title || say("untitled")} ${clock(clip.start_ns)}`;
    button.addEventListener("click", () => engine.seek(clip.start_ns));
  });
  view.timeline.clips = covers.map((cover) => ({ ...cover, chosen: cover.id === chosen?.id }));
  view.timeline.draw();
}

async function choose(cover) {
  await keep();
  chosen = cover && structuredClone(cover);
  form.hidden = !cover;
  list();
  if (cover && (engine.now < cover.start_ns || engine.now >= cover.end_ns)) await engine.seek(cover.start_ns);
  show();
}

// The cover where it is now, in the picture and in numbers.
function show() {
  const here = chosen && engine.now >= chosen.start_ns && engine.now < chosen.end_ns;
  drawn.show(here ? placeAt(chosen, engine.now) : null);
  if (!chosen) return;
  const times = say("cover_listed", { from: clock(chosen.start_ns), to: clock(chosen.end_ns) });
  form.querySelector(".times").textContent = here ? times : `${times}. ${say("no_cover_here")}`;
  for (const side of ["x", "y", "width", "height"]) {
    const input = form.elements[side];
    input.disabled = !here;
    if (here && document.activeElement !== input) input.value = Math.round(drawn.place[side] * 1000) / 10;
  }
  for (const input of form.querySelectorAll("[name=method]")) input.checked = input.value === chosen.method;
  fill(form.querySelector(".keyframes"), chosen.keyframes, (row, frame) => {
    const [go, drop] = row.querySelectorAll("button");
    go.textContent = say("keyframe_listed", { time: clock(frame.at_ns) });
    go.addEventListener("click", () => engine.seek(frame.at_ns));
    drop.ariaLabel = say("keyframe_remove", { time: clock(frame.at_ns) });
    drop.hidden = chosen.keyframes.length < 2;
    drop.addEventListener("click", () => change({ keyframes: chosen.keyframes.filter((each) => each.at_ns !== frame.at_ns) }));
  });
}

// The cover is here in this picture: a keyframe, or another place for the one that is there.
function put(place) {
  const at_ns = engine.frame.ns;
  const others = chosen.keyframes.filter((each) => each.at_ns !== at_ns);
  change({ keyframes: [...others, { at_ns, ...fitted(place) }].sort((a, b) => a.at_ns - b.at_ns) });
}

// Another cover of the same id, saved once nobody has moved it for a moment.
function change(what) {
  const changed = { ...chosen, ...what };
  if (changed.end_ns <= changed.start_ns) return view.tell(say("ends_first"));
  chosen = changed;
  clearTimeout(timer);
  timer = setTimeout(keep, 400);
  return show();
}

// Save what waits to be saved.
function keep() {
  if (timer === null) return null;
  clearTimeout(timer);
  timer = null;
  return log.add({ kind: "obscured", ...chosen });
}

async function add() {
  await engine.pause();
  const { frame } = engine;
  const around = log.state.clips.find((clip) => clip.start_ns <= frame.ns && frame.ns < clip.end_ns);
  const end_ns = around?.end_ns ?? Math.min(frame.ns + 5e9, engine.film.length);
  await keep();
  chosen = { id: newId(), film, start_ns: frame.ns, end_ns, method: "mosaic", keyframes: [] };
  form.hidden = false;
  drawn.armed = true;
  put(FIRST);
  drawn.focus();
}

function silence() {
  const start = page.querySelector("[data-action=quiet-from]");
  const end = page.querySelector("[data-action=quiet-to]");
  if (quiet === null) {
    quiet = engine.frame.ns;
    view.tell(say("sound_from", { time: clock(quiet) }));
  } else if (engine.frame.end <= quiet) {
    return view.tell(say("ends_first"));
  } else {
    log.add({ kind: "silenced", id: newId(), film, start_ns: quiet, end_ns: engine.frame.end });
    quiet = null;
  }
  start.disabled = quiet !== null;
  end.disabled = quiet === null;
  return null;
}

async function remove() {
  clearTimeout(timer);
  timer = null;
  const { id } = chosen;
  chosen = null;
  form.hidden = true;
  show();
  await log.add({ kind: "obscuring-removed", id });
}

const actions = {
  add,
  from: () => chosen && change({ start_ns: engine.frame.ns }),
  to: () => chosen && change({ end_ns: engine.frame.end }),
  remove,
  "quiet-from": silence,
  "quiet-to": silence,
};
for (const button of page.querySelectorAll("[data-action]")) button.addEventListener("click", () => actions[button.dataset.action]());
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", ({ target }) => {
  if (target.name === "method") return change({ method: target.value });
  if (!target.checkValidity() || target.value === "") return null;
  return put({ ...drawn.place, [target.name]: Number(target.value) / 100 });
});
drawn.addEventListener("moving", () => engine.pause());
drawn.addEventListener("moved", () => {
  put(drawn.place);
  view.tell(drawn.words);
});
for (const kind of ["frame", "picture"]) engine.addEventListener(kind, show);

new Keys({
  Space: () => view.do("toggle"),
  ArrowRight: () => view.do("next"),
  ArrowLeft: () => view.do("previous"),
  "Shift+ArrowRight": () => view.do("second-on"),
  "Shift+ArrowLeft": () => view.do("second-back"),
  "+": () => view.do("zoom-in"),
  "-": () => view.do("zoom-out"),
  0: () => view.do("zoom-fit"),
  b: add,
  i: actions.from,
  o: actions.to,
  m: silence,
});
addEventListener("pagehide", () => {
  keep();
  engine.close();
});
await log.load();
saved.textContent = "";
page.dataset.ready = "yes";
