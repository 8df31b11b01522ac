// The practitioner's window of a shared review: what is shown, what she meant to ask, what they say.

import { Keys } from "./player-keys.js";
import { Log, newId, today } from "./player-log.js";
import { clock, learn, say } from "./player-words.js";
import { ClipList } from "./review-clips.js";
import { keepAwake, Stage, watchCase } from "./review-stage.js";
import { Words } from "./review-words.js";

const page = document.querySelector("#review");
const { awake, token } = document.body.dataset;
const { address, id } = page.dataset;
learn(JSON.parse(page.dataset.words));

const log = new Log(address, token, "state");
log.state = { clips: [], words: [], stills: [], ratings: {}, undo: false, redo: false, seconds: 0 };
const stage = new Stage(page.dataset.stage, token);
const find = (selector) => page.querySelector(selector);
const clips = new ClipList(page, log, stage, id);
const words = new Words(page, log, stage, id);
const saved = find(".saved");
const trouble = find(".trouble");
let began = performance.now();

const sentence = (error) => (error instanceof TypeError ? say("no_answer") : error.message);

log.addEventListener("saving", () => (saved.textContent = say("saving")));
log.addEventListener("failed", ({ detail }) => {
  saved.textContent = "";
  tell(`${say("not_saved")} ${sentence(detail)}`);
});
log.addEventListener("changed", () => {
  saved.textContent = say("saved");
  tell("");
  began = performance.now() - log.state.seconds * 1000;
  if (log.state.ended) location.assign(address);
  show();
});
log.addEventListener("others", async ({ detail: before }) => {
  const wanted = (id) => before.clips.some((clip) => clip.id === id && !clip.vetoed);
  const refused = log.state.clips.find((clip) => clip.vetoed && wanted(clip.id));
  if (log.state.ended) return void location.assign(address);
  await stage.load();
  saved.textContent = refused ? say("refused", { title: refused.title || say("untitled") }) : say("others");
});
stage.addEventListener("changed", show);
stage.addEventListener("failed", ({ detail }) => tell(sentence(detail)));
stage.addEventListener("notes-where", () => stage.say("notes-here"));

function tell(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

function show() {
  const { state } = stage;
  const clip = log.state.clips.find((each) => each.id === state.clip);
  const shown = log.state.clips.filter((each) => each.chosen && !each.vetoed);
  const next = clip ? shown[shown.indexOf(clip) + 1] : shown[0];
  find(".now-title").textContent = clip ? clip.title || say("untitled") : say("no_clip");
  find(".questions").textContent = clip?.questions ?? "";
  find(".questions").hidden = !clip?.questions;
  find(".usual").hidden = !clip || Boolean(clip.questions);
  find(".note").textContent = clip?.note ?? "";
  find(".mine").hidden = !clip?.note;
  find(".next-title").textContent = next ? say("next", { title: next.title || say("untitled") }) : say("last");
  find("[data-do=next]").disabled = !next;
  for (const name of ["freeze", "slow", "still", "veto"]) find(`[data-do=${name}]`).disabled = !clip;
  find("[data-do=again]").disabled = !clip && !next;
  find("[data-do=again]").textContent = say(clip && state.at_ns !== null && state.at_ns > clip.start_ns ? "again" : "show");
  find("[data-do=freeze]").textContent = say(state.going || !clip ? "freeze" : "go_on");
  find("[data-do=slow]").setAttribute("aria-pressed", state.slow);
  find(".blocked").textContent = state.trouble ? say(state.trouble) : "";
  find(".blocked").hidden = !state.trouble;
  find("[data-do=undo]").disabled = !log.state.undo;
  find("[data-do=redo]").disabled = !log.state.redo;
  find(".no-stills").hidden = log.state.stills.length > 0;
  find(".kept").replaceChildren(...log.state.stills.map((still) => item(clock(still.at_ns))));
  clips.show();
  words.show();
}

function item(text) {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}

// What a person did to the case may change what the family's window shows.
const changing = async (work) => {
  if (await work) await stage.load().then(() => stage.say("changed"));
};

async function keepStill() {
  const clip = log.state.clips.find((each) => each.id === stage.state.clip);
  if (stage.state.going || stage.state.at_ns === null) return void (saved.textContent = say("not_stopped"));
  const at = stage.state.at_ns;
  if (await log.add({ kind: "still-kept", id: newId(), film: clip.film, at_ns: at, review: id })) saved.textContent = say("kept", { time: clock(at) });
}

const actions = {
  window: () => window.open(`${address}/audience`, "attune-family", "popup,width=1280,height=800"),
  again: () => stage.wish({ again: true, trouble: "" }),
  freeze: () => stage.wish({ going: !stage.state.going }),
  slow: () => stage.wish({ slow: !stage.state.slow }),
  next: () => stage.wish({ step: 1 }),
  still: keepStill,
  veto: () => changing(log.add({ kind: "clip-vetoed", clip: stage.state.clip, voice: words.voice, day: today(), review: id })),
  undo: () => changing(log.undo()),
  redo: () => changing(log.redo()),
  choose: (button) => changing(clips.choose(button)),
  show: (button) => stage.wish({ clip: button.closest("li").dataset.id }),
  lift: (button) => changing(log.add({ kind: "veto-lifted", clip: button.closest("li").dataset.id, voice: words.voice, day: today(), review: id })),
  change: (button) => words.change(button.closest("li").dataset.id),
  remove: (button) => log.add({ kind: "words-removed", id: button.closest("li").dataset.id, review: id }),
};
page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do]");
  if (button) actions[button.dataset.do]?.(button);
});
new Keys({
  Space: actions.freeze,
  r: actions.again,
  s: actions.slow,
  n: () => location.assign(`${address}/audience`),
  PageDown: actions.next,
  "Ctrl+z": actions.undo,
  "Ctrl+y": actions.redo,
});

const goal = find("form.goal");
const told = () => (goal.elements.rating.ariaValueText = say("step", { step: goal.elements.rating.value }));
goal.elements.rating.addEventListener("input", told);
goal.addEventListener("submit", (event) => {
  event.preventDefault();
  const rating = Number(goal.elements.rating.value);
  log.add({ kind: "goal-rated", rating, day: today(), goal: goal.elements.goal.value.trim(), review: id, moment: "start" });
});

setInterval(() => (find(".lasts").textContent = say("minutes", { minutes: Math.floor((performance.now() - began) / 60000) })), 1000);
keepAwake(awake, token);
watchCase(page.dataset.version, (version) => version === log.state.version || log.refresh());
await Promise.all([log.load(), stage.load()]);
if (log.state.ratings.start) goal.elements.rating.value = log.state.ratings.start;
told();
saved.textContent = "";
page.dataset.ready = "yes";
