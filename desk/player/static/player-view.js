// One player on the page: its controls, what they say, and what is told to a screen reader.

import { Engine } from "./player-engine.js";
import { openFilm } from "./player-film.js";
import { Timeline } from "./player-timeline.js";
import { Zoom } from "./player-zoom.js";
import { clock, say } from "./player-words.js";

const SECOND = 1e9;

export async function openPlayer(root) {
  const film = await openFilm(root.dataset.film);
  const exact = new URLSearchParams(location.search).get("exact") !== "no"; // "no": as a browser without WebCodecs
  const engine = new Engine(film, root.querySelector("video"), root.querySelector(".screen canvas"), exact ? undefined : false);
  const view = new View(root, engine);
  await engine.seek(0);
  root.dataset.ready = "yes";
  return view;
}

export class View {
  constructor(root, engine) {
    this.root = root;
    this.engine = engine;
    this.zoom = new Zoom(root.querySelector(".stage"));
    this.timeline = new Timeline(root.querySelector(".timeline"), engine);
    this.status = root.querySelector("[role=status]");
    engine.addEventListener("frame", () => this.#time());
    engine.addEventListener("state", () => this.#state());
    engine.addEventListener("picture", () => {
      root.dataset.picture = engine.frame.ns;
      root.dataset.first ??= performance.now(); // ms from the page's beginning to its first picture
    });
    engine.addEventListener("failed", ({ detail }) => this.#failed(detail));
    root.querySelector(".stage").addEventListener("dblclick", () => this.fullScreen());
    for (const button of root.querySelectorAll("button[data-do]")) button.addEventListener("click", () => this.do(button.dataset.do));
    for (const input of root.querySelectorAll("input[name^=rate]")) input.addEventListener("change", () => engine.setRate(Number(input.value)));
  }

  // What buttons and keys ask for, by name.
  do(what) {
    const { engine } = this;
    const actions = {
      toggle: () => engine.toggle(),
      play: () => engine.play(),
      pause: () => engine.pause(),
      reverse: () => engine.reverse(),
      next: () => engine.step(1),
      previous: () => engine.step(-1),
      "second-on": () => engine.seek(engine.now + SECOND),
      "second-back": () => engine.seek(engine.now - SECOND),
      "next-mark": () => this.#toMark(1),
      "previous-mark": () => this.#toMark(-1),
      "zoom-in": () => this.zoom.by(1.5),
      "zoom-out": () => this.zoom.by(1 / 1.5),
      "zoom-fit": () => this.zoom.reset(),
      full: () => this.fullScreen(),
    };
    return actions[what]?.();
  }

  setRate(rate) {
    this.engine.setRate(rate);
    this.tell(say("speed", { speed: say(`rate_${rate}`) }));
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.querySelector(".stage").requestFullscreen?.().catch(() => {});
  }

  // Say something to whoever cannot see it.
  tell(words) {
    this.status.textContent = words;
  }

  #toMark(way) {
    const { film, now } = this.engine;
    const times = film.marks.map((mark) => mark.at).sort((a, b) => a - b);
    const near = SECOND / 20; // the frame of a mark begins a little before it
    const to = way > 0 ? times.find((at) => at > now + near) : times.findLast((at) => at < now - near);
    if (to !== undefined) this.engine.seek(to);
  }

  #time() {
    this.root.querySelector(".now").textContent = clock(this.engine.now);
  }

  #state() {
    const { playing, reversing, rate } = this.engine;
    const going = playing || reversing;
    const button = this.root.querySelector("[data-do=toggle]");
    button.textContent = say(going ? "pause" : "play");
    button.dataset.going = going;
    for (const input of this.root.querySelectorAll("input[name^=rate]")) input.checked = Number(input.value) === rate;
    if (this.going && !going) setTimeout(() => this.tell(say("paused_at", { time: clock(this.engine.now) })), 100);
    this.going = going;
    this.root.querySelector(".stage").dataset.going = going;
  }

  #failed(error) {
    const notice = this.root.querySelector(".failed");
    notice.textContent = `${say("failed")} ${error?.message ?? ""}`;
    notice.hidden = false;
  }
}
