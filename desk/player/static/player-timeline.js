// The film's length as a slider: the waveform behind it, the visit's marks and the clips on it. Time runs left to right.

import { clock, say } from "./player-words.js";

const SECOND = 1e9;
const PEAKS_A_SECOND = 50;

export class Timeline {
  #engine;
  #root;
  #slider;
  #paper;
  #peaks = null;
  clips = [];

  constructor(root, engine) {
    this.#root = root;
    this.#engine = engine;
    this.#slider = root.querySelector("[role=slider]");
    this.#paper = root.querySelector("canvas");
    this.#slider.ariaValueMax = String(Math.round(engine.film.length / 1e6) / 1000);
    for (const kind of ["frame", "state"]) engine.addEventListener(kind, () => this.#move());
    this.#listen();
    this.#placeMarks();
    new ResizeObserver(() => this.draw()).observe(this.#paper);
    this.#load();
  }

  // Clips as bars: { start_ns, end_ns, chosen }.
  draw() {
    const { clientWidth: width, clientHeight: height } = this.#paper;
    const scale = window.devicePixelRatio || 1;
    this.#paper.width = width * scale;
    this.#paper.height = height * scale;
    const paper = this.#paper.getContext("2d");
    paper.scale(scale, scale);
    const style = getComputedStyle(this.#root);
    const x = (ns) => (ns / this.#engine.film.length) * width;
    for (const clip of this.clips) {
      paper.fillStyle = style.getPropertyValue(clip.chosen ? "--leaf" : "--edge");
      paper.globalAlpha = 0.35;
      paper.fillRect(x(clip.start_ns), 0, Math.max(2, x(clip.end_ns) - x(clip.start_ns)), height);
      paper.globalAlpha = 1;
    }
    if (this.#peaks) this.#drawPeaks(paper, style.getPropertyValue("--soft"), width, height);
  }

  #drawPeaks(paper, colour, width, height) {
    paper.fillStyle = colour;
    const each = this.#peaks.length / width;
    for (let at = 0; at < width; at += 1) {
      let peak = 0;
      for (let n = Math.floor(at * each); n < Math.max((at + 1) * each, at * each + 1) && n < this.#peaks.length; n += 1) {
        peak = Math.max(peak, this.#peaks[n]);
      }
      const high = Math.max(1, Math.sqrt(peak / 255) * height * 0.9);
      paper.fillRect(at, (height - high) / 2, 1, high);
    }
  }

  #listen() {
    const there = (event) => {
      const { left, width } = this.#slider.getBoundingClientRect();
      return Math.min(Math.max((event.clientX - left) / width, 0), 1) * this.#engine.film.length;
    };
    this.#slider.addEventListener("pointerdown", (event) => {
      this.#slider.setPointerCapture(event.pointerId);
      this.#engine.seek(there(event));
    });
    this.#slider.addEventListener("pointermove", (event) => {
      if (event.buttons) this.#engine.seek(there(event));
    });
    this.#slider.addEventListener("keydown", (event) => {
      const to = { Home: 0, End: this.#engine.film.length, PageUp: this.#engine.now - 10 * SECOND, PageDown: this.#engine.now + 10 * SECOND }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      this.#engine.seek(to);
    });
  }

  #placeMarks() {
    const list = this.#root.querySelector(".marks");
    for (const mark of this.#engine.film.marks) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "mark-at";
      button.style.left = `${(mark.at / this.#engine.film.length) * 100}%`;
      button.ariaLabel = [say("mark_at", { time: clock(mark.at) }), mark.label, mark.note].filter(Boolean).join(", ");
      button.title = button.ariaLabel;
      button.addEventListener("click", () => this.#engine.seek(mark.at));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
    list.hidden = !this.#engine.film.marks.length;
  }

  #move() {
    const { now, film } = this.#engine;
    this.#root.style.setProperty("--at", `${(now / film.length) * 100}%`);
    this.#slider.ariaValueNow = String(Math.round(now / 1e6) / 1000);
    this.#slider.ariaValueText = clock(now);
  }

  // The program makes the waveform once, which takes a moment for a new film.
  async #load(wait = 500) {
    const answer = await fetch(`${this.#engine.film.address}/peaks`, { cache: "no-store" }).catch(() => null);
    if (answer?.status === 202) setTimeout(() => this.#load(Math.min(wait * 2, 5000)), wait);
    if (answer?.status !== 200) return;
    const sent = await answer.arrayBuffer().catch(() => null);
    if (!sent) return;
    const peaks = new Uint8Array(sent);
    this.#peaks = peaks.subarray(0, Math.ceil((this.#engine.film.length / SECOND) * PEAKS_A_SECOND));
    this.draw();
    this.#root.dataset.wave = "drawn";
  }
}
