// Plays one film and stops at any frame of it: Media Source Extensions to play, WebCodecs on a canvas when paused.
//
// `frame` is the frame that counts: { segment, number, ns, end }. Events: "frame" (another frame counts), "state" (it
// plays or not, its speed, its loop), "picture" (the canvas shows the frame), "failed".

import { Buffer } from "./player-buffer.js";
import { Frames, supported } from "./player-frames.js";
import { Loop } from "./player-loop.js";
import { seekExactly, shownAt } from "./player-seek.js";

const SECOND = 1e9;
const WITHIN = 100_000; // ns after its beginning a frame is certainly shown, however a browser rounds

export class Engine extends EventTarget {
  frame = null;
  playing = false;
  reversing = false;
  rate = 1;
  loop = null; // { start, end, once } in ns
  #wish = 0; // counts what was asked for: what is late, and no longer the last, is dropped
  #steps = Promise.resolve();
  shown = undefined; // ns, of what plays
  uncover = null; // ns from which on the canvas gives way to it

  constructor(film, video, canvas, exact = supported()) {
    super();
    this.film = film;
    this.video = video;
    this.canvas = canvas;
    this.canvas.width = film.video.width;
    this.canvas.height = film.video.height;
    this.frames = exact ? new Frames(film) : null;
    this.buffer = new Buffer(film, video);
    this.paper = canvas.getContext("2d", { alpha: false });
    this.looping = new Loop(this);
    video.preservesPitch = true;
    video.addEventListener("ended", () => this.playing && this.pause());
    this.#watch();
  }

  // Stop, and show the frame at a time.
  async seek(ns) {
    const playing = this.playing;
    const wish = this.#stop();
    const frame = await this.film.frameAt(Math.min(Math.max(ns, 0), this.film.length - 1));
    if (wish !== this.#wish) return;
    await this.#show(frame, wish);
    if (playing && wish === this.#wish) await this.play();
  }

  // Stop, and show the frame so many frames further.
  step(by) {
    const from = this.#where();
    const wish = this.#stop();
    this.#steps = this.#steps.then(async () => {
      const frame = await this.film.frameBeside((await from) ?? this.frame, by);
      this.#say("frame", () => (this.frame = frame));
      return frame;
    });
    return this.#steps.then(async (frame) => {
      if (wish !== this.#wish) return;
      await this.#show(frame, wish);
      this.frames?.prepare(frame.segment + Math.sign(by));
    });
  }

  async play() {
    const from = this.#where();
    const wish = this.#stop();
    this.#state(() => (this.playing = true));
    this.frame = (await from) ?? this.frame;
    if (this.loop && (this.frame.ns < this.loop.start || this.frame.end >= this.loop.end)) {
      this.frame = await this.film.frameAt(this.loop.start);
    } else if (this.frame.end >= this.film.length - 1) this.frame = await this.film.frameAt(0);
    await this.start(this.frame.ns, wish);
  }

  // Let the browser's player begin at a time; the canvas stays until it shows something.
  async start(ns, wish = this.#wish) {
    try {
      await this.looping.prepare();
      await this.buffer.around(ns);
      if (wish !== this.#wish) return;
      this.video.currentTime = (ns + WITHIN) / SECOND;
      this.video.playbackRate = this.rate;
      this.uncover = ns;
      this.shown = ns;
      await this.video.play();
    } catch (error) {
      if (wish === this.#wish) this.#fail(error);
    }
  }

  async pause() {
    const from = this.#where();
    const wish = this.#stop();
    const frame = await from;
    if (frame && wish === this.#wish) await this.#show(frame, wish);
  }

  // Play backwards: frame by frame, without sound.
  async reverse() {
    const wish = this.#stop();
    this.#state(() => (this.reversing = true));
    while (wish === this.#wish && this.frame.ns > 0) {
      const began = performance.now();
      const frame = await this.film.frameBeside(this.frame, -1);
      if (wish !== this.#wish) return;
      await this.#show(frame, wish);
      this.frames?.prepare(frame.segment - 1);
      const lasts = (frame.end - frame.ns) / 1e6 / this.rate;
      await new Promise((done) => setTimeout(done, lasts - (performance.now() - began)));
    }
    if (wish === this.#wish) this.#state(() => (this.reversing = false));
  }

  toggle() {
    return this.playing || this.reversing ? this.pause() : this.play();
  }

  setRate(rate) {
    this.#state(() => (this.rate = this.video.playbackRate = rate));
  }

  setLoop(loop) {
    this.#state(() => (this.loop = loop));
    return this.playing ? this.play() : null;
  }

  // Put the frame on the canvas, over whatever the browser's player shows.
  draw(picture) {
    this.paper.drawImage(picture, 0, 0, this.canvas.width, this.canvas.height);
    this.canvas.hidden = false;
  }

  close() {
    this.#stop();
    this.frames?.close();
    this.video.removeAttribute("src");
    this.video.load();
  }

  // The frame that the browser's player has on the screen; null if it does not play, and `frame` counts.
  async #where() {
    if (!this.playing) return null;
    return this.looping.covering ?? this.film.frameNear(shownAt(this.video, this.shown));
  }

  #stop() {
    this.video.pause();
    if (this.playing || this.reversing) this.#state(() => (this.playing = this.reversing = false));
    this.looping.stop();
    return (this.#wish += 1);
  }

  async #show(frame, wish) {
    this.#say("frame", () => (this.frame = frame));
    try {
      if (this.frames) {
        const picture = await this.frames.picture(frame);
        if (wish !== this.#wish) return;
        this.draw(picture);
      } else {
        this.canvas.hidden = true;
        await this.buffer.around(frame.ns);
        if (wish === this.#wish) await seekExactly(this.video, frame, () => wish !== this.#wish);
      }
    } catch (error) {
      if (wish === this.#wish) this.#fail(error);
      return;
    }
    if (wish === this.#wish) this.#say("picture");
  }

  // Follow what the browser's player shows.
  #watch() {
    const follow = (ns) => {
      if (!this.playing) return;
      this.shown = ns;
      if (this.uncover !== null && ns >= this.uncover - SECOND / 100) {
        this.canvas.hidden = true;
        this.uncover = null;
      }
      this.looping.follow(ns);
      this.buffer.around(ns).catch((error) => this.#fail(error));
      this.#say("frame");
    };
    if (!this.video.requestVideoFrameCallback) {
      this.video.addEventListener("timeupdate", () => follow(this.video.currentTime * SECOND));
      return;
    }
    const each = (_, { mediaTime }) => {
      this.video.requestVideoFrameCallback(each);
      follow(mediaTime * SECOND);
    };
    this.video.requestVideoFrameCallback(each);
  }

  // Where the film is: the frame that counts, or what plays.
  get now() {
    return this.playing ? (this.shown ?? this.frame.ns) : (this.frame?.ns ?? 0);
  }

  #state(change) {
    this.#say("state", change);
  }

  #say(kind, change = () => {}) {
    change();
    this.dispatchEvent(new CustomEvent(kind));
  }

  #fail(error) {
    this.dispatchEvent(new CustomEvent("failed", { detail: error }));
  }
}
